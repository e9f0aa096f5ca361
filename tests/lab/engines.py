"""Which Docker engines the lab can start here: Debian's installed one, and others unpacked from later suites."""

import fcntl
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SUITES = ("trixie", "sid")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "docker-topology-inspector" / "engines"
NEEDED = ("dockerd", "containerd", "runc", "iptables", "ip", "unshare", "nsenter", "setpriv", "busybox")


class NotToBeHad(Exception):
    """An engine that could not be fetched; the text says why."""


@dataclass(frozen=True)
class Engine:
    """One dockerd with the command line tool of the same release, so that each speaks the API the other knows."""

    version: str
    dockerd: Path
    docker: Path
    arguments: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return ".".join(self.version.split(".")[:2])


def why_not() -> str:
    """Why this machine cannot run the lab, "" when it can."""
    if platform.system() != "Linux" or os.geteuid() != 0:
        return "the lab needs root on Linux"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        return f"the lab needs {', '.join(missing)}: apt-get install docker.io iptables iproute2 busybox-static"
    if subprocess.run(["ldd", "/bin/busybox"], capture_output=True).returncode == 0:
        return "the lab needs a static /bin/busybox: apt-get install busybox-static"
    return ""


def installed() -> Engine:
    dockerd, docker = shutil.which("dockerd"), Path("/usr/bin/docker")
    assert dockerd, "dockerd is not installed"
    said = subprocess.run([dockerd, "--version"], capture_output=True, text=True, check=True).stdout
    version = said.removeprefix("Docker version ").split(",")[0].split("+")[0]
    return Engine(version, Path(dockerd), docker if docker.exists() else Path(shutil.which("docker") or "docker"))


def named(name: str) -> Engine:
    """The machine's own for `installed`, else that of a suite. Raises NotToBeHad."""
    return installed() if name == "installed" else fetched(name)


def cached(suite: str) -> Engine | None:
    """The engine of another Debian suite, where it has been fetched already."""
    folder = CACHE / suite
    if not (folder / "version").exists():
        return None
    proxy = f"--userland-proxy-path={folder}/usr/sbin/docker-proxy"
    return Engine(
        (folder / "version").read_text().strip(), folder / "usr/sbin/dockerd", folder / "usr/bin/docker", (proxy,)
    )


def fetched(suite: str) -> Engine:
    """The engine of another Debian suite; downloads it once (about 60 MB), whoever asks first."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{suite}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (engine := cached(suite)) is None:
            done = subprocess.run([HERE / "get_engine.sh", suite, CACHE / suite], capture_output=True, text=True)
            if done.returncode != 0:
                raise NotToBeHad(f"docker.io of Debian {suite} could not be fetched: {' '.join(done.stderr.split())}")
            engine = cached(suite)
    assert engine is not None
    return engine


def compose(suite: str = "trixie") -> Path:
    """Docker Compose v2, as a Debian suite packs it; it runs alone and speaks to every engine of the lab."""
    fetched(suite)
    return CACHE / suite / "usr/libexec/docker/cli-plugins/docker-compose"


def main() -> None:
    """Fetch every engine of the lab ahead of the tests, and say which there are."""
    if reason := why_not():
        print(f"No lab: {reason}")
        return
    print(f"Installed: Docker {installed().version}")
    for suite in SUITES:
        try:
            print(f"Debian {suite}: Docker {fetched(suite).version} in {CACHE / suite}")
        except NotToBeHad as error:
            print(error)


if __name__ == "__main__":
    main()
