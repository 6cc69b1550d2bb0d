"""The command ``kg network``: a network by a recipe, as a file that other programs read."""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.errors import KGError, Refusal, WrongDay, WrongRecipe
from kg.output import writing
from kg.remote import open_graph
from kg.settings import Settings
from kg.store import current_release
from kg.terminal import ERR

if TYPE_CHECKING:
    from kg.networks import Affiliations, Recipe

_FORMATS = ("graphml", "gexf", "pajek", "csv", "nodes", "measures", "json")
_MOST = 10

_WHY = {
    "source": "as none of their sources is wanted",
    "time": "as they lie outside of that time",
    "possible": "as they only may lie in that time (--possible takes them)",
    "undated": "as no day of them is known",
}


class Period(click.ParamType[datetime.date]):
    """A year, a month or a day, of which the first or the last day is meant."""

    name = "date"

    def __init__(self, *, first: bool) -> None:
        self._first = first

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Return the day."""
        from kg.explore import period_of  # what it needs takes a moment to load

        if isinstance(value, datetime.date):
            return value
        try:
            days = period_of(value)
        except WrongDay as error:
            self.fail(str(error), param, ctx)
        return days.first if self._first else days.last


def _parted(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of an option, of which one may hold several with commas between."""
    return tuple(one for value in values for one in re.split(r"[\s,]+", value) if one)


@click.command()
@click.option("--between", help="Who is tied: people, organisations, actors or countries.")
@click.option(
    "--by",
    multiple=True,
    callback=_parted,
    metavar="LIST",
    help="What ties them: events, initiatives, memberships, cooperation; several with commas.",
)
@click.option(
    "--weight",
    default="count",
    show_default=True,
    help="How much each thing counts that two share: count, newman, fractional.",
)
@click.option(
    "--half-life",
    type=float,
    metavar="YEARS",
    help="Years after which it counts half as much, looking back from --to.",
)
@click.option(
    "--from", "since", type=Period(first=True), metavar="DATE", help="First year, month or day."
)
@click.option(
    "--to", "until", type=Period(first=False), metavar="DATE", help="Last year, month or day."
)
@click.option("--possible", is_flag=True, help="Also what only may lie in that time.")
@click.option(
    "--country",
    "countries",
    multiple=True,
    callback=_parted,
    metavar="LIST",
    help="Only those of these countries, such as dk,fi.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    callback=_parted,
    metavar="LIST",
    help="Only things of these types, such as concept/event-type/summit.",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    callback=_parted,
    metavar="LIST",
    help="Only by what these sources say, by their identifiers.",
)
@click.option(
    "--without-source",
    "without_sources",
    multiple=True,
    callback=_parted,
    metavar="LIST",
    help="Without what these sources say.",
)
@click.option("--roll-up", is_flag=True, help="Units count as the organisation they belong to.")
@click.option(
    "--successors",
    is_flag=True,
    help="Organisations count as the one that succeeded them, whenever that was.",
)
@click.option("--isolates", is_flag=True, help="Keep those who take part, but with nobody.")
@click.option(
    "--recipe",
    "told",
    type=click.File("rb"),
    metavar="FILE",
    help="Take all this from a network that was written as json.",
)
@click.option(
    "--two-mode", "is_two_mode", is_flag=True, help="Also what they take part in, with ties to it."
)
@click.option(
    "--measures", "is_described", is_flag=True, help="Nodes carry all measures and their ranks."
)
@click.option(
    "--ranks-by",
    default="degree",
    show_default=True,
    metavar="MEASURE",
    help="What --measures ranks them by, the highest first: degree, strength, betweenness, "
    "closeness, eigenvector, pagerank, core or effective_size.",
)
@click.option("--language", default="en", show_default=True, help="Language of the labels.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="Format; csv is a table of the ties, nodes one of the nodes, measures the same with "
    "all measures. "
    "[default: by the name of the file, else json]",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.pass_context
def network(
    context: click.Context,
    /,
    told: Any,
    is_two_mode: bool,
    is_described: bool,
    ranks_by: str,
    language: str,
    format_: str | None,
    output: Path | None,
    **parts: Any,
) -> None:
    """Write who is tied to whom by what they share.

    The file says by which recipe it was made, and from which release; only csv, nodes, measures
    and pajek have no place for that.
    """  # fmt: skip
    from kg import networks  # what it needs takes a moment to load
    from kg.explore.labels import LANGUAGES
    from kg.networks.described import described
    from kg.networks.export import FORMATS, exported
    from kg.networks.measures import RANKED
    from kg.networks.periods import dated, tied_years
    from kg.networks.robustness import ranked

    settings: Settings = context.obj
    given = {name for name in parts if _is_given(context, name)}
    format_ = format_ or _format_of(output, FORMATS)
    is_described = is_described or format_ == "measures"
    if not is_described and _is_given(context, "ranks_by"):
        raise click.UsageError("Ranks are told with measures; give --measures beside --ranks-by.")
    if is_described and not FORMATS[format_].has_measures:
        fitting = ", ".join(name for name, one in FORMATS.items() if one.has_measures)
        raise click.UsageError(f"{format_} has no place for measures; choose of {fitting}.")
    if is_two_mode and is_described:
        raise click.UsageError("Measures are those of networks of one mode; leave one of both out.")
    if ranks_by not in RANKED:
        raise click.UsageError(f"--ranks-by: {ranks_by!r} is none of {', '.join(RANKED)}.")
    if language not in LANGUAGES:
        raise click.UsageError(f"--language: {language!r} is none of {', '.join(LANGUAGES)}.")
    if told and given:
        raise click.UsageError("A recipe says it all; give no other part of one beside it.")
    if not told and not {"between", "by"} <= given:
        raise click.UsageError("Give --between and --by, or a --recipe.")
    former = _told(told) if told else {}
    recipe = networks.Recipe.from_json(former["recipe"]) if told else None
    affiliations = networks.read(open_graph(current_release(settings), settings))
    recipe = recipe or _asked(context, affiliations, parts)
    made = (networks.two_mode if is_two_mode else networks.project)(affiliations, recipe, language)
    if is_described:
        made = described(made, ranked(affiliations, recipe, ranks_by), ranks_by)
    if not is_two_mode:
        made = dated(made, tied_years(affiliations, recipe))
    content = exported(made, format_)
    if output:
        with writing(output) as sink:
            sink.write(content)
    else:
        sys.stdout.buffer.write(content)
    _say(made.graph)
    for one in networks.differences(former, made.graph):
        ERR.print(
            f"It differs from {told.name}: {one}.", markup=False, highlight=False, soft_wrap=True
        )


def _asked(context: click.Context, affiliations: Affiliations, parts: Mapping[str, Any]) -> Recipe:
    """Return the recipe that is asked for; what is wrong with it is told by the options."""
    from kg.networks import recipe_for

    options = {one.name: one.opts[0] for one in context.command.params}
    try:
        return recipe_for(affiliations, **parts)
    except WrongRecipe as error:
        raise WrongRecipe(
            [
                Refusal(options.get(one.part, one.part), one.wording, **one.values)
                if isinstance(one, Refusal)
                else one
                for one in error.complaints
            ]
        ) from None


def _format_of(output: Path | None, formats: Mapping[str, Any]) -> str:
    """Return the format that the name of a file asks for; JSON for no file."""
    if not output:
        return "json"
    fitting = [name for name, one in formats.items() if output.name.endswith(f".{one.suffix}")]
    if not fitting:
        endings = ", ".join(f".{one.suffix}" for one in formats.values())
        raise click.UsageError(
            f"No format is known by the name {output.name}. Let it end in one of {endings}, or "
            "give --format."
        )
    return max(fitting, key=lambda name: len(formats[name].suffix))


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def _told(file: Any) -> dict[str, Any]:
    """Return what a network in a file says of how it was made; at least its recipe.

    Raises
    ------
    KGError
        If it is no JSON, or holds no recipe.
    """
    try:
        read = json.load(file)
    except ValueError as error:
        raise KGError(f"{file.name} is no JSON: {error}.") from None
    found = read.get("graph", read) if isinstance(read, dict) else {}
    if not isinstance(found, dict) or not isinstance(found.get("recipe"), dict):
        raise KGError(f"{file.name} holds no recipe. Write one with: kg network --format json")
    return found


def _say(told: Mapping[str, Any]) -> None:
    """Say what came out, and what was left out and why."""
    made = told["made"]
    ERR.print(
        f"{made['nodes']:,} nodes, {made['ties']:,} ties, by {made['claims']:,} claims of "
        f"{made['sources']:,} sources.",
        highlight=False,
    )
    if told["counted_as"]:
        pairs = [f"{one} as {other}" for one, other in told["counted_as"].items()]
        more = f" and {len(pairs) - _MOST:,} more" if len(pairs) > _MOST else ""
        said = f"Counted as another: {', '.join(pairs[:_MOST])}{more}."
        ERR.print(said, markup=False, highlight=False, soft_wrap=True)
    for reason, number in told["left_out"].items():
        ERR.print(f"Left out: {number:,} claims, {_WHY[reason]}.", highlight=False)
