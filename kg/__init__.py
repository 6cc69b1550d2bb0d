"""The knowledge graph of Nordic public-sector innovation, as a library.

Examples
--------
>>> import kg
>>> kg.IRI("https://w3id.org/nordic-innovation/id/person/pia-gjellerup").rpartition("/")[2]
'pia-gjellerup'
"""

from __future__ import annotations

from kg.settings import Settings
from kg.store import Graph, Release, current_release, open_release
from kg.terms import IRI, Text

__all__ = ["IRI", "Graph", "Release", "Settings", "Text", "open"]


def open(settings: Settings | None = None) -> Graph:  # noqa: A001
    """Open the current release for reading.

    Parameters
    ----------
    settings
        Where to look; without them, as the environment says.

    Raises
    ------
    NoRelease
        If nothing has been built yet.
    """
    settings = settings or Settings.from_environment()
    return open_release(current_release(settings), settings.base_iri)
