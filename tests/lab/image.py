"""The lab's one image, made of Debian's static busybox: no pull, no build."""

import io
import subprocess
import tarfile
from functools import cache


@cache
def root_filesystem() -> bytes:
    """A tar archive for `docker import`: sh, ip, ping, nslookup, nc, httpd, wget and what else busybox has."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for folder in ("bin", "etc", "proc", "sys", "dev", "root", "tmp", "var", "www"):
            _add(archive, folder, tarfile.DIRTYPE)
        archive.add("/bin/busybox", "bin/busybox")
        applets = subprocess.run(["/bin/busybox", "--list"], capture_output=True, text=True, check=True).stdout.split()
        for applet in sorted(set(applets) - {"busybox"}):
            _add(archive, f"bin/{applet}", tarfile.SYMTYPE, link="busybox")
        _add(archive, "etc/passwd", content=b"root:x:0:0:root:/root:/bin/sh\n")
        _add(archive, "etc/group", content=b"root:x:0:\n")
        _add(archive, "www/index.html", content=b"hello\n")
    return buffer.getvalue()


def _add(
    archive: tarfile.TarFile, name: str, kind: bytes = tarfile.REGTYPE, link: str = "", content: bytes = b""
) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode, entry.size = kind, link, 0o755, len(content)
    archive.addfile(entry, io.BytesIO(content))
