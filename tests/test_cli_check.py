"""`check` as a person and a CI job meet it."""

import json
from pathlib import Path

import pytest

from inspector.__main__ import main
from tests.build import World
from tests.fake_engine import FakeEngine, error
from tests.rules.lint.docker_socket import the_socket_is_mounted
from tests.rules.names.default_bridge_no_dns import two_on_the_default_bridge
from tests.rules.reach.published_but_not_bound import published_on_an_internal_network_only
from tests.rules.storage.data_in_writable_layer import all_lie_in_the_layer

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[1]
DEMO = str(ROOT / "assets" / "demo.json.gz")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(folder: Path, world: World) -> str:
    path = folder / "host.json"
    path.write_bytes(world.evidence().canonical())
    return str(path)


def test_exit_code_tells_whether_anything_is_as_bad_as_asked(folder: Path, capsys: Capture) -> None:
    error = saved(folder, published_on_an_internal_network_only())
    assert main(["check", "--from", error]) == 1
    assert "ERROR R202 published-but-not-bound" in capsys.readouterr().out
    assert main(["check", "--from", error, "--fail-on", "never"]) == 0
    assert main(["check", "--from", error, "--ignore", "R202"]) == 0
    assert main(["check", "--from", error, "--select", "names,L"]) == 0
    note = saved(folder, two_on_the_default_bridge())
    assert main(["check", "--from", note]) == 0
    assert main(["check", "--from", note, "--fail-on", "note"]) == 1
    warning = saved(folder, the_socket_is_mounted())
    assert main(["check", "--from", warning]) == 1
    assert main(["check", "--from", warning, "--fail-on", "error"]) == 0
    assert main(["check", "--from", str(folder / "none.json")]) == 2


def test_quiet_is_one_line_a_finding_and_nothing_where_there_is_none(folder: Path, capsys: Capture) -> None:
    assert main(["check", "--quiet", "--from", saved(folder, published_on_an_internal_network_only())]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["check", "--quiet", "--from", saved(folder, World())]) == 0
    assert capsys.readouterr().out == ""


def test_the_demo_has_notes_only(folder: Path, capsys: Capture) -> None:
    assert main(["check", "--quiet", "--from", DEMO]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == {"note"}
    assert main(["check", "--from", DEMO, "--select", "names", "--fail-on", "note"]) == 0
    assert capsys.readouterr().out.startswith("No findings (17 rules asked)")


@pytest.mark.parametrize(
    ("name", "starts"),
    [("r.json", "{"), ("r.sarif", "{"), ("r.xml", "<testsuites"), ("r.md", "## Docker"), ("r.txt", "1 error")],
)
def test_a_file_s_extension_says_the_format(name: str, starts: str, folder: Path, capsys: Capture) -> None:
    source = saved(folder, published_on_an_internal_network_only())
    assert main(["check", "--from", source, "-o", name]) == 1
    assert (folder / name).read_text().startswith(starts)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines()[-1].startswith(f"{name}: 1 error")


def test_an_ignore_with_a_reason_sets_a_finding_aside(folder: Path, capsys: Capture) -> None:
    source = saved(folder, the_socket_is_mounted())
    (folder / "inspector.toml").write_text(
        '[[ignore]]\nrule = "L601"\nsubject = "port*"\nreason = "a proxy is in front"\nuntil = 9999-12-31\n'
        '[[ignore]]\nrule = "docker-socket"\nsubject = "other"\nreason = "x"\n'
    )
    assert main(["check", "--from", source]) == 0
    said = capsys.readouterr().out
    assert "ignored: L601 portal has" in said
    assert "Reason: a proxy is in front (until 9999-12-31)" in said
    assert "The ignore of docker-socket for other matches nothing: it can go." in said


def test_an_expired_ignore_lets_the_finding_come_back_and_says_so(folder: Path, capsys: Capture) -> None:
    source = saved(folder, the_socket_is_mounted())
    (folder / "team.toml").write_text('[[ignore]]\nrule = "L601"\nreason = "soon"\nuntil = 2020-01-31\n')
    assert main(["check", "--from", source]) == 1
    assert main(["check", "--from", source, "--config", "team.toml"]) == 1
    assert "The ignore of L601 expired on 2020-01-31" in capsys.readouterr().out


def test_settings_stand_where_options_are_left_out(folder: Path) -> None:
    source = saved(folder, the_socket_is_mounted())
    (folder / "inspector.toml").write_text('[check]\nfail-on = "error"\n')
    assert main(["check", "--from", source]) == 0
    assert main(["check", "--from", source, "--fail-on", "warning"]) == 1
    (folder / "inspector.toml").write_text('[check]\nselect = ["names"]\nignore = ["N1"]\n')
    assert main(["check", "--from", source]) == 0
    assert main(["check", "--from", source, "--select", "L601"]) == 1


def test_sizes_are_measured_where_they_are_asked_for(folder: Path, capsys: Capture) -> None:
    with FakeEngine(all_lie_in_the_layer().evidence().engine, unix=folder / "docker.sock") as engine:
        assert main(["check", "--select", "S414", "--host", engine.url, "--fail-on", "note"]) == 0
        assert "To decide: measure them: `inspector check --sizes`" in capsys.readouterr().out
        assert "GET /system/df" not in " ".join(engine.request_lines)
        assert main(["check", "--select", "S414", "--host", engine.url, "--fail-on", "note", "--sizes"]) == 1
        assert "app has 2.3 GB in its own writable layer" in capsys.readouterr().out


def test_an_engine_that_cannot_measure_leaves_the_rule_undecided(folder: Path, capsys: Capture) -> None:
    answers = all_lie_in_the_layer().evidence().engine | {"/system/df": error(500, "a disk operation is running")}
    with FakeEngine(answers, unix=folder / "docker.sock") as engine:
        assert main(["check", "--select", "S414", "--host", engine.url, "--sizes"]) == 0
    said = capsys.readouterr()
    assert "S414: host" in said.out
    assert "not read: sizes (/system/df): not-read. The engine itself failed" in said.err


def test_of_a_file_no_sizes_can_be_measured(folder: Path, capsys: Capture) -> None:
    source = saved(folder, all_lie_in_the_layer())
    assert main(["check", "--from", source, "--sizes"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "`inspector snapshot --sizes`" in said.err


def test_a_baseline_lets_only_new_findings_count(folder: Path, capsys: Capture) -> None:
    world = the_socket_is_mounted()
    source = saved(folder, world)
    assert main(["check", "--from", source, "--write-baseline", "known.json"]) == 0
    assert "known.json: 1 finding" in capsys.readouterr().err
    assert main(["check", "--from", source, "--baseline", "known.json"]) == 0
    assert "1 finding of the baseline left out" in capsys.readouterr().out
    world.container("second", networks={"bridge": {}}, mounts=["/run/docker.sock:/run/docker.sock"], state="exited")
    assert main(["check", "--from", saved(folder, world), "--baseline", "known.json", "--quiet"]) == 1
    assert "portal" not in capsys.readouterr().out
    (folder / "inspector.toml").write_text('[check]\nbaseline = "known.json"\n')
    assert main(["check", "--from", saved(folder, the_socket_is_mounted())]) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[check]\nfail_on = 'error'\n", "unknown field `fail_on`"),
        ("[chekc]\n", "unknown field `chekc`"),
        ("[[ignore]]\nrule = 'L601'\n", "missing required field `reason`"),
        ("[[ignore]]\nrule = 'L601'\nreason = ' '\n", "ignore number 1 gives no reason"),
        ("[[ignore]]\nrule = 'L601'\nreason = 'x'\nuntil = 'soon'\n", "$.ignore[0].until"),
        ("[[ignore]]\nrule = 'L999'\nreason = 'x'\n", "a rule 'L999' that there is not"),
        ("[check]\nselect = ['L999']\n", "no rule 'L999'"),
        ("[check]\nfail-on = 'all'\n", "$.check.fail-on"),
        ("[check", "is not TOML"),
        ("[check]\nbaseline = 'nowhere.json'\n", "nowhere.json"),
    ],
)
def test_settings_that_make_no_sense_are_one_line(content: str, said: str, folder: Path, capsys: Capture) -> None:
    source = saved(folder, World())
    (folder / "inspector.toml").write_text(content)
    assert main(["check", "--from", source]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert said in output.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "N999"], "no rule 'N999'"),
        (["--fail-on", "all"], "'error', 'warning'"),
        (["--format", "pdf"], "'sarif'"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--config", "/"], "/: "),
        (["--baseline", "nowhere.json"], "nowhere.json"),
        (["--baseline", "host.json"], "host.json is not a baseline"),
        (["-o", "/no/such/folder/x.md"], "/no/such/folder"),
        (["--write-baseline", "/no/such/folder/x.json"], "/no/such/folder"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], said: str, folder: Path, capsys: Capture) -> None:
    assert main(["check", "--from", saved(folder, World()), *arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert said in output.err


def test_ask_takes_check_among_other_questions(folder: Path, capsys: Capture) -> None:
    source = saved(folder, the_socket_is_mounted())
    questions = ({"ask": "check", "select": ["lint"]}, {"ask": "check", "select": "lint"}, {"ask": "check", "x": 1}, {"ask": "check", "select": ["Q"]}, {"ask": "wat"})  # fmt: skip  # noqa: E501
    (folder / "q").write_text("\n".join(map(json.dumps, questions)))
    assert main(["ask", "--queries", "q", "--from", source]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["rule"] for one in told[0]["findings"]] == ["L601"]
    assert told[0]["sentence"].startswith("1 warning (")
    assert [one.get("error", "").split(":")[0] for one in told[1:]] == [
        "'select' is not a list of rules. Say \"select\"",
        "the question has a key 'x' that is not known. Keys",
        "There is no rule 'Q'. docs/rules.md lists them, such as N1 or R201.",
        "cannot ask 'wat'",
    ]
    assert "check" in told[-1]["error"]


def test_names_of_strangers_do_not_act_on_the_terminal(folder: Path, capsys: Capture) -> None:
    world = World()
    world.container("\x1b[31mdb\u202e\nline", networks={"bridge": "172.17.0.2"}, mounts=["/run/docker.sock:/s"])
    source = saved(folder, world)
    for form in ("text", "sarif", "junit", "markdown"):
        assert main(["check", "--format", form, "--from", source]) == 1
        said = capsys.readouterr().out
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "\nline" not in said
