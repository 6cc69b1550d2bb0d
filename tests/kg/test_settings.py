"""Settings: what the environment says, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import SettingError
from kg.settings import BASE, Settings


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("KG_HOME", "/x", "home", Path("/x")),
        ("KG_BUILD_FOLDER", "out", "build_folder", Path("out")),
        ("KG_BASE_IRI", "https://e.org/kg/", "base_iri", "https://e.org/kg/"),
        ("KG_STORE", "https://e.org:8890/sparql", "store", "https://e.org:8890/sparql"),
        ("KG_STORE", "http://ann:a%40b@[::1]/q", "store", "http://ann:a%40b@[::1]/q"),
        ("KG_STORE_SECONDS", "2.5", "store_seconds", 2.5),
        ("KG_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("KG_PORT", "8080", "port", 8080),
        ("KG_WORKERS", "3", "workers", 3),
        ("KG_QUERY_SECONDS", "0.5", "query_seconds", 0.5),
        ("KG_QUERY_MEMORY_MB", "512", "query_memory_mb", 512),
        ("KG_QUERY_ROWS", "1", "query_rows", 1),
        ("KG_QUERY_PROCESSES", "2", "query_processes", 2),
        ("KG_SERVICES", "https://a.b/s\nhttp://c:8/", "services", "https://a.b/s\nhttp://c:8/"),
    ],
)
def test_each_setting_is_read_from_its_variable(
    variable: str, text: str, name: str, value: object
) -> None:
    assert getattr(Settings.from_environment({variable: text}), name) == value


def test_an_empty_variable_leaves_the_default() -> None:
    assert Settings.from_environment({"KG_PORT": ""}) == Settings()


def test_other_variables_are_left_alone() -> None:
    assert Settings.from_environment({"KG_NOTHING": "1", "PORT": "1"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("KG_PORT", "many"),
        ("KG_PORT", "0"),
        ("KG_PORT", "-1"),
        ("KG_PORT", "65536"),
        ("KG_PORT", "5000.5"),
        ("KG_WORKERS", "0"),
        ("KG_QUERY_SECONDS", "0"),
        ("KG_QUERY_SECONDS", "nan"),
        ("KG_QUERY_SECONDS", "inf"),
        ("KG_QUERY_SECONDS", "soon"),
        ("KG_QUERY_MEMORY_MB", "1.5"),
        ("KG_BASE_IRI", "nordic"),
        ("KG_BASE_IRI", "https://e.org"),
        ("KG_BASE_IRI", "https://e.org/a b/"),
        ("KG_BASE_IRI", "https://e.org/<>/"),
        ("KG_CONTACT", "javascript:alert(1)"),
        ("KG_CONTACT", "somebody"),
        ("KG_PUBLIC_ADDRESS", "example.org"),
        ("KG_PUBLIC_ADDRESS", "https://example.org/innovation"),
        ("KG_PUBLIC_ADDRESS", 'https://a"><b'),
        ("KG_PUBLIC_ADDRESS", "ftp://example.org"),
        ("KG_SERVICES", "e.org/sparql"),
        ("KG_SERVICES", "https://e.org/sparql, https://f.org/sparql"),
        ("KG_SERVICES", "https://e.org/sparql file:///etc/passwd"),
        ("KG_SERVICES", "https://me:secret@e.org/sparql"),
        ("KG_SERVICES", "https://e.org/sparql#here"),
        ("KG_SERVICES", "https:///sparql"),
        ("KG_STORE", "e.org/sparql"),
        ("KG_STORE", "file:///etc/passwd"),
        ("KG_STORE", "http:///sparql"),
        ("KG_STORE", "http://e.org:99999/"),
        ("KG_STORE", "http://e.org/sparql?query=x"),
        ("KG_STORE", "http://e.org/s parql"),
        ("KG_STORE_SECONDS", "0"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_name_value_and_remedy(
    variable: str, text: str
) -> None:
    with pytest.raises(SettingError, match=rf"^{variable} is '.*', but must be ") as caught:
        Settings.from_environment({variable: text})
    assert repr(text) in str(caught.value)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(SettingError) as told:
        Settings.from_environment({"KG_STORE": "ftp://ann:secret@e.org/sparql"})
    assert "ftp://***@e.org/sparql" in str(told.value)
    assert "secret" not in repr(
        Settings.from_environment({"KG_STORE": "http://ann:secret@e.org/sparql"})
    )


def test_folders_follow_from_home() -> None:
    settings = Settings(home=Path("/x"))
    assert settings.tables == Path("/x/data/tables")
    assert settings.ontology == Path("/x/ontology")
    assert settings.releases == Path("/x/build")


def test_an_absolute_build_folder_stays_where_it_is() -> None:
    assert Settings(home=Path("/x"), build_folder=Path("/y")).releases == Path("/y")


def test_the_folder_of_releases_is_absolute_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(home=Path("x")).releases == tmp_path / "x" / "build"


def test_the_project_is_the_default_home() -> None:
    assert (Settings().home / "data" / "tables" / "csv-metadata.json").is_file()


def test_the_table_shows_every_setting_with_a_meaning() -> None:
    table = Settings.table()
    assert [row[0] for row in table] == [f"KG_{name.upper()}" for name in vars(Settings())]
    assert all(meaning.endswith(".") for _, _, meaning in table)
    assert ("KG_BASE_IRI", BASE) in [row[:2] for row in table]
