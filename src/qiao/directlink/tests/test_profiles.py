"""Profiles of enterprises' systems: whole, in both languages, each fact with its source, each sample read."""

import pytest

from qiao.directlink.queries.profiles import profile_named, profiles, sample_in
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.profiles import FIELD_WORDS, WAY_WORDS, Profile
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database
NAMED_BY_THE_SOURCE = {"yonyou", "kingdee", "oracle", "sap", "baite", "jiuhengxing"}
"""Piece 7: 用友软件、金蝶软件、ORACLE、SAP、拜特软件、九恒星软件."""


def test_the_systems_that_the_source_names_are_there() -> None:
    assert {one.name for one in profiles()} == NAMED_BY_THE_SOURCE


@pytest.mark.parametrize("profile", profiles(), ids=lambda one: one.name)
def test_a_profile_is_whole(profile: Profile) -> None:
    assert profile.called.keys() == {"zh", "en"}
    assert profile.channel in {"files", "fox"}
    assert set(profile.mapping) <= set(FIELD_WORDS)
    assert {"payer", "payee", "payment", "purpose"} <= set(profile.mapping)
    for one in profile.speaks:
        assert one.way in WAY_WORDS
        assert one.what.keys() == {"zh", "en"}
        assert one.source
    assert any(one.verified for one in profile.speaks)


@pytest.mark.parametrize("profile", [one for one in profiles() if one.channel == "fox"], ids=lambda one: one.name)
def test_a_sample_of_fox_is_read(profile: Profile) -> None:
    (request,) = read(sample_in(profile)).requests
    assert request.trnuid.startswith("20300508")


def test_an_unknown_system_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Refusal, match="baite"):
        profile_named("nobody")
