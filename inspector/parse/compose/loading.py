"""All files of a project into one model, in its long form: variables filled in, `extends` and `include` followed."""

import posixpath
from collections.abc import Mapping

from inspector.errors import SourceError
from inspector.model.evidence import ComposeFiles, Gap, Json, Why
from inspector.parse.compose import documents
from inspector.parse.compose.longform import LongForm, text_of
from inspector.parse.compose.merging import extended, included, merged
from inspector.parse.compose.variables import Variables
from inspector.parse.reading import mapping

_DEEPEST = 20


class Loading:
    """One project while it is read.

    wanted: files that are named in those read so far and are not among them; they may not be there. variables: those
    that were asked for, and whether their values show outside of `environment`.
    """

    def __init__(self, told: ComposeFiles, gaps: list[Gap]) -> None:
        self.told = told
        self.gaps = gaps
        self.wanted: dict[str, None] = {}
        self.asked: set[str] = set()
        self.used: set[str] = set()
        self._read: dict[tuple[str, str], dict[str, Json]] = {}

    def model(self) -> dict[str, Json]:
        """The whole project. Raises SourceError for a main file that cannot be read."""
        whole: dict[str, Json] = {}
        for file in self.told.main:
            own = self._file(file, self.told.directory, self.told.files[file])
            found = merged(whole, own)
            assert isinstance(found, dict)
            whole = found
        return whole

    def text(self, file: str) -> str | None:
        """A file's text, None (and it is wanted) where it was not read."""
        if file not in self.told.files:
            self.wanted[file] = None
        return self.told.files.get(file)

    def _file(self, file: str, directory: str, written: str, depth: int = 0) -> dict[str, Json]:
        known = self._read.get((file, directory))
        if known is not None:
            return known
        tree = documents.read(written, shown(self.told, file))
        variables = Variables(self.told.variables, shown(self.told, file), self.gaps)
        filled = variables.fill({key: value for key, value in tree.items() if not key.startswith("x-")})
        self.asked |= variables.asked
        self.used |= variables.used
        form = LongForm(shown(self.told, file), directory, self.told.variables.get("HOME", ""), self.gaps)
        if "~/" in written:
            self.asked.add("HOME")
            self.used.add("HOME")
        found = form.of(filled)
        self._read[(file, directory)] = found
        services = mapping(found["services"])
        found["services"] = {name: self._extended(form, services, name, file, directory, (name,)) for name in services}
        for place, one in enumerate(_listed(filled.get("include"))):
            self._include(form, found, one, f"include.{place}", depth)
        return found

    def _extended(
        self,
        form: LongForm,
        services: Mapping[str, Json],
        name: str,
        file: str,
        directory: str,
        seen: tuple[str, ...],
    ) -> dict[str, Json]:
        service = mapping(services.get(name))
        wish = mapping(service.get("extends"))
        if not wish:
            return service
        base, other = text_of(wish.get("service")), text_of(wish.get("file"))
        place = f"services.{name}.extends"
        if other and other != file:
            written = self.text(other)
            if written is None:
                form.gap(place, f"the file {other} was not read", Why.NOT_READ, "Put it beside the file that names it.")
                return service
            try:
                theirs = self._file(other, posixpath.dirname(other), written)
            except SourceError as error:
                form.gap(place, error.what)
                return service
            known = mapping(theirs["services"]).get(base)
        elif base in seen or len(seen) > _DEEPEST:
            form.gap(place, f"{' extends '.join((*seen, base))}: it extends itself")
            return service
        else:
            known = self._extended(form, services, base, file, directory, (*seen, base)) if base in services else None
        if known is None:
            form.gap(place, f"there is no service {base!r} to extend")
            return service
        return extended(service, known)

    def _include(self, form: LongForm, found: dict[str, Json], one: Json, place: str, depth: int) -> None:
        paths = _listed(one.get("path")) if isinstance(one, dict) else [one]
        files = [form.path(text_of(path)) for path in paths]
        if not files or depth > _DEEPEST:
            form.gap(place, "no file is named, or each includes the other")
            return
        folder = text_of(one.get("project_directory")) if isinstance(one, dict) else ""
        directory = form.path(folder) if folder else posixpath.dirname(files[0])
        whole: dict[str, Json] = {}
        for file in files:
            written = self.text(file)
            if written is None:
                form.gap(place, f"the file {file} was not read", Why.NOT_READ, "Put it beside the file that names it.")
                continue
            try:
                own = merged(whole, self._file(file, directory, written, depth + 1))
            except SourceError as error:
                form.gap(place, error.what)
                continue
            whole = mapping(own)
        for twice in included(found, whole):
            form.gap(place, f"{twice} is in both files; compose refuses that")


def shown(told: ComposeFiles, file: str) -> str:
    """How a file is called in citations: from the project's folder, where it lies in there."""
    if told.directory and file.startswith(told.directory.rstrip("/") + "/"):
        return file[len(told.directory.rstrip("/")) + 1 :]
    return file


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]
