"""Write a large made-up world in the form of the tables, to measure with.

Few people take part in much and many in little: who is drawn how often follows Zipf's law.
The same seed gives the same files.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeVar

METADATA = Path(__file__).parents[2] / "data" / "tables" / "csv-metadata.json"

# Rows for each person. With these shares, 100,000 people make about a million triples in the
# built graph, derived ones included. To make more or fewer, change ROLES and PARTICIPATIONS.
SOURCES = 0.01
ORGANISATIONS = 0.02
ROLES = 0.21
EVENTS = 0.03
PARTICIPATIONS = 0.16
INITIATIVES = 0.01
INVOLVEMENTS = 0.02
RELATIONS = 0.01
EDITIONS = 0.002
OBSERVATIONS = 0.01
INDICATORS = 12
"""Rows in all, however many people there are."""
RETIRED = 0.01
"""Share of the people who were entered a second time, under an id that is now retired."""

FEWEST = 4
"""Rows that every table has, however few people there are."""
TWICE_STATED = 0.03
"""Share of the claims that a second source states too."""
UNDER_RETIRED_ID = 0.3
"""Share of the rows about such people that stand under the retired id."""
ROLES_AT_HOME = 0.75
"""Share of the roles that are held in the organisation for which the person speaks."""

Row = dict[str, str]
T = TypeVar("T")

_COUNTRIES = ("DK", "NO", "SE", "FI", "IS", "FO", "GL", "AX")
_COUNTRY_WEIGHTS = (30, 25, 25, 20, 4, 1, 1, 1)
_LANGUAGES = {
    "DK": "da",
    "NO": "nb",
    "SE": "sv",
    "FI": "fi",
    "IS": "is",
    "FO": "fo",
    "GL": "kl",
    "AX": "sv",
}
_FIRST = ("Ås", "Bjø", "Pä", "Þó", "Sø", "Jür", "Ei", "Grø", "Má", "Hå", "Ly", "Tú", "Vil", "Øy")
_MIDDLE = ("ri", "vi", "le", "na", "de", "so", "mu", "la", "ki", "re")
_LAST = ("a", "n", "ne", "r", "ð", "s", "k", "ll", "d", "t")
_PLACES = ("Ør", "Tang", "Ää", "Hraun", "Blå", "Grá", "Myr", "Sæ", "Lund", "Ný", "Ving", "Krå")
_ENDS = ("løse", "vik", "saari", "víkur", "sund", "nes", "byn", "holm", "fjörð", "lev")
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ð": "d",
        "þ": "th",
        "á": "a",
        "í": "i",
        "ó": "o",
        "ú": "u",
        "ý": "y",
        " ": "-",
    }
)
_LEVELS = {
    "association": "national",
    "municipality": "municipal",
    "region": "regional",
    "agency": "national",
    "ministry": "national",
    "university": "national",
    "centre": "national",
    "company": "national",
    "unit": "national",
    "network": "nordic",
}
_TITLES = (
    ("Kontorchef", "da", "head"),
    ("Seniorrådgiver", "nb", "senior-adviser"),
    ("Utvecklingsdirektör", "sv", "director"),
    ("Kehityspäällikkö", "fi", "programme-manager"),
    ("Verkefnastjóri", "is", "project-manager"),
    ("Ráðgevi", "fo", "adviser"),
    ("Researcher", "en", "researcher"),
    ("Borgmester", "da", "mayor"),
)
_EVENT_TYPES = ("meeting", "summit", "conference", "launch", "workshop", "seminar", "camp")
_INITIATIVE_TYPES = (
    "innovation-barometer",
    "survey",
    "agreement",
    "economic-model",
    "programme",
    "project",
    "strategy",
    "focus-area",
    "method",
    "network",
)
_SURVEYS = ("innovation-barometer", "survey")
_INVOLVED_AS = ("owner", "developer", "partner", "signatory", "funder", "promoter")
_SOURCE_TYPES = ("news", "report", "web-page", "press-release", "article", "presentation")
_BETWEEN_INITIATIVES = ("based-on", "adapted-from", "part-of", "carried-out-under")
_SECTORS = ("municipal", "regional", "national", "all")


def write_world(folder: Path, people: int, seed: int = 1) -> None:
    """Write the thirteen tables of a made-up world.

    Parameters
    ----------
    folder
        Where to write them; made if it is missing.
    people
        Number of people, at least one; the numbers of all other rows follow from it.
    seed
        Another seed gives another world of the same size.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     write_world(Path(name), people=50)
    ...     len(list(Path(name).glob("*.csv")))
    15
    """
    folder.mkdir(parents=True, exist_ok=True)
    world = _World(people, seed)
    tables = world.tables()
    for table in json.loads(METADATA.read_text(encoding="utf-8"))["tables"]:
        schema = table["tableSchema"]
        columns = [column["name"] for column in schema["columns"] if not column.get("virtual")]
        key = schema["primaryKey"]
        # Without the value, as no source gives two figures for the very same.
        rows = _distinct(
            tables[table["url"].removesuffix(".csv")],
            [column for column in key if column not in {"source", "value"}],
        )
        if "source" in columns:
            rows = world.stated(rows, TWICE_STATED if "source" in key else 0)
        _write(folder / table["url"], columns, _distinct(world.as_entered(rows), key))


def _write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _distinct(rows: Iterable[Row], key: Sequence[str]) -> list[Row]:
    """Return one row for each key, in the order of the keys."""
    by_key = {tuple(row.get(column, "") for column in key): row for row in rows}
    return [by_key[one] for one in sorted(by_key)]


def _slug(name: str) -> str:
    return name.lower().translate(_LETTERS)


class _World:
    """Makes the rows of every table; whatever stands first in a list is drawn most often."""

    def __init__(self, people: int, seed: int) -> None:
        self._random = Random(seed)
        self._size = people
        self._sources = [f"source-{number}" for number in range(1, self._count(SOURCES) + 1)]
        self._organisations = self._make_organisations()
        self._published: dict[str, str] = {}
        self._retired: dict[str, str] = {}

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows of each table, as yet without the sources that state them."""
        people = self._make_people()
        events = self._make_events()
        initiatives = self._make_initiatives()
        indicators = self._make_indicators()
        homes = self._draw(_ids(self._organisations), len(people))
        home = dict(zip(_ids(people), homes, strict=True))
        editions = self._make_editions(initiatives)
        sources = self._make_sources()
        self._published = {row["id"]: row["published"] for row in sources}
        retired = self._make_retired(people)
        self._retired = {f"person/{row['id']}": f"person/{again['id']}" for row, again in retired}
        return {
            "sources": sources,
            "people": [*people, *(again for _, again in retired)],
            "organisations": self._organisations,
            "roles": self._make_roles(home),
            "events": events,
            "participations": self._make_participations(_ids(events), home),
            "initiatives": initiatives,
            "involvements": self._make_involvements(_ids(initiatives), home),
            "relations": self._make_relations(events, initiatives),
            "indicators": indicators,
            "editions": editions,
            "observations": self._make_observations(editions, _ids(indicators)),
            "same_as": [
                {"thing": thing, "other": kept, "judgement": "same", "reason": "Misspelt once."}
                for kept, thing in self._retired.items()
            ],
            "removals": [],
            "withheld": [],
        }

    def stated(self, rows: list[Row], twice: float) -> list[Row]:
        """Return each row with its source, and a share of them a second time with another."""
        stated = [*rows, *(row for row in rows if self._random.random() < twice)]
        return [
            row | {"source": source, "locator": f"paragraph {self._random.randint(1, 40)}"}
            for row, source in zip(stated, self._draw(self._sources, len(stated)), strict=True)
        ]

    def as_entered(self, rows: list[Row]) -> list[Row]:
        """Return rows as their sources have them.

        An event that is yet to come is announced; who was entered twice stands under both ids.
        """
        return [row | self._status(row) | self._respelt(row) for row in rows]

    def _status(self, row: Row) -> Row:
        """Return the status of an event in its source."""
        if "place" not in row:
            return {}
        published = self._published[row["source"]]
        known = min(len(row["start"]), len(published))
        if row["start"][:known] > published[:known]:
            return {"status": "announced"}
        return {"status": "held"} if self._random.random() < 0.2 else {}

    def _respelt(self, row: Row) -> Row:
        """Return the cells that name a person under an id that is now retired."""
        named = [("person", row["person"])] if "person" in row else []
        named += [(column, row[column]) for column in ("participant", "actor") if column in row]
        found: Row = {}
        for column, value in named:
            again = self._retired.get(value if "/" in value else f"person/{value}")
            if again and self._random.random() < UNDER_RETIRED_ID:
                found[column] = again if "/" in value else again.removeprefix("person/")
        return found

    def _count(self, share: float) -> int:
        return max(FEWEST, round(self._size * share))

    def _draw(self, items: Sequence[T], count: int, exponent: float = 0.8) -> list[T]:
        """Draw with a weight that falls with the rank, as Zipf's law has it."""
        weights = list(accumulate(rank**-exponent for rank in range(1, len(items) + 1)))
        return self._random.choices(items, cum_weights=weights, k=count)

    def _date(self, first: int, last: int) -> str:
        """Return a year, a month or a day."""
        date = f"{self._random.randint(first, last)}"
        if self._random.random() < 0.7:
            date += f"-{self._random.randint(1, 12):02}"
            if self._random.random() < 0.6:
                date += f"-{self._random.randint(1, 28):02}"
        return date

    def _country(self) -> str:
        return self._random.choices(_COUNTRIES, _COUNTRY_WEIGHTS)[0]

    def _place(self) -> str:
        return self._random.choice(_PLACES) + self._random.choice(_ENDS)

    def _person_name(self) -> str:
        return "".join(self._random.choice(part) for part in (_FIRST, _MIDDLE, _LAST))

    def _make_sources(self) -> list[Row]:
        publishers = self._draw(_ids(self._organisations), len(self._sources))
        return [
            {
                "id": name,
                "url": f"https://{publisher}.example/{name}",
                "title": f"Nyt fra {self._place()}, nr. {number}",
                "publisher": publisher,
                "language": self._random.choice(("da", "nb", "sv", "fi", "is", "en")),
                "published": self._date(2012, 2024),
                "type": self._random.choice(_SOURCE_TYPES),
            }
            for number, (name, publisher) in enumerate(
                zip(self._sources, publishers, strict=True), start=1
            )
        ]

    def _make_people(self) -> list[Row]:
        rows = []
        for number in range(1, self._size + 1):
            name = f"{self._person_name()} {self._person_name()} {self._place()}"
            rows.append({"id": f"{_slug(name)}-{number}", "name": name})
        return rows

    def _make_retired(self, people: list[Row]) -> list[tuple[Row, Row]]:
        """Return some of the people, each as entered a second time, with a slip in the name."""
        chosen = self._random.sample(people, min(len(people), self._count(RETIRED)))
        return [
            (row, {"id": f"{row['id']}-again", "name": row["name"].replace("e", "ee", 1)})
            for row in chosen
        ]

    def _make_organisations(self) -> list[Row]:
        whole: list[Row] = []
        units: list[Row] = []
        for number in range(1, self._count(ORGANISATIONS) + 1):
            kind = self._random.choice(tuple(_LEVELS)) if whole else "association"
            country = "" if kind == "network" else self._country()
            name = f"{self._place()} {kind} {number}"
            row = {
                "id": _slug(name),
                "name_en": name.capitalize(),
                "type": kind,
                "level": _LEVELS[kind],
                "country": country,
                "founded": self._date(1960, 2005),
            }
            if country:
                row[f"name_{_LANGUAGES[country]}"] = f"{self._place()} {number}"
            if kind == "unit":
                parent = self._random.choice(whole)
                row |= {"unit_of": parent["id"], "country": parent["country"]}
                units.append(row)
                continue
            if kind == "centre":
                row["part_of"] = self._random.choice(whole)["id"]
            whole.append(row)
        rows = [*whole, *units]
        self._random.shuffle(rows)
        return rows

    def _make_roles(self, home: dict[str, str]) -> list[Row]:
        """Give the most active people a role each, and some of them more than one."""
        count = self._count(ROLES)
        holders = list(home)[: max(1, count * 4 // 5)]
        more = self._random.choices(holders, k=max(0, count - len(holders)))
        elsewhere = self._draw(_ids(self._organisations), count)
        rows = []
        for person, other in zip([*holders, *more], elsewhere, strict=False):
            title, language, role = self._random.choice(_TITLES)
            at_home = self._random.random() < ROLES_AT_HOME
            row = {
                "person": person,
                "title": title,
                "title_lang": language,
                "role": role,
                "organisation": home[person] if at_home else other,
            }
            known = self._random.random()
            if known < 0.75:
                row["start"] = self._date(2006, 2018)
            if known < 0.25:
                row["end"] = self._date(2019, 2024)
            if known >= 0.6:
                row["observed"] = self._date(2019, 2024)
            rows.append(row)
        return rows

    def _make_events(self) -> list[Row]:
        rows = []
        for number in range(1, self._count(EVENTS) + 1):
            place = self._place()
            kind = self._random.choice(_EVENT_TYPES)
            name = f"{place} {kind} {number}"
            row = {
                "id": _slug(name),
                "name_en": name,
                "type": kind,
                "start": self._date(2010, 2024),
                "place": place,
                "country": self._country(),
            }
            if kind == "summit":
                row["series"] = "scandinavian-summit"
            rows.append(row)
        return rows

    def _make_participations(self, events: list[str], home: dict[str, str]) -> list[Row]:
        """Give each event its host, and then draw who came to what."""
        hosts = self._draw(_ids(self._organisations), len(events))
        rows: list[Row] = [
            {"event": event, "participant": f"organisation/{host}", "capacity": "host"}
            for event, host in zip(events, hosts, strict=True)
        ]
        count = max(FEWEST, self._count(PARTICIPATIONS) - len(rows))
        for event, person in zip(
            self._draw(events, count, 0.7), self._draw(list(home), count), strict=True
        ):
            row = {
                "event": event,
                "participant": f"person/{person}",
                "capacity": self._random.choice(("participant", "participant", "speaker")),
            }
            if self._random.random() < 0.85:
                row["on_behalf_of"] = home[person]
            rows.append(row)
        return rows

    def _make_initiatives(self) -> list[Row]:
        rows = []
        for number in range(1, self._count(INITIATIVES) + 1):
            kind = _INITIATIVE_TYPES[(number - 1) % len(_INITIATIVE_TYPES)]
            name = f"{self._place()} {kind} {number}"
            rows.append(
                {
                    "id": _slug(name),
                    "name_en": name,
                    "type": kind,
                    "country": self._country(),
                    "start": self._date(2008, 2018),
                    "description_en": f"Made up to measure with: number {number}.",
                }
            )
        return rows

    def _make_involvements(self, initiatives: list[str], home: dict[str, str]) -> list[Row]:
        count = self._count(INVOLVEMENTS)
        organisations = self._draw(_ids(self._organisations), count)
        people = self._draw(list(home), count)
        rows = []
        for initiative, organisation, person in zip(
            self._draw(initiatives, count, 0.5), organisations, people, strict=True
        ):
            by_person = self._random.random() < 0.3
            row = {
                "initiative": initiative,
                "actor": f"person/{person}" if by_person else f"organisation/{organisation}",
                "capacity": self._random.choice(_INVOLVED_AS),
            }
            if self._random.random() < 0.5:
                row["start"] = self._date(2008, 2024)
            rows.append(row)
        return rows

    def _make_relations(self, events: list[Row], initiatives: list[Row]) -> list[Row]:
        """Relate each thing to one that stands before it in its list, so that there are no rings.

        Events are put in the order of their dates: what follows up comes later.
        """
        lists = {
            "organisation": _ids(self._organisations),
            "event": _ids(sorted(events, key=lambda row: row["start"])),
            "initiative": _ids(initiatives),
        }
        rows: list[Row] = []
        for _ in range(self._count(RELATIONS)):
            kind = self._random.choice(("organisation", "organisation", "event", "initiative"))
            first, second = sorted(self._random.sample(range(len(lists[kind])), 2))
            relation = {
                "organisation": "cooperates-with",
                "event": "follow-up-of",
                "initiative": self._random.choice(_BETWEEN_INITIATIVES),
            }[kind]
            row = {
                "subject": f"{kind}/{lists[kind][second]}",
                "relation": relation,
                "object": f"{kind}/{lists[kind][first]}",
            }
            if kind == "organisation":
                row["start"] = self._date(2006, 2024)
            rows.append(row)
        return rows

    def _make_indicators(self) -> list[Row]:
        return [
            {
                "id": f"share-{number}",
                "name_en": f"Share {number}",
                "definition_en": f"Made up to measure with: share number {number}.",
            }
            for number in range(1, INDICATORS + 1)
        ]

    def _make_editions(self, initiatives: list[Row]) -> list[Row]:
        surveys = [row["id"] for row in initiatives if row["type"] in _SURVEYS]
        rows: list[Row] = []
        for survey in self._draw(surveys, self._count(EDITIONS)):
            year = self._random.randint(2015, 2024)
            interval = self._random.random() < 0.3
            rows.append(
                {
                    "survey": survey,
                    "country": self._country(),
                    "edition": str(year),
                    "sector": self._random.choice(_SECTORS),
                    "period": f"{year - 1}/{year}" if interval else str(year),
                    "population_en": "workplaces of the public sector",
                    "mode_en": self._random.choice(("on the web", "by letter", "")),
                }
            )
        return rows

    def _make_observations(self, editions: list[Row], indicators: list[str]) -> list[Row]:
        shared = ("survey", "country", "edition", "sector", "period")
        rows: list[Row] = []
        for edition in self._draw(editions, self._count(OBSERVATIONS)):
            respondents = self._random.randint(100, 900)
            row = {column: edition[column] for column in shared} | {
                "indicator": self._random.choice(indicators),
                "value": f"{self._random.randint(0, 1000) / 10}",
                "unit": "percent",
                "sample_size": f"{respondents * 2}",
                "respondents": f"{respondents}",
            }
            if self._random.random() < 0.2:
                row |= {"value": row["value"].partition(".")[0], "precision": "rounded"}
            if self._random.random() < 0.2:
                row["population_en"] = edition["population_en"]
            if self._random.random() < 0.1:
                row["wording_en"] = "renewed at least once"
            rows.append(row)
        return rows


def _ids(rows: Iterable[Row]) -> list[str]:
    return [row["id"] for row in rows]
