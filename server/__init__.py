"""The explorer: web pages of the knowledge graph, made from what the library `kg` answers."""

from __future__ import annotations

from flask import Flask

from kg.settings import Settings
from server import (
    about,
    accessibility,
    barometer,
    changes,
    collaborations,
    completions,
    compression,
    connections,
    countries,
    dataset,
    days,
    dumps,
    errors,
    feeds,
    graph_store,
    home,
    identifiers,
    languages,
    lists,
    networks,
    pairs,
    presentation,
    privacy,
    public_address,
    quality,
    questions,
    recipes,
    releases,
    robots,
    search,
    security,
    sitemap,
    snippets,
    sources,
    sparql,
    structured_data,
    things,
    use,
    vendor,
    vocabulary,
)
from server.releases import Releases

_PAGES = (
    home, search, lists, things, countries, sources, identifiers, networks, collaborations,
    pairs, connections, barometer, sparql, vocabulary, dataset, dumps, graph_store, quality,
    about, vendor, completions, questions, use, robots, changes, feeds, sitemap, privacy,
    accessibility,
)  # fmt: skip
LARGEST_REQUEST = 2**20


def create_app(settings: Settings | None = None, *, ahead: bool = False) -> Flask:
    """Return the explorer as a WSGI application.

    Parameters
    ----------
    settings
        Where the releases lie and what limits hold; without them, as the environment says.
    ahead
        Whether to compute in the background what the first readers of a release would wait for.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    settings = settings or Settings.from_environment()
    app.extensions["releases"] = Releases(settings, ahead=ahead)
    public_address.init(app, settings.public_address)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False
    for part in (
        compression,
        days,
        languages,
        presentation,
        structured_data,
        recipes,
        snippets,
        security,
        robots,
        errors,
        releases,
    ):
        part.init(app)
    for family in _PAGES:
        app.register_blueprint(family.pages)
    return app
