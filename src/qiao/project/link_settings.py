"""Settings of the direct link's process: those of the house, with few apps, and with keys and cookies of its own.

It faces the systems of enterprises and starts in a fraction of the time that the whole house takes. Nothing that was
signed or kept for a session by one of the two is believed by the other.
"""

import hashlib
import hmac
import os

from qiao.project import settings as house

globals().update({name: value for name, value in vars(house).items() if name.isupper()})

SECRET_KEY = hmac.new(house.SECRET_KEY.encode(), b"qiao link", hashlib.sha256).hexdigest()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "qiao.ground",
    "qiao.office",
    "qiao.directlink",
    "qiao.project.link_apps.LinkProjectConfig",
]
MIDDLEWARE = [
    "qiao.directlink.api.rest.frame.RestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "qiao.project.access.transport.TransportMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qiao.project.policy.PolicyMiddleware",
    "qiao.project.legible.LegibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qiao.project.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qiao.project.refusing.RefusalMiddleware",
]
ROOT_URLCONF = "qiao.project.link_urls"
WSGI_APPLICATION = "qiao.project.link_wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [house.PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qiao.directlink.pages.enterprise.frame.frame",
            ],
        },
    },
]
BEHIND_PROXY = os.environ.get("QIAO_LINK_BEHIND_PROXY") == "1"  # the house may stand behind one that the link does not
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
AUTHENTICATION_BACKENDS: list[str] = []  # a log-in of the bank's staff opens nothing here
LOGIN_URL = "/login/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "qiao_link"
CSRF_COOKIE_NAME = "qiao_link_csrf"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_MEMORY_SIZE = None  # the front has bounded the body before it came here
