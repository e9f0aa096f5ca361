"""Where a path really ends: asked of the kernel, from outside, below any root folder (openat2(2), mountinfo)."""

import contextlib
import ctypes
import os
import posixpath
import re
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OPENAT2, _RESOLVE_IN_ROOT = 437, 0x10
_NOT_DATA = ("/proc", "/sys", "/bin", "/dev/pts", "/dev/mqueue")
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Spot:
    """The deepest thing that stands on a path. path: its own, links followed. rest: what does not stand there yet.

    mount: its mount's number, as mountinfo has it.
    """

    path: str
    rest: str
    device: int
    inode: int
    mount: int
    folder: bool

    @property
    def resolved(self) -> str:
        return posixpath.join(self.path, self.rest) if self.rest else self.path

    @property
    def identity(self) -> tuple[int, int, str]:
        """The same for the same data, whoever sees it."""
        return self.device, self.inode, self.rest


@dataclass(frozen=True)
class Line:
    """One line of mountinfo. root: the folder of its file system."""

    number: int
    parent: int
    device: str
    root: str
    target: str
    writable: bool
    filesystem: str


class Root:
    """A root folder to look below: a host's, or a container's. Close it."""

    def __init__(self, folder: Path) -> None:
        self.fd = os.open(folder, os.O_PATH | os.O_DIRECTORY)

    def close(self) -> None:
        os.close(self.fd)

    def spot(self, path: str) -> Spot | None:
        """None where the links on the way lead in a circle."""
        rest: list[str] = []
        for _ in range(60):
            try:
                fd = self._open(path)
            except (FileNotFoundError, NotADirectoryError):
                if (target := self._link(path)) is not None:
                    path = posixpath.join(posixpath.dirname(path), target)
                else:
                    path, name = posixpath.split(path.rstrip("/"))
                    rest.insert(0, name)
                continue
            except OSError:
                return None
            try:
                status = os.fstat(fd)
                number = re.search(r"^mnt_id:\s*(\d+)", Path(f"/proc/self/fdinfo/{fd}").read_text(), re.M)
                assert number
                where = str(Path(f"/proc/self/fd/{fd}").readlink())
                folder = stat.S_ISDIR(status.st_mode)
                return Spot(where, "/".join(rest), status.st_dev, status.st_ino, int(number[1]), folder)
            finally:
                os.close(fd)
        return None

    def walk(self) -> Iterator[tuple[str, int, int]]:
        """Path, device and inode of everything that can be seen, but for the kernel's and busybox's own."""
        status = os.fstat(self.fd)
        yield "/", status.st_dev, status.st_ino
        yield from self._walk("/", Path(f"/proc/self/fd/{self.fd}"))

    def write(self, path: str, name: str) -> bool:
        """Make an empty file in a folder, as root; whether that worked."""
        try:
            fd = self._open(path)
        except OSError:
            return False
        try:
            Path(f"/proc/self/fd/{fd}/{name}").touch()
        except OSError:
            return False
        finally:
            os.close(fd)
        return True

    def has(self, path: str) -> bool:
        try:
            os.close(self._open(path))
        except OSError:
            return False
        return True

    def _walk(self, seen: str, folder: Path) -> Iterator[tuple[str, int, int]]:
        for one in folder.iterdir():
            path = posixpath.join(seen, one.name)
            with contextlib.suppress(OSError):
                status = one.lstat()
                yield path, status.st_dev, status.st_ino
                if stat.S_ISDIR(status.st_mode) and path not in _NOT_DATA:
                    yield from self._walk(path, one)

    def _open(self, path: str, more: int = 0) -> int:
        how = ctypes.create_string_buffer(struct.pack("=QQQ", os.O_PATH | os.O_CLOEXEC | more, 0, _RESOLVE_IN_ROOT))
        fd = _LIBC.syscall(_OPENAT2, self.fd, os.fsencode(path), how, 24)
        if fd < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), path)
        return int(fd)

    def _link(self, path: str) -> str | None:
        """What a link says that leads to nothing; None for anything else."""
        try:
            fd = self._open(path, os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            return os.readlink("", dir_fd=fd)
        except OSError:
            return None
        finally:
            os.close(fd)


def mountinfo(process: Path) -> list[Line]:
    """The mounts of a process, in the kernel's order."""
    found = []
    for line in (process / "mountinfo").read_text(errors="surrogateescape").splitlines():
        words = [re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), word) for word in line.split(" ")]
        after = words.index("-")
        writable = "ro" not in words[5].split(",") and "ro" not in words[after + 3].split(",")
        found.append(Line(int(words[0]), int(words[1]), words[2], words[3], words[4], writable, words[after + 1]))
    return found
