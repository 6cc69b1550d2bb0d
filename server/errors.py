"""Errors: one table of what we call them, one way to answer them, as a page or as JSON."""

from __future__ import annotations

import math
import re
from http import HTTPStatus
from itertools import islice
from typing import Any

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from kg import errors
from kg.explore import FIRST_YEAR, LAST_YEAR, Link
from kg.history import REMEMBERED_SECONDS
from kg.terms import Text
from server import negotiation, releases
from server.addresses import page_address
from server.ends import path_asked
from server.kinds import KINDS, LISTED
from server.languages import here_with, language
from server.recipes import told

_TITLES = {
    errors.NoRelease: _("Nothing has been built yet"),
    errors.StoreUnavailable: _("The store is not available"),
    errors.UnknownName: _("There is no such page"),
    errors.QuerySyntaxError: _("This is not valid SPARQL"),
    errors.QueryForbidden: _("This is closed here"),
    errors.QueryTimeout: _("The query took too long"),
    errors.QueryTooLarge: _("The query asked for too much"),
    errors.QueryOutOfMemory: _("The query asked for too much"),
    errors.QueryError: _("The query was not answered"),
    errors.WrongDay: _("There is no such day"),
    errors.WrongRecipe: _("This network cannot be made"),
    errors.KGError: _("This went wrong on our side"),
    404: _("There is no such page"),
    405: _("This address cannot be used that way"),
    406: _("This cannot be had in that form"),
    413: _("That is too much at once"),
    415: _("This cannot be sent in that form"),
    500: _("This went wrong on our side"),
    503: _("This cannot be told at the moment"),
}
_WRONG_DAY = _(
    "Write year, month and day, between %(first)s and %(last)s: 2018-06-01.",
    first=FIRST_YEAR,
    last=LAST_YEAR,
)
_FOR_PROGRAMS = ("/sparql", "/graphs", "/id/", "/graph/", "/concept/", "/dumps/", "/.well-known/",
                 "/feeds/", "/networks/file/")  # fmt: skip
_MOST = 5
# Of an address, which may be as long as one likes, this much is looked at for names.
_MOST_NAMES = 3
_LONGEST_NAME = 100
_OUR_PARTS = {"", "concept", "graph", "networks", *KINDS, *(kind.list for kind in LISTED)}


def title_of(error: Exception) -> str:
    """Return what we call an error, in the language of the reader."""
    for kind in type(error).__mro__:
        if kind in _TITLES:
            return str(_TITLES[kind])
    code = getattr(error, "code", 500)
    return str(_TITLES.get(code) or HTTPStatus(code).phrase)


def problem(error: errors.KGError | HTTPException) -> Response:
    """Return an error as a JSON problem (RFC 9457)."""
    if isinstance(error, HTTPException):
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        return _problem(error, status, error.description or "", {})
    if error.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", request.path, error)
    places = {name: getattr(error, name, None) for name in ("line", "column")}
    answer = _problem(error, error.status, str(error), {k: v for k, v in places.items() if v})
    if isinstance(error, errors.QueryTimeout):  # until then it would only be refused
        answer.headers["Retry-After"] = str(math.ceil(REMEMBERED_SECONDS))
    return answer


def _problem(error: Exception, status: int, detail: str, more: dict[str, Any]) -> Response:
    answer = jsonify(title=title_of(error), status=status, detail=detail, **more)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    return answer


def _answer(error: Exception, status: int, detail: str) -> BaseResponse:
    """Return the answer to an error, as JSON to those who ask for it, else as a page.

    Where programs ask, they need not ask for it.
    """
    near = _near(error) if status == HTTPStatus.NOT_FOUND else []
    for_programs = request.path.startswith(_FOR_PROGRAMS)
    if negotiation.wants_data() if for_programs else negotiation.wants_json():
        found = [{"label": link.label, "url": page_address(link.path)} for link in near]
        answer = _problem(error, status, detail, {"suggestions": found} if found else {})
    else:
        title = title_of(error)
        said = _said_on_page(error, detail)
        answer = current_app.make_response(
            render_template("error.html", title=title, status=status, detail=said, near=near)
        )
        answer.status_code = status
    return answer


def _said_on_page(error: Exception, detail: str) -> Text:
    """Return what a page says of an error, with its language if that is not the reader's."""
    if isinstance(error, errors.UnknownName):
        return Text("")  # the page names the address, and what there is instead
    if isinstance(error, errors.WrongDay):
        return Text(str(_WRONG_DAY))
    if isinstance(error, errors.WrongRecipe):
        return Text(" ".join(map(told, error.complaints)))
    # What is not found is what people ask for; what else is refused, programs ask for.
    return Text(detail, None if isinstance(error, NotFound) else "en")


def _near(error: Exception) -> list[Link]:
    """Return what is near to what was asked for and does not exist."""
    try:
        explorer = releases.explorer()
        found = (explorer.finder.near(name, _MOST).paths for name in _names())
        return explorer.named(next(filter(None, found), ()), language())
    except errors.KGError:
        current_app.logger.info("No suggestions for %s: %s", request.path, error)
    return []


def _names() -> list[str]:
    """Return the last few parts of the address that may be meant as names, the last first."""
    asked = f"{request.path}/{request.args.get('around', '')}"
    parts = dict.fromkeys(part for part in reversed(asked.split("/")) if part not in _OUR_PARTS)
    return [re.sub(r"[\W_]+", " ", part[:_LONGEST_NAME]) for part in islice(parts, _MOST_NAMES)]


def _ours(error: errors.KGError) -> BaseResponse:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.warning("%s: %s", request.path, error)
    return _answer(error, error.status, str(error))


def _elsewhere(error: errors.Replaced) -> BaseResponse:
    """Lead to the same page or data of the thing that is kept in the place of a retired one."""
    if "slug" in (request.view_args or {}):
        return redirect(here_with(slug=error.kept.rpartition("/")[2]), error.status)
    named = [name for name, value in request.args.items() if path_asked(value) == error.path]
    if not named:
        return redirect(page_address(error.kept), error.status)
    return redirect(here_with(**dict.fromkeys(named, error.kept)), error.status)


def _of_http(error: HTTPException) -> BaseResponse:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    detail = error.description or ""
    if isinstance(error, NotFound) and detail == NotFound.description:
        detail = ""  # that nothing stands there is all it says
    answer = _answer(error, status, detail)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(allowed)
    if isinstance(error, ServiceUnavailable) and error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _unforeseen(error: Exception) -> BaseResponse:
    current_app.logger.error("%s", request.path, exc_info=error)
    return _answer(error, HTTPStatus.INTERNAL_SERVER_ERROR, "")


def init(app: Flask) -> None:
    """Answer every error in our own way."""
    app.register_error_handler(errors.KGError, _ours)
    app.register_error_handler(errors.Replaced, _elsewhere)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unforeseen)
