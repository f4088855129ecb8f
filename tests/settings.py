"""The settings that production has, whatever this machine's environment, and quick where it harms no test."""

import os
import secrets

import environ

# Django's settings read this alone, so a developer's own .env or shell changes no result.
environ.Env.ENVIRON = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", "sqlite:///shortlist-tests.sqlite3"),
    "EMAIL_URL": "memorymail://",
}

from config.settings import *  # noqa: E402, F403
from config.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names want collectstatic first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
