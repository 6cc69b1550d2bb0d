"""Collaboration networks: who is tied to whom by what they share, by the recipe of the address."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import ServiceUnavailable

from kg.errors import Refusal, UnknownName, WrongRecipe
from kg.explore import NORDIC, Link
from kg.networks import differences
from kg.networks.described import described
from kg.networks.export import FORMATS, exported
from kg.networks.periods import dated
from kg.networks.recipe import COUNTRIES, UNFIT
from kg.terms import Text
from server import network_views, recipes, releases, studies
from server.columns import Column
from server.country_names import country_names
from server.ends import State, end
from server.kinds import KINDS, NODES
from server.languages import language
from server.network_drawing import data, picture
from server.network_views import asked_view, coloured
from server.node_columns import COLUMNS, RANKS
from server.paging import page_of, sort_asked
from server.snippets import network_snippets
from server.studies import Standing, Study
from server.tie_columns import TIE_COLUMNS
from server.tie_columns import ordered as ordered_ties

if TYPE_CHECKING:
    import networkx as nx

pages = Blueprint("collaborations", __name__)

BETWEEN: Final[Mapping[str, LazyString]] = {
    "people": KINDS["person"].many,
    "organisations": KINDS["organisation"].many,
    "actors": _("People and organisations"),
    "countries": KINDS["country"].many,
}
BY: Final[Mapping[str, LazyString]] = {
    "events": KINDS["event"].many,
    "initiatives": KINDS["initiative"].many,
    "memberships": _("Memberships"),
    "cooperation": _("Stated cooperation"),
}
WEIGHTS: Final[Mapping[str, LazyString]] = {
    "count": _("Number of what they share"),
    "newman": _("Less where many share it (Newman)"),
    "fractional": _("Parted among all pairs"),
}
_COUNTED: Final[Mapping[str, LazyString]] = {
    "release": _("Release"),
    "nodes": _("Nodes"),
    "ties": _("Ties"),
    "claims": _("Statements"),
    "sources": _("Sources"),
}
_MEASURES = "measures"
_MUST_WAIT = _(
    "It is not known yet how sure these ranks are, as others asked first. Ask again in a moment."
)
_SECONDS_TO_WAIT = 10
_MADE = ("nodes", "ties", "claims", "sources")
_FOUR_NUMBERS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){3}")
_DEFAULT = {"between": ["organisations"], "by": ["events"]}
_USUAL = (
    "name", "country", "community", "degree", "rank", "strength", "betweenness", "constraint",
)  # fmt: skip
_HIDDEN = {"kind"}
# What stands on the first row of the form, and above the drawing.
_FIRST = {"between", "by", "from", "to", "colour", "size", "least", "year"}
_ROWS, _SHARED, _COUNTED_AS = 100, 3, 10
_TYPES = ("organisation-type", "event-type", "initiative-type")


@dataclass(frozen=True)
class Findings:
    """What a reader sees at once in a network.

    Parameters
    ----------
    tied
        Those who are tied to most others.
    between
        The one that stands most between others, with the rank that the view has; None where nobody
        does.
    across
        The share of ties that join two countries; None where no tie can be placed.
    countries
        The two countries between which most ties lie, and how many these are; of countries
        themselves those that share most, and the weight of their tie.
    parted
        The number of communities of more than one.
    """

    tied: Sequence[Any]
    between: Any | None
    across: float | None
    countries: tuple[str, str, float] | None
    parted: int


def page() -> tuple[str, int]:
    """Return the page of the network that the address asks for; of one that cannot be made, why."""
    sort = sort_asked([name for name in COLUMNS if name not in _HIDDEN], "-degree")
    ties_sort = sort_asked(TIE_COLUMNS, "-weight", "ties_sort")
    asked: dict[str, list[str]] = request.args.to_dict(flat=False) | recipes.asked_arguments()
    countries = country_names()
    shown: dict[str, Any] = {
        "between": BETWEEN, "by": BY, "weights": WEIGHTS, "unfit": [*UNFIT],
        "countries": countries, "sort": sort,
        "ties_sort": ties_sort, "tie_columns": TIE_COLUMNS.values(),
        "asked": _DEFAULT | asked, "complaints": (), "arguments": arguments(),
        "types": _types(asked.get("type", [])), "shows": network_views.SHOWN,
        "has_more": bool(arguments().keys() - _FIRST),
        "country_choices": _country_choices(countries, asked.get("country", [])),
        "sizes": network_views.sizes(),
    }  # fmt: skip
    try:
        study, view = _study_and_view()
        told = _told_once()
    except WrongRecipe as error:
        return render_template(
            "collaborations.html", **shown | {"complaints": error.complaints}
        ), HTTPStatus.BAD_REQUEST
    drawn = study.drawn(view.show)
    numbers, legend = coloured(study, drawn, view, countries)
    column = COLUMNS[sort.removeprefix("-")]
    study.compute_ahead()
    rows = study.standings(view.ranks)
    ranks = None if view.ranks == network_views.View.ranks else view.ranks
    ordered = sorted(rows, key=column.key, reverse=sort.startswith("-"))
    tied_to = _tied_to(study)
    own = [
        tie
        for tie in network_views.narrowed(study, study.ties, view)
        if not tied_to or tied_to.path in tie[:2]
    ]
    ties = ordered_ties(study, own, ties_sort, language())
    return render_template(
        "collaborations.html", **shown, study=study, network=study.network,
        told=study.network.graph, view=view, drawn=drawn,
        legend=legend, colours=network_views.choices(study), findings=_findings(study, rows),
        must_wait=_MUST_WAIT if _are_unsure(rows) else None,
        coverage=study.coverage, resting=_named([study.coverage.largest]),
        columns=_columns(view.ranks, COLUMNS if "measures" in asked else {*_USUAL, view.ranks}),
        nodes=page_of(ordered, _ROWS, "nodes"), ties=page_of(ties, _ROWS, "ties"),
        tied_to=tied_to, most_shared=_SHARED, most_counted=_COUNTED_AS,
        is_count=study.recipe.counts,
        sources=_named(study.sources), pair=_pair(), made_by=recipes.asked_arguments(),
        alone=study.coverage.single / study.coverage.ties if study.coverage.ties else None,
        numbers=numbers, permanent=_permanent(study, ranks), ranks=ranks, embedded=_embedded(),
        differing=[
            (_COUNTED[one.name], one) for one in differences(told, study.network.graph)
        ],
        code=network_snippets(
            study.recipe, url_for("sparql.page", _external=True, lang=None, asof=None)
        ),
    ), HTTPStatus.OK  # fmt: skip


def drawing_data() -> str:
    """Return what the page needs to draw the network that the address asks for, as JSON."""
    study, view = _study_and_view()
    drawn = study.drawn(view.show)
    return study.kept(
        f"data {view.show} {view.size}",
        lambda: json.dumps(
            data(study, drawn, view, country_names(), releases.explorer().other_names),
            ensure_ascii=False,
            allow_nan=False,
        ),
    )


def drawing_picture(title: str) -> str:
    """Return the drawing of the network that the address asks for, as SVG."""
    study, view = _study_and_view()
    return picture(study, study.drawn(view.show), view, country_names(), title)


@pages.get("/networks/file/<name>")
def file(name: str) -> Response:
    """Answer with a collaboration network as a file, by the recipe that the address asks for.

    With the parameter ``measures``, its nodes carry all measures, and their ranks.
    """
    if name not in FORMATS:
        raise UnknownName(f"There is no format {name!r}; use one of {', '.join(FORMATS)}.")
    form, study = FORMATS[name], asked_study()
    is_described = name == _MEASURES or request.args.get(_MEASURES, "0") not in {"", "0"}
    network = _described(study) if is_described and form.has_measures else study.network
    content = exported(dated(network, study.years), name)
    answer = Response(content, content_type=f"{form.media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="network.{form.suffix}"'
    return answer


def _described(study: Study) -> nx.Graph[str]:
    """Return a network whose nodes carry all measures, and their ranks by the one of the view."""
    view, refused = asked_view()
    complaints = [one for one in refused if one.part == "ranks"]
    if len(study.network) > studies.MOST_MEASURED:
        complaints.append(
            Refusal(
                "nodes",
                "of more than %(most)s no measures are counted here. Narrow it down, or make "
                "them with: kg network --format measures",
                most=studies.MOST_MEASURED,
            )
        )
    if complaints:
        raise WrongRecipe(complaints)
    ranked = study.ranked(view.ranks)
    if ranked is None:
        raise ServiceUnavailable(str(_MUST_WAIT), retry_after=_SECONDS_TO_WAIT)
    return described(study.network, ranked.values(), view.ranks)


@pages.get("/embed/network")
def embedded() -> str:
    """Show the drawing of a network, to stand within a page elsewhere."""
    study, view = _study_and_view()
    drawn, countries = study.drawn(view.show), country_names()
    return render_template(
        "embed_network.html", told=study.network.graph, view=view, drawn=drawn,
        arguments=arguments(), pair=_pair(),
        legend=coloured(study, drawn, view, countries)[1],
        between=BETWEEN[study.recipe.between], by=[BY[one] for one in study.recipe.by],
        size_label=COLUMNS[view.size].label,
    )  # fmt: skip


def asked_study() -> Study:
    """Return the network that the address asks for, with all that can be told of it."""
    return releases.current().study(recipes.asked_recipe(), language())


def arguments() -> dict[str, Any]:
    """Return the parameters of the address that make the network and its drawing."""
    return recipes.asked_arguments() | network_views.asked_arguments()


def _study_and_view() -> tuple[Study, network_views.View]:
    """Return the network and how it is to be shown.

    Raises
    ------
    WrongRecipe
        With all that is wrong with either, at once.
    """
    view, refused = asked_view()
    study, complaints = None, list[str](refused)
    try:
        study = asked_study()
        complaints += network_views.unfit(study, view)
    except WrongRecipe as error:
        complaints += error.complaints
    if complaints or not study:
        raise WrongRecipe(complaints)
    return study, view


def _told_once() -> dict[str, Any]:
    """Return what a permanent link says of the network as it was when the link was made."""
    release, made = (request.args.get(name, "") for name in ("release", "made"))
    if made and not _FOUR_NUMBERS.fullmatch(made):
        raise WrongRecipe(
            [
                Refusal(
                    "made", "%(value)s is not four numbers with points between.",
                    value=repr(made[:40]),
                )
            ]
        )  # fmt: skip
    numbers = map(int, made.split(".")) if made else ()
    told = {"made": dict(zip(_MADE, numbers, strict=False))}
    return told | ({"release": release} if release else {})


def _permanent(study: Study, ranks: str | None) -> str:
    """Return an address that also says of which release it was made, and what came out then."""
    told = study.network.graph
    made = ".".join(str(told["made"][name]) for name in _MADE)
    own: dict[str, Any] = arguments() | {"release": told["release"], "made": made}
    return url_for("networks.page", **own, ranks=ranks, lang=None, _external=True)


def _tied_to(study: Study) -> Link | None:
    """Return the thing whose ties alone are asked for; what counts as another is told as that.

    Raises
    ------
    UnknownName, Replaced
        If nothing of the kinds of the network is called so, or its id was retired.
    """
    asked = end("tied_to", NODES[study.recipe.between])
    if asked.state is State.EMPTY:
        return None
    if asked.state is not State.FOUND or not asked.link:
        raise UnknownName(f"No one thing that may be in this network is called {asked.text!r}.")
    (link,) = _named([study.counted_as.get(asked.link.path, asked.link.path)])
    return link


def _pair() -> str:
    """Return the address that tells why two are tied, without the two."""
    asked: dict[str, Any] = dict(recipes.asked_arguments())
    return url_for("pairs.page", **asked)


def _embedded() -> str:
    return url_for("collaborations.embedded", **arguments(), _external=True)


def _are_unsure(rows: Iterable[Standing]) -> bool:
    """Return whether of no rank it is known how sure it is."""
    placed = [row for row in rows if row.rank]
    return bool(placed) and not any(row.ranked for row in placed)


def _columns(measure: str, names: Collection[str]) -> list[Column]:
    """Return the columns of some names, the ranks beside the measure that they are by."""
    columns = [
        one for name, one in COLUMNS.items() if name in names and name not in {*_HIDDEN, *RANKS}
    ]
    place = columns.index(COLUMNS[measure]) + 1
    columns[place:place] = [COLUMNS[name] for name in RANKS if name in names]
    return columns


def _findings(study: Study, ranked: Sequence[Standing]) -> Findings:
    mixing, rows = study.mixing, study.standings("degree")
    # Two countries have one tie, whose weight says how much they share.
    is_of_countries = study.recipe.between == COUNTRIES
    numbers = mixing.weights if is_of_countries else mixing.ties
    pairs = [
        (mixing.groups[one], mixing.groups[other], float(numbers[one, other]))
        for one in range(len(mixing.groups))
        for other in range(one)
        if numbers[one, other]
    ]
    placed = mixing.across + mixing.within
    most = max(ranked, key=lambda row: row.betweenness or 0, default=None)
    return Findings(
        tied=[row for row in rows[:3] if row.degree],
        between=most if most and most.betweenness else None,
        across=mixing.across / placed if placed and not is_of_countries else None,
        countries=max(pairs, key=lambda pair: pair[2], default=None),
        parted=sum(len(one) > 1 for one in study.communities.members),
    )


def _named(paths: Sequence[str | None]) -> list[Link]:
    return releases.explorer().named(filter(None, paths), language())


def _types(asked: Sequence[str]) -> list[tuple[Link, list[Link], list[str]]]:
    """Return the schemes of types: each with its concepts, and which of them are asked for."""
    things = releases.current().affiliations().things
    known = sorted({one for own in things.types for one in own})
    schemes = _named([f"concept/{scheme}" for scheme in _TYPES])
    return [
        (
            scheme,
            _named([one for one in known if one.startswith(f"{scheme.path}/")]),
            [one for one in asked if one.startswith(f"{scheme.path}/")],
        )
        for scheme in schemes
    ]


def _country_choices(names: Mapping[str, Text], asked: Sequence[str]) -> dict[str, Text]:
    """Return the countries to choose from, by their slugs: the Nordic ones, and those asked for."""
    by_slug = {path.rpartition("/")[2]: label for path, label in names.items()}
    return {slug: by_slug[slug] for slug in dict.fromkeys((*NORDIC, *asked)) if slug in by_slug}
