"""Archives for tests: taken out of a team, looked into, changed by hand, and brought in."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from overview.archive.bringing_in import bring_in
from overview.archive.kinds import PEOPLE, Reference, kinds
from overview.archive.writing import make
from teams.models import Team, User

type Files = dict[str, bytes]
EXAMPLE = Path(__file__).parent / "example"
# What happens to an archive says so in the log of its team.
OF_ARCHIVES = {"archived", "brought_in"}


def taken_out(team: Team, *, people: bool, by: User | None = None) -> bytes:
    file = io.BytesIO()
    make(team, by=by or team.memberships.filter(product_manager=True).first().user, people=people, to=file)
    return file.getvalue()


def brought_in(archive: bytes, *, by: User) -> Team:
    return bring_in(io.BytesIO(archive), by=by)


def unpacked(archive: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@cache
def stored_example() -> bytes:
    """What write_example has written."""
    files = (path for path in EXAMPLE.rglob("*") if path.is_file())
    return packed({path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in sorted(files)})


def packed(files: Files) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def rows(files: Files, name: str) -> list[dict[str, Any]]:
    """Of a kind, or of people."""
    path = "people.jsonl" if name == PEOPLE else f"rows/{name}.jsonl"
    return [json.loads(line) for line in files.get(path, b"").splitlines()]


def changed(archive: bytes, name: str, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """As somebody would do it who knows how: the list of what is in it is made right again."""
    files = unpacked(archive)
    found = rows(files, name)
    change(found)
    files[f"rows/{name}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in found)
    return packed(put_right(files))


def put_right(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    known = {file["name"]: file for file in manifest["files"]}
    manifest["files"] = [
        {
            **known.get(name, {}),
            "name": name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            **({"rows": content.count(b"\n")} if name.endswith(".jsonl") else {}),
        }
        for name, content in files.items()
        if name != "manifest.json"
    ]
    return files | {"manifest.json": json.dumps(manifest).encode()}


def canonical(archive: bytes, *, without: User | None = None) -> dict[str, Any]:
    """What is in it, so that two are equal which say the same of a team.

    People by their names; without who brought it in, and what its log says of archives.
    """
    files = unpacked(archive)
    people = {row["id"]: row for row in rows(files, PEOPLE)}
    name_of = {number: row["name"] for number, row in people.items()}
    found: dict[str, Any] = {name: files[name] for name in files if name.startswith("files/")}
    for kind in kinds().values():
        found[kind.name] = [
            row | {key: name_of.get(row.get(key)) for key in _keys_to_people(kind) if key in row}
            for row in rows(files, kind.name)
            if row.get("verb") not in OF_ARCHIVES
        ]
    found[PEOPLE] = sorted(name for name in name_of.values() if without is None or name != without.name)
    return found


def _keys_to_people(kind: Any) -> list[str]:
    return [part.field.name for part in kind.parts if isinstance(part, Reference) and part.to == PEOPLE]
