"""The storage command: what is behind a path, what a command would do to data, and what nobody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from inspector.analysis.storage_paths import clean, parents
from inspector.cli_evidence import read_case
from inspector.cli_questions import print_answer, question_options
from inspector.errors import UsageError

if TYPE_CHECKING:
    from inspector.pipeline import Case

_EXAMPLES = """

\b
Examples
  inspector storage                                    the mounts of every container, and who shares what
  inspector storage db                                 the mount tree of one
  inspector storage db /var/lib/postgresql/data        where it is kept, who may write, what survives which command
  inspector storage --survive "docker rm -v db"        what the command would lose; it is not run
  inspector storage --survive "DOCKER_API_VERSION=1.41 docker volume prune"
  inspector storage --unused --sizes                   volumes that no container refers to, and how large they are
"""


@click.command()
@click.argument("container", required=False)
@click.argument("path", required=False)
@click.option("--survive", metavar="COMMAND", help="Foretell what this docker or compose command does to data.")
@click.option("--unused", is_flag=True, help="List the volumes that no container refers to.")
@click.option("--sizes", is_flag=True, help="Also measure volumes (the engine walks its disk: slow).")
@question_options
def storage(
    container: str | None, path: str | None, survive: str | None, unused: bool, sizes: bool, form: str, **where: Any
) -> None:
    """Say where a container's data lives, who shares it, who may write, and what survives which command.

    CONTAINER is a name, id or compose service; PATH is absolute, as a process in it says it. Nothing is changed.
    """
    if sum(map(bool, (container, survive, unused))) > 1:
        raise UsageError("CONTAINER, --survive and --unused each are a question", remedy="Ask one of them.")
    if path is not None and not path.startswith("/"):
        raise UsageError(f"The path {path!r} is not absolute", remedy="Say it from the root, such as /data.")
    looked_at = [(container, one) for one in parents(clean(path))] if container and path else []
    case = read_case(**where, sizes=sizes, paths=looked_at)
    if survive is not None:
        _survive(case, survive, form)
    elif unused:
        _unused(case, form)
    elif container and path is not None:
        _path(case, container, path, form)
    else:
        _tree(case, container, form)


storage.epilog = _EXAMPLES


def _path(case: Case, container: str, path: str, form: str) -> None:
    from inspector.analysis import asking
    from inspector.export.storage_text import backing_lines

    found = asking.storage(case, container, path)
    told = {"ask": "storage", "container": container, "path": path, **asking.backing_json(found)}
    print_answer(form, told, backing_lines(found))


def _survive(case: Case, text: str, form: str) -> None:
    from msgspec import to_builtins

    from inspector.analysis.storage_commands import parse_command
    from inspector.analysis.survival import forecast
    from inspector.export.storage_text import forecast_lines

    found = forecast(case.storage, parse_command(case.topology, text))
    print_answer(form, {"ask": "survive", **to_builtins(found)}, forecast_lines(found))


def _unused(case: Case, form: str) -> None:
    from inspector.analysis.asking import answer
    from inspector.analysis.unused import unused
    from inspector.export.storage_text import unused_lines

    print_answer(form, answer(case, {"ask": "unused"}), unused_lines(unused(case.storage)))


def _tree(case: Case, container: str | None, form: str) -> None:
    from msgspec import to_builtins

    from inspector.analysis.mount_tree import mount_lists
    from inspector.export.storage_text import tree_lines

    chosen = [case.topology.container(container)] if container else case.snapshot.containers
    found = mount_lists(case.storage, chosen)
    print_answer(form, {"ask": "storage", "containers": to_builtins(found)}, tree_lines(found))
