"""The Dockerfile, built without Docker: its steps in order, each stage in a clean Debian root of its own.

It reads as much of the format as our Dockerfile uses, and refuses the rest: FROM … AS, WORKDIR, ENV, COPY (with
--from), RUN, USER, EXPOSE, HEALTHCHECK and CMD.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.load.server import PROJECT

# Has the Python and a Node.js that the images which the Dockerfile names have.
SUITE = "trixie"
PACKAGES = "ca-certificates,python3,python3-venv,nodejs,npm"
# How this machine reaches the registries, so that the root does too.
REACHES = re.compile(r"(?i)^(pip_|uv_|npm_config_|ssl_|requests_ca|node_extra|https?_proxy|no_proxy)")
FILES_OF_THE_MACHINE = ["/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/npmrc", "/etc/uv", "/etc/ssl/certs"]


@dataclass
class Stage:
    root: Path
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    command: list[str] = field(default_factory=list)

    def inside(self, path: str) -> Path:
        return self.root / str(Path(self.folder) / path).lstrip("/")

    def argv(self, *command: str, **more: str) -> list[str]:
        """What runs this command within, as the user and with the environment of the stage."""
        reaches = {name: value for name, value in os.environ.items() if REACHES.match(name)}
        path = "/image/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        environment = {"PATH": path, "HOME": "/tmp", "LANG": "C.UTF-8", **reaches, **self.environment, **more}
        words = [f"{name}={value}" for name, value in environment.items()]
        within = f"cd {shlex.quote(self.folder)} && exec {shlex.join(command)}"
        who = ["--userspec", self.user] if self.user != "root" else []
        return ["chroot", *who, str(self.root), "/usr/bin/env", "-i", *words, "/bin/sh", "-c", within]

    def run(self, *command: str, **more: str) -> None:
        done = subprocess.run(
            self.argv(*command, **more), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{shlex.join(command)}\n{(done.stdout + done.stderr)[-4000:]}")


def clean_debian(root: Path) -> None:
    program = shutil.which("debootstrap") or "/usr/sbin/debootstrap"
    made = subprocess.run(
        [program, "--variant=minbase", f"--include={PACKAGES}", SUITE, root],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(made.stdout[-3000:] + made.stderr[-1000:])
    for name in FILES_OF_THE_MACHINE:
        if Path(name).is_dir():
            shutil.copytree(
                name, root / name.lstrip("/"), dirs_exist_ok=True, symlinks=False, ignore_dangling_symlinks=True
            )
        elif Path(name).exists():
            shutil.copy(name, root / name.lstrip("/"))
    # The images have `python` and a `pip` that may install; Debian's may not.
    Stage(root).run("python3", "-m", "venv", "/image")


def build(clean: Path, folder: Path) -> Stage:
    """Carry the Dockerfile out; return its last stage."""
    stages: dict[str, Stage] = {}
    stage = Stage(clean)
    for number, (word, rest) in enumerate(_steps((PROJECT / "Dockerfile").read_text())):
        match word:
            case "FROM":
                name = rest.partition(" AS ")[2] or str(number)
                root = folder / name
                subprocess.run(["cp", "--archive", "--reflink=auto", clean, root], check=True)
                stage = stages[name] = Stage(root)
            case "WORKDIR":
                stage.folder = rest
                stage.inside("").mkdir(parents=True, exist_ok=True)
            case "ENV":
                stage.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case "RUN":
                stage.run("/bin/sh", "-ec", rest)
            case "COPY":
                _copy(rest, stage, stages)
            case "USER":
                stage.user = rest
            case "CMD":
                stage.command = json.loads(rest)
            case "EXPOSE" | "HEALTHCHECK":
                pass
            case _:
                raise NotImplementedError(f"{word} {rest}")
    return stage


def _steps(text: str) -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    words = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, rest in words]


def _copy(rest: str, stage: Stage, stages: dict[str, Stage]) -> None:
    *sources, target = shlex.split(rest)
    origin = stages[sources.pop(0).removeprefix("--from=")] if sources[0].startswith("--from=") else None
    for source in sources:
        into = stage.inside(target)
        if origin:
            its = origin.root / str(Path("/") / source).lstrip("/") if source.startswith("/") else origin.inside(source)
            # With --from a path is from the root, and "." is the folder that both stages work in.
            its = origin.inside(".") if source == "." else its
            subprocess.run(["cp", "--archive", f"{its}/.", into], check=True) if its.is_dir() else shutil.copy(
                its, into
            )
        elif source == ".":
            for path in _context():
                (into / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / path, into / path)
        else:
            shutil.copy(PROJECT / source, into)


def _context() -> list[str]:
    """The files of the repository that .dockerignore lets through."""
    rules = (PROJECT / ".dockerignore").read_text().split()
    let_through = [rule[1:] for rule in rules if rule.startswith("!")]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [path for path in listed.stdout.splitlines() if (PROJECT / path).is_file()]
    return [path for path in files if any(path == rule or fnmatch(path, f"{rule}/*") for rule in let_through)]
