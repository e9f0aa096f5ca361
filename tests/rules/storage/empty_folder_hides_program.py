"""case 38, the other half: `/app (bind ./) shadows image /app`."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(*mounts: str, empty: bool = True, state: str = "running", command: tuple[str, ...] = ("/app/run",)) -> World:
    world = World()
    world.image("web:1", volumes=["/app/data"])
    world.images["web:1"]["Config"]["WorkingDir"] = "/app"
    world.host_path("/srv/web", empty=empty)
    config = {"Cmd": list(command)}
    world.container("web", image="web:1", mounts=mounts or ("/srv/web:/app",), state=state, config=config)
    return world


def the_program_is_hidden_and_it_ended() -> World:
    return _with(state="exited")


def the_program_is_hidden_while_it_runs() -> World:
    return _with()


def the_working_folder_is_hidden() -> World:
    return _with(command=("node", "server.js"))


def the_folder_has_files() -> World:
    return _with(empty=False)


def it_is_mounted_elsewhere() -> World:
    return _with("/srv/web:/srv")


def the_image_keeps_data_there() -> World:
    return _with("/srv/web:/app/data", command=("/app/data/x",))


def a_deeper_mount_has_them_all() -> World:
    world = _with("/srv/web:/app", "code:/app/bin", command=("/app/bin/run",))
    world.images["web:1"]["Config"]["WorkingDir"] = "/app/bin"
    return world


def the_folder_was_not_looked_at() -> World:
    world = _with()
    world.paths.clear()
    return world


FIRES = [
    Fires(the_program_is_hidden_and_it_ended, "hides what the image of web has at /app: its program", Severity.ERROR),
    Fires(the_program_is_hidden_while_it_runs, "/srv/web on the host is empty", Severity.WARNING),
    Fires(the_working_folder_is_hidden, "its working folder /app", Severity.WARNING),
]
SILENT = [the_folder_has_files, it_is_mounted_elsewhere, the_image_keeps_data_there, a_deeper_mount_has_them_all]
UNKNOWN = [the_folder_was_not_looked_at]
