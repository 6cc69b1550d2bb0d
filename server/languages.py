"""The language of a page: asked for in the address, else the reader's own, else English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request, url_for
from flask_babel import Babel

LANGUAGES = {
    "en": "English",
    "da": "Dansk",
    "nb": "Norsk bokmål",
    "sv": "Svenska",
    "fi": "Suomi",
    "is": "Íslenska",
}
"""The languages of the pages, each by its own name."""

# Readers of these have no page of their own, and read the other with ease: it is written almost
# alike, or is what their schools and authorities use beside it.
_READ_AS = {
    "no": "nb",
    "nn": "nb",
    "fo": "da",
    "kl": "da",
    "se": "nb",
    "se-se": "sv",
    "se-fi": "fi",
}
# English is that of Europe: 1 January 2018.
_WRITTEN_AS = {"en": "en_GB"}
PLAIN = "!$'()*,/:;?@"
"""What stands in the query of an address as it is, besides letters and digits."""


def language() -> str:
    """Return the language of the answer to this request, a key of `LANGUAGES`."""
    return asked_language() or next(_wished(), "en")


def _wished() -> Iterator[str]:
    """Yield the languages of ours that the reader's browser wishes for, the dearest first."""
    for tag, quality in request.accept_languages:
        of_region = tag.lower().replace("_", "-")
        for known in (of_region, of_region.partition("-")[0]):
            if quality and _READ_AS.get(known, known) in LANGUAGES:
                yield _READ_AS.get(known, known)


def asked_language() -> str:
    """Return the language that the address asks for, or nothing."""
    asked = request.args.get("lang", "") if has_request_context() else ""
    return asked if asked in LANGUAGES else ""


def here_with(**changes: object) -> str:
    """Return the address of this page with other parameters; those that are None are left out."""
    if not request.endpoint:
        return url_for("home.page", lang=changes.get("lang"))
    place: dict[str, Any] = dict(request.view_args or {})
    # The reader names the parameters, and some names, such as _external, would direct url_for.
    parameters: dict[str, Any] = request.args.to_dict(flat=False)
    for name, value in changes.items():
        (place if name in place else parameters)[name] = value
    path = url_for(request.endpoint, **place, lang=None, asof=None)
    asked = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(asked, doseq=True, safe=PLAIN)}" if asked else path


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Put the language that was asked for into each link."""
    asked = asked_language()
    if asked and endpoint not in {"static", "vendor.file"}:
        values.setdefault("lang", asked)


def _vary(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response


def init(app: Flask) -> None:
    """Set up the translation of pages."""
    Babel(app, locale_selector=lambda: _WRITTEN_AS.get(language(), language()))
    app.url_defaults(_keep_language)
    app.after_request(_vary)
