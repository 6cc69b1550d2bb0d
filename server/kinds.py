"""The kinds of things: where their pages are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kg.networks.recipe import ACTORS, COUNTRIES, ORGANISATIONS, PEOPLE


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of thing; each is there but once, so that none has to be compared by its names.

    Parameters
    ----------
    name
        The first part of its address: ``person``.
    prefix
        The part of the path before the slug, a key of `kg.explore.KINDS` where it has a
        list: ``person``, ``concept/country``.
    one, many
        What one and several of it are called.
    list
        Address of its list; empty where it has none.
    """

    name: str
    prefix: str
    one: LazyString
    many: LazyString
    list: str = ""


LISTED = (
    Kind("person", "person", _("Person"), _("People"), "people"),
    Kind("organisation", "organisation", _("Organisation"), _("Organisations"), "organisations"),
    Kind("event", "event", _("Event"), _("Events"), "events"),
    Kind("initiative", "initiative", _("Initiative"), _("Initiatives"), "initiatives"),
    Kind("source", "source", _("Source"), _("Sources"), "sources"),
    Kind("country", "concept/country", _("Country"), _("Countries"), "countries"),
)
"""The kinds that have a list, in the order of the menu."""

CLAIMS = (
    Kind("role", "role", _("Statement: role held"), _("Roles held")),
    Kind("participation", "participation", _("Statement: taking part"), _("Participations")),
    Kind("involvement", "involvement", _("Statement: involvement"), _("Involvements")),
    Kind("relation", "relation", _("Statement: relation"), _("Relations")),
    Kind("observation", "observation", _("Statement: measured figure"), _("Measured figures")),
    Kind("edition", "edition", _("Statement: edition of a survey"), _("Editions of surveys")),
    Kind("dataset", "dataset", _("Data set"), _("Data sets")),
)
"""The kinds of claims, and the data sets of figures."""

KINDS = {kind.name: kind for kind in (*LISTED, *CLAIMS)}
CONCEPT = Kind("concept", "concept", _("Concept"), _("Concepts"))
_BY_PREFIX = {kind.prefix: kind for kind in KINDS.values()}
IN_NETWORKS = ("person", "organisation", "event", "initiative")
"""The kinds that stand in networks."""
NODES = {
    PEOPLE: ("person",),
    ORGANISATIONS: ("organisation",),
    ACTORS: ("person", "organisation"),
    COUNTRIES: ("country",),
}
"""The kinds of the nodes of a collaboration network, by whom it is between."""


def kind_of(path: str) -> Kind:
    """Return the kind of the thing at a path; `CONCEPT` for what has no other.

    Examples
    --------
    >>> kind_of("concept/country/dk").name, kind_of("concept/role/head").name
    ('country', 'concept')
    """
    return _BY_PREFIX.get(path.rpartition("/")[0], CONCEPT)
