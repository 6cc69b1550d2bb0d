"""The command ``kg network``: a recipe in words, a file that says how it was made."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pytest

from kg import Settings
from kg.networks.measures import RANKED
from tests.kg.test_cli import kg

ARGUMENTS = ("network", "--between", "people", "--by", "events")


@pytest.fixture(scope="module")
def home(world_release: Settings) -> Path:
    """Return the home of the made-up world."""
    return world_release.home


def test_the_file_tells_its_format_by_its_name(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "met.gexf"
    said = kg(*ARGUMENTS, "--from", "2018", "--to", "2018-01", "-o", str(file), home=home)
    assert said.exit_code == 0
    assert nx.read_gexf(file).number_of_edges() == 10
    assert "5 nodes, 10 ties, by 6 claims of 2 sources." in said.stderr
    assert "Left out: 6 claims, as they lie outside of that time." in said.stderr


def test_without_a_file_it_is_printed_as_json(home: Path) -> None:
    said = kg(*ARGUMENTS, "--weight", "newman", "--language", "da", home=home)
    told = json.loads(said.stdout)
    assert told["graph"]["recipe"]["weight"] == "newman"
    assert len(told["edges"]) == 12


def test_two_modes_are_written_too(home: Path) -> None:
    told = json.loads(kg(*ARGUMENTS, "--two-mode", home=home).stdout)
    assert {node["bipartite"] for node in told["nodes"]} == {0, 1}


def test_a_recipe_is_followed_again(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "met.json"
    kg(*ARGUMENTS, "--half-life", "2", "--to", "2021", "-o", str(file), home=home)
    again = kg("network", "--recipe", str(file), home=home)
    assert again.stdout == file.read_text("utf-8")
    assert "differs" not in again.stderr
    told = json.loads(file.read_text("utf-8"))
    told["graph"]["release"], told["graph"]["made"]["ties"] = "another", 99
    file.write_text(json.dumps(told), "utf-8")
    other = kg("network", "--recipe", str(file), home=home)
    assert other.exit_code == 0
    assert f"differs from {file}: release: another then, " in other.stderr.replace("\n", " ")
    assert "ties: 99 then, 12 now" in other.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--by", "events"), 2, "Give --between and --by, or a --recipe."),
        (("--between", "people", "--by", "tea"), 1, "--by: 'tea' is none of events, "),
        ((*ARGUMENTS[1:], "--from", "2018-13"), 2, "There is no year, month or day"),
        ((*ARGUMENTS[1:], "--from", "spring"), 2, "There is no year, month or day"),
        ((*ARGUMENTS[1:], "--from", "2019", "--to", "2018"), 1, "--from: 2019-01-01 comes after"),
        ((*ARGUMENTS[1:], "--country", "zz"), 1, "--country: 'zz' is none of dk, fi, is."),
        ((*ARGUMENTS[1:], "--language", "xx"), 2, "--language: 'xx' is none of da, nb, nn, "),
        ((*ARGUMENTS[1:], "--format", "xlsx"), 2, "'xlsx' is not one of"),
        ((*ARGUMENTS[1:], "-o", "no-such-folder/a.gexf"), 1, "there is no folder no-such-folder"),
    ],
)
def test_what_cannot_be_made_is_refused(
    home: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    refused = kg("network", *arguments, home=home)
    assert refused.exit_code == status
    assert said in refused.stderr
    assert refused.stdout == ""


def test_all_that_is_wrong_is_told_at_once(home: Path) -> None:
    wrong = ("--by", "cooperation", "--country", "zz,dk", "--without-source", "hearsay")
    refused = kg("network", "--between", "people", *wrong, home=home)
    assert refused.exit_code == 1
    said = " ".join(refused.stderr.split())
    assert "--by: cooperation is stated of organisations, and not of people." in said
    assert "--country: 'zz' is none of dk, fi, is." in said
    assert "--without-source: 'hearsay' is none of ringbook-2021, " in said


def test_lists_are_given_with_commas_or_again_and_again(home: Path) -> None:
    once, again = (
        kg("network", "--between", "organisations", *by, home=home).stdout
        for by in (("--by", "events, cooperation"), ("--by", "events", "--by", "cooperation"))
    )
    assert once == again
    assert json.loads(once)["graph"]["recipe"]["by"] == ["events", "cooperation"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is no JSON"), ("[1]", "holds no recipe"), ("{}", "holds no recipe"),
        ('{"graph": {"recipe": {"by": ["events"]}}}', "between: it is missing."),
        ('{"recipe": {"between": "people", "by": ["events"], "colour": 1}}', "colour: a recipe"),
    ],
)  # fmt: skip
def test_a_file_without_a_recipe_is_refused(
    home: Path, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "recipe.json"
    file.write_text(content, "utf-8")
    refused = kg("network", "--recipe", str(file), home=home)
    assert refused.exit_code == 1
    assert said in refused.stderr.replace("\n", " ")


def test_a_recipe_stands_alone(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_text("{}", "utf-8")
    assert kg("network", "--recipe", str(file), "--roll-up", home=home).exit_code == 2


def test_a_name_that_tells_no_format_is_refused(home: Path, tmp_path: Path) -> None:
    said = kg(*ARGUMENTS, "-o", str(tmp_path / "met.xlsx"), home=home)
    assert said.exit_code == 2
    assert "No format is known by the name met.xlsx." in said.stderr
    assert not (tmp_path / "met.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "begins"), [("a.csv", "Source,"), ("a.nodes.csv", "Id,"), ("a.measures.csv", "Id,")]
)
def test_the_longest_ending_tells_the_format(
    home: Path, tmp_path: Path, name: str, begins: str
) -> None:
    assert kg(*ARGUMENTS, "-o", str(tmp_path / name), home=home).exit_code == 0
    written = (tmp_path / name).read_text("utf-8")
    assert written.startswith(begins)
    assert ("betweenness" in written) == ("measures" in name)


def test_nodes_carry_measures_where_that_is_wanted(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "met.graphml"
    assert kg(*ARGUMENTS, "--measures", "-o", str(file), home=home).exit_code == 0
    thora = nx.read_graphml(file).nodes["person/thora-duadottir"]
    assert thora["pagerank"] > 0
    assert 1 <= thora["degree_rank_best"] <= thora["degree_rank"] <= thora["degree_rank_worst"] <= 6
    for asked in (("--measures",), ("--format", "measures")):
        both = kg(*ARGUMENTS, *asked, "--two-mode", home=home)
        assert both.exit_code == 2
        assert "Measures are those of networks of one mode" in both.stderr


def test_ranks_go_by_the_measure_that_is_asked_for(home: Path) -> None:
    told = kg(*ARGUMENTS, "--format", "measures", "--ranks-by", "closeness", home=home)
    rows = [*csv.DictReader(told.stdout.splitlines())]
    rows.sort(key=lambda row: int(row["closeness_rank"]))
    assert [float(row["closeness"]) for row in rows] == sorted(
        (float(row["closeness"]) for row in rows), reverse=True
    )
    assert "degree_rank" not in rows[0]
    alone = kg(*ARGUMENTS, "--ranks-by", "closeness", home=home)
    assert alone.exit_code == 2
    assert "give --measures beside --ranks-by" in alone.stderr
    wrong = kg(*ARGUMENTS, "--measures", "--ranks-by", "constraint", home=home)
    assert wrong.exit_code == 2
    assert "--ranks-by: 'constraint' is none of degree, strength, " in wrong.stderr
    helped = kg("network", "--help", home=home).stdout
    assert all(name in helped for name in RANKED)


@pytest.mark.parametrize("format_", ["csv", "nodes", "pajek"])
def test_what_has_no_place_for_measures_is_refused(home: Path, format_: str) -> None:
    said = kg(*ARGUMENTS, "--measures", "--format", format_, home=home)
    assert said.exit_code == 2
    assert f"{format_} has no place for measures; choose of graphml, gexf, " in said.stderr


def test_ties_tell_their_years(home: Path) -> None:
    rows = csv.DictReader(kg(*ARGUMENTS, "--format", "csv", home=home).stdout.splitlines())
    years = {(row["source_label"], row["target_label"]): row["years"] for row in rows}
    assert years["Åse Øst-Ærø", "Þóra Ðúadóttir"] == "2016 2018"


def test_who_counts_as_another_is_told(home: Path) -> None:
    actors = ("network", "--between", "organisations", "--by", "events,initiatives", "--roll-up")
    said = kg(*actors, home=home)
    assert "Counted as another: organisation/idevaerket as " in said.stderr
    assert json.loads(said.stdout)["graph"]["counted_as"]["organisation/idevaerket"]
