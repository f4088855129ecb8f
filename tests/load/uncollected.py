"""For the server of a test: hashed names want collectstatic first."""

from config.settings import STORAGES
from tests.load.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
