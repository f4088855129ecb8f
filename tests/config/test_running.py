"""docs/running.md names every setting there is, and none that there is not."""

import re

from django.conf import settings

READ = re.compile(r"""env\.\w+\(\s*"([A-Z_]+)\"""")
USED = re.compile(r"\$\{([A-Z_]+):-")
ROW = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
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
