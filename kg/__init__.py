"""The knowledge graph of Nordic public-sector innovation, as a library.

Examples
--------
>>> import kg
>>> kg.IRI("https://w3id.org/nordic-innovation/id/person/pia-gjellerup").rpartition("/")[2]
'pia-gjellerup'
"""

from __future__ import annotations

from kg.remote import open_address, open_graph
from kg.settings import Settings
from kg.store import Graph, Release, current_release
from kg.terms import IRI, Text

__all__ = ["IRI", "Graph", "Release", "Settings", "Text", "open"]


def open(where: Settings | str | None = None) -> Graph:  # noqa: A001
    """Open the current release for reading, or a store at another server.

    Parameters
    ----------
    where
        The web address of a store, to open what it holds; or settings that say where to look;
        without either, as the environment says.

    Raises
    ------
    NoRelease
        If nothing has been built yet.
    StoreUnavailable
        If another server holds the store and cannot be asked, or holds another release.
    """
    if isinstance(where, str):
        return open_address(where)
    settings = where or Settings.from_environment()
    return open_graph(current_release(settings), settings)
