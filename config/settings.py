"""Settings come from the environment; every default is safe to serve with."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.accounts import *  # noqa: F403
from config.errors import report_to_sentry
from config.logs import logging_settings
from config.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# As in pyproject.toml, which is not there where this is served.
VERSION = "0.1.0"

DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key()
if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure-")):
    raise ImproperlyConfigured(
        "SECRET_KEY is a default or too short. Set 50 random characters or more, "
        "or leave it out and a key is made and kept for this installation."
    )

# Every join link and QR code starts with this address; its scheme decides on secure cookies.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_URL must be a whole address, such as https://shortlist.example.gov.uk")
SERVED_OVER_TLS = _public.scheme == "https"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

# Shown in the header of every page. The crown, the logotype and the font are for gov.uk only.
GOVUK_BRAND = env.bool("GOVUK_BRAND", default=False)

# Who runs this installation, as its statements say it: whom to ask, and where.
OPERATOR = env.str("OPERATOR", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
CONTACT_URL = env.str("CONTACT_URL", default="")
# A folder whose templates are taken before our own: overview/_about_accessibility.html and the like.
TEMPLATES_DIR = env.str("TEMPLATES_DIR", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_structlog",
    "teams",
    "problems",
    "ideation",
    "workshops",
    "roadmap",
    "overview",
]

MIDDLEWARE = [
    "config.middleware.FaultMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    "config.middleware.NothingNewMiddleware",
    "config.middleware.RequestLogMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.ReadableCookiesMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # In this order: who is not signed in, and who is not of the team, is answered before the body is read.
    "teams.signing_in.middleware.SignInMiddleware",
    "config.middleware.UploadsOfMembersMiddleware",
    "config.middleware.ReadableRequestMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "teams.signing_in.middleware.RefusedFormMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.AddressesOfFormsMiddleware",
]

# Figures for the platform, for who sends this; without it there are none.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 20:
        raise ImproperlyConfigured("METRICS_TOKEN is too short. Set 20 random characters or more.")
    MIDDLEWARE.insert(0, "config.metrics.MetricsMiddleware")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# One engine, and no templates of apps: no page or mail of a library is ever shown in its own words.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'shortlist.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a score that was acknowledged survives a power cut. What is deleted is overwritten, as ballots
        # are when the results are shown.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling the statement behind a ranking takes PostgreSQL a second, and running it a millisecond.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"-c jit=off {_options.get('options', '')}".strip()
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Shared by all workers: rate limits are counted in it.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Or rows that still count would go: two for each person of a full room.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Of each worker: pages of what never changes again, such as results, of some 150 KB each.
    "drawn": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 50},
    },
}

# Mail

_mail = env.email_url("EMAIL_URL", default="consolemail://")
_MAIL_OPTIONS = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
    "file_path": "EMAIL_FILE_PATH",
}
_mail_options = {option: _mail[name] for option, name in _MAIL_OPTIONS.items() if _mail.get(name)}
if _mail["EMAIL_HOST"]:
    # A mail server that does not answer holds up one person for ten seconds, not for minutes.
    _mail_options["timeout"] = 10
MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": _mail_options}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or f"shortlist@{_public.hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = f"[{_public.hostname}] "
# Who is told when something goes wrong.
ADMINS = env.list("ERRORS_EMAIL", default=[])
if _sentry_dsn := env.str("SENTRY_DSN", default=""):
    report_to_sentry(_sentry_dsn)

# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_TZ = True

# Static files

# GOV.UK Frontend's stylesheet names /assets/… itself.
STATIC_URL = "/assets/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "config.static.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.static.HashedStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Security

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SERVED_OVER_TLS
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_OVER_TLS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits count the address that the proxy saw, not the proxy's own.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "overview.views.errors.csrf_failure"
# The one inline line of GOV.UK Frontend's page template, by its hash; no nonce.
GOVUK_FRONTEND_INLINE_SCRIPT = "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, GOVUK_FRONTEND_INLINE_SCRIPT],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
FILE_UPLOAD_HANDLERS = [
    # Takes archives of teams, and no others.
    "overview.archive.uploads.ArchiveUploadHandler",
    # Takes the files of imports, which never touch a disk, and no others.
    "problems.imports.uploads.MemoryUploadHandler",
    # What takes larger files than this one stands before it.
    "problems.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A ballot on paper of 200 candidates and 20 criteria, and what goes with it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4100

LOGGING = logging_settings(json=not DEBUG, by_mail=bool(ADMINS))
# Who asks, and from where, is never in the log: some of them are voting.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
