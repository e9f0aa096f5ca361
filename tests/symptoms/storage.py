"""Symptoms of volumes and mounts."""

from tests.build import World
from tests.rules.storage import (
    anonymous_volumes_leak,
    empty_folder_hides_program,
    missing_source_made_directory,
    mount_point_made_on_host,
    replaced_file_still_mounted,
    twin_volume_has_the_data,
    user_cannot_write,
    volume_older_than_image,
)
from tests.symptoms.symptom import Ask, Symptom


def _used_by_three() -> World:
    world = World()
    world.volume("pgdata")
    world.volume("old")
    world.container("db", mounts=["pgdata:/var/lib/postgresql/data"])
    world.container("backup", state="exited", mounts=["pgdata:/src:ro"])
    return world


STORAGE = (
    Symptom(
        36,
        "Which container uses this volume?",
        "docker/cli#3413, moby#31436, portainer/portainer#1247",
        _used_by_three,
        (
            Ask("show volumes", (), ("pgdata", "db", "backup")),
            Ask(
                "storage",
                (),
                (
                    "volume pgdata, ro, shared with db",
                    "/src",
                    "backup (exited)",
                    "/var/lib/postgresql/data",
                    "volume pgdata, rw, shared with backup",
                ),
            ),
            Ask("storage --unused", (), ("old",)),
        ),
    ),
    Symptom(
        37,
        "Volumes pile up, and prune takes none",
        "moby#14515, docker/cli#4028, docker/docs#25812",
        anonymous_volumes_leak.some_have_no_label,
        (Ask("check", ("S401",), ("13 anonymous volumes", "label", "docker volume")),),
    ),
    Symptom(
        38,
        "A bind mount hides the image's files; node_modules is empty or old",
        "docker/docs#11193, moby#44604, moby#19120",
        volume_older_than_image.an_anonymous_volume_outlived_the_build,
        (
            Ask(
                "check",
                ("S405",),
                (
                    "/app/node_modules is an anonymous volume from before its image was built",
                    "docker rm",
                    "--volumes",
                ),
            ),
        ),
    ),
    Symptom(
        38,
        "After `-v ./:/app` the program is not found",
        "docker/docs#11193, moby#44604",
        empty_folder_hides_program.the_program_is_hidden_and_it_ended,
        (Ask("check", ("S406",), ("hides what the image of web has at /app: its program",)),),
    ),
    Symptom(
        39,
        "An empty folder of root's appears on the host",
        "moby#26051",
        mount_point_made_on_host.a_volume_in_a_working_copy,
        (
            Ask(
                "check",
                ("S407",),
                (
                    "/home/ann/shop/node_modules on the host is an empty folder of root's",
                    "First /home/ann/shop is mounted at /app, then modules at /app/node_modules",
                ),
            ),
        ),
    ),
    Symptom(
        40,
        "“not a directory: mounting a directory onto a file”",
        "moby#13121, docker/docs#10088, docker/for-linux#675",
        missing_source_made_directory.the_runtime_refused_it,
        (Ask("check", ("S408",), ("is an empty folder of root's, not a file", "/srv/nginx.conf", "rmdir")),),
    ),
    Symptom(
        41,
        "An edited file is not seen in the container",
        "moby#16178, moby#34490, moby#15793",
        replaced_file_still_mounted.an_editor_renamed_a_new_file_over_it,
        (Ask("check", ("S410",), ("inode 812", "790", "docker restart web")),),
    ),
    Symptom(
        42,
        "`permission denied` where the data are mounted",
        "docker/cli#2817, docker/for-mac#5480, rustfs/rustfs#2396",
        user_cannot_write.another_user_owns_the_folder,
        (Ask("check", ("S411",), ("uid 10001", "directory of 1000:1000, mode 755", "chown --recursive 10001:10001")),),
    ),
    Symptom(
        42,
        "The database is empty after the folder of the project was renamed",
        "ProjectSidewalk/SidewalkWebpage#4937",
        twin_volume_has_the_data.the_project_was_renamed,
        (Ask("check", ("S413",), ("is new and empty; crumbvms_pgdata has data and no user",)),),
    ),
)
