"""What was left out is counted by reason, and its file is checked as the tables are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import build
from kg.errors import BuildRefused
from kg.quality import read_left_out
from tests.homes import Kept, World

TEXT = """slice,table,row,reason
dk,roles,2,no organisation
dk,people,9,unsure: one thing
no-se,people,3,"unsure; Æ, or Ø"
nordic,roles,5,unsure
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "left-out.csv"


def test_there_may_be_none(file: Path) -> None:
    assert read_left_out(file) == ((), [])


@pytest.mark.parametrize(
    "text",
    [TEXT, "\ufeff" + TEXT.replace(",", ";").replace('"unsure; Æ; or Ø"', '"unsure; Æ, or Ø"')],
    ids=["as we write it", "as Excel saves it"],
)
def test_rows_are_counted_by_reason(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    found, complaints = read_left_out(file)
    assert complaints == []
    assert [(one.reason, one.rows, one.tables) for one in found] == [
        ("unsure", 3, {"people": 2, "roles": 1}),
        ("no organisation", 1, {"roles": 1}),
    ]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (TEXT.encode("latin-1"), [(4, "", "not UTF-8")]),
        (
            TEXT.replace("table", "tabel").replace("reason", "why").encode(),
            [(1, "reason", "missing column"), (1, "table", "missing column"),
             (1, "tabel", "unknown column"), (1, "why", "unknown column")],
        ),
        (TEXT.replace("roles,5", "roles").encode(), [(5, "", "3 cells, but the header has 4")]),
        (TEXT.replace("no organisation", "").encode(), [(2, "reason", "empty, but required")]),
    ],
    ids=["Latin-1", "other columns", "a cell too few", "no reason"],
)  # fmt: skip
def test_its_faults_are_complaints_beside_others(
    built: World, data: bytes, faults: list[tuple[int, str, str]]
) -> None:
    kept = Kept(built)
    built.path("data/left-out.csv").write_bytes(data)
    built.replace("people.csv", "Jürgen Krüger", "=1")
    with pytest.raises(BuildRefused) as caught:
        build.build(built.settings)
    found = [(one.row, one.column, one.problem) for one in caught.value.complaints
             if one.file == "left-out.csv"]  # fmt: skip
    assert sorted(found) == sorted(faults)
    assert ("people.csv", 3) in {(one.file, one.row) for one in caught.value.complaints}
    kept.stands()
