"""Clean Debian roots on this machine, and commands within them: with its mirror, its certificates and its network."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# The Debian that the images of the Dockerfile are made of, by its Python.
SUITE = "trixie"
PACKAGES = "ca-certificates,python3,python3-venv"
# What says on this machine how registries are reached.
REACHES = re.compile(r"^(pip|uv|npm_config)_|_(proxy|cert|certs|cert_file|ca_bundle)$", re.IGNORECASE)
ITS_NETWORK = ["/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"]
# In namespaces of its own, so that nothing stays mounted on this machine. $1 is the root, $2 says whether it can be
# written to, and the rest is the command.
ENTER = """
mount --bind "$1" "$1"
mount --bind /dev "$1/dev"
mount -t proc proc "$1/proc"
if [ "$2" = read-only ]; then
  mount -t tmpfs tmpfs "$1/tmp"
  chmod 1777 "$1/tmp"
  mount -o remount,bind,ro "$1"
fi
shift 2
exec "$@"
"""


class NotHere(Exception):
    """This machine cannot make a Debian root, or go into one."""


@dataclass
class Root:
    path: Path
    folder: str = "/"
    user: str = "root"
    environment: dict[str, str] = field(default_factory=dict)

    def inside(self, path: str) -> Path:
        """Where a path of the root is on this machine."""
        return self.path / str(Path(self.folder) / path).lstrip("/")

    def argv(self, *command: str, settings: dict[str, str], read_only: bool = False) -> list[str]:
        """What runs this command within."""
        reaches = {name: value for name, value in os.environ.items() if REACHES.search(name)}
        path = "/image/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        environment = {"PATH": path, "HOME": "/tmp", "LANG": "C.UTF-8", **reaches, **self.environment, **settings}
        words = [f"{name}={value}" for name, value in environment.items()]
        within = f"cd {shlex.quote(self.folder)} && exec {shlex.join(command)}"
        who = [] if self.user == "root" else ["--userspec", self.user]
        enter = ["unshare", "--mount", "bash", "-ec", ENTER, "enter", str(self.path)]
        change = ["chroot", *who, str(self.path), "/usr/bin/env", "-i", *words, "/bin/sh", "-c", within]
        return [*enter, "read-only" if read_only else "writable", *change]

    def run(self, *command: str, **settings: str) -> str:
        done = _run(self.argv(*command, settings=settings))
        if done.returncode:
            raise RuntimeError(f"{shlex.join(command)}\n{done.stdout[-4000:]}")
        return done.stdout

    def copy_to(self, path: Path) -> Root:
        subprocess.run(["cp", "--archive", "--reflink=auto", self.path, path], check=True)
        return Root(path)


def clean_root(path: Path) -> Root:
    program = shutil.which("debootstrap") or shutil.which("debootstrap", path="/usr/sbin")
    if not program:
        raise NotHere("debootstrap is not installed")
    if os.geteuid() != 0:
        raise NotHere("only root can make a Debian root and go into it")
    path.mkdir()
    can_enter = _run(["unshare", "--mount", "bash", "-ec", 'mount --bind "$1" "$1"; chroot / true', "probe", str(path)])
    if can_enter.returncode:
        raise NotHere(f"the kernel forbids it: {can_enter.stdout.strip()}")
    # It mounts /proc within, which must not stay there where somebody ends it: the folder is deleted afterwards.
    debootstrap = ["unshare", "--mount", program, "--variant=minbase", f"--include={PACKAGES}"]
    made = _run([*debootstrap, SUITE, str(path), *_mirror()])
    if made.returncode:
        raise NotHere(f"debootstrap ends with: {made.stdout[-600:]}")
    root = Root(path)
    for name in ITS_NETWORK:
        if Path(name).exists():
            shutil.copy(name, root.inside(name))
    return root


def _mirror() -> list[str]:
    """That of this machine's own apt; else debootstrap has one."""
    wanted = ["Created-By: Packages", "Origin: Debian", "Label: Debian"]
    try:
        told = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)", *wanted],
            check=False,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        return []
    return told.stdout.split()[:1]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
