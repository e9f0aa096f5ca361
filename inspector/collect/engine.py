"""Reads one engine through its API: everything that the inspector shows of containers, networks, volumes and images."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct

from inspector.collect.failures import NotAnswered
from inspector.collect.order import in_order, without_clock
from inspector.collect.target import Target
from inspector.errors import EngineUnreachable
from inspector.model.evidence import Gap, Json, Why
from inspector.parse.reading import get, mapping, sequence, text

if TYPE_CHECKING:
    from inspector.collect.wire import Wire

Progress = Callable[[str, int, int], None] | None
"""Told (what, done, total) while a reading goes on."""

ROUNDS = 3
GIVE_UP_AFTER = 3
UNUSED_IMAGES = 50
FEW = 5
SIZES_TIMEOUT_S = 600.0
OLDEST_API = (1, 41)
ID_DIGITS = 64
ENGINES_OWN = frozenset({"bridge", "host", "none", "podman"})
DETAILS = {"containers": "/json", "images": "/json", "networks": ""}
WORDS = {"containers": "a container", "images": "an image", "networks": "a network"}
_ODD = "The engine answered with another shape than an inspect has."
STOPPED = "The engine stopped answering while it was read: read again."


class EngineReading(Struct, frozen=True):
    """What an engine answered, by path, in order; what it did not; and its socket's file where it has one."""

    engine: dict[str, Json]
    gaps: tuple[Gap, ...] = ()
    socket_path: str | None = None


def read_engine(target: Target, *, sizes: bool = False, progress: Progress = None) -> EngineReading:
    """Read the whole engine with GET requests. sizes also asks `/system/df`, which walks the engine's disk.

    Containers that change while they are read are read again, so that list, inspects and networks fit together.
    Raises EngineUnreachable when no Docker engine answers; whatever else fails becomes a Gap.
    """
    from inspector.collect.wire import Wire

    try:
        with Wire(target) as wire:
            reader = Reader(wire, progress)
            reader.read_all(sizes)
    except NotAnswered as error:
        raise error.unreachable() from error
    return EngineReading(in_order(without_clock(reader.engine)), tuple(sorted(set(reader.gaps))), target.socket_path)


class Reader:
    """One reading in progress. What it read is in `engine`, as it came; what it could not, in `gaps`.

    before: an earlier reading, put in order. Its inspect of a container or image is taken over where the list tells of
    no change, unless `touched` names the container.
    """

    def __init__(
        self,
        wire: Wire,
        progress: Progress = None,
        *,
        before: Mapping[str, Json] | None = None,
        touched: Collection[str] = (),
    ) -> None:
        self.wire = wire
        self.progress = progress or (lambda *_: None)
        self.before = before or {}
        self.touched = touched
        self.engine: dict[str, Json] = {}
        self.gaps: list[Gap] = []
        self.broken = 0
        self.missed: set[str] = set()

    def read_all(self, sizes: bool) -> None:
        self._version()
        self._keep("/info", dict, "engine settings")
        self._containers()
        self._images()
        if not self.engine:
            refused = self.gaps[0]
            raise EngineUnreachable(
                f"{self.wire.target.label} answers no question ({refused.what})", remedy=refused.remedy
            )
        if sizes:
            self.progress("sizes", 0, 1)
            # Engines from API 1.52 on list the parts only when they are asked for them.
            self._keep("/system/df", dict, "sizes", query="?verbose=1", timeout_s=SIZES_TIMEOUT_S)
            self.progress("sizes", 1, 1)

    def _version(self) -> None:
        """The first question decides whether an engine is there at all, and which API version the others name."""
        try:
            answer = self.wire.get("/version")
        except NotAnswered as error:
            if error.broken or not error.status:
                raise
            self.gaps.append(error.gap("engine version", "/version"))
            return
        version = text(get(answer, "ApiVersion"))
        if not re.fullmatch(r"\d{1,3}\.\d{1,4}", version):
            raise NotAnswered(
                f"{self.wire.target.label} answers, but not as a Docker engine does",
                Why.MALFORMED,
                "Check that the address is that of a Docker engine.",
            )
        self.engine["/version"] = answer
        self.wire.prefix = f"/v{version}"
        parts = {text(get(part, "Name")) for part in sequence(get(answer, "Components"))}
        self.wire.several = "Podman Engine" not in parts
        if tuple(map(int, version.split("."))) < OLDEST_API:
            self.gaps.append(
                Gap(
                    "facts that newer engines tell",
                    "/version",
                    Why.UNSUPPORTED,
                    f"API {version} is older than 1.41: upgrade.",
                )
            )

    def _containers(self) -> None:
        """List, inspect, networks, volumes, list again: until nothing changed in between."""
        held = _by_id(self.before.get("/containers/json"))
        inspected = {ident: self.before[at] for ident in held if (at := f"/containers/{ident}/json") in self.before}
        known = {ident: _state(held[ident]) for ident in inspected if ident not in self.touched}
        listed: dict[str, Json] | None = self._list()
        for turn in range(ROUNDS):
            current = listed or {}
            changed = [ident for ident, seen in current.items() if known.get(ident) != seen]
            inspected |= self._inspect("containers", changed)
            self._networks()
            self._keep("/volumes", dict, "volumes")
            if listed is None:
                return
            known, listed = current, self._list() or current
            if listed == known and (turn == ROUNDS - 1 or not self._strangers(known)):
                break
        else:
            moving = [
                text(get(self._rows.get(i), "Names", 0)) or i for i, s in (listed or {}).items() if known.get(i) != s
            ]
            self.gaps.append(
                Gap(
                    "a still picture: containers kept changing while they were read",
                    ", ".join(sorted(name.lstrip("/") for name in moving)[:5]) or "/containers/json",
                    Why.NOT_READ,
                    "Read again when they have settled.",
                )
            )
        for ident in listed or {}:
            if ident in inspected:
                self.engine[f"/containers/{ident}/json"] = inspected[ident]
            elif ident not in self.missed:
                self.gaps.append(
                    Gap("details of a container", f"/containers/{ident}/json", Why.VANISHED, "Read again.")
                )

    def _list(self) -> dict[str, Json] | None:
        """What identifies each container's state, by id; None when the list cannot be had."""
        rows = self._keep("/containers/json", list, "containers", query="?all=1")
        if rows is None:
            return None
        self._rows = _by_id(rows)
        return {ident: _state(row) for ident, row in self._rows.items()}

    def _networks(self) -> None:
        """List them, and inspect those that users and Swarm made: some endpoints stand in no container's inspect.

        Those are what a removed container left behind, the peers of an overlay, and what is on docker_gwbridge.
        """
        rows = _by_id(self._keep("/networks", list, "networks"))
        made = [ident for ident, row in rows.items() if text(get(row, "Name")) not in ENGINES_OWN]
        found = {f"/networks/{ident}": one for ident, one in self._inspect("networks", made).items()}
        # Of an earlier round, one may be gone by now.
        self.engine = {path: one for path, one in self.engine.items() if not path.startswith("/networks/")} | found

    def _strangers(self, known: Collection[str]) -> set[str]:
        """Containers that a network of this host names and the list does not.

        They came and went in between, or left something behind, which is still there when it is asked for again.
        """
        inspected = [one for path, one in self.engine.items() if path.startswith("/networks/")]
        local = (one for one in inspected if text(get(one, "Scope")) == "local")
        named = {ident for one in local for ident in mapping(get(one, "Containers")) if len(ident) == ID_DIGITS}
        return named.difference(known)

    def _images(self) -> None:
        """Inspect the images that containers use, and a few more: EXPOSE and VOLUME stand there only."""
        held = _by_id(self.before.get("/images/json"))
        rows = _by_id(self._keep("/images/json", list, "images"))
        listed = set(rows)
        details = (value for path, value in self.engine.items() if path.startswith("/containers/"))
        used = {text(get(one, "Image")) for one in details if mapping(one)} - {""}
        unused = sorted(listed - used)
        wanted = sorted(used) + (unused if len(unused) <= UNUSED_IMAGES else [])
        found = {
            ident: self.before[at]
            for ident in wanted
            if (at := f"/images/{ident}/json") in self.before and _image(held.get(ident)) == _image(rows.get(ident))
        }
        found |= self._inspect("images", [ident for ident in wanted if ident not in found])
        self.engine |= {f"/images/{ident}/json": value for ident, value in found.items()}
        gone = used - found.keys() - self.missed
        self.gaps += [
            Gap(
                "EXPOSE and VOLUME of a used image",
                f"/images/{ident}/json",
                Why.VANISHED,
                "The image was removed; pull it again.",
            )
            for ident in gone
        ]
        if len(unused) > UNUSED_IMAGES:
            self.gaps.append(
                Gap(f"EXPOSE and VOLUME of {len(unused)} images that no container uses", "/images", Why.NOT_READ)
            )

    def _inspect(self, kind: str, idents: Iterable[str]) -> dict[str, Json]:
        """Inspect many; one that is gone (404) is left out."""
        found: dict[str, Json] = {}
        refused: dict[str, Gap] = {}
        paths = {ident: f"/{kind}/{ident}{DETAILS[kind]}" for ident in idents}
        what = f"details of {WORDS[kind]}"
        with closing(self.wire.get_all(list(paths.values()))) as answers:
            for done, (ident, path) in enumerate(paths.items(), 1):
                if self.broken >= GIVE_UP_AFTER:
                    refused[ident] = Gap(what, path, Why.NOT_RUNNING, STOPPED)
                    continue
                answer = next(answers)
                if isinstance(answer, dict) and text(get(answer, "Id")):
                    found[ident] = answer
                elif not isinstance(answer, NotAnswered):
                    refused[ident] = Gap(what, path, Why.MALFORMED, _ODD)
                elif answer.status != 404:
                    refused[ident] = self._unanswered(answer, what, path)
                self.progress(kind, done, len(paths))
        self.missed |= refused.keys()
        self.gaps += _summed_up(kind, list(refused.values()))
        return found

    def _keep(self, path: str, shape: type, what: str, *, query: str = "", timeout_s: float = 0) -> Json | None:
        """Ask, check the outermost shape, keep; or note the Gap and return None."""
        gap = Gap(what, path, Why.NOT_RUNNING, STOPPED)
        answer = None
        if self.broken < GIVE_UP_AFTER:
            try:
                answer = self.wire.get(path, query, timeout_s)
                gap = Gap(what, path, Why.MALFORMED, "The engine answered with another shape than the API has.")
            except NotAnswered as error:
                gap = self._unanswered(error, what, path)
        if isinstance(answer, shape):
            self.engine[path] = answer
            return answer
        self.gaps.append(gap)
        return None

    def _unanswered(self, error: NotAnswered, what: str, path: str) -> Gap:
        """The Gap of a question. The engine has answered before, so advice about its address would mislead."""
        self.broken += error.broken
        if error.broken and error.why is Why.NOT_RUNNING:
            return Gap(what, path, Why.NOT_RUNNING, STOPPED)
        return error.gap(what, path)


def _by_id(rows: Json) -> dict[str, Json]:
    return {ident: row for row in sequence(rows) if (ident := text(get(row, "Id")))}


def _state(row: Json) -> Json:
    """What of a list's row tells of a change.

    Status ("Up 3 seconds") moves with the clock, and Mounts and Ports come in random order.
    """
    return [get(row, field) for field in ("Names", "State", "Created", "ImageID", "NetworkSettings")]


def _image(row: Json) -> Json:
    """What of a list's row tells of a change of the image itself, as its containers come and go."""
    return {key: value for key, value in row.items() if key != "Containers"} if isinstance(row, dict) else None


def _summed_up(kind: str, gaps: list[Gap]) -> list[Gap]:
    """A few gaps as they are; of many for the same reason, one that counts them."""
    if len(gaps) <= FEW:
        return gaps
    counted = Counter((gap.why, gap.remedy) for gap in gaps)
    where = f"/{kind}/*{DETAILS[kind]}"
    return [Gap(f"details of {n} {kind}", where, *reason) for reason, n in counted.items()]
