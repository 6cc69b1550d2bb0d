"""Feeds: new and changed entries by Atom, of all, of a country and of each thing (RFC 4287).

A feed holds the latest entries, and leads to the former ones page by page (RFC 5005).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kg.changes import Step
from server import news, releases
from server.addresses import page_address
from server.kinds import KINDS, LISTED, Kind, kind_of
from server.languages import asked_language, language
from server.news import News
from server.paging import page_of
from server.presentation import shown

pages = Blueprint("feeds", __name__, url_prefix="/feeds")

Item = TypeVar("Item")

_SIZE = 50
_KINDS = ",".join(kind.name for kind in LISTED)
# What XML holds in no way, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """An entry of a feed.

    Parameters
    ----------
    id
        Its permanent identifier, relative to the base.
    title, summary
        What has happened, in short and in full.
    updated
        When it has happened, in UTC.
    address
        Address of the page that tells more.
    kind
        The kind of thing that it is about, where it is about one.
    """

    id: str
    title: str
    summary: str
    updated: datetime.datetime
    address: str
    kind: Kind | None = None


@pages.get("/releases.atom")
def of_releases() -> Response:
    """Tell of each release that became current."""
    return _feed(_("Releases"), news.steps(), _of_release, url_for("changes.page"))


@pages.get("/changes.atom")
def of_all() -> Response:
    """Tell what is new, changed and gone."""
    return _feed(_("Changes"), news.news(), _of_thing, url_for("changes.page"))


@pages.get(f"/<any({_KINDS}):kind>/<slug>.atom")
def of_thing(kind: str, slug: str) -> Response:
    """Tell what is new of a thing; of a country also what is new in it."""
    path = f"{KINDS[kind].prefix}/{slug}"
    explorer = releases.explorer()
    iri = explorer.finder.known(path)
    title = explorer.links([iri], language())[iri].label
    chosen = news.news(country=slug) if kind == "country" else news.news(path=path)
    return _feed(title, chosen, _of_thing, page_address(path))


def _feed(
    title: str, items: Sequence[Item], entry: Callable[[Item], Entry], address: str
) -> Response:
    """Answer with a page of a feed.

    Parameters
    ----------
    title
        What it is about.
    items
        All that it tells of, the latest first.
    entry
        Gives the entry of each.
    address
        Address of the page that shows the same.
    """
    page = page_of(items, _SIZE)
    entries = [entry(one) for one in page.items]
    beginning = news.steps()[-1].time
    text = render_template(
        "feed.xml",
        title=title,
        page=page,
        entries=entries,
        updated=entries[0].updated if entries else beginning,
        address=address,
        root=request.url_root.rstrip("/"),
        base=releases.settings().base_iri,
        lang=asked_language() or None,
    )
    answer = Response(_NO_XML.sub("", text), mimetype="application/atom+xml")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _of_release(step: Step) -> Entry:
    return Entry(
        id=f"feeds/releases#{_moment(step)}",
        title=_("Release %(digest)s", digest=step.digest),
        summary=told(step),
        updated=step.time,
        address=url_for("changes.page", release=step.digest),
    )


def _of_thing(one: News) -> Entry:
    change = one.change
    link = one.link
    name = link.label if link else change.path
    title = {
        "new": _("New: %(name)s", name=name),
        "changed": _("Changed: %(name)s", name=name),
        "gone": _("Gone: %(name)s", name=name),
    }[change.state]
    kept = one.kept
    if kept:
        title = _("Now one with another: %(name)s", name=kept.label)
    kind = kind_of(change.path)
    seen = link or kept
    address = page_address(seen.path) if seen else url_for("changes.page")
    summary = f"{kind.one}. {_statements(change.added, change.removed)}."
    moment = f"{_moment(one.step)}/{change.path}"
    return Entry(f"feeds/changes#{moment}", title, summary, one.step.time, address, kind)


def _moment(step: Step) -> str:
    return step.time.strftime("%Y%m%dT%H%M%S%fZ")


def _statements(added: int, removed: int) -> str:
    """Return in words how many statements came and went."""
    more = ngettext("%(number)s statement added", "%(number)s statements added", added,
                    number=shown(added))  # fmt: skip
    less = ngettext("%(number)s statement removed", "%(number)s statements removed", removed,
                    number=shown(removed))  # fmt: skip
    return ", ".join(text for text, number in ((more, added), (less, removed)) if number)


def told(step: Step) -> str:
    """Return in words what has changed by a release."""
    if not step.is_there:
        return str(_("This release is no longer kept, or is too old to be compared."))
    if not step.former:
        return str(_("The first release that is known here."))
    new, changed, gone = (shown(step.counted(state)) for state in ("new", "changed", "gone"))
    counted = _("New: %(new)s, changed: %(changed)s, gone: %(gone)s.",
                new=new, changed=changed, gone=gone)  # fmt: skip
    compared = _("Compared with release %(digest)s.", digest=step.former)
    return f"{counted} {compared}"
