"""Summaries: what a thing is, in one or two short sentences, for people and for search engines."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from kg.explore import Claim, Link, Thing
from kg.prefixes import expand
from kg.terms import Value
from server.kinds import kind_of
from server.presentation import shown

_COUNTRY = expand("npi:country")
_STARTS = (expand("schema:startDate"), expand("schema:foundingDate"), expand("dcterms:issued"))
_LATEST_ROLES = 2


def summary(thing: Thing) -> str:
    """Return what a thing is and how much is said of it.

    Parameters
    ----------
    thing
        The thing.

    Returns
    -------
    str
        *Director, COI (2014–2021). 42 statements from 12 sources, 1993–2023.*
    """
    return " ".join(filter(None, (_what(thing), _how_much(thing))))


def _what(thing: Thing) -> str:
    """Return type, country and date; of a person the latest roles."""
    if kind_of(thing.link.path).name == "person":
        roles = _latest_roles(thing)
        if roles:
            return "; ".join(_role(one) for one in roles) + "."
    types = [str(link.label) for link in thing.types] or [str(kind_of(thing.link.path).one)]
    places = [str(value.label) for value in _values(thing, (_COUNTRY,)) if isinstance(value, Link)]
    dates = [shown(value) for value in _values(thing, _STARTS) if not isinstance(value, Link)]
    text = ", ".join([" / ".join(types), *places[:2], *dates[:1]])
    return f"{text[:1].upper()}{text[1:]}."


def _values(thing: Thing, properties: Sequence[str]) -> list[Link | Value]:
    return [fact.value for fact in thing.facts if fact.property.iri in properties]


def _latest_roles(thing: Thing) -> list[Claim]:
    held = [one for group in thing.groups if group.key == "membership-from" for one in group.claims]
    held.sort(key=lambda one: one.latest, reverse=True)
    return held[:_LATEST_ROLES]


def _role(claim: Claim) -> str:
    titles = [str(fact.value) for fact in claim.facts if fact.property.iri == expand("npi:title")]
    role = next(iter(titles), str(claim.role.label) if claim.role else "")
    text = ", ".join(filter(None, (role, str(claim.other.label))))
    years = f" ({claim.timing.years})" if claim.timing.years else ""
    return f"{text[:1].upper()}{text[1:]}{years}"


def _how_much(thing: Thing) -> str:
    claims = [one for group in thing.groups for one in group.claims]
    if not claims:
        return ""
    sources = {evidence.source.path for one in claims for evidence in one.evidence}
    statements = ngettext(
        "%(number)s statement", "%(number)s statements", len(claims), number=shown(len(claims))
    )
    by = ngettext(
        "%(number)s source", "%(number)s sources", len(sources), number=shown(len(sources))
    )
    spans = [one for claim in claims for one in claim.timing.known]
    if not spans:
        return str(gettext("%(statements)s, %(sources)s.", statements=statements, sources=by))
    first, last = min(one.first for one in spans).year, max(one.last for one in spans).year
    years = str(first) if first == last else f"{first}–{last}"
    return str(
        gettext(
            "%(statements)s, %(sources)s, %(years)s.",
            statements=statements,
            sources=by,
            years=years,
        )
    )
