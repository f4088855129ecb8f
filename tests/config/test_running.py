"""docs/running.md names every setting there is, and none that there is not."""

import re
import subprocess
import sys

from django.conf import settings

READ = re.compile(r"""env\.\w+\(\s*"([A-Z_]+)\"""")
USED = re.compile(r"\$\{([A-Z_]+):-")
ROW = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
# Not for a container: it listens where compose.yaml lets it, and has no folders of the operator's own.
NOT_FOR_CONTAINERS = {"ALLOWED_HOSTS", "CONN_MAX_AGE", "DEBUG", "HOST", "PORT", "TEMPLATES_DIR"}
# Of every Unix, and what the server sets itself.
NOT_OURS = {"TMPDIR", "PROMETHEUS_MULTIPROC_DIR"}


def test_every_setting_has_a_row_in_the_table() -> None:
    code = "".join(path.read_text() for path in (settings.BASE_DIR / "config").glob("*.py"))
    serve = (settings.BASE_DIR / "bin" / "serve").read_text()
    read = set(READ.findall(code)) | set(USED.findall(serve)) - NOT_OURS
    rows = ROW.findall((settings.BASE_DIR / "docs" / "running.md").read_text())
    named = [name.strip("`") for row in rows for name in row.split(", ")]
    assert len(read) > 15
    assert len(named) == len(set(named))
    # Those that bin/serve itself needs have a default there.
    assert set(named) - {"HOST", "PORT"} == read - {"HOST", "PORT"}


def test_compose_passes_on_every_setting() -> None:
    named = {
        name.strip("`")
        for row in ROW.findall((settings.BASE_DIR / "docs" / "running.md").read_text())
        for name in row.split(", ")
    }
    passed = re.findall(r"^    +([A-Z_]+): ", (settings.BASE_DIR / "compose.yaml").read_text(), re.MULTILINE)
    assert named - set(passed) == NOT_FOR_CONTAINERS


def test_what_compose_leaves_empty_is_as_good_as_not_set() -> None:
    text = (settings.BASE_DIR / "compose.yaml").read_text()
    environment = dict(re.findall(r"^    +([A-Z_]+): \$\{[A-Z_]+:-(.*)\}$", text, re.MULTILINE))
    assert {"OIDC_ISSUER", "SIGN_UP_DOMAINS", "ERRORS_EMAIL", "METRICS_TOKEN", "BEHIND_PROXY"} <= environment.keys()
    program = (
        "from config import settings as s\n"
        "print(s.SOCIALACCOUNT_PROVIDERS, s.SIGN_UP_DOMAINS, s.ADMINS, s.ACCOUNT_EMAIL_VERIFICATION, s.TIME_ZONE)\n"
        "print(s.DEFAULT_FROM_EMAIL)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment
        | {
            "PATH": "",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": "sqlite://:memory:",
            "PUBLIC_URL": "https://shortlist.example",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == ["{} [] [] none Europe/London", "shortlist@shortlist.example"]
