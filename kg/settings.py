"""The settings of the project: one table of name, default and meaning."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import SettingError

BASE = "https://w3id.org/nordic-innovation/"
"""The base IRI as it stands in the committed files."""
_BASE_FORM = re.compile(r"https?://[^\s<>\"{}|\\^`?#]+/")
_CONTACT_FORM = re.compile(r"https?://[^\s<>\"]+|[^\s<>\"@:]+@[^\s<>\"@:]+")
_PUBLIC_FORM = re.compile(r"https?://[\w.-]+(?::\d{1,5})?", re.ASCII)
_SERVICE_FORM = re.compile(
    r"https?://[^\s<>\"{}|\\^`#@/?]+(?:[/?][^\s<>\"{}|\\^`#]*)?(?<![,;])", re.IGNORECASE
)
_STORE_FORM = re.compile(r"https?://[^\s<>\"/?#]+(?:/[^\s<>\"?#]*)?")
_PASSWORD = re.compile(r"(?<=//)[^/?#\s]*@")
_MOST = {"KG_PORT": 65535, "KG_CLIENT_SECONDS": 60}
_MOST_WORKERS = 4
_OWN_DEFAULTS = {
    "home": "the project's folder",
    "workers": f"one a processor, at most {_MOST_WORKERS}",
}


def _means(meaning: str) -> dict[str, str]:
    return {"meaning": meaning}


def _project_folder() -> Path:
    """Return the folder that holds ontology/ and data/: beside the library, or where one stands."""
    beside = Path(__file__).resolve().parent.parent
    return beside if (beside / "ontology").is_dir() else Path.cwd()


@dataclass(frozen=True)
class Settings:
    """What can be set, each by the environment variable ``KG_`` and its name in capitals.

    Examples
    --------
    >>> Settings.from_environment({"KG_QUERY_SECONDS": "2.5"}).query_seconds
    2.5
    >>> Settings.from_environment({"KG_PORT": "many"})
    Traceback (most recent call last):
        ...
    kg.errors.SettingError: KG_PORT is 'many', but must be a whole number, such as 5000.
    """

    home: Path = field(
        default_factory=_project_folder,
        metadata=_means("Folder that holds ontology/ and data/."),
    )
    build_folder: Path = field(
        default=Path("build"), metadata=_means("Folder of the releases, relative to home.")
    )
    base_iri: str = field(
        default=BASE,
        metadata=_means("Base IRI of things, concepts and graphs (the ontology's own IRI stays)."),
    )
    store: str = field(
        default="",
        repr=False,  # a password may stand in it
        metadata=_means(
            "Web address at which another server answers queries on the release, to be asked "
            "instead of the store on disk."
        ),
    )
    store_seconds: float = field(
        default=30.0,
        metadata=_means("Longest time for one question to that server, in seconds."),
    )
    contact: str = field(
        default="",
        metadata=_means(
            "Where to ask for corrections: a mail or web address, shown on /about and /privacy."
        ),
    )
    public_address: str = field(
        default="",
        metadata=_means(
            "Web address at which readers find the explorer, where it is behind another server: "
            "scheme and host. Absolute addresses begin with it."
        ),
    )
    host: str = field(default="127.0.0.1", metadata=_means("Address that the explorer listens on."))
    port: int = field(default=5000, metadata=_means("Port that the explorer listens on."))
    workers: int = field(
        default_factory=lambda: min(_MOST_WORKERS, os.cpu_count() or 1),
        metadata=_means("Number of server processes; limits hold for each."),
    )
    client_seconds: float = field(
        default=20.0,
        metadata=_means("Longest time that the explorer waits for a client that is silent."),
    )
    query_seconds: float = field(
        default=10.0,
        metadata=_means("Longest time that a query from outside may run, in seconds."),
    )
    query_memory_mb: int = field(
        default=2048,
        metadata=_means("Address space that a query from outside may take, in megabytes."),
    )
    query_rows: int = field(
        default=2_000_000,
        metadata=_means("Rows, or triples, that the answer to a query from outside may have."),
    )
    query_processes: int = field(
        default=4,
        metadata=_means("Short queries from outside that run at a time in one server process."),
    )
    long_queries: int = field(
        default=2,
        metadata=_means("Queries of more than half a second that run beside them."),
    )
    services: str = field(
        default="",
        metadata=_means(
            "Addresses of the endpoints that SERVICE may ask, separated by white space."
        ),
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings from environment variables.

        Parameters
        ----------
        environment
            Variable names and their values; those that do not name a setting are left alone.

        Raises
        ------
        SettingError
            If a value does not fit the setting's type.
        """
        defaults = cls()
        values: dict[str, object] = {}
        for name, default in vars(defaults).items():
            text = environment.get(f"KG_{name.upper()}")
            if text:
                values[name] = _converted(f"KG_{name.upper()}", text, default)
        return cls(**values)  # type: ignore[arg-type]

    @property
    def tables(self) -> Path:
        """Folder of the tables."""
        return self.home / "data" / "tables"

    @property
    def left_out(self) -> Path:
        """File of what was gathered and left out; there may be none."""
        return self.home / "data" / "left-out.csv"

    @property
    def ontology(self) -> Path:
        """Folder of the ontology."""
        return self.home / "ontology"

    @property
    def releases(self) -> Path:
        """Folder of the releases, absolute."""
        return (self.home / self.build_folder).absolute()

    @property
    def query_threads(self) -> int:
        """Threads that queries from outside may hold: for each that runs, three more may wait."""
        return 4 * (self.query_processes + self.long_queries)

    @classmethod
    def table(cls) -> list[tuple[str, str, str]]:
        """Return environment variable, default and meaning of each setting, in order."""
        return [
            (
                f"KG_{one.name.upper()}",
                _OWN_DEFAULTS.get(one.name) or str(one.default),
                str(one.metadata["meaning"]),
            )
            for one in fields(cls)
        ]


def _converted(variable: str, text: str, default: object) -> object:
    """Return the text as the type of the default."""
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, str):
        if default == BASE and not _BASE_FORM.fullmatch(text):
            raise _unusable(variable, text, f"a web address that ends in /, such as {BASE}")
        if variable == "KG_CONTACT" and not _CONTACT_FORM.fullmatch(text):
            raise _unusable(variable, text, "a mail or web address, such as post@example.org")
        if variable == "KG_SERVICES" and not all(map(_SERVICE_FORM.fullmatch, text.split())):
            addresses = "web addresses without user or fragment, separated by white space"
            raise _unusable(variable, text, f"{addresses}, such as https://e.org/sparql")
        if variable == "KG_PUBLIC_ADDRESS" and not _PUBLIC_FORM.fullmatch(text):
            raise _unusable(variable, text, "scheme and host alone, such as https://example.org")
        if variable == "KG_STORE":
            return store_address(text)
        return text
    kind, example = (int, "5000") if isinstance(default, int) else (float, "10.5")
    try:
        value = kind(text)
    except ValueError:
        number = "a whole number" if kind is int else "a number"
        raise _unusable(variable, text, f"{number}, such as {example}") from None
    most = _MOST.get(variable, sys.maxsize)
    if not 0 < value <= most:
        raise _unusable(variable, text, f"more than 0 and at most {most}")
    return value


def store_address(text: str, name: str = "KG_STORE") -> str:
    """Return the web address of a store, if it is one.

    Parameters
    ----------
    text
        The address.
    name
        What it is given as.

    Raises
    ------
    SettingError
        If it is none; a user and password in it are not shown.

    Examples
    --------
    >>> store_address("ftp://ann:secret@example.org", "URL")
    Traceback (most recent call last):
        ...
    kg.errors.SettingError: URL is 'ftp://***@example.org', but must be a web address, such as ...
    """
    try:
        sound = bool(_STORE_FORM.fullmatch(text) and urlsplit(text).hostname)
        sound = sound and (urlsplit(text).port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        shown = _PASSWORD.sub("***@", text)
        raise _unusable(name, shown, "a web address, such as http://127.0.0.1:7878/query")
    return text


def _unusable(variable: str, text: str, expected: str) -> SettingError:
    return SettingError(f"{variable} is {text!r}, but must be {expected}.")
