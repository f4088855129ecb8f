"""The Dockerfile, carried out without Docker: its steps in order, each stage in a clean Debian root of its own.

It reads as much of the format as our Dockerfile uses, and refuses the rest.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.load.server import PROJECT
from tests.operations.debian import Root


@dataclass
class Stage:
    """What a FROM begins."""

    root: Root
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def build(clean: Root, folder: Path) -> Stage:
    """Return the last stage."""
    bases = {"python": _with_python(clean)}
    bases["node"] = _with_node(bases["python"], folder / "node")
    stages: dict[str, Stage] = {}
    stage = Stage(clean)
    for number, (word, rest) in enumerate(steps()):
        match word:
            case "FROM":
                image, _as, name = rest.partition(" AS ")
                name = name or f"stage-{number}"
                stage = stages[name] = Stage(bases[image.partition(":")[0]].copy_to(folder / name))
            case "WORKDIR":
                stage.root.folder = rest
                stage.root.inside(".").mkdir(parents=True, exist_ok=True)
            case "RUN":
                stage.root.run("/bin/sh", "-ec", rest)
            case "COPY":
                _copy(rest, stage, stages)
            case _:
                _note(word, rest, stage)
    return stage


def _note(word: str, rest: str, stage: Stage) -> None:
    """What is for later steps, and for who runs it."""
    match word:
        case "ENV":
            stage.root.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        case "USER":
            stage.root.user = rest
        case "CMD":
            stage.command = json.loads(rest)
        case "HEALTHCHECK":
            stage.health = json.loads(rest.partition(" CMD ")[2])
        case "EXPOSE":
            pass
        case _:
            raise NotImplementedError(f"{word} {rest}")


def steps() -> Iterator[tuple[str, str]]:
    lines = re.sub(r"^#.*\n", "", (PROJECT / "Dockerfile").read_text(), flags=re.MULTILINE)
    for line in re.sub(r"\\\n\s*", " ", lines).splitlines():
        if line.strip():
            word, rest = line.split(None, 1)
            yield word, rest.strip()


def _with_python(root: Root) -> Root:
    """The image has `python` and a `pip` that may install; Debian's may not."""
    root.run("python3", "-m", "venv", "/image")
    return root


def _with_node(root: Root, path: Path) -> Root:
    found = root.copy_to(path)
    shutil.copy(PROJECT / "requirements-node.txt", found.inside("/tmp"))
    found.run("pip", "install", "--quiet", "--require-hashes", "--requirement", "/tmp/requirements-node.txt")
    return found


def _copy(rest: str, stage: Stage, stages: dict[str, Stage]) -> None:
    *sources, target = shlex.split(rest)
    into = stage.root.inside(target)
    if sources[0].startswith("--from="):
        origin = stages[sources.pop(0).removeprefix("--from=")].root
        for source in sources:
            its = origin.inside(str(Path("/") / source))
            into.mkdir(exist_ok=True)
            # Of a folder what is in it.
            subprocess.run(["cp", "--archive", f"{its}/." if its.is_dir() else its, into], check=True)
        return
    for source in sources:
        for path in context() if source == "." else [source]:
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / path, into / path)


def context() -> list[str]:
    """The files of the repository that .dockerignore lets through."""
    let_through = [rule[1:] for rule in (PROJECT / ".dockerignore").read_text().split() if rule.startswith("!")]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [path for path in listed.stdout.splitlines() if (PROJECT / path).is_file()]
    return [path for path in files if any(path == rule or fnmatch(path, f"{rule}/*") for rule in let_through)]
