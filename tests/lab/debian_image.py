"""Images made of Debian packages: real nginx, redis and flask without a registry, a build or a maintainer script."""

import os
import subprocess
import tempfile
from pathlib import Path

from tests.lab.machine import run

# What a daemon in a container does without, and what only maintainer scripts could configure.
LEFT_OUT = ("perl", "systemd", "init-system-helpers", "debconf", "tzdata", "media-types", "gcc-")
EXCLUDED = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/i18n", "./usr/share/info")
MERGED = ("bin", "sbin", "lib", "lib64")
USERS = """\
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33::/var/www:/bin/false
redis:x:999:999::/data:/bin/false
nobody:x:65534:65534::/:/bin/false
"""
GROUPS = "root:x:0:\nwww-data:x:33:\nadm:x:4:\nredis:x:999:\nnogroup:x:65534:\n"


def root_filesystem(*packages: str) -> bytes:
    """A tar archive with these packages and all that they depend on, and busybox for what else one types in a shell."""
    with tempfile.TemporaryDirectory(prefix="image-") as folder:
        work = Path(folder)
        root = work / "root"
        for name in ("etc", "proc", "sys", "dev", "run", "root", "data", "var/log/nginx", "var/lib/nginx", "var/www"):
            (root / name).mkdir(parents=True)
        (root / "tmp").mkdir(mode=0o777)
        for name in MERGED:
            (root / "usr" / name).mkdir(parents=True)
            (root / name).symlink_to(f"usr/{name}")
        for package in _download(work, packages):
            if not package.name.startswith(LEFT_OUT):
                _unpack(package, root)
        (root / "etc/passwd").write_text(USERS)
        (root / "etc/group").write_text(GROUPS)
        (root / "etc/nsswitch.conf").write_text("hosts: files dns\n")
        _add_busybox(root)
        subprocess.run(["ldconfig", "-r", root], check=True)
        return subprocess.run(["tar", "-C", root, "-c", "."], check=True, capture_output=True).stdout


def _download(work: Path, packages: tuple[str, ...]) -> list[Path]:
    """apt, told that nothing is installed, computes the whole closure."""
    (work / "debs/partial").mkdir(parents=True)
    (work / "status").touch()
    options = {
        "Dir::State::status": work / "status",
        "Dir::Cache::archives": work / "debs",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "root",
    }
    settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    run(["apt-get", "-qq", "-y", "--no-install-recommends", *settings, "--download-only", "install", *packages])
    return sorted((work / "debs").glob("*.deb"))


def _unpack(package: Path, root: Path) -> None:
    archive = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    excluded = [f"--exclude={name}" for name in EXCLUDED]
    command = ["tar", "-C", root, "-x", "--keep-directory-symlink", "--no-same-owner", *excluded]
    subprocess.run(command, input=archive, check=True)


def _add_busybox(root: Path) -> None:
    busybox = root / "usr/bin/busybox"
    busybox.write_bytes(Path("/bin/busybox").read_bytes())
    busybox.chmod(0o755)
    for applet in run(["/bin/busybox", "--list"]).split():
        if not any(os.path.lexists(root / "usr" / place / applet) for place in ("bin", "sbin")):
            (root / "usr/bin" / applet).symlink_to("busybox")
