"""Files and mounts of one engine's host and of its containers, in the shapes of `Evidence.mounts` and `.paths`."""

import os
from collections.abc import Iterable
from functools import partial

from inspector.collect.container_paths import dead_links, links, read_paths
from inspector.collect.kernel_text import mountinfo, rights
from inspector.collect.path_facts import UNREADABLE, path_fact
from inspector.collect.patience import Patience
from inspector.collect.proof import Running
from inspector.collect.wanted_paths import MOST_PATHS
from inspector.model.evidence import Gap, Json, Why
from inspector.parse.reading import get, mapping

_FILES = "owner, mode and free space of files, and where links lead"
_TEXTS = "mounts and rights of a process"
_HOST = "the engine's host"
_NOT_YET: Json = {"type": UNREADABLE, "why": str(Why.TIMEOUT)}
_REMEDIES = {
    Why.TIMEOUT: "a file system there does not answer, perhaps of a server that is down: look with findmnt",
    Why.MALFORMED: "links there lead in a circle, or through /proc: look with namei -l",
    Why.UNSUPPORTED: "its name is no UTF-8, or a link that kernels before 5.6 cannot follow safely: name another path",
}


class FileRound:
    """What was read so far. remedy: how to let be read what needs privilege."""

    def __init__(self, remedy: str) -> None:
        self.remedy = remedy
        self.patience = Patience()
        self.mounts: dict[str, Json] = {}
        self.paths: dict[str, Json] = {}
        self._gaps: set[Gap] = set()

    def host(self, process: int, sources: Iterable[str]) -> None:
        """Read the engine's own mounts, and facts of the host's paths; process is the engine's open /proc folder."""
        self._texts("host", process, _HOST)
        wanted = list(sources)
        if len(wanted) > MOST_PATHS:
            what = f"{_FILES}, of {len(wanted) - MOST_PATHS} paths"
            self._gaps.add(Gap(what, _HOST, Why.NOT_READ, f"not more than {MOST_PATHS} are read"))
        root = self._root(process, _HOST)
        if root is None:
            return
        try:
            self.paths["host"] = self.patience.read(_sources, root, dict.fromkeys(wanted[:MOST_PATHS], _NOT_YET))
        finally:
            os.close(root)

    def container(self, container: Running, process: int) -> None:
        """Read one container's mounts, rights, and facts of its paths; the open /proc folder is proven its own."""
        where = f"container {container.name}"
        found: dict[str, Json] = self._texts(container.id, process, where)
        root = self._root(process, where)
        if root is not None:
            wanted = dict.fromkeys((*container.targets, *container.asked), _NOT_YET)
            reading = partial(_inside, container)
            try:
                found["facts"] = self.patience.read(reading, root, wanted)
                found["links"] = self.patience.read(partial(_links, found["facts"]), root, {})
            finally:
                os.close(root)
        if found:
            self.paths[container.id] = found

    def gaps(self, names: dict[str, str]) -> set[Gap]:
        """What could not be read, summed up by reason; names are the containers' by id."""
        unread: dict[Why, list[str]] = {}
        for owner, found in sorted(self.paths.items()):
            facts = found if owner == "host" else mapping(get(found, "facts"))
            inside = "" if owner == "host" else f" in container {names.get(owner, owner)}"
            for path, fact in sorted(facts.items()):
                if get(fact, "type") == UNREADABLE:
                    unread.setdefault(Why(fact["why"]), []).append(f"{path}{inside}")
        return self._gaps | {self._summed_up(why, places) for why, places in unread.items()}

    def _summed_up(self, why: Why, places: list[str]) -> Gap:
        others = f" and {len(places) - 1} other path{'s' * (len(places) > 2)}" if len(places) > 1 else ""
        remedy = self.remedy if why is Why.PERMISSION else _REMEDIES.get(why, "try again")
        return Gap("what stands at a path", f"{places[0]}{others}", why, remedy)

    def _texts(self, owner: str, process: int, where: str) -> dict[str, Json]:
        try:
            self.mounts[owner] = mountinfo(process)
            return {} if owner == "host" else rights(process)
        except PermissionError:
            self._gaps.add(Gap(_TEXTS, "/proc", Why.PERMISSION, self.remedy))
        except OSError as error:
            self._gaps.add(Gap(_TEXTS, f"{where}: {error.strerror or error}", Why.NOT_READ, "take another snapshot"))
        return {}

    def _root(self, process: int, where: str) -> int | None:
        try:
            return os.open("root", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=process)
        except PermissionError:
            self._gaps.add(Gap(_FILES, "files of the host and of its containers", Why.PERMISSION, self.remedy))
        except OSError as error:
            self._gaps.add(Gap(_FILES, f"{where}: {error.strerror or error}", Why.NOT_READ, "take another snapshot"))
        return None


def _sources(root: int, found: dict[str, Json]) -> None:
    for path in list(found):
        found[path] = path_fact(root, path, look_inside=True)


def _inside(container: Running, root: int, found: dict[str, Json]) -> None:
    read_paths(root, container.targets, container.asked, found)


def _links(facts: dict[str, Json], root: int, found: dict[str, Json]) -> None:
    found |= links(root) | dead_links(root, facts)
