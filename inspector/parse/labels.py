"""What labels say about who made a container, network or volume."""

import posixpath
import re

from inspector.model.container import Compose

Labels = tuple[tuple[str, str], ...]

PROJECT_LABELS = ("com.docker.compose.project", "io.podman.compose.project", "com.docker.stack.namespace")
WORKING_DIR = "com.docker.compose.project.working_dir"
ANONYMOUS = "com.docker.volume.anonymous"


def project(labels: Labels) -> str:
    """The compose project, or the Swarm stack; "" for none.

    Where only the working directory was left, the project is its last part in compose's own spelling.
    """
    known = dict(labels)
    for label in PROJECT_LABELS:
        if known.get(label):
            return known[label]
    return project_name(posixpath.basename(known.get(WORKING_DIR, "").rstrip("/")))


def project_name(folder: str) -> str:
    """A folder's name as compose makes a project's name of it."""
    return re.sub(r"[^a-z0-9_-]", "", folder.lower()).lstrip("_-")


def compose(labels: Labels) -> Compose | None:
    """Project, service and number of a container, None when it belongs to no project."""
    name = project(labels)
    if not name:
        return None
    known = dict(labels)
    services = (
        known.get("com.docker.compose.service"),
        known.get("io.podman.compose.service"),
        known.get("com.docker.swarm.service.name", "").removeprefix(f"{name}_"),
    )
    number = known.get("com.docker.compose.container-number", "") or known.get("io.podman.compose.container-number", "")
    return Compose(
        project=name,
        service=next(filter(None, services), ""),
        number=int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0,
    )
