"""What somebody reads who runs make on a machine that lacks something."""

import shutil
import subprocess
from pathlib import Path

from django.conf import settings


def test_without_python_and_the_internet_make_says_what_to_do(tmp_path: Path):
    for name in ("Makefile", ".python-version", "requirements-uv.txt"):
        shutil.copy(settings.BASE_DIR / name, tmp_path / name)
    (tmp_path / "static").mkdir()
    (tmp_path / ".uv").mkdir()
    (tmp_path / ".uv" / "ready").touch()
    command = ["make", "--no-print-directory", "uv=echo error: dns error >&2; false", ".venv/pyvenv.cfg"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    version = (settings.BASE_DIR / ".python-version").read_text().strip()
    assert made.returncode == 2
    assert (
        f"\nPython {version} is not here and could not be downloaded: install it, or connect to the internet, "
        "and run make again.\n"
    ) in made.stderr
    assert not (tmp_path / ".venv").exists()
