"""Settings: everything comes from QIAO_HOME and a few variables of the environment; docs/deployment.md lists them."""

import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from qiao.ground.home import home
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PACKAGE = Path(__file__).resolve().parent
HOME = home()


def _secret_key() -> str:
    """The signing key: DJANGO_SECRET_KEY, else one made once and kept in the home folder for its owner only."""
    given = os.environ.get("DJANGO_SECRET_KEY")
    if given:
        return given
    keeper = HOME / "secret.key"
    if not keeper.exists() or not keeper.read_text(encoding="ascii").strip():
        _keep_secret(keeper)
    return keeper.read_text(encoding="ascii").strip()


def _keep_secret(keeper: Path) -> None:
    """Write a key whole or not at all: a kill or a full disk leaves no empty file that would pass for one."""
    descriptor, draft = tempfile.mkstemp(dir=keeper.parent, prefix=".secret-")  # made for its owner only
    with os.fdopen(descriptor, "w", encoding="ascii") as fresh:
        fresh.write(secrets.token_urlsafe(64))
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(draft).replace(keeper)


def _number(given: str | None, *, name: str, usual: int, most: int) -> int:
    """A whole number of the environment from 1 to `most`; `usual` where it is not set."""
    if not given:
        return usual
    if given.isascii() and given.isdecimal() and 1 <= int(given) <= most:
        return int(given)
    raise Refusal(
        "environment.number",
        _("The variable %(name)s is %(value)s; write a whole number from 1 to %(most)s, or leave it away."),
        name=name,
        value=ascii(given),
        most=most,
    )


def _posts(given: str | None) -> frozenset[str]:
    """The posts that have to have a second factor, as written with commas; none where nothing is."""
    posts = frozenset(post.strip() for post in (given or "").split(",") if post.strip())
    if posts <= {"rm", "lead", "head", "desk", "hr", "auditor", "trainer", "admin"}:
        return posts
    raise Refusal(
        "environment.posts",
        _("QIAO_SECOND_FACTOR names posts with commas, such as admin,hr,auditor; it is %(value)s."),
        value=ascii(given),
    )


def _sign_on(issuer: str | None, *, client: str | None, secret: str | None) -> dict[str, object]:
    """The bank's single sign-on as the library wants it told; none where no issuer is named."""
    if not issuer:
        return {}
    named = urlsplit(issuer)
    at_home = named.scheme == "http" and named.hostname in {"127.0.0.1", "localhost", "::1"}
    if not client or not secret or not (at_home or named.scheme == "https"):
        raise Refusal(
            "environment.sign_on",
            _("QIAO_OIDC_ISSUER wants an address with https://, and QIAO_OIDC_CLIENT_ID and QIAO_OIDC_CLIENT_SECRET."),
        )
    app = {
        "provider_id": "bank",
        "name": "bank",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True, "scope": ["openid", "profile"]},
    }
    return {"openid_connect": {"APPS": [app]}}


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("QIAO_DEBUG") == "1"
TIMING = os.environ.get("QIAO_TIMING") == "1"  # tell with every answer what it took
ALLOWED_HOSTS = [host for host in os.environ.get("QIAO_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("QIAO_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "qiao.ground",
    "qiao.office",
    "qiao.engine",
    "qiao.book",
    "qiao.people",
    "qiao.customers",
    "qiao.catalogue",
    "qiao.profile",
    "qiao.linkage",
    "qiao.ties",
    "qiao.portfolio",
    "qiao.duty",
    "qiao.directlink",
    "qiao.contribution",
    "qiao.appraisal",
    "qiao.reviews",
    "qiao.pay",
    "qiao.appeals",
    "qiao.cycle",
    "qiao.simulation",
    "qiao.questions",
    "qiao.desk",
    "qiao.project",
]
MIDDLEWARE = [
    "qiao.project.timing.TimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "qiao.project.access.transport.TransportMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # lengths that vary by chance: a secret cannot be guessed by them
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qiao.project.policy.PolicyMiddleware",
    "qiao.project.problems.ProblemMiddleware",
    "qiao.project.looking.OneLookMiddleware",
    "qiao.project.standing_in.StandInMiddleware",
    "qiao.project.pieces.PieceMiddleware",
    "qiao.project.legible.LegibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qiao.project.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiao.project.access.ending.SessionEndMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "qiao.project.access.demanding.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qiao.project.refusing.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "qiao.project.urls"
WSGI_APPLICATION = "qiao.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qiao.project.frame.frame",
            ],
        },
    },
]

try:
    DATABASES = {
        "default": dj_database_url.config(
            default=f"sqlite:///{HOME / 'qiao.sqlite3'}", conn_max_age=60, conn_health_checks=True
        ),
    }
except (ValueError, KeyError) as error:
    raise Refusal(
        "database.address",
        _("DATABASE_URL is no address of a database (%(cause)s); write it as postgres://user:password@host:5432/name."),
        cause=str(error).partition(". ")[0],
    ) from error
if DATABASES["default"]["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise Refusal(
        "database.kind", _("DATABASE_URL names a database that Qiao does not know; it is sqlite or postgres.")
    )
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer queues at its first statement instead of failing at a later one
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

AUTH_USER_MODEL = "ground.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked name is not even tried
    "allauth.account.auth_backends.AuthenticationBackend",
]

# Secure unless said otherwise. QIAO_HTTPS=0 is for a house that has no HTTPS; a loopback address never needs it.
SECURE = not DEBUG and os.environ.get("QIAO_HTTPS") != "0"
BEHIND_PROXY = os.environ.get("QIAO_BEHIND_PROXY") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # TransportMiddleware leads to HTTPS; Django's own way spares no loopback

SESSION_ENGINE = "qiao.project.access.sessions"
IDLE_MINUTES = _number(os.environ.get("QIAO_IDLE_MINUTES"), name="QIAO_IDLE_MINUTES", usual=30, most=1_440)
SESSION_COOKIE_AGE = 3_600 * _number(os.environ.get("QIAO_SESSION_HOURS"), name="QIAO_SESSION_HOURS", usual=10, most=24)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True

ACCOUNT_ADAPTER = "qiao.project.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip"}  # a branch logs in from one address in the morning
ACCOUNT_FORMS = {"login": "qiao.project.access.forms.LoginForm"}

SECOND_FACTOR_POSTS = _posts(os.environ.get("QIAO_SECOND_FACTOR"))
MFA_ADAPTER = "qiao.project.access.adapters.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "qiao.project.access.forms.AddPasskeyForm",
    "authenticate_webauthn": "qiao.project.access.forms.SecondPasskeyForm",
    "login_webauthn": "qiao.project.access.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "qiao.project.access.forms.ConfirmPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True

SSO_NAME = os.environ.get("QIAO_OIDC_NAME") or "SSO"
SSO_CLAIM = os.environ.get("QIAO_OIDC_CLAIM") or "preferred_username"
SOCIALACCOUNT_ADAPTER = "qiao.project.access.sign_on.IdentityAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = _sign_on(
    os.environ.get("QIAO_OIDC_ISSUER"),
    client=os.environ.get("QIAO_OIDC_CLIENT_ID"),
    secret=os.environ.get("QIAO_OIDC_CLIENT_SECRET"),
)
if not SOCIALACCOUNT_PROVIDERS:
    SSO_NAME = ""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "qiao.project.access.locking.locked_out"
AXES_USERNAME_CALLABLE = "qiao.project.access.visitors.name_of"
AXES_CLIENT_IP_CALLABLE = "qiao.project.access.visitors.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that the page names holds
AXES_DISABLE_ACCESS_LOG = True  # who came in stands in the audit chain
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "code", "credential"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
LINK_BANK = os.environ.get("QIAO_LINK_BANK", "")  # the book, which knows it, is not installed in the link
LINK_OWN_BANKS = frozenset(os.environ.get("QIAO_LINK_OWN_BANKS", "").split())
"""Clearing numbers and international codes by which files of orders may name this bank."""
TIME_ZONE = os.environ.get("QIAO_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = (
    HOME / "static" if (HOME / "static").is_dir() else None
)  # made by collectstatic; without it files come from the package
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 21_000  # a unit's parts are laid out at once: 4 measures of 5,000 people

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
