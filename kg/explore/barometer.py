"""The innovation barometers and their kin: figures, and how the editions behind them were made."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg.explore.labels import Labels, as_text, preferred
from kg.explore.locators import reading_order
from kg.explore.model import Evidence, Link
from kg.explore.properties import LOCATOR, SOURCE
from kg.explore.timing import span
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.queries import named
from kg.store import Answer, Graph
from kg.terms import IRI, Text, Value

_FIGURE, _EDITION = IRI(expand("qb:Observation")), IRI(expand("npi:Edition"))
_NOTE = IRI(expand("skos:note"))
_YEAR = len("2018")


@dataclass(frozen=True)
class Figure:
    """A measured figure, as all sources together give it.

    Parameters
    ----------
    link
        The claim.
    survey, country, sector, indicator, unit
        What was measured, where, and in which unit.
    edition, period
        Edition and time, as printed; empty where no source says.
    value
        The figure.
    precisions
        How exact the sources are that print no plain figure.
    respondents
        The numbers of answers on which it rests.
    populations, wordings
        Of whom it is a share, and how was asked, where sources say so.
    evidence
        Who says so.
    """

    link: Link
    survey: Link
    country: Link
    sector: Link
    indicator: Link
    unit: Link
    edition: str
    period: str
    value: Decimal
    precisions: tuple[Link, ...]
    respondents: tuple[int, ...]
    populations: tuple[Text, ...]
    wordings: tuple[Text, ...]
    evidence: tuple[Evidence, ...]

    @property
    def round(self) -> tuple[str, str, str]:
        """The edition of a survey in a country."""
        return self.survey.iri, self.country.iri, self.edition

    @property
    def cell(self) -> tuple[str, ...]:
        """What it is a figure of: two figures of one cell contradict each other."""
        return (*self.round, self.period, self.sector.iri, self.indicator.iri)

    @property
    def year(self) -> str:
        """The year by which it stands in a row of editions; empty where none is known."""
        named = len(self.edition) == _YEAR and self.edition.isdigit()
        return self.edition if named else self.period[:_YEAR]

    def is_of(self, day: datetime.date) -> bool:
        """Return whether it may be about a time that had begun by a day."""
        printed = self.period or self.year
        return not printed[:1].isdigit() or span(printed).first <= day

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a hundred."""
        return self.unit.slug == "percent"


@dataclass(frozen=True)
class Edition:
    """How an edition of a survey was made, as all sources together tell it; as in `Figure`."""

    link: Link
    survey: Link
    country: Link
    sector: Link
    edition: str
    periods: tuple[str, ...]
    populations: tuple[Text, ...]
    modes: tuple[Text, ...]
    notes: tuple[Text, ...]
    samples: tuple[int, ...]
    respondents: tuple[int, ...]
    rates: tuple[Decimal, ...]
    evidence: tuple[Evidence, ...]

    @property
    def round(self) -> tuple[str, str, str]:
        """The edition of a survey in a country."""
        return self.survey.iri, self.country.iri, self.edition

    def covers(self, figure: Figure) -> bool:
        """Return whether a figure comes from this edition."""
        return self.round == figure.round and (
            self.sector == figure.sector or self.sector.slug == "all"
        )


@dataclass(frozen=True)
class Indicator:
    """What figures measure, and how far they reach.

    Parameters
    ----------
    link
        The indicator.
    definition
        What exactly is counted.
    countries, rounds
        Numbers of countries, and of editions of surveys in a country, with a figure.
    """

    link: Link
    definition: Text | None
    countries: int
    rounds: int


@dataclass(frozen=True)
class Barometer:
    """All figures and editions of a release, in one language."""

    figures: tuple[Figure, ...]
    editions: tuple[Edition, ...]
    indicators: tuple[Indicator, ...]

    def of(self, indicator: str, sector: str = "") -> tuple[Figure, ...]:
        """Return the figures of an indicator, and of a sector where one is named, by slug."""
        return tuple(
            one
            for one in self.figures
            if one.indicator.slug == indicator and sector in {"", one.sector.slug}
        )

    def behind(self, figures: Iterable[Figure]) -> tuple[Edition, ...]:
        """Return the editions from which figures come."""
        figures = tuple(figures)
        return tuple(one for one in self.editions if any(map(one.covers, figures)))


def read(graph: Graph, known: Mapping[IRI, Sequence[Text]], language: str) -> Barometer:
    """Read all figures and editions.

    Parameters
    ----------
    graph
        The graph of a release.
    known
        Labels of the terms and concepts of the vocabulary.
    language
        The reader's language.
    """
    around = [row for kind in (_FIGURE, _EDITION) for row in _rows(graph, "class_labels", kind)]
    labels = Labels(graph, language, known, around)
    figures = [
        _figure(iri, rows, labels) for iri, rows in _said(_rows(graph, "class_statements", _FIGURE))
    ]
    figures.sort(
        key=lambda one: (
            _by(one.country, language),
            _by(one.survey, language),
            one.year,
            _by(one.sector, language),
            one.value,
        )
    )
    editions = [
        _edition(iri, rows, labels, _derived(graph, iri))
        for iri, rows in _said(_rows(graph, "class_statements", _EDITION))
    ]
    editions.sort(
        key=lambda one: (
            _by(one.country, language),
            _by(one.survey, language),
            one.edition,
            _by(one.sector, language),
        )
    )
    definitions: dict[str, list[Text]] = defaultdict(list)
    for row in around:
        if "definition" in row:
            definitions[str(row["other"])].append(as_text(row["definition"]))
    return Barometer(tuple(figures), tuple(editions), _indicators(figures, definitions, language))


def _rows(graph: Graph, query: str, kind: IRI) -> list[Answer]:
    return graph.select(named(query), **{"class": kind})


def _derived(graph: Graph, iri: IRI) -> list[Answer]:
    """Return what is said of a thing, what the rules derive included."""
    return graph.select(named("thing_facts"), thing=iri)


def _said(rows: Iterable[Answer]) -> Iterable[tuple[IRI, list[Answer]]]:
    grouped: dict[IRI, list[Answer]] = defaultdict(list)
    for row in rows:
        grouped[IRI(str(row["thing"]))].append(row)
    return grouped.items()


def _values(rows: Iterable[Answer], name: str | IRI) -> list[Value]:
    property_ = name if isinstance(name, IRI) else IRI(expand(f"npi:{name}"))
    return list(dict.fromkeys(row["value"] for row in rows if row["property"] == property_))


def _one_link(rows: list[Answer], name: str, labels: Labels) -> Link:
    return labels.link(IRI(str(_values(rows, name)[0])))


def _texts(rows: list[Answer], name: str | IRI) -> tuple[Text, ...]:
    return tuple(sorted(map(as_text, _values(rows, name))))


def _numbers(rows: list[Answer], name: str) -> tuple[int, ...]:
    return tuple(sorted(int(str(value)) for value in _values(rows, name)))


def _figure(iri: IRI, rows: list[Answer], labels: Labels) -> Figure:
    return Figure(
        link=labels.link(iri),
        survey=_one_link(rows, "survey", labels),
        country=_one_link(rows, "country", labels),
        sector=_one_link(rows, "sector", labels),
        indicator=_one_link(rows, "indicator", labels),
        unit=_one_link(rows, "unit", labels),
        edition=next(map(str, _values(rows, "edition")), ""),
        period=next(map(str, _values(rows, "period")), ""),
        value=Decimal(str(_values(rows, "value")[0])),
        precisions=tuple(labels.link(IRI(str(one))) for one in sorted(_values(rows, "precision"))),
        respondents=_numbers(rows, "respondents"),
        populations=_texts(rows, "population"),
        wordings=_texts(rows, "wording"),
        evidence=_evidence(rows, labels),
    )


def _edition(iri: IRI, rows: list[Answer], labels: Labels, derived: list[Answer]) -> Edition:
    return Edition(
        link=labels.link(iri),
        survey=_one_link(rows, "survey", labels),
        country=_one_link(rows, "country", labels),
        sector=_one_link(rows, "sector", labels),
        edition=str(_values(rows, "edition")[0]),
        periods=tuple(sorted(map(str, _values(rows, "period")))),
        populations=_texts(rows, "population"),
        modes=_texts(rows, "mode"),
        notes=_texts(rows, _NOTE),
        samples=_numbers(derived, "sampleSize"),
        respondents=_numbers(derived, "respondents"),
        rates=tuple(sorted(Decimal(str(one)) for one in _values(derived, "responseRate"))),
        evidence=_evidence(rows, labels),
    )


def _evidence(rows: list[Answer], labels: Labels) -> tuple[Evidence, ...]:
    """Return the sources of a claim, each with the places that its own graph names."""
    sources = {IRI(str(row["value"])): row["graph"] for row in rows if row["property"] == SOURCE}
    return tuple(
        Evidence(
            labels.link(source),
            tuple(
                sorted(
                    {
                        str(row["value"])
                        for row in rows
                        if row["property"] == LOCATOR and row["graph"] == graph
                    },
                    key=reading_order,
                )
            ),
        )
        for source, graph in sorted(sources.items())
    )


def _by(link: Link, language: str) -> Any:
    return alphabetical(link.label, language)


def _indicators(
    figures: Iterable[Figure], definitions: Mapping[str, list[Text]], language: str
) -> tuple[Indicator, ...]:
    """Return the indicators, those with figures from the most countries first."""
    grouped: dict[Link, list[Figure]] = defaultdict(list)
    for one in figures:
        grouped[one.indicator].append(one)
    found = [
        Indicator(
            link,
            preferred(definitions[link.iri], language) if definitions.get(link.iri) else None,
            len({one.country for one in own}),
            len({one.round for one in own}),
        )
        for link, own in grouped.items()
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (-one.countries, -one.rounds, _by(one.link, language)),
        )
    )
