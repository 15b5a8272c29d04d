"""Second factors behind the browser: secrets sealed, wrong codes counted, keys and sessions of others out of reach."""

import base64
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from qiao.ground import clock
from qiao.ground.models import ApiToken, AuditRecord, User
from qiao.project.access import actions, queries
from qiao.project.access.agents import Agent, agent_of
from qiao.project.access.sealing import opened, sealed
from tests.journeys.test_access import code_of
from tests.terminal.calling import called, done

pytestmark = pytest.mark.django_db
PASSWORD = "a good long password"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(settings: LazySettings) -> None:
    """Limits by the minute start anew; passwords are hashed in no time."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(name: str, *, post: str = "rm") -> User:
    return User.objects.create_user(username=name, post=post, password=PASSWORD)


def inside(name: str, *, agent: str = CHROME) -> Client:
    """A browser in which somebody has logged in by the door."""
    browser = Client(raise_request_exception=False, headers={"User-Agent": agent})
    browser.cookies["django_language"] = "en"
    assert browser.post("/login/", {"username": name, "password": PASSWORD})["Location"] == "/"
    return browser


def confirmed(browser: Client) -> Client:
    """The same browser, just after its person has shown who he or she is."""
    assert browser.post("/account/confirm/?next=/account/", {"password": PASSWORD})["Location"] == "/account/"
    return browser


def guarded(name: str, *, post: str = "rm") -> tuple[Client, str]:
    """Somebody with an authenticator app: the browser and the app's key."""
    person(name, post=post)
    browser = confirmed(inside(name))
    page = browser.get("/account/app/").content.decode()
    secret = re.search(r'class="mono break">([A-Z2-7]{32})<', page)
    assert secret is not None, page
    answer = browser.post("/account/app/", {"code": code_of(secret[1])})
    assert answer["Location"] == "/account/codes/"
    return browser, secret[1]


@pytest.mark.parametrize("post", ["rm", "auditor", "admin", ""])
def test_everybody_guards_the_own_log_in_whatever_the_post(post: str) -> None:
    browser, _secret = guarded("li", post=post)
    assert len(set(re.findall(r"<li>(\d{8})</li>", browser.get("/account/codes/").content.decode()))) == 10
    assert re.findall(r"<li>(\d{8})</li>", browser.get("/account/codes/").content.decode()) == []
    assert "10 of 10 not used yet" in browser.get("/account/").content.decode()


def test_the_key_of_an_app_lies_sealed_in_the_database() -> None:
    _browser, secret = guarded("li")
    kept = Authenticator.objects.get(type="totp").data
    assert secret not in json.dumps(kept)
    assert opened(kept["secret"]) == secret
    assert opened(sealed("汉字")) == "汉字"


def test_a_password_that_was_looked_over_takes_no_second_factor_away() -> None:
    guarded("li")
    watcher = Client(raise_request_exception=False)
    watcher.force_login(User.objects.get())
    answer = watcher.post("/account/app/remove/")
    assert answer["Location"].startswith("/account/confirm/code/")
    assert watcher.get("/account/confirm/")["Location"].startswith("/account/confirm/code/")
    watcher.post("/account/confirm/", {"password": PASSWORD})
    assert watcher.get("/account/password/")["Location"].startswith("/account/confirm/code/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_app_is_taken_away_and_its_recovery_codes_with_it() -> None:
    browser, _secret = guarded("li")
    assert browser.post("/account/app/remove/")["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    told = [record.new for record in AuditRecord.objects.filter(action="project.change_factors").order_by("id")]
    assert told == [{"second factor": "authenticator app added"}, {"second factor": "authenticator app removed"}]


def test_five_wrong_codes_close_the_second_step_for_a_while() -> None:
    _browser, secret = guarded("li")
    visitor = Client(raise_request_exception=False)
    visitor.cookies["django_language"] = "en"
    assert visitor.post("/login/", {"username": "li", "password": PASSWORD})["Location"] == "/login/second/"
    pages = [visitor.post("/login/second/", {"code": f"00000{n}"}).content.decode() for n in range(6)]
    assert ["Wait five minutes" in page for page in pages] == [False] * 5 + [True]
    assert "Wait five minutes" in visitor.post("/login/second/", {"code": code_of(secret)}).content.decode()
    assert visitor.get("/customers/").status_code == 302


def made_up(**response: str) -> str:
    """An answer in the form of a device's, with nothing true in it."""
    return json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": response})


CLIENT = base64.urlsafe_b64encode(b'{"type":"webauthn.get","challenge":"YQ","origin":"http://testserver"}').decode()
MADE_UP = (
    *("", "{}", "[]", "null", "1", '{"id": 1}', "\0", '{"response": null}', "{" * 3_000),
    made_up(),
    made_up(clientDataJSON="YQ", attestationObject="YQ"),
    made_up(clientDataJSON=CLIENT, attestationObject="oA"),
    made_up(clientDataJSON=CLIENT, authenticatorData="YQ", signature="YQ", userHandle="MQ"),
    made_up(clientDataJSON=CLIENT, authenticatorData="A" * 50, signature="YQ", userHandle="__"),
    made_up(clientDataJSON=CLIENT, authenticatorData="A" * 50, signature="YQ", userHandle="enp6enp6enp6enp6enp6eg"),
)


@pytest.mark.parametrize("credential", MADE_UP)
@pytest.mark.parametrize("address", ["/login/passkey/", "/account/passkeys/", "/account/confirm/passkey/"])
def test_a_made_up_passkey_is_refused_in_words(credential: str, address: str) -> None:
    person("li")
    browser = Client(raise_request_exception=False) if "login" in address else confirmed(inside("li"))
    if "login" in address:
        browser.get(address, headers={"Accept": "application/json"})
    else:
        browser.get(address)
    answer = browser.post(address, {"credential": credential, "name": "x"})
    assert answer.status_code in ({400} if "\0" in credential else {200, 302})
    assert not Authenticator.objects.exists()


def test_keys_of_others_are_not_there() -> None:
    person("li")
    wang = person("wang")
    data = {"name": "Wang's key", "credential": {}}
    key = Authenticator.objects.create(user=wang, type="webauthn", data=data)
    browser = confirmed(inside("li"))
    for address in (
        f"/account/passkeys/{key.pk}/",
        f"/account/passkeys/{key.pk}/remove/",
        f"/account/passkeys/{2**70}/",
    ):
        assert browser.get(address).status_code == 404, address
        assert browser.post(address, {"name": "mine"}).status_code == 404, address
    assert Authenticator.objects.get().data == data


def test_a_forged_number_ends_no_session_of_others() -> None:
    person("li")
    person("wang")
    wangs, lis = inside("wang"), inside("li")
    number = UserSession.objects.get(user__username="wang").pk
    for asked in (str(number), "-1", "x", ""):
        lis.post("/account/sessions/", {"session": asked})
    assert wangs.get("/account/").status_code == 200
    assert lis.get("/account/sessions/").status_code == 405


def test_one_of_several_browsers_is_logged_out() -> None:
    person("li")
    here, there, elsewhere = inside("li"), inside("li"), inside("li", agent="")
    page = here.get("/account/").content.decode()
    assert page.count("Chrome on Windows") == 2
    assert page.count("another program") == 1
    number = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post("/account/sessions/", {"session": str(number)})
    assert there.get("/")["Location"].startswith("/login/")
    assert elsewhere.get("/account/").status_code == 200
    assert AuditRecord.objects.get(action="project.end_sessions").new == {"sessions ended": 1}


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", "another long password", "another long password", "This is not your present password"),
        (PASSWORD, "short", "short", "at least 10 characters"),
        (PASSWORD, "password123", "password123", "too common"),
        (PASSWORD, "another long password", "a third long password", "same password each time"),
        ("", "", "", "This field is required"),
    ],
)
def test_a_new_password_has_to_be_a_good_one(old: str, new: str, again: str, words: str) -> None:
    person("li")
    browser = inside("li")
    answer = browser.post("/account/password/", {"oldpassword": old, "password1": new, "password2": again})
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert User.objects.get().check_password(PASSWORD)


def test_who_has_lost_everything_is_helped_by_the_administrator() -> None:
    guarded("li")
    assert done("user", "drop-factors", "li").out == "Second factors taken away from li: 2.\n"
    assert AuditRecord.objects.get(action="project.drop_factors").old == {"second factors": ["recovery_codes", "totp"]}
    inside("li")
    assert "There is no log-in nobody" in called("user", "drop-factors", "nobody").refusal


def test_a_post_that_has_to_have_a_second_factor_reaches_nothing_else_without(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_POSTS = frozenset({"hr"})
    person("he", post="hr")
    person("li")
    browser = confirmed(inside("he"))
    assert browser.get("/people/")["Location"] == "/account/"
    assert browser.post("/unit/", {"unit": "yi"})["Location"] == "/account/"
    assert browser.get("/people/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/"
    page = browser.get("/account/app/").content.decode()
    assert "Your post has to have a second factor" in browser.get("/account/").content.decode()
    secret = re.search(r'class="mono break">([A-Z2-7]{32})<', page)
    assert secret is not None
    browser.post("/account/app/", {"code": code_of(secret[1])})
    assert browser.get("/people/").status_code == 200
    browser.post("/account/app/remove/")
    assert browser.get("/people/")["Location"] == "/account/"
    assert inside("li").get("/").status_code == 200


def test_who_lacks_a_second_factor_makes_no_token_that_would_do_without(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_POSTS = frozenset({"hr"})
    person("he", post="hr")
    browser = confirmed(inside("he"))
    answer = browser.post("/account/tokens/", {"name": "a", "days": "9", "scopes": "people:read"})
    assert answer["Location"] == "/account/"
    assert not ApiToken.objects.exists()


def test_what_is_over_is_swept_when_the_server_starts() -> None:
    person("li")
    inside("li")
    lasting = inside("li")
    assert not queries.are_sessions_over()
    key = lasting.session.session_key
    Session.objects.exclude(session_key=key).update(expire_date=clock.now())
    assert queries.are_sessions_over()
    assert actions.sweep_sessions(actor="test") == 1
    assert Session.objects.get().session_key == key
    assert AuditRecord.objects.get(action="project.sweep_sessions").new == {"swept": 1}


@pytest.mark.parametrize(
    ("line", "agent"),
    [
        (CHROME, Agent("Chrome", "Windows")),
        (f"{CHROME} Edg/156.0", Agent("Edge", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604.1", Agent("Safari", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/150 MicroMessenger/8.0", Agent("WeChat", "Android")),
        ("<script>", Agent("", "")),
    ],
)
def test_a_browser_is_named_as_its_person_knows_it(line: str, agent: Agent) -> None:
    assert agent_of(line) == agent
