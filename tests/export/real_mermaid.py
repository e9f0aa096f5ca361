"""Mermaid itself, for tests: the one file that a browser loads, fetched once through npm."""

import fcntl
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

VERSION = "12.3.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "docker-topology-inspector" / "mermaid"
INSIDE = "package/dist/mermaid.min.js"


class NotToBeHad(Exception):
    """Mermaid could not be fetched; the text says why."""


def mermaid() -> Path:
    """The script; downloads the package once (26 MB), whoever asks first. Raises NotToBeHad."""
    script = CACHE / f"mermaid-{VERSION}.min.js"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not script.exists():
            _fetch(script)
    return script


def _fetch(script: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotToBeHad("npm is not installed")
    command = [npm, "pack", f"mermaid@{VERSION}", "--silent", f"--pack-destination={CACHE}"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise NotToBeHad(f"npm could not fetch mermaid {VERSION}: {' '.join(done.stderr.split())[:200]}")
    archive = CACHE / f"mermaid-{VERSION}.tgz"
    with tarfile.open(archive) as packed:
        inside = packed.extractfile(INSIDE)
        assert inside
        part = script.with_suffix(".part")
        part.write_bytes(inside.read())
        part.rename(script)
    archive.unlink()
