"""The command line as a person meets it: in a process of its own where that matters."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.__main__ import main

ROOT = Path(__file__).parents[1]
DEMO = str(ROOT / "assets" / "demo.json.gz")
EVIDENCE = str(ROOT / "tests" / "evidence" / "interfaces-28.5.json.gz")

Capture = pytest.CaptureFixture[str]


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inspector", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, **more)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nope"], "No such option"),
        (["exporl"], "export"),
        (["show", "nothing"], "'containers'"),
        (["show", "--format", "yaml", "--from", EVIDENCE], "'text'"),
        (["show", "--from", "/no/such/file"], "/no/such/file"),
        (["show", "--from", "/etc"], "/etc"),
        (["show", "--from", EVIDENCE, "--host", "unix:///x"], "--from and --host"),
        (["show", "--host", "unix:///x", "--context", "y"], "--host and --context"),
        (["snapshot", "--host", "unix:///x", "--context", "y", "-o", "x.json"], "--host and --context"),
        (["snapshot", "--host", "unix:///no/such.sock", "-o", "x.json"], "/no/such.sock"),
        (["show", "--context", "no-such-context"], "no-such-context"),
        (["snapshot"], "--output"),
        (["export", "--from", EVIDENCE], "--output"),
        (["export", "--from", EVIDENCE, "-o", "-"], "svg, png, pdf"),
        (["export", "--from", EVIDENCE, "-o", "x.bmp"], "svg, png, pdf"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--format", "visio"], "svg, png, pdf"),
        (["export", "--from", EVIDENCE, "-o", "/no/such/folder/x.svg"], "/no/such/folder"),
        (["export", "--from", EVIDENCE, "-o", "/", "--format", "dot"], "directory"),
        (["export", "--from", EVIDENCE, "-o", "x.json", "--style", "graph"], "--style graph"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--style", "pretty"], "'rails'"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--theme", "pink"], "'light'"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--layer", "onion"], "'veth'"),
        (["export", "--from", EVIDENCE, "-o", "x.json", "--layer", "veth"], "--layer"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--arrange", "spiral"], "'storage'"),
        (["export", "--from", EVIDENCE, "-o", "x.json", "--arrange", "storage"], "--arrange"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--arrange", "focus"], "--focus NAME"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--kind", "spoon"], "network"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--state", "asleep"], "running"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--project", "no-such-project"], "no-such-project"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--focus", "no-such-thing"], "no-such-thing"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--focus", "shop-api-3"], "shop-api-1"),
        (["export", "--from", EVIDENCE, "-o", "x.svg", "--text", "matches-nothing"], "Nothing is left"),
    ],
)
def test_a_mistake_is_one_line_that_names_it_and_exit_code_2(
    arguments: list[str], said: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("error: ")
    assert output.err.count("\n") == 1
    assert said in output.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xfe\xff" * 100, b'{"format": "inspector-evidence/1", ', b"[1, 2]"])
def test_a_file_that_is_no_source_is_one_line(content: bytes, tmp_path: Path, capsys: Capture) -> None:
    odd = tmp_path / "odd.json"
    odd.write_bytes(content)
    assert main(["show", "--from", str(odd)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_hostile_argument_cannot_act_on_the_terminal(capsys: Capture) -> None:
    assert main(["show", "--from", "\x1b]0;owned\x07\nsecond"]) == 2
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert said.count("\n") == 1


def test_help_teaches_examples_sources_and_exit_codes(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for word in ("Examples", "inspector show interfaces", "--from SOURCE", "Exit codes", "snapshot", "export"):
        assert word in said
    assert main([]) == 0
    assert capsys.readouterr().out == said


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    heavy = "networkx,docker,graphviz,rich,lxml,streamlit,resvg_py,typst,paramiko"
    code = (
        "import sys; from inspector.__main__ import main; main(['--help']); "
        f"print(sorted(set('{heavy}'.split(',')) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.strip() == "[]"


def test_version_is_one_line(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("inspector ")


@pytest.mark.parametrize(
    "topic", ["containers", "networks", "interfaces", "mounts", "ports", "volumes", "images", "gaps"]
)
def test_show_prints_a_table_and_the_same_as_json(topic: str, capsys: Capture) -> None:
    assert main(["show", topic, "--from", EVIDENCE]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["show", topic, "--from", EVIDENCE, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "inspector-show/1"
    assert document["digest"].startswith("sha256:")
    assert len(lines) == 1 + len(document[topic])


def test_show_all_prints_every_topic(capsys: Capture) -> None:
    assert main(["show", "--from", EVIDENCE]) == 0
    said = capsys.readouterr().out
    for title in (
        "Containers (",
        "Networks (",
        "Interfaces (",
        "Mounts (",
        "Ports (",
        "Volumes (",
        "Images (",
        "Gaps (",
    ):
        assert title in said


def test_a_pipe_gets_no_colour_and_no_column_is_cut() -> None:
    done = run("show", "containers", "--from", EVIDENCE, env={**os.environ, "COLUMNS": "40", "FORCE_COLOR": "1"})
    rows = json.loads(run("show", "containers", "--from", EVIDENCE, "--format", "json").stdout)["containers"]
    assert "\x1b" not in done.stdout
    assert "…" not in done.stdout
    for row in rows:
        line = next(line for line in done.stdout.splitlines() if line.startswith(row["short_id"]))
        assert all(address in line for address in row["addresses"])


def test_export_guesses_the_format_from_the_file_name(tmp_path: Path, capsys: Capture) -> None:
    for name, begin in (("x.DOT", b"digraph"), ("x.gv", b"digraph"), ("x.mmd", b"---\ntitle"), ("x.json", b"{")):
        assert main(["export", "--from", EVIDENCE, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().startswith(begin)
    assert capsys.readouterr() == ("", "")


def test_a_dash_writes_the_file_to_standard_output(tmp_path: Path) -> None:
    target = tmp_path / "x.mmd"
    assert run("export", "--from", EVIDENCE, "-o", str(target)).returncode == 0
    assert run("export", "--from", EVIDENCE, "--format", "mermaid", "-o", "-").stdout == target.read_text()


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    command = f"{sys.executable} -m inspector export --from {EVIDENCE} --format json -o - | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("{", "")


def test_ctrl_c_ends_quietly_with_130() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "inspector", "show", "--from", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        # Where the tests run in the background the shell has them ignore SIGINT, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 20
    while "pipe_read" not in Path(f"/proc/{child.pid}/wchan").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize(
    "arguments", [("show",), ("show", "--format", "json"), ("export", "--format", "dot", "-o", "-")]
)
def test_a_full_disk_behind_standard_output_is_no_fault_of_the_program(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "inspector", *arguments, "--from", EVIDENCE]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left on device" in done.stderr


def test_closed_standard_streams_do_not_keep_a_file_from_being_written(tmp_path: Path) -> None:
    command = '"$0" -m inspector export --from "$1" -o "$2" >&- 2>&-'
    file = tmp_path / "host.dot"
    done = subprocess.run(["sh", "-c", command, sys.executable, EVIDENCE, str(file)], check=False, cwd=ROOT)
    assert done.returncode == 0
    assert file.read_text().startswith("digraph")


def test_a_fault_of_the_program_asks_for_a_report_and_debug_shows_the_traceback(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import inspector.pipeline

    def broken(_: object) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr(inspector.pipeline, "build", broken)
    assert main(["show", "--from", EVIDENCE]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "report" in said
    assert main(["--debug", "show", "--from", EVIDENCE]) == 3
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--arrange", "bridges"], "docker0"),
        (["--arrange", "storage"], "no storage"),
        (["--arrange", "focus", "--focus", "backup"], "backup (in focus)"),
        (["--layer", "links", "--layer", "routes"], "link"),
    ],
)
def test_an_arrangement_and_layers_are_drawn_as_the_map_draws_them(
    options: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--from", DEMO, "-o", "x.svg", *options]) == 0
    assert f">{said}<" in (tmp_path / "x.svg").read_text(encoding="utf-8")
