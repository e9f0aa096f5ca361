"""The engine itself, from `/version` and `/info`."""

from inspector.model.snapshot import Engine
from inspector.parse.reading import Cursor


def engine(version: Cursor, info: Cursor) -> Engine:
    """Product, versions and settings. Podman is known by its component, for it names itself nowhere else."""
    components = {place.text("Name") for place in version.each("Components")}
    return Engine(
        product="podman" if "Podman Engine" in components else "docker",
        version=version.text("Version") or info.text("ServerVersion"),
        api_version=version.text("ApiVersion"),
        os=version.text("Os") or info.text("OSType"),
        kernel=version.text("KernelVersion") or info.text("KernelVersion"),
        arch=version.text("Arch") or info.text("Architecture"),
        hostname=info.text("Name"),
        id=info.text("ID"),
        operating_system=info.text("OperatingSystem"),
        storage_driver=info.text("Driver"),
        root_dir=info.text("DockerRootDir"),
        firewall_backend=info.text("FirewallBackend", "Driver"),
        swarm=_swarm(info),
        swarm_nodes=info.integer("Swarm", "Nodes"),
        swarm_managers=tuple(sorted(_addresses(info))),
        rootless="name=rootless" in info.texts("SecurityOptions") or info.flag("Rootless"),
        userns_remap="name=userns" in info.texts("SecurityOptions"),
        live_restore=info.flag("LiveRestoreEnabled"),
    )


def _addresses(info: Cursor) -> set[str]:
    """Of the managers that this node knows, without their ports."""
    told = (place.text("Addr") for place in info.each("Swarm", "RemoteManagers"))
    return {address.rpartition(":")[0].strip("[]") for address in told} - {""}


def _swarm(info: Cursor) -> str:
    """`manager` or `worker` of an active node; otherwise the node's state, "" when not told."""
    state = info.text("Swarm", "LocalNodeState")
    if state != "active":
        return state
    return "manager" if info.flag("Swarm", "ControlAvailable") else "worker"
