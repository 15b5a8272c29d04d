"""The systems of enterprises that the link knows: their profiles and the samples that lie beside them."""

import tomllib
from functools import cache
from importlib.resources import files

from qiao.directlink.rules.profiles import Profile, profile_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

FOLDER = files("qiao.directlink.adapters") / "profiles"
ENCODINGS = {"fox": "gbk", "files": "utf-8"}


@cache
def profiles() -> tuple[Profile, ...]:
    """All of them by name."""
    tables = sorted(one.name for one in FOLDER.iterdir() if one.name.endswith(".toml"))
    return tuple(profile_of(tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))) for name in tables)


def profile_named(name: str) -> Profile:
    """One of them; refused where there is none of that name."""
    found = {one.name: one for one in profiles()}
    if name not in found:
        names = ", ".join(found)
        raise Refusal("profile.unknown", _("There is no profile %(name)s; known: %(names)s."), name=name, names=names)
    return found[name]


def sample_in(profile: Profile) -> bytes:
    """What the system sends, as bytes in the encoding of its channel."""
    text = (FOLDER / profile.sample_in).read_text(encoding="utf-8")
    return text.strip().encode(ENCODINGS[profile.channel])
