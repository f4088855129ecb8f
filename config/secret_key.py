"""The key that signs cookies: given by the environment, or made once and kept outside the code."""

import os
import secrets
from pathlib import Path


def kept_secret_key() -> str:
    """Return this installation's own key, made on the first call with only its owner able to read it."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    path = home / "shortlist" / "secret-key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together, one writes and the other reads.
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text()
