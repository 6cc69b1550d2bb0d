"""The command: every door of it, its exit status, and errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg import Graph, Settings
from kg.cli import main
from kg.formats import QUADS, SOLUTIONS, TRIPLES
from kg.questions import all_questions
from kg.store import current_release
from tests.homes import PROJECT, World
from tests.processes import children, free_port, wait_until_gone
from tests.stores import oxigraph

COMMANDS = ["build", "validate", "query", "identity", "person", "changes", "stats", "export",
            "network", "serve", "settings"]  # fmt: skip
NAMES = "SELECT ?name { ?p foaf:name ?name FILTER(STRSTARTS(?name, 'J')) }"
WHO = "SELECT * { ?p foaf:name ?name }"


def kg(*arguments: str, home: Path | None = None, text: str | bytes = "", **more: str) -> Result:
    """Run the command in this process."""
    environment = {name: None for name in os.environ if name.startswith("KG_")}
    settings = {"KG_HOME": str(home)} if home else {}
    result = CliRunner().invoke(
        main, arguments, input=text, env={**environment, **settings, **more}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def process(
    *arguments: str, home: Path, text: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the installed command, as a person does."""
    return subprocess.run(
        [Path(sys.executable).with_name("kg"), *arguments],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, "KG_HOME": str(home), **more},
        timeout=120,
    )


@pytest.fixture(scope="module")
def home(world_release: Settings) -> Path:
    return world_release.home


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_each_command_has_its_help(command: list[str], option: str) -> None:
    result = kg(*command, option)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert len(result.stdout.splitlines()) >= 5


def test_the_help_names_all_commands() -> None:
    said = kg("--help").stdout
    assert all(f"\n  {name}" in said for name in COMMANDS)


def test_the_report_tells_what_is_missing_and_who_disagrees(world: World) -> None:
    world.append("same_as.csv", "person/paeivi-aeijaelae,person/thora-duadottir,unsure,Fog.")
    world.path("data/left-out.csv").write_text("slice,table,row,reason\ndk,roles,2,no fog\n")
    said = kg("validate", "--report", home=world.home).stdout
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "No complaints." in lines
    assert "fi 1 33 319 1 2 1 1 7" in lines
    assert "People without a role 1 6" in lines
    assert "initiative/usvabarometri renewed-share, fi, 2, all, 2019 68 usvaraportti-2020" in lines
    assert "person/paeivi-aeijaelae person/thora-duadottir" in lines
    assert "no fog 1 roles" in lines
    assert not world.releases.joinpath("current").exists()


def test_the_report_is_json_for_programs(world: World) -> None:
    said = json.loads(kg("validate", "--report", "--format", "json", home=world.home).stdout)
    assert said["rows"]["people"] == 7
    assert said["triples"] > said["inferred"] > 0
    assert [gap["name"] for gap in said["gaps"] if gap["things"]] == [
        "people-without-role", "organisations-without-country"
    ]  # fmt: skip
    assert (said["unsure"], said["left_out"]) == ([], [])


def test_the_version_is_told() -> None:
    result = kg("--version")
    assert (result.exit_code, result.stdout.startswith("kg, version ")) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["--nothing"],
        ["build", "--nothing"],
        ["build", "extra"],
        ["query"],
        ["query", "--format", "xlsx", "-"],
        ["query", "no-such-file.rq"],
        ["query", "-", "--name", "1"],
        ["export", "--format", "csv"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "http"],
    ],
)
def test_wrong_use_is_status_two_and_said_on_the_side(home: Path, arguments: list[str]) -> None:
    result = kg(*arguments, home=home)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [["query", "-"], ["query", "--name", "1"], ["stats"], ["export"], ["serve"]]
)
def test_without_a_release_the_way_to_one_is_shown(world: World, arguments: list[str]) -> None:
    result = kg(*arguments, home=world.home, text="ASK {}")
    assert result.exit_code == 1
    where = world.settings.releases
    assert result.stderr == f"Error: There is no release in {where} yet. Make one with: kg build\n"
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["settings", "build", "stats"])
def test_a_bad_setting_is_named(home: Path, command: str) -> None:
    result = kg(command, home=home, KG_PORT="many")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: KG_PORT is 'many', but must be a whole number")


def test_a_build_says_what_it_did_and_the_second_that_it_was_done(world: World) -> None:
    result = kg("build", home=world.home)
    digest = current_release(world.settings).digest
    assert result.exit_code == 0
    assert "94 rows, " in result.stdout
    assert " s  run shapes and checks\n" in result.stdout
    assert f"Release {digest} is published.\n" in result.stdout
    again = kg("build", home=world.home)
    assert again.exit_code == 0
    assert f"Release {digest} was there already and is current.\n" in again.stdout


@pytest.mark.parametrize("command", ["build", "validate"])
def test_every_complaint_is_listed_on_the_side_with_status_one(world: World, command: str) -> None:
    world.replace("people.csv", "Jürgen Krüger", "[bold]=1 :dog:")
    world.replace("events.csv", "2018-01-26,2018-01-26", "2018-01-26,2018-13")
    world.path("indicators.csv").unlink()
    world.replace("people.csv", "Päivi Äijälä", "=" + "long " * 30)
    result = kg(command, home=world.home)
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line]
    assert lines == [
        "Error: 3 complaints; nothing was published:",
        "events.csv, row 3, column end, value '2018-13': not allowed here. Remedy: write a year, "
        "a month or a day: 2018, 2018-01 or 2018-01-26.",
        "indicators.csv: the file is missing. Remedy: add it, with its header row at least.",
        f"people.csv, row 5, column name, value '={'long ' * 11}long… (151 characters)': begins or "
        "ends with a space. Remedy: remove the space.",
    ]


def test_the_status_of_a_real_refusal_is_one_too(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "=1")
    done = process("build", home=world.home)
    assert done.returncode == 1
    assert "people.csv, row 3, column name, value '=1': begins with =" in done.stderr
    assert done.stdout == ""


def test_validating_says_so_and_publishes_nothing(world: World) -> None:
    result = kg("validate", home=world.home)
    assert result.exit_code == 0
    assert "No complaints.\n" in result.stdout
    assert "published" not in result.output
    assert not (world.releases / "current").exists()


def test_a_query_from_a_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(NAMES, "utf-8")
    result = kg("query", str(file), home=home)
    assert result.exit_code == 0
    assert [line.strip() for line in result.stdout.splitlines()] == ["name", "Jürgen Krüger"]
    assert result.stderr == "1 row\n"


def test_a_query_that_another_store_answers(world_release: Settings) -> None:
    home = world_release.home
    with oxigraph() as server:
        unpublished = kg("query", "-", home=home, text=WHO, KG_STORE=server.queries)
        server.publish(world_release)
        answered = kg("query", "-", home=home, text=WHO, KG_STORE=server.queries)
        wrong = kg("query", "-", home=home, text="SELECT", KG_STORE=server.queries)
    gone = kg("query", "-", home=home, text=WHO, KG_STORE=server.queries)
    assert (unpublished.exit_code, "Load it with: kg publish" in unpublished.stderr) == (1, True)
    assert (answered.exit_code, answered.stderr) == (0, "6 rows\n")
    here = kg("query", "-", home=home, text=WHO)
    assert sorted(answered.stdout.splitlines()) == sorted(here.stdout.splitlines())
    assert (wrong.exit_code, "is not valid SPARQL" in wrong.stderr) == (1, True)
    assert (gone.exit_code, "connection refused" in gone.stderr) == (1, True)


def test_a_query_from_standard_input(home: Path) -> None:
    result = kg("query", "-", home=home, text=WHO)
    assert result.stderr == "6 rows\n"


@pytest.mark.parametrize("name", ["1", "001", "001-who-took-part-in-the-summit"])
def test_a_question_by_number_and_by_name(real_release: Settings, name: str) -> None:
    result = kg(
        "query", "--name", name,
        home=real_release.home, KG_BUILD_FOLDER=str(real_release.build_folder),
    )  # fmt: skip
    assert result.exit_code == 0
    assert "Pia Gjellerup" in result.stdout


@pytest.mark.parametrize("name", ["999", "", "²", "who"])
def test_an_unknown_question_is_named(home: Path, name: str) -> None:
    result = kg("query", "--name", name, home=home)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: There is no question {name!r}")


def test_the_questions_are_listed(home: Path) -> None:
    lines = kg("query", "--list", home=home).stdout.splitlines()
    assert len(lines) == len(all_questions(Settings()))
    assert lines[0].startswith("001-")
    assert all("?" in line for line in lines)


def test_a_question_that_cannot_be_read_is_named(world: World) -> None:
    world.path("ontology/questions/999-where.rq").write_bytes("# På Ærø?\n".encode("latin-1"))
    for arguments in (["--list"], ["--name", "1"]):
        result = kg("query", *arguments, home=world.home)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: questions/999-where.rq, row 1: not UTF-8. Remedy:")


def test_a_listed_question_is_shown_as_it_is_written(world: World) -> None:
    path = world.home / "ontology" / "questions" / "999-odd.rq"
    path.write_text("# Which [retired] ones [/x] of :dog: are there?\nASK {}\n")
    result = kg("query", "--list", home=world.home)
    assert "999-odd  Which [retired] ones [/x] of :dog: are there?" in result.stdout


@pytest.mark.parametrize("format_", SOLUTIONS)
def test_solutions_in_each_format(home: Path, format_: str) -> None:
    result = kg("query", "-", "--format", format_, home=home, text=NAMES)
    assert result.exit_code == 0
    assert "Jürgen Krüger" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("format_", TRIPLES)
def test_triples_in_each_format(home: Path, format_: str) -> None:
    query = "CONSTRUCT WHERE { ?p foaf:name ?n }"
    result = kg("query", "-", "--format", format_, home=home, text=query)
    assert result.exit_code == 0
    assert len(set(ox.parse(result.stdout_bytes, TRIPLES[format_]))) == 6


def test_json_is_that_of_sparql(home: Path) -> None:
    answer = json.loads(kg("query", "-", "--format", "json", home=home, text=NAMES).stdout)
    assert answer["head"]["vars"] == ["name"]
    assert answer["results"]["bindings"][0]["name"]["value"] == "Jürgen Krüger"


def test_csv_is_csv(home: Path) -> None:
    said = kg("query", "-", "--format", "csv", home=home, text=NAMES).stdout
    assert list(csv.reader(io.StringIO(said))) == [["name"], ["Jürgen Krüger"]]


@pytest.mark.parametrize("format_", [[], ["--format", "table"]])
def test_triples_without_a_format_are_turtle(home: Path, format_: list[str]) -> None:
    result = kg("query", "-", *format_, home=home, text="CONSTRUCT WHERE { ?p foaf:name ?n }")
    assert len(set(ox.parse(result.stdout_bytes, ox.RdfFormat.TURTLE))) == 6


@pytest.mark.parametrize(("query", "answer"), [("ASK {}", "yes\n"), ("ASK { FILTER(0) }", "no\n")])
def test_a_yes_or_no(home: Path, query: str, answer: str) -> None:
    result = kg("query", "-", home=home, text=query)
    assert (result.exit_code, result.stdout) == (0, answer)


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/x]", ":dog:", "\\[x]", "a[1]", "x" * 5000])
def test_values_are_shown_as_they_are_and_whole(home: Path, text: str) -> None:
    query = f"SELECT ?v ?w {{ VALUES (?v ?w) {{ ({json.dumps(text)} 'end') }} }}"
    result = kg("query", "-", home=home, text=query)
    assert result.stdout.splitlines()[1].split() == [text, "end"]


def test_gaps_are_shown_as_gaps(home: Path) -> None:
    result = kg(
        "query", "-", home=home, text="SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } }"
    )
    assert [line.split() for line in result.stdout.splitlines()] == [["a", "b"], ["1"], ["2"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC", "The query is not valid SPARQL at line 1, column "),
        ("", "The query is not valid SPARQL at line 1, column 1"),
        ("SELECT * {\n ?s }", "not valid SPARQL at line 2, column "),
        ("DELETE WHERE { ?s ?p ?o }", "Updates are closed here"),
        ("SELECT * { SERVICE <http://e.org/> {} }", "SERVICE is closed here"),
    ],
)
def test_a_query_that_cannot_be_answered_is_status_one(home: Path, query: str, said: str) -> None:
    result = kg("query", "-", home=home, text=query)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr
    assert result.stdout == ""


def test_a_query_that_takes_too_long_is_ended(home: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    result = kg("query", "-", home=home, text=endless, KG_QUERY_SECONDS="0.7")
    assert result.exit_code == 1
    assert "ran longer than 0.7 s" in result.stderr


def test_a_query_in_latin_1_is_status_one(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes("SELECT * { ?p foaf:name 'Jürgen' }".encode("latin-1"))
    for arguments, text in (([str(file)], b""), (["-"], file.read_bytes())):
        result = kg("query", *arguments, home=home, text=text)
        assert result.exit_code == 1
        assert "is not UTF-8" in result.stderr


def test_statistics_count_what_is_there(home: Path, world_release: Settings) -> None:
    result = kg("stats", home=home)
    report = current_release(world_release).report
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["participation", "17"] in lines
    assert ["triples", f"{report['triples']:,}"] in lines
    assert ["retired", "1"] in lines
    assert result.stderr.split() == ["Release", current_release(world_release).digest]


@pytest.mark.parametrize("format_", ["turtle", *QUADS])
def test_the_whole_graph_in_each_format(home: Path, tmp_path: Path, format_: str) -> None:
    printed = kg("export", "--format", format_, home=home)
    assert printed.exit_code == 0
    file = tmp_path / "graph"
    written = kg("export", "--format", format_, "-o", str(file), home=home)
    assert written.exit_code == 0
    assert "Wrote " in written.stderr
    syntax = {**TRIPLES, **QUADS}[format_]
    found = [
        len(list(ox.parse(data, syntax))) for data in (printed.stdout_bytes, file.read_bytes())
    ]
    assert found[0] == found[1] > 3000
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_turtle_is_the_default_of_an_export(home: Path) -> None:
    assert kg("export", home=home).stdout == kg("export", "--format", "turtle", home=home).stdout


@pytest.mark.parametrize(
    ("name", "problem"),
    [("no/folder/x", "there is no folder {}/no/folder"), ("file/x", "Not a directory")],
)
def test_a_file_that_cannot_be_written_is_named(
    home: Path, tmp_path: Path, name: str, problem: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    result = kg("export", "-o", str(tmp_path / name), home=home)
    assert result.exit_code == 1
    said = f"Error: {tmp_path / name} cannot be written: {problem.format(tmp_path)}."
    assert result.stderr.strip() == said


def test_a_folder_is_no_file_to_write(home: Path, tmp_path: Path) -> None:
    assert kg("export", "-o", str(tmp_path), home=home).exit_code == 2


def test_an_export_that_breaks_off_leaves_the_old_file(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Graph, format_: str, sink: io.BytesIO) -> None:
        sink.write(b"half")
        raise OSError(28, "No space left on device")

    (tmp_path / "x").write_text("old")
    monkeypatch.setattr(Graph, "export", broken)
    result = kg("export", "-o", str(tmp_path / "x"), home=home)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]


@pytest.mark.parametrize("arguments", [["export"], ["query", "-", "--format", "csv"]])
def test_a_reader_who_has_had_enough_is_no_error(home: Path, arguments: list[str]) -> None:
    with subprocess.Popen(
        [Path(sys.executable).with_name("kg"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "KG_HOME": str(home)},
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(b"SELECT * { ?s ?p ?o . ?s ?q ?r }")
        running.stdin.close()
        running.stdout.read(10)
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


def test_every_setting_is_listed(home: Path) -> None:
    result = kg("settings", home=home)
    assert result.exit_code == 0
    for variable, default, meaning in Settings.table():
        (line,) = [one for one in result.stdout.splitlines() if one.split()[0] == variable]
        assert default in line
        assert meaning in line


def test_a_process_prints_tables_whole(home: Path) -> None:
    done = process("query", "-", home=home, text=f"SELECT ('{'x' * 300}' AS ?v) {{}}")
    assert done.stdout.split() == ["v", "x" * 300]


def test_interrupting_is_status_one_without_a_traceback(home: Path) -> None:
    program = (
        "import signal, kg.cli as c\n"
        "def stop(*a): signal.raise_signal(signal.SIGINT)\n"
        "c.current_release = stop\nc.main(['stats'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=PROJECT
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``kg serve`` and give the process and its address; it must end when it is asked to."""
    port = free_port()
    with subprocess.Popen(
        [Path(sys.executable).with_name("kg"), "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "KG_HOME": str(home)},
        cwd=PROJECT,
    ) as server:
        try:
            assert server.stdout
            assert server.stdout.readline() == (
                f"The explorer is at http://127.0.0.1:{port} (end with Ctrl-C)\n"
            )
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                raise


def test_serving_answers_at_the_address_it_prints_and_ends_on_request(home: Path) -> None:
    with served(home) as (_, address):
        assert answered(f"{address}/healthz") == 200


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed from /proc")
def test_serving_ends_even_where_one_of_its_processes_does_not_listen(home: Path) -> None:
    with served(home) as (server, address):
        assert answered(f"{address}/healthz") == 200
        deaf = children(server.pid)
        os.kill(deaf[0], signal.SIGSTOP)
    wait_until_gone(deaf[0])


def answered(address: str) -> int:
    """Return the status of an answer, waiting for one a while."""
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            assert time.monotonic() < end, "no answer"
            time.sleep(0.1)
