"""`qiao link profiles`: the systems of enterprises that the link knows, or one of them whole."""

import argparse
import sys
from collections.abc import Iterator, Mapping

from django.utils.translation import get_language, gettext

from qiao.directlink.queries.profiles import profile_named, profiles, sample_in
from qiao.directlink.rules.profiles import FIELD_WORDS, WAY_WORDS, Profile
from qiao.ground.words import gettext_noop as _
from qiao.project.printing import say

VERIFIED = {True: _("verified"), False: _("NOT VERIFIED")}


def run(called: argparse.Namespace) -> int:
    """Print what was asked for."""
    if called.name and called.sample:
        sys.stdout.buffer.write(sample_in(profile_named(called.name)) + b"\n")
        return 0
    for line in _whole(profile_named(called.name)) if called.name else _list():
        say(line)
    return 0


def _own(words: Mapping[str, str]) -> str:
    return words["zh" if (get_language() or "").startswith("zh") else "en"]


def _list() -> Iterator[str]:
    for profile in profiles():
        yield f"{profile.name:<12} {profile.channel:<6} {profile.answer:<16} {_own(profile.called)}"


def _whole(profile: Profile) -> Iterator[str]:
    yield f"{_own(profile.called)}: {profile.answer}, {profile.statement}"
    for one in profile.speaks:
        yield f"{gettext(WAY_WORDS[one.way])}: {_own(one.what)}"
        yield f"    {one.form}"
        yield f"    {gettext(VERIFIED[one.verified])}: {one.source}"
    for field, place in profile.mapping.items():
        yield f"{gettext(FIELD_WORDS[field])}: {place}"
