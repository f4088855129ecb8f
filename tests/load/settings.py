"""Production's settings, and the addresses of the floor beside its own."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.load.floor.urls"
