"""Settings: everything comes from QIAO_HOME and a few variables of the environment; docs/deployment.md lists them."""

import os
import secrets
import tempfile
from pathlib import Path

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


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("QIAO_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("QIAO_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("QIAO_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "qiao.ground",
    "qiao.engine",
    "qiao.book",
    "qiao.people",
    "qiao.customers",
    "qiao.catalogue",
    "qiao.portfolio",
    "qiao.contribution",
    "qiao.appraisal",
    "qiao.desk",
    "qiao.project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qiao.project.policy.PolicyMiddleware",
    "qiao.project.pieces.PieceMiddleware",
    "qiao.project.legible.LegibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qiao.project.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qiao.project.refusing.RefusalMiddleware",
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
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_COOKIE_HTTPONLY = True
SECURE = os.environ.get("QIAO_HTTPS") == "1"  # set where the application is served over https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("QIAO_BEHIND_PROXY") == "1" else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
