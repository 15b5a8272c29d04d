"""Single sign-on against a real provider on loopback: who comes in, and what a provider or a visitor cannot achieve."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from qiao.ground.models import AuditRecord, User
from qiao.project.access.identity import Identity, identity_of
from tests.signon.provider import CLIENT, SECRET, House, opened_house
from tests.test_second_step import guarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings: LazySettings) -> Iterator[House]:
    """The bank's single sign-on, in which Wang has logged in."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with opened_house() as house:
        app = {"provider_id": "bank", "name": "bank", "client_id": CLIENT, "secret": SECRET}
        told = {"server_url": house.address, "oauth_pkce_enabled": True, "scope": ["openid", "profile"]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{**app, "settings": told}]}}
        settings.SSO_NAME = "Bank ID"
        house.person = {"sub": "w-1", "preferred_username": "wang"}
        yield house


@pytest.fixture
def wang() -> User:
    """Wang, who has no password here."""
    return User.objects.create_user(username="wang", post="rm")


def browser() -> Client:
    fresh = Client(raise_request_exception=False)
    fresh.cookies["django_language"] = "en"
    return fresh


def there_and_back(house: House, visitor: Client, *, ask: str = "/login/bank/", **more: str) -> str:
    """Go there, say yes, come back: where the browser stands then, or what the door says."""
    led = visitor.get(ask)["Location"]
    assert led.startswith(f"{house.address}/ask?"), led
    house.asked = {name: values[0] for name, values in parse_qs(urlsplit(led).query).items()}
    answer = visitor.get("/login/bank/back/", {"code": "one", "state": house.asked["state"], **more})
    return said(visitor, answer["Location"])


def said(visitor: Client, address: str) -> str:
    """The address; of the door, what it says."""
    if address != "/login/":
        return address
    page = visitor.get(address).content.decode()
    return page.partition('role="status">')[2].partition("<p>")[2].partition("</p>")[0]


def test_a_manager_comes_in_by_the_banks_sign_on_and_goes_where_he_wanted(house: House, wang: User) -> None:
    visitor = browser()
    page = visitor.get("/login/?next=/customers/").content.decode()
    assert 'href="/login/bank/?next=%2Fcustomers%2F"' in page
    assert "With Bank ID" in page
    assert there_and_back(house, visitor, ask="/login/bank/?next=%2Fcustomers%2F") == "/customers/"
    assert visitor.get("/account/").status_code == 200
    assert house.asked["code_challenge_method"] == "S256"
    tied, came = AuditRecord.objects.filter(subject="user wang").order_by("id")
    assert (tied.action, tied.new) == (
        "project.tie_identity",
        {"single sign-on": house.address, "identity": "w-1"},
    )
    assert (came.new or {})["logged in"] == ["single sign-on"]
    assert there_and_back(house, browser()) == "/"
    assert AuditRecord.objects.filter(action="project.tie_identity").count() == 1


def test_nobody_becomes_somebody_by_coming_from_there(house: House, wang: User) -> None:
    house.person = {"sub": "x-1", "preferred_username": "stranger"}
    assert there_and_back(house, browser()).startswith("Single sign-on knows you as stranger, but there is no log-in")
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_name_that_went_to_somebody_else_there_opens_nothing_here(house: House, wang: User) -> None:
    assert there_and_back(house, browser()) == "/"
    house.person = {"sub": "w-2", "preferred_username": "wang"}
    assert "belongs to another identity" in there_and_back(house, browser())
    User.objects.create_user(username="li", post="rm")
    house.person = {"sub": "w-1", "preferred_username": "li"}
    assert "belongs to another identity" in there_and_back(house, browser())
    assert SocialAccount.objects.get().user == wang


def test_who_moves_to_another_provider_ties_anew(house: House, wang: User) -> None:
    data = {"id_token": {"iss": "https://earlier.example", "sub": "old"}}
    SocialAccount.objects.create(user=wang, provider="bank", uid="old", extra_data=data)
    assert there_and_back(house, browser()) == "/"
    assert SocialAccount.objects.get().uid == "w-1"


def test_a_closed_log_in_stays_closed(house: House, wang: User) -> None:
    User.objects.update(is_active=False)
    assert there_and_back(house, browser()) == "/login/closed/"


def test_a_second_factor_is_asked_for_after_the_sign_on_too(house: House) -> None:
    guarded("li")
    house.person = {"sub": "l-1", "preferred_username": "li"}
    assert there_and_back(house, browser()) == "/login/second/"


def test_a_made_up_or_borrowed_way_back_opens_nothing(house: House, wang: User) -> None:
    visitor = browser()
    for query in ({}, {"code": "one"}, {"code": "one", "state": "made-up"}, {"error": "server_error"}):
        answer = visitor.get("/login/bank/back/", query)
        assert "broken off, or it took too long" in said(visitor, answer["Location"])
    led = visitor.get("/login/bank/")["Location"]
    state = parse_qs(urlsplit(led).query)["state"][0]
    stranger = browser()
    answer = stranger.get("/login/bank/back/", {"code": "one", "state": state})
    assert "broken off" in said(stranger, answer["Location"])
    answer = visitor.get("/login/bank/back/", {"error": "access_denied", "state": state})
    assert "broken off" in said(visitor, answer["Location"])


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"exp": 1},
        {"sub": "somebody else than userinfo says"},
        {"sub": None},
        {"preferred_username": None},
        {"preferred_username": ["wang"]},
        {"preferred_username": "w" * 500},
    ],
)
def test_an_answer_that_does_not_hold_lets_nobody_in(house: House, wang: User, lies: dict[str, Any]) -> None:
    house.lies = lies
    words = there_and_back(house, browser())
    assert words.startswith(("Single sign-on gave no answer", "Single sign-on does not say who you are")), words
    assert not SocialAccount.objects.exists()


def test_an_answer_that_somebody_else_signed_lets_nobody_in(house: House, wang: User) -> None:
    house.signs_with = rsa.generate_private_key(65537, 2048)
    assert "gave no answer that can be used" in there_and_back(house, browser())


def test_a_provider_that_is_away_is_said_in_words(house: House, wang: User, settings: LazySettings) -> None:
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    app = providers["openid_connect"]["APPS"][0]
    for address in ("http://127.0.0.1:9", house.address + "/nothing"):
        app["settings"]["server_url"] = address
        visitor = browser()
        assert "gave no answer that can be used" in said(visitor, visitor.get("/login/bank/")["Location"])


def test_an_address_adds_nothing_to_what_is_asked(house: House, wang: User) -> None:
    led = browser().get("/login/bank/?process=connect&scope=admin&auth_params=prompt%3Dnone&next=//evil.example/")[
        "Location"
    ]
    asked = parse_qs(urlsplit(led).query)
    assert sorted(asked["scope"][0].split()) == ["openid", "profile"]
    assert "prompt" not in asked
    assert browser().post("/login/bank/").status_code == 405


def test_a_house_without_sign_on_has_no_such_page() -> None:
    assert browser().get("/login/bank/").status_code == 404
    assert browser().get("/login/bank/back/").status_code == 404
    assert "/login/bank/" not in browser().get("/login/").content.decode()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"id_token": {"iss": "i", "sub": "s", "no": 17}}, Identity("i", "s", "17")),
        ({"id_token": {"iss": "i", "sub": "s"}, "userinfo": {"sub": "s", "no": "w"}}, Identity("i", "s", "w")),
        ({"id_token": {"iss": "i", "sub": "s"}, "userinfo": {"sub": "t", "no": "w"}}, None),
        ({"id_token": {"iss": "i", "sub": "s", "no": ""}}, None),
        ({"id_token": {"iss": "i", "sub": "s", "no": True}}, None),
        ({"userinfo": {"sub": "s", "no": "w"}}, None),
        ({"id_token": "x"}, None),
    ],
)
def test_only_what_both_answers_agree_on_is_believed(answer: dict[str, Any], told: Identity | None) -> None:
    assert identity_of(answer, claim="no") == told
