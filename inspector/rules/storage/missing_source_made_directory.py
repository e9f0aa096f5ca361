"""A file that was to be mounted did not exist, so the engine made an empty folder of its name.

What it finds
    An empty, root-owned folder as the source of a bind mount whose source or target is named as a file is
    (`nginx.conf`, `.env`).

Why it matters
    `-v ./nginx.conf:/etc/nginx/nginx.conf` does not fail where the file is missing: the engine makes a folder of
    that name. The container then fails with `not a directory ... Are you trying to mount a directory onto a file`, or
    its program finds a folder where it looks for a file. It stays so when the file is brought later, for the
    folder has its name.

How it is decided
    By what stands at the source on the host, and by the container's own error. Where nothing but the name tells
    that a file is meant, the finding is possible only.

What to do
    Remove the folder, put the file there, and start the container again. `--mount type=bind` refuses a source that
    does not exist, instead of making one.

When it stays silent
    For folders that hold something, that are not root's, and whose names are no file's.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix
from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, inspected, unread
from inspector.rules.stored import lacking, mounted, of_root, on_host, stood

_ENDINGS = """
    bash cer cert cfg cnf conf config cron crt css csv db env graphql hcl htm html htpasswd ini jar js json jsonc jwt
    key lock log lua md mjs p12 pem pfx php pl properties ps1 pub py rb repo rules service sh sock sql sqlite sqlite3
    template tmpl toml ts txt war xml yaml yml zsh
"""
_NAMES = """
    Caddyfile Dockerfile Gemfile Makefile Procfile .bashrc .env .gitconfig .htaccess .htpasswd .netrc .npmrc .pgpass
    .profile .yarnrc authorized_keys fstab hostname hosts id_ed25519 id_rsa known_hosts localtime machine-id passwd
    resolv.conf shadow timezone
"""


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        for mount in one.mounts:
            if mount.kind is not MountKind.BIND or not (_file_like(mount.source) or _file_like(mount.target)):
                continue
            fact = on_host(case, mount.source)
            if isinstance(fact, Gap):
                lacks[fact].append(container(one))
            elif fact.kind is FileKind.DIRECTORY and fact.empty and of_root(case, one, fact):
                yield _finding(case, one, mount, fact)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _file_like(path: str) -> bool:
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return name in _NAMES.split() or (bool(dot and stem) and ending.lower() in _ENDINGS.split())


def _finding(case: Case, one: Container, mount: Mount, fact: PathFact) -> Told:
    refused = "not a directory" in one.error and mount.source in one.error
    error: list[Citation] = [inspected(one, "/State/Error", one.error)] if refused else []
    comes = f"so {one.name} does not start" if refused else f"so {one.name} finds no file at {mount.target}"
    return RULE.finding(
        case,
        [container(one)],
        f"{mount.source} on the host is an empty folder of root's, not a file, {comes}.",
        detail="A file was missing when the container started: -v makes a folder in its place.",
        cites=[mounted(one, mount), stood(fact), *error],
        severity=Severity.ERROR if refused else Severity.WARNING,
        certainty=Certainty.CERTAIN if refused else Certainty.POSSIBLE,
        fixes=[
            Fix(
                "remove the folder, put the file there, and start it again",
                "; ".join(
                    (
                        command("rmdir", mount.source),
                        command("touch", mount.source),
                        command("docker", "restart", one.name),
                    )
                ),
                cost="a restart; the file is empty until you fill it",
            ),
            Fix(f"--mount type=bind,src={mount.source},dst={mount.target} refuses a source that is not there"),
        ],
        key=[mount.target],
    )


RULE = Rule("S408", "missing-source-made-directory", Severity.ERROR, check)
