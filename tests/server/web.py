"""Reading pages in tests: as a browser asks for them, and as a parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.wrappers import Response

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers send as Accept."""
_VOID = {"meta", "link", "input", "img", "br", "hr", "source"}


@dataclass
class Element:
    """An element of a page: its name, attributes, and the parts of the text in it."""

    name: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The text in it, white space made single."""
        return " ".join(" ".join(self.parts).split())

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")


@dataclass
class Page:
    """A page as parsed."""

    status: int
    headers: Any
    source: str
    elements: list[Element] = field(default_factory=list)

    def all(self, element: str, **attributes: str) -> list[Element]:
        """Return the elements of this name that have these attributes."""
        return [
            one
            for one in self.elements
            if one.name == element and all(one[key] == value for key, value in attributes.items())
        ]

    def one(self, element: str, **attributes: str) -> Element:
        """Return the only such element."""
        (found,) = self.all(element, **attributes)
        return found

    @cached_property
    def text(self) -> str:
        """The text of the page, white space made single."""
        return self.one("body").text

    @cached_property
    def links(self) -> dict[str, str]:
        """The text of each link, by where it leads."""
        return {one["href"]: one.text for one in self.all("a") if "href" in one.attributes}

    @cached_property
    def ids(self) -> set[str]:
        """All ids."""
        return {one["id"] for one in self.elements if one["id"]}


class _Parser(HTMLParser):
    """Collects the elements of a page; refuses what is not nested as it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)


def parsed(answer: Response) -> Page:
    """Return an answer as a page."""
    parser = _Parser()
    parser.feed(answer.get_data(as_text=True))
    parser.close()
    return Page(answer.status_code, answer.headers, answer.get_data(as_text=True), parser.elements)


def _leads_further(address: str) -> bool:
    """Return whether a link leads to a page of ours that is not only another form of this one."""
    return address.startswith("/") and not re.search(r"[?&](sort|lang|query|question)=", address)


class Browser:
    """Asks for pages and parses them."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, address: str, language: str = "en", **options: Any) -> Page:
        """Return a page, in a language of the reader."""
        headers = {"Accept": ACCEPT, "Accept-Language": language}
        with self._client.get(address, headers=headers, **options) as answer:
            return parsed(answer)

    def crawl(self, start: str = "/") -> Iterator[tuple[str, Page]]:
        """Yield every page of ours that can be reached over links, each once.

        The same page in another order or language is not followed, nor are queries asked, nor
        what robots are not to follow either, as the choices of facets have no end.
        """
        waiting, seen = [start], {start}
        while waiting:
            address = waiting.pop(0)
            with self._client.get(address, headers={"Accept": ACCEPT}) as answer:
                if answer.mimetype != "text/html" or answer.status_code in {301, 302, 303}:
                    continue
                page = parsed(answer)
            yield address, page
            for link in page.all("a"):
                target = link["href"].partition("#")[0]
                if "nofollow" in link["rel"]:
                    continue
                if target not in seen and _leads_further(target):
                    seen.add(target)
                    waiting.append(target)
