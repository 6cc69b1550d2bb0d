"""The barometer: figures as all sources together give them, their editions, and what to heed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.explore import Barometer, Explorer, Figure, caveats
from kg.explore.caveats import KINDS
from kg.settings import Settings
from kg.terms import Text


@pytest.fixture(scope="module")
def barometer(world_release: Settings) -> Barometer:
    return Explorer.open(world_release).barometer("en")


@pytest.fixture
def figure(barometer: Barometer) -> Figure:
    (found,) = [one for one in barometer.of("renewed-share") if one.value == Decimal("61.5")]
    return replace(found, populations=(Text("workplaces", "en"),))


def kinds(*figures: Figure) -> set[str]:
    return {one.kind for one in caveats(figures, ())}


def test_a_figure_says_what_when_where_and_who_says_so(barometer: Barometer) -> None:
    (one,) = [one for one in barometer.of("renewed-share") if one.value == 68]
    assert (one.country.label, one.sector.slug, one.unit.slug) == ("Finland", "all", "percent")
    assert (one.survey.label, one.edition, one.period) == ("The Fog Barometer", "2", "2019")
    assert one.respondents == (301,)
    assert one.year == "2019"
    (evidence,) = one.evidence
    assert evidence.source.slug == "usvaraportti-2020"
    assert evidence.locators == ("table 1 row 2",)


def test_a_figure_without_edition_or_period_has_none(barometer: Barometer) -> None:
    (one,) = [one for one in barometer.figures if one.country.slug == "nordic"]
    assert (one.edition, one.period, one.year) == ("", "", "")
    assert [precision.slug for precision in one.precisions] == ["rounded"]


def test_figures_are_found_by_indicator_and_sector(barometer: Barometer) -> None:
    assert len(barometer.of("renewed-share")) == 7
    assert [one.value for one in barometer.of("renewed-share", "national")] == [72]
    assert barometer.of("nothing") == ()


def test_the_indicator_known_of_most_countries_comes_first(barometer: Barometer) -> None:
    first = barometer.indicators[0]
    assert (first.link.slug, first.countries) == ("renewed-share", 4)
    assert first.definition == "Workplaces with > 0 renewals in two years, of all that answered."


def test_an_edition_gathers_what_its_sources_and_figures_say(barometer: Barometer) -> None:
    (one,) = [one for one in barometer.editions if one.round[2] == "2" and one.sector.slug == "all"]
    assert one.populations == (
        "leaders of workplaces & their deputies",
        "workplaces of the public sector",
    )
    assert (one.samples, one.respondents, one.rates) == ((420,), (301,), (Decimal("71.7"),))
    assert {evidence.source.slug for evidence in one.evidence} == {
        "ringbook-2021",
        "usvaraportti-2020",
    }


def test_an_edition_covers_its_figures(barometer: Barometer) -> None:
    behind = barometer.behind(barometer.of("renewed-share", "national"))
    assert [(one.country.label, one.edition) for one in behind] == [("Finland", "2")]
    assert len(barometer.behind(barometer.figures)) == len(barometer.editions) == 3


def test_alike_figures_call_for_no_caution(figure: Figure) -> None:
    assert caveats([figure], ()) == ()
    other = replace(figure, edition="2", link=replace(figure.link, iri="other"))  # type: ignore[arg-type]
    assert kinds(figure, other) == set()


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("disagreement", {"value": Decimal(70)}),
        ("unit", {"edition": "2", "unit": "country"}),
        ("population", {"edition": "2", "populations": (Text("leaders", "en"),)}),
        ("sector", {"edition": "2", "sector": "country"}),
        ("wording", {"edition": "2", "wordings": (Text("ever", "en"),)}),
        ("survey", {"edition": "2", "survey": "country"}),
        ("period", {"edition": "2", "period": "2019"}),
        ("undated", {"edition": "2", "period": ""}),
        ("inexact", {"edition": "2", "precisions": ("rounded",)}),
        ("no-answers", {"edition": "2", "respondents": ()}),
    ],
)
def test_what_differs_calls_for_caution(
    figure: Figure, kind: str, changes: dict[str, object]
) -> None:
    # A name of a link stands for that link, so that it is another than the figure's own.
    links = {"unit": figure.unit, "country": figure.country}
    made = {name: links.get(str(value), value) for name, value in changes.items()}
    other = replace(figure, link=replace(figure.link, iri="other"), **made)  # type: ignore[arg-type]
    assert kinds(figure, other) == {kind}
    assert kind in KINDS


def test_caution_about_how_editions_were_made_comes_from_the_editions(
    barometer: Barometer,
) -> None:
    figures = [one for one in barometer.of("renewed-share", "all") if one.country.slug == "fi"]
    found = {one.kind: one for one in caveats(figures, barometer.editions)}
    assert found["mode"].values == ("by letter", "on the web")
    assert len(found["disagreement"].figures) == 2
    assert "leaders of workplaces & their deputies" in found["population"].values


def test_the_gravest_caution_comes_first(barometer: Barometer) -> None:
    found = [one.kind for one in caveats(barometer.figures, barometer.editions)]
    assert found == sorted(found, key=KINDS.index)
