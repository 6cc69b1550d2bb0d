"""Every fault of a table is named with its place, its value and its remedy, all faults at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BuildRefused, Complaint
from kg.tables import LONGEST_CELL, Column, cell_faults, known_paths, read_schema
from tests.homes import PROJECT, World

DATE = "write a year, a month or a day: 2018, 2018-01 or 2018-01-26"
SLUG = "write lower-case letters a to z, digits and single hyphens"
FORMULA = "spreadsheets run as a formula"
COUNTRIES = "correct it, or add it to ontology/concepts/country.ttl"
PLAIN = "write plain text"
UNSEEN = "cannot be seen as such"
RETYPE = "remove it or write a plain space"


class Fault(NamedTuple):
    """One edit of one table, and the complaint that it must earn."""

    file: str
    old: str
    new: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str


FAULTS = {
    "unknown column": Fault(
        "people.csv", "locator\n", "locator,shoe_size\n", 1, "shoe_size", "",
        "unknown column", "remove or rename it",
    ),
    "empty required cell": Fault(
        "people.csv", ",Jürgen Krüger,", ",,", 3, "name", "",
        "empty, but required", "fill it in, or remove the row",
    ),
    "month that is none": Fault(
        "events.csv", "2018-01-26,2018-01-26", "2018-01-26,2018-13", 3, "end", "2018-13",
        "not allowed here", DATE,
    ),
    "year that is none": Fault(
        "events.csv", "2018-01-26,2018-01-26", "2018-01-26,0000", 3, "end", "0000",
        "not allowed here", DATE,
    ),
    "date the Danish way": Fault(
        "events.csv", "2018-01-26,2018-01-26", "2018-01-26,31/12/2018", 3, "end", "31/12/2018",
        "not allowed here", DATE,
    ),
    "day that is none": Fault(
        "events.csv", "2018-01-26,2018-01-26", "2018-01-26,2018-02-30", 3, "end", "2018-02-30",
        "no day of the calendar", "correct the day or the month",
    ),
    "day and something else": Fault(
        "events.csv", "2018-01-26,2018-01-26", "2018-01-26,2018-01-26/xx", 3, "end",
        "2018-01-26/xx", "not allowed here", DATE,
    ),
    "leap day of a common year": Fault(
        "roles.csv", "2016-02-29", "2017-02-29", 4, "start", "2017-02-29",
        "no day of the calendar", "correct the day or the month",
    ),
    "date with a time": Fault(
        "roles.csv", "2016-02-29", "2016-02-29T12:00", 4, "start", "2016-02-29T12:00",
        "not allowed here", DATE,
    ),
    "short year": Fault(
        "roles.csv", "2016-02-29", "16", 4, "start", "16", "not allowed here", DATE,
    ),
    "unknown country": Fault(
        "organisations.csv", "national,FI", "national,FIN", 2, "country", "FIN",
        "unknown country", f"{COUNTRIES} (near to it: FI)",
    ),
    "country in small letters": Fault(
        "organisations.csv", "national,FI", "national,fi", 2, "country", "fi",
        "unknown country", f"{COUNTRIES} (near to it: FI)",
    ),
    "backslash in a country": Fault(
        "organisations.csv", "national,FI", r"national,\x", 2, "country", r"\x",
        "unknown country", COUNTRIES,
    ),
    "unknown type": Fault(
        "organisations.csv", "ÄUV,agency", "ÄUV,agancy", 2, "type", "agancy", "unknown type",
        "correct it, or add it to ontology/concepts/organisation-type.ttl (near to it: agency)",
    ),
    "unknown id": Fault(
        "people.csv", "krueger,Jürgen Krüger,tangpost-2018", "krueger,Jürgen Krüger,tangpost-2081",
        3, "source", "tangpost-2081", "unknown id",
        "correct it, or add it to sources.csv (near to it: tangpost-2018)",
    ),
    "unknown person": Fault(
        "roles.csv", "juergen-krueger,", "jurgen-kruger,", 3, "person", "jurgen-kruger",
        "unknown id", "correct it, or add it to people.csv (near to it: juergen-krueger)",
    ),
    "unknown participant": Fault(
        "participations.csv", "maret-tuonnal-cahppe,part", "maret-tuonnal-cahpe,part", 9,
        "participant", "person/maret-tuonnal-cahpe", "unknown id",
        "correct it, or add it to people.csv (near to it: maret-tuonnal-cahppe)",
    ),
    "participant of another kind": Fault(
        "participations.csv", "person/maret-tuonnal-cahppe,part",
        "organisation/maret-tuonnal-cahppe,part", 9, "participant",
        "organisation/maret-tuonnal-cahppe", "unknown id",
        "correct it, or add it to organisations.csv",
    ),
    "unknown indicator": Fault(
        "observations.csv", "national,fog-days", "national,fogdays", 4, "indicator", "fogdays",
        "unknown indicator",
        "use one of fog-days, renewed-share, response-rate, survey-responses, survey-sample",
    ),
    "duplicate id": Fault(
        "people.csv", "paragraph 4\n", "paragraph 4\njuergen-krueger,Jörg,tangpost-2018,\n",
        9, "", "juergen-krueger tangpost-2018", "duplicate: row 3 has the same id and source",
        "merge the two rows, or make them differ in letters or digits",
    ),
    "duplicate claim": Fault(
        "participations.csv", "usvahuippu-2020,person/paeivi-aeijaelae,speaker",
        "usvahuippu-2020,person/maret-tuonnal-cahppe,speaker", 18, "",
        "usvahuippu-2020 person/maret-tuonnal-cahppe speaker usvaraportti-2020",
        "duplicate: row 17 has the same event and participant and capacity and source",
        "merge the two rows, or make them differ in letters or digits",
    ),
    "claims that differ in accents alone": Fault(
        "roles.csv", "juergen-krueger,Seniorrådgiver,da,senior-adviser,idevaerket,,,,tangpost-2018",
        "aase-oest-aeroe,Vejviser! Leder af Ideværket,da,head,idevaerket,,,,tangpost-2018", 3, "",
        "aase-oest-aeroe idevaerket Vejviser! Leder af Ideværket tangpost-2018",
        "duplicate: row 2 has the same person and organisation and title and start and source",
        "merge the two rows, or make them differ in letters or digits",
    ),
    "formula": Fault(
        "people.csv", "Jürgen Krüger", "=1+1", 3, "name", "=1+1",
        f"begins with =, which {FORMULA}", "write it without",
    ),
    "formula with a plus": Fault(
        "people.csv", "Jürgen Krüger", "+45 33 33", 3, "name", "+45 33 33",
        f"begins with +, which {FORMULA}", "write it without",
    ),
    "formula with a minus": Fault(
        "people.csv", "Jürgen Krüger", "-2+3+cmd|' /C calc'!A0", 3, "name",
        "-2+3+cmd|' /C calc'!A0", f"begins with -, which {FORMULA}", "write it without",
    ),
    "formula with an at": Fault(
        "people.csv", "Jürgen Krüger", "@SUM(A1)", 3, "name", "@SUM(A1)",
        f"begins with @, which {FORMULA}", "write it without",
    ),
    "HTML": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen <b>Krüger</b>", 3, "name", "Jürgen <b>Krüger</b>",
        "contains HTML", PLAIN,
    ),
    "HTML left open": Fault(
        "people.csv", "Jürgen Krüger", "<script src=x", 3, "name", "<script src=x",
        "contains HTML", PLAIN,
    ),
    "HTML comment": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen<!-- -->", 3, "name", "Jürgen<!-- -->",
        "contains HTML", PLAIN,
    ),
    "HTML entity": Fault(
        "people.csv", "Jürgen Krüger", "J&uuml;rgen", 3, "name", "J&uuml;rgen",
        "contains HTML", PLAIN,
    ),
    "HTML entity in capitals": Fault(
        "people.csv", "Jürgen Krüger", "&Aring;se", 3, "name", "&Aring;se",
        "contains HTML", PLAIN,
    ),
    "HTML entity by number": Fault(
        "people.csv", "Jürgen Krüger", "J&#252;rgen &#XFC;", 3, "name", "J&#252;rgen &#XFC;",
        "contains HTML", PLAIN,
    ),
    "line break": Fault(
        "people.csv", "Jürgen Krüger", '"Jürgen\nKrüger"', 3, "name", "Jürgen\nKrüger",
        "contains a control character or line break", "replace it by a space",
    ),
    "NUL byte": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen\0", 3, "name", "Jürgen\0",
        "contains a control character or line break", "replace it by a space",
    ),
    "tab": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen\tKrüger", 3, "name", "Jürgen\tKrüger",
        "contains a control character or line break", "replace it by a space",
    ),
    "space in front": Fault(
        "people.csv", "Jürgen Krüger", " Jürgen", 3, "name", " Jürgen",
        "begins or ends with a space", "remove the space",
    ),
    "decomposed Unicode": Fault(
        "people.csv", "Jürgen Krüger", "Ju\u0308rgen", 3, "name", "Ju\u0308rgen",
        "has letters split from their accents", "save it in composed form (Unicode NFC)",
    ),
    "soft hyphen": Fault(
        "people.csv", "Jürgen Krüger", "Jür\u00adgen", 3, "name", "Jür\u00adgen",
        f"contains the character U+00AD, which {UNSEEN}", RETYPE,
    ),
    "space that does not break": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen\u00a0Krüger", 3, "name", "Jürgen\u00a0Krüger",
        f"contains the character U+00A0, which {UNSEEN}", RETYPE,
    ),
    "space without width": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen\u200bKrüger", 3, "name", "Jürgen\u200bKrüger",
        f"contains the character U+200B, which {UNSEEN}", RETYPE,
    ),
    "text turned round": Fault(
        "people.csv", "Jürgen Krüger", "Jürgen\u202eregürK", 3, "name", "Jürgen\u202eregürK",
        f"contains the character U+202E, which {UNSEEN}", RETYPE,
    ),
    "letter lost on the way": Fault(
        "people.csv", "Jürgen Krüger", "J\ufffdrgen", 3, "name", "J\ufffdrgen",
        "contains the character U+FFFD, which stands for a lost letter", "write the letter again",
    ),
    "number with a comma": Fault(
        "observations.csv", ",112,", ',"1,5",', 2, "value", "1,5",
        "not allowed here", "give a value of type decimal",
    ),
    "number with an underscore": Fault(
        "observations.csv", ",112,", ",1_000,", 2, "value", "1_000",
        "not allowed here", "give a value of type decimal",
    ),
    "number in other digits": Fault(
        "observations.csv", ",112,", ",１２,", 2, "value", "１２",
        "not allowed here", "give a value of type decimal",
    ),
    "number that is none": Fault(
        "observations.csv", ",112,", ",NaN,", 2, "value", "NaN",
        "not allowed here", "give a value of type decimal",
    ),
    "number without end": Fault(
        "observations.csv", ",112,", ",INF,", 2, "value", "INF",
        "not allowed here", "give a value of type decimal",
    ),
    "per cent": Fault(
        "observations.csv", ",112,", ",12%,", 2, "value", "12%",
        "not allowed here", "give a value of type decimal",
    ),
    "count below nothing": Fault(
        "events.csv", ",24,", ",-24,", 3, "participant_count", "-24",
        "not allowed here", "write a whole number, 0 or more",
    ),
    "count that is not whole": Fault(
        "events.csv", ",24,", ",24.0,", 3, "participant_count", "24.0",
        "not allowed here", "write a whole number, 0 or more",
    ),
    "count with an underscore": Fault(
        "events.csv", ",24,", ",2_4,", 3, "participant_count", "2_4",
        "not allowed here", "write a whole number, 0 or more",
    ),
    "id in capitals": Fault(
        "people.csv", "paragraph 4\n", "paragraph 4\nÅse,Åse,tangpost-2018,\n", 9, "id", "Åse",
        "not allowed here", SLUG,
    ),
    "id with two hyphens": Fault(
        "people.csv", "paragraph 4\n", "paragraph 4\na--b,Åse,tangpost-2018,\n", 9, "id", "a--b",
        "not allowed here", SLUG,
    ),
    "address without a scheme": Fault(
        "organisations.csv", "https://usva.example/", "usva.example", 2, "homepage",
        "usva.example", "not allowed here", "write a web address that begins with http:// or https://",
    ),
    "address that is none": Fault(
        "organisations.csv", "https://usva.example/", "https://[", 2, "homepage", "https://[",
        "not allowed here", "write a web address that begins with http:// or https://",
    ),
    "address with a broken escape": Fault(
        "sources.csv", "https://ring.example/book", "https://ring.example/%zz", 2, "url",
        "https://ring.example/%zz", "not allowed here",
        "write a web address that begins with http:// or https://",
    ),
    "address that runs a script": Fault(
        "organisations.csv", "https://usva.example/", "javascript:alert(1)", 2, "homepage",
        "javascript:alert(1)", "not allowed here",
        "write a web address that begins with http:// or https://",
    ),
    "locator of no kind": Fault(
        "people.csv", "paragraph 3", "somewhere", 3, "locator", "somewhere", "not allowed here",
        "write where in the source: 'title', or a kind and a number, such as 'paragraph 7', "
        "'page 12', 'table 3 row 2'",
    ),
    "separator too many": Fault(
        "people.csv", "paragraph 3", "paragraph 3;", 3, "locator", "paragraph 3;",
        "an empty value between separators", "remove the extra separator",
    ),
    "cell too few": Fault(
        "people.csv", ",tangpost-2018,paragraph 3", ",tangpost-2018", 3, "",
        "juergen-krueger,Jürgen Krüger,tangpost-2018", "3 cells, but the header has 4",
        "check commas and quotation marks",
    ),
    "cell too many": Fault(
        "people.csv", "Jürgen Krüger", "Krüger, Jürgen", 3, "",
        "juergen-krueger,Krüger, Jürgen,tangpost-2018,paragraph 3",
        "5 cells, but the header has 4", "check commas and quotation marks",
    ),
    "empty row": Fault(
        "people.csv", "paragraph 3\n", "paragraph 3\n\n", 4, "", "", "empty row", "remove it",
    ),
    "row of commas": Fault(
        "people.csv", "paragraph 3\n", "paragraph 3\n,,,\n", 4, "", "", "empty row", "remove it",
    ),
    "language that we do not keep": Fault(
        "roles.csv", "Kehitysjohtaja,fi", "Kehitysjohtaja,et", 4, "title_lang", "et",
        "not allowed here", "write one of da nb nn sv fi is fo kl se en",
    ),
}  # fmt: skip


def complaints(world: World) -> list[Complaint]:
    with pytest.raises(BuildRefused) as caught:
        world.read()
    return list(caught.value.complaints)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_earns_one_complaint_and_no_other(world: World, name: str) -> None:
    file, old, new, *expected = FAULTS[name]
    world.replace(file, old, new)
    assert complaints(world) == [Complaint(file, *expected)]  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", ["cell too few", "cell too many"])
def test_beside_a_row_that_does_not_fit_the_others_are_checked(world: World, fault: str) -> None:
    file, old, new, *expected = FAULTS[fault]
    world.replace(file, old, new)
    world.replace("people.csv", "Åse Øst-Ærø", "=Åse")
    world.replace("roles.csv", "juergen-krueger,", "juergen-kruger,")
    assert [(one.file, one.row, one.column) for one in complaints(world)] == [
        ("people.csv", 2, "name"), ("people.csv", 3, ""), ("roles.csv", 3, "person"),
    ]  # fmt: skip
    assert complaints(world)[1] == Complaint(file, *expected)  # type: ignore[arg-type]


def test_a_row_whose_id_cannot_be_made_out_may_be_the_one_referred_to(world: World) -> None:
    world.replace("people.csv", "juergen-krueger,Jürgen", "juergen-krueger Jürgen")
    assert [(one.file, one.row) for one in complaints(world)] == [("people.csv", 3)]


def test_a_row_that_does_not_fit_where_the_id_is_not_first(world: World) -> None:
    world.change(
        "people.csv",
        lambda text: "".join(
            "{1},{0},{2},{3}\n".format(*line.split(",")) for line in text.splitlines()
        ),
    )
    world.replace("people.csv", "Jürgen Krüger,", "Krüger, Jürgen,")
    assert [(one.file, one.row) for one in complaints(world)] == [("people.csv", 3)]


def test_a_source_may_be_named_by_a_row_that_does_not_fit(world: World) -> None:
    world.append("sources.csv", "zine,https://e.org/,Zine,blaabaerringen,en,,book")
    world.append("people.csv", "ada-ask,Ask, Ada,zine,")
    assert [(one.file, one.row) for one in complaints(world)] == [("people.csv", 9)]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("shoe_size", "unknown column"), ("name", "the column stands twice"), ("", "unknown column")],
)
def test_a_name_too_many_in_the_header_is_one_complaint(
    world: World, name: str, problem: str
) -> None:
    world.replace("people.csv", "id,name,source", f"id,name,{name},source")
    assert [(one.row, one.column, one.problem) for one in complaints(world)] == [(1, name, problem)]


def test_a_name_too_few_in_the_header_is_not_a_complaint_for_each_row(world: World) -> None:
    world.replace("people.csv", "id,name,source,", "id,name,")
    assert [(one.file, one.row) for one in complaints(world)] == [
        ("people.csv", 1), ("people.csv", 2),
    ]  # fmt: skip


def test_a_source_that_no_row_names_is_complained_of(world: World) -> None:
    world.append("sources.csv", "zine,https://e.org/,Zine,blaabaerringen,en,,book")
    assert complaints(world) == [
        Complaint(
            "sources.csv", 5, "id", "zine", "no row names this source",
            "enter what it says, or take it out",
        )
    ]  # fmt: skip


def test_the_world_itself_is_without_fault(world: World) -> None:
    assert {table.name: len(rows) for table, rows in world.read()} == {
        "sources": 3,
        "people": 7,
        "organisations": 6,
        "roles": 7,
        "events": 4,
        "participations": 18,
        "initiatives": 5,
        "involvements": 10,
        "relations": 13,
        "indicators": 5,
        "editions": 4,
        "observations": 12,
        "same_as": 2,
        "removals": 0,
        "withheld": 0,
    }


def test_the_real_tables_are_without_fault() -> None:
    from kg import ontology, tables
    from kg.settings import BASE

    concepts = ontology.read(PROJECT / "ontology", BASE).concepts
    assert sum(len(rows) for _, rows in tables.read(PROJECT / "data" / "tables", concepts)) > 100


def test_a_renamed_column_is_both_unknown_and_missing(world: World) -> None:
    world.replace("people.csv", "id,name,source", "id,nmae,source")
    assert complaints(world) == [
        Complaint("people.csv", 1, "name", "", "missing column", "add it"),
        Complaint(
            "people.csv", 1, "nmae", "", "unknown column", "remove or rename it (near to it: name)"
        ),
    ]


def test_a_missing_column_that_may_be_empty(world: World) -> None:
    world.change(
        "people.csv",
        lambda text: "".join(line.rpartition(",")[0] + "\n" for line in text.splitlines()),
    )
    assert complaints(world) == [
        Complaint(
            "people.csv", 1, "locator", "", "missing column", "add it; its cells may be empty"
        )
    ]


def test_a_missing_id_column_is_one_complaint_and_not_one_for_each_reference(world: World) -> None:
    world.change(
        "people.csv",
        lambda text: "".join(line.partition(",")[2] + "\n" for line in text.splitlines()),
    )
    assert complaints(world) == [Complaint("people.csv", 1, "id", "", "missing column", "add it")]


def test_two_empty_ids_are_empty_and_not_the_same(world: World) -> None:
    world.append("people.csv", ",Ada,tangpost-2018,")
    world.append("people.csv", ",Eva,tangpost-2018,")
    assert [(one.row, one.problem) for one in complaints(world)] == [
        (9, "empty, but required"),
        (10, "empty, but required"),
    ]


def test_a_column_that_stands_twice(world: World) -> None:
    world.change(
        "people.csv",
        lambda text: "".join(f"{line},{line.split(',')[1]}\n" for line in text.splitlines()),
    )
    assert complaints(world) == [
        Complaint("people.csv", 1, "name", "", "the column stands twice", "remove one of the two")
    ]


def test_a_cell_of_a_megabyte(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "Å" * 2**20)
    assert complaints(world) == [
        Complaint(
            "people.csv", 3, "name", f"{'Å' * 60}… (1048576 characters)",
            "1,048,576 characters, more than 5,000",
            "shorten it, or close the quotation mark that was left open",
        )
    ]  # fmt: skip


def test_a_reference_of_a_megabyte_is_shown_in_short(world: World) -> None:
    world.replace("organisations.csv", "national,FI", "national," + "F" * 2**20)
    assert all(len(one.value) < 100 for one in complaints(world))


def test_the_longest_cell_that_is_allowed(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "J" * LONGEST_CELL)
    world.read()


def test_a_quotation_mark_left_open_is_named_where_it_opens(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", '"Jürgen Krüger')
    assert complaints(world) == [
        Complaint(
            "people.csv", 3, "", "", "the file breaks off here (unexpected end of data)",
            "check the quotation marks",
        )
    ]  # fmt: skip


def test_a_quotation_mark_inside_a_quoted_cell(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", '"Jürgen "Jyr" Krüger"')
    (complaint,) = complaints(world)
    assert (complaint.row, complaint.remedy) == (3, "check the quotation marks")


def test_rows_are_counted_as_an_editor_counts_them(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", '"Jürgen\n\nKrüger"')
    world.replace("people.csv", "Päivi Äijälä", "=1")
    assert [one.row for one in complaints(world)] == [3, 7]


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n \n", b"\xef\xbb\xbf"])
def test_an_empty_file(world: World, content: bytes) -> None:
    world.path("people.csv").write_bytes(content)
    assert complaints(world) == [
        Complaint("people.csv", 0, "", "", "the file is empty", "give it its header row at least")
    ]


def test_a_missing_file(world: World) -> None:
    world.path("people.csv").unlink()
    assert complaints(world) == [
        Complaint(
            "people.csv", 0, "", "", "the file is missing", "add it, with its header row at least"
        )
    ]


def test_a_file_in_latin_1(world: World) -> None:
    text = world.path("people.csv").read_text("utf-8").replace("Ŧuoŋŋal-Č", "C")
    world.path("people.csv").write_bytes(text.encode("latin-1"))
    line = "aase-oest-aeroe,Åse Øst-Ærø,tangpost-2018,paragraph 2;paragraph 5"
    assert complaints(world) == [
        Complaint("people.csv", 2, "", line, "not UTF-8", "save the file as CSV in UTF-8")
    ]


def test_a_file_in_utf_16(world: World) -> None:
    text = world.path("people.csv").read_text("utf-8")
    world.path("people.csv").write_bytes(text.encode("utf-16"))
    (complaint,) = complaints(world)
    assert (complaint.file, complaint.problem) == ("people.csv", "not UTF-8")


def test_a_table_of_its_header_alone_is_accepted(world: World) -> None:
    for name in ("indicators.csv", "observations.csv"):
        world.change(name, lambda text: text.splitlines()[0] + "\n")
    assert [len(rows) for table, rows in world.read() if table.name == "indicators"] == [0]


def test_an_unknown_concept_of_an_empty_table_has_a_remedy_all_the_same(world: World) -> None:
    world.change("indicators.csv", lambda text: text.splitlines()[0] + "\n")
    assert {one.remedy for one in complaints(world)} == {"correct it, or add it to indicators.csv"}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("sources.csv", "{id},https://e.example/,Title,blaabaerringen,en,2021,book"),
        ("people.csv", "aase,Åse,{id},"),
    ],
)
@pytest.mark.parametrize("reserved", ["ontology", "inferred"])
def test_the_names_of_our_own_graphs_are_taken(
    world: World, file: str, line: str, reserved: str
) -> None:
    world.append(file, line.format(id=reserved))
    assert "this id is taken by a graph of the system" in {one.problem for one in complaints(world)}


def test_all_faults_of_all_files_come_at_once(world: World) -> None:
    world.replace("people.csv", "Jürgen Krüger", "=1")
    world.replace("people.csv", "Päivi Äijälä", "<b>Päivi")
    world.replace("events.csv", "2018-01-26,2018-01-26", "2018-01-26,2018-13")
    world.replace("organisations.csv", "national,FI", "national,XX")
    world.path("indicators.csv").unlink()
    world.path("relations.csv").write_bytes(b"")
    assert [(one.file, one.row) for one in complaints(world)] == [
        ("events.csv", 3),
        ("indicators.csv", 0),
        ("organisations.csv", 2),
        ("people.csv", 3),
        ("people.csv", 5),
        ("relations.csv", 0),
    ]


def as_excel_saves(text: str) -> str:
    """Return commas as semicolons; cells that hold one are quoted, as Excel does."""
    import csv
    import io

    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(csv.reader(io.StringIO(text)))
    return made.getvalue()


ACCEPTED: dict[str, Callable[[str], str]] = {
    "a byte-order mark": lambda text: "\ufeff" + text,
    "semicolons": as_excel_saves,
    "a byte-order mark and semicolons": lambda text: "\ufeff" + as_excel_saves(text),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old Macs": lambda text: text.replace("\n", "\r"),
    "no line end at the end": lambda text: text.removesuffix("\n"),
    "columns in another order": lambda text: "".join(
        ",".join(reversed(line.split(","))) + "\n" for line in text.splitlines()
    ),
}
PLAIN_TABLES = ["people.csv", "participations.csv", "involvements.csv", "relations.csv"]


@pytest.mark.parametrize("edit", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_programs_save_is_read_alike(world: World, edit: Callable[[str], str]) -> None:
    before = {table.name: [row.cells for row in rows] for table, rows in world.read()}
    for name in PLAIN_TABLES:
        world.change(name, edit)
    after = {table.name: [row.cells for row in rows] for table, rows in world.read()}
    assert after == before


@pytest.mark.parametrize(
    "text",
    [
        "2 < 3 & 3 > 2",
        "R&D",
        "-5",
        "-61.50",
        "AT&T; mere",
        "a <-> b",
        "C#",
        "x = y",
        "Ærø – Ål",
        "“Nye veje”",
        "😀",
    ],
)
def test_text_that_only_looks_odd_is_accepted(world: World, text: str) -> None:
    world.replace("people.csv", "Jürgen Krüger", text)
    world.read()


@pytest.mark.parametrize("number", ["0", "-5", "61.50", ".5", "00.10", "9" * 40])
def test_numbers_that_are_accepted(world: World, number: str) -> None:
    world.replace("observations.csv", ",112,", f",{number},")
    world.read()


@pytest.mark.parametrize("date", ["2018", "2018-01", "2018-01-26", "2016-02-29", "9999-12-31"])
def test_dates_that_are_accepted(world: World, date: str) -> None:
    world.replace("events.csv", ",2015,", f",{date},")
    world.read()


def test_every_column_says_what_it_means_and_what_it_expects() -> None:
    schema = read_schema(PROJECT / "data" / "tables" / "csv-metadata.json")
    assert all(column.meaning for table in schema for column in table.columns)
    assert all(table.meaning for table in schema)


def test_known_paths_lead_to_the_canonical_base(world: World) -> None:
    known = known_paths(world.read(), {"country": {"DK": "https://e.org/concept/country/dk"}})
    assert known["concept/country/DK"] == "https://e.org/concept/country/dk"
    assert known["id/person/juergen-krueger"].endswith(
        "nordic-innovation/id/person/juergen-krueger"
    )


COLUMN = Column("name", "", None, None, None)


@given(st.text())
def test_no_text_whatever_breaks_the_check_of_a_cell(text: str) -> None:
    for problem, remedy in cell_faults(COLUMN, text):
        assert problem
        assert remedy


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_letters_in_composed_form_pass(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    found = [problem for problem, _ in cell_faults(COLUMN, composed)]
    assert not found or composed[0] in "=+@-" or "<" in text or "&" in text or "\ufffd" in text


@given(st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Cn"]), min_size=1))
def test_what_cannot_be_seen_never_passes(text: str) -> None:
    assert list(cell_faults(COLUMN, f"a{unicodedata.normalize('NFC', text)}b"))
