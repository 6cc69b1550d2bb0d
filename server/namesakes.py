"""Namesakes: what tells things of one name apart where they are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.explore import Link
from server import releases
from server.country_names import country_names
from server.kinds import IN_NETWORKS, kind_of


def told_apart(links: Iterable[Link]) -> dict[str, str]:
    """Return the countries of things of which another in the list has the name, by their paths.

    Those of no known country are not there.
    """
    links = list(links)
    alike = Counter(str(link.label).casefold() for link in links)
    shared = [
        link.path
        for link in links
        if alike[str(link.label).casefold()] > 1 and kind_of(link.path).name in IN_NETWORKS
    ]
    if not shared:
        return {}
    things, names = releases.current().affiliations().things, country_names()
    countries = {path: things.countries[things.number(path)] for path in shared}
    return {path: ", ".join(names[one] for one in own) for path, own in countries.items() if own}
