"""Mounts of a service as an inspect would tell them, and the volumes that compose would make.

Source: compose `buildContainerVolumes` and observation on 2.26 and 2.40.
"""

from collections.abc import Iterator

from inspector.model.evidence import Json, Why
from inspector.parse.compose.longform import text_of
from inspector.parse.compose.project import Project, Service, external, identity
from inspector.parse.reading import integer, mapping, sequence

_ROOT = "/var/lib/docker/volumes"


class Mounts:
    """The mounts of one container: `Mounts`, `HostConfig.Binds`, `.Mounts` and `.Tmpfs`, by their targets."""

    def __init__(self, volumes: "Volumes", service: Service, container: str) -> None:
        self.volumes = volumes
        self.service = service
        self.container = container
        self.mounts: list[Json] = []
        self.binds: list[str] = []
        self.asked: list[Json] = []
        self.tmpfs = {one.partition(":")[0]: one.partition(":")[2] for one in service.words("tmpfs")}
        project = volumes.project
        for number, one in enumerate(sequence(service.told.get("volumes"))):
            self._mount(mapping(one), f"services.{service.name}.volumes.{number}")
        for kind, folder in (("configs", "/"), ("secrets", "/run/secrets/")):
            for one in sequence(service.told.get(kind)):
                self._grant(project, kind, folder, mapping(one))

    def _mount(self, one: dict[str, Json], place: str) -> None:
        kind, target = text_of(one.get("type")), text_of(one.get("target"))
        writable = not _true(one.get("read_only"))
        match kind:
            case "bind":
                self._bind(text_of(one.get("source")), target, writable, mapping(one.get("bind")))
            case "volume":
                self._volume(one, target, writable, mapping(one.get("volume")), place)
            case "tmpfs":
                options = mapping(one.get("tmpfs"))
                sizes = {"SizeBytes": integer(options.get("size")), "Mode": integer(options.get("mode"))}
                self.asked.append({"Type": "tmpfs", "Target": target, "TmpfsOptions": sizes})
                self.mounts.append({"Type": "tmpfs", "Source": "", "Destination": target, "RW": writable})
            case _:
                self.volumes.project.gap(place, f"a mount of type {kind!r}", Why.UNSUPPORTED)

    def _bind(self, source: str, target: str, writable: bool, options: dict[str, Json]) -> None:
        propagation = text_of(options.get("propagation"))
        made = text_of(options.get("create_host_path")).lower() != "false"
        if made and not propagation and not options.get("recursive"):
            self.binds.append(f"{source}:{target}:{'rw' if writable else 'ro'}")
        else:
            wish = {"Propagation": propagation, "CreateMountpoint": made}
            self.asked.append({"Type": "bind", "Source": source, "Target": target, "BindOptions": wish})
        mode = {"Mode": "", "RW": writable, "Propagation": propagation or "rprivate"}
        self.mounts.append({"Type": "bind", "Source": source, "Destination": target, **mode})

    def _volume(self, one: dict[str, Json], target: str, writable: bool, options: dict[str, Json], place: str) -> None:
        key = text_of(one.get("source"))
        name = self.volumes.use(key, place) if key else identity("volume", self.container, target)
        if not key:
            self.volumes.nameless(name, place)
        subpath, nocopy = text_of(options.get("subpath")), _true(options.get("nocopy"))
        if key and not subpath and not nocopy:
            self.binds.append(f"{name}:{target}:{'rw' if writable else 'ro'}")
        else:
            wish = {"NoCopy": nocopy, "Subpath": subpath}
            source = {"Source": name} if key else {}
            self.asked.append({"Type": "volume", "Target": target, "VolumeOptions": wish, **source})
        told = self.volumes.by_name[name]
        self.mounts.append(
            {
                "Type": "volume",
                "Name": name,
                "Source": told["Mountpoint"],
                "Destination": target,
                "Driver": told["Driver"],
                "Mode": "z",
                "RW": writable,
            }
        )

    def _grant(self, project: Project, kind: str, folder: str, one: dict[str, Json]) -> None:
        """A config or secret: a file of the host is bound read-only, all else is copied into the container."""
        key = text_of(one.get("source"))
        place = f"services.{self.service.name}.{kind}"
        told = project.section(kind).get(key)
        file = text_of(mapping(told).get("file"))
        target = text_of(one.get("target")) or key
        if told is None or external(mapping(told)):
            project.gap(place, f"where {key} comes from: the file does not say it", Why.NOT_READ)
        elif file:
            where = target if target.startswith("/") else folder + target
            self.asked.append({"Type": "bind", "Source": file, "Target": where, "ReadOnly": True})
            mode = {"Mode": "", "RW": False, "Propagation": "rprivate"}
            self.mounts.append({"Type": "bind", "Source": file, "Destination": where, **mode})


class Volumes:
    """The volumes that services use, as `/volumes` would list them; written: their places, by name."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.by_name: dict[str, dict[str, Json]] = {}
        self.written: dict[str, str] = {}

    def use(self, key: str, place: str) -> str:
        """The engine's name of a volume that a service mounts."""
        project = self.project
        told, name = project.resource("volumes", key), project.called("volumes", key)
        if name in self.by_name:
            return name
        if key not in project.section("volumes"):
            project.gap(place, f"the volume {key} is not declared under volumes: compose refuses that")
        outside = external(told)
        if outside:
            what = f"what the external volume {name} is, and who else uses it"
            project.gap(f"volumes.{key}", what, Why.NOT_READ, f"Read the engine, or `docker volume inspect {name}`.")
        self.by_name[name] = {
            "Name": name,
            "Driver": text_of(told.get("driver")) or ("" if outside else "local"),
            "Mountpoint": f"{_ROOT}/{name}/_data",
            "Scope": "local",
            "Labels": None if outside else project.labels("volume", key, told.get("labels")),
            "Options": {name: text_of(value) for name, value in mapping(told.get("driver_opts")).items()} or None,
        }
        self.written[name] = project.place(f"volumes.{key}")
        return name

    def nameless(self, name: str, place: str) -> None:
        labels = {"com.docker.volume.anonymous": ""}
        self.by_name[name] = {
            "Name": name,
            "Driver": "local",
            "Mountpoint": f"{_ROOT}/{name}/_data",
            "Scope": "local",
            "Labels": labels,
            "Options": None,
        }
        self.written[name] = self.project.place(place)


def lenders(project: Project, service: Service) -> Iterator[str]:
    """`volumes_from` as the engine is told: containers, without the access that compose leaves out."""
    for number, word in enumerate(service.words("volumes_from")):
        kind, _, rest = word.partition(":")
        if kind == "container":
            yield rest
        elif name := project.container(kind):
            yield name
        else:
            project.gap(f"services.{service.name}.volumes_from.{number}", f"there is no service {kind!r}")


def _true(value: Json) -> bool:
    return text_of(value).lower() == "true"
