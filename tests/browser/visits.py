"""Visits: a page of the explorer in a browser, and all that went wrong while it was open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

WIDTHS = {"desk": (1280, 900), "phone": (390, 844), "narrow": (320, 640)}
"""Width and height of the screens that we try."""

PAGES = {
    "home": "/",
    "search": "/search?q=innovation",
    "list": "/organisations",
    "person": "/person/pia-gjellerup",
    "organisation": "/organisation/coi-dk",
    "event": "/event/skandinavisk-topmoede-2018",
    "figures": "/initiative/kommunereform-no",
    "country": "/country/no",
    "source": "/source/coi-2018-01-skandinavisk-topmoede#paragraph-3",
    "network": "/networks",
    "network-around": "/networks?around=organisation/coi-dk",
    "collaborations": "/networks?between=organisations&by=events&by=initiatives",
    "network-pair": "/networks/pair?between=organisations&by=events&one=organisation/coi-dk"
    "&other=organisation/ks-no",
    "network-embedded": "/embed/network?between=countries&by=events",
    "connect": "/connect?from=person/pia-gjellerup&to=organisation/ks-no",
    "connect-open": "/connect?from=innovation&to=nobody at all",
    "barometer": "/barometer",
    "sparql": "/sparql?question=001-who-took-part-in-the-summit",
    "sparql-wrong": "/sparql?query=SELECT%20*%20%7B%0A%20%20%3Fs%20a%20foaf%3APerson%0A)",
    "use": "/use",
    "changes": "/changes",
    "code": "/sparql/code?query=SELECT%20*%20%7B%20%3Fs%20a%20foaf%3APerson%20%7D",
    "ontology": "/ontology",
    "quality": "/quality",
    "about": "/about",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "pair": "/country/dk/with/no",
    "evidence": "/source/coi-2018-01-skandinavisk-topmoede/evidence?at=paragraph-3",
    "dossier": "/person/pia-gjellerup?dossier=1",
    "as-of": "/organisation/coi-dk?asof=2018-06-01",
    "missing": "/person/pia-gjelerup",
}
"""A page of each type."""

MADE_UP = PAGES | {
    "search": "/search?q=fog",
    "person": "/person/aase-oest-aeroe",
    "organisation": "/organisation/blaabaerringen",
    "event": "/event/taagetopmoede-2018",
    "figures": "/initiative/taagetaellingen",
    "country": "/country/dk",
    "source": "/source/tangpost-2018",
    "network-around": "/networks?around=person/aase-oest-aeroe",
    "network-pair": "/networks/pair?between=people&by=events&one=person/aase-oest-aeroe"
    "&other=person/thora-duadottir",
    "connect": "/connect?from=person/aase-oest-aeroe&to=person/thora-duadottir",
    "connect-open": "/connect?from=fog&to=nobody at all",
    "missing": "/person/aase-oest-aero",
    "evidence": "/source/tangpost-2018/evidence?at=paragraph-2",
    "dossier": "/person/aase-oest-aeroe?dossier=1",
    "as-of": "/person/aase-oest-aeroe?asof=2018-01-26",
}
"""The same of the made-up world."""

DARK = (
    "home",
    "organisation",
    "source",
    "network",
    "collaborations",
    "connect",
    "sparql",
    "sparql-wrong",
)
"""Pages that together have all that is coloured."""

PATIENCE = 30_000
"""Milliseconds to wait for what comes from the server, on a machine that has much to do."""


def widths(page: Page) -> tuple[int, int]:
    """Return how wide a page is, and its screen."""
    wide, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return wide, screen


@dataclass
class Visit:
    """An open page.

    Parameters
    ----------
    page
        The page.
    trouble
        Errors and warnings of the console, which include breaches of the content policy.
    outside
        Requests that went elsewhere.
    """

    page: Page
    trouble: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until the editor stands, and the networks in view are drawn."""
        self._has_no(".query-form:not([data-ready])")
        for drawing in self.page.locator(".drawing:visible").all():
            drawing.scroll_into_view_if_needed()
        self._has_no(".drawing:visible:not([data-drawn])")

    def _has_no(self, unfinished: str) -> None:
        """Wait until something is finished; the first network of a release takes a while."""
        expect(self.page.locator(unfinished)).to_have_count(0, timeout=PATIENCE)


class Visitor:
    """Opens pages.

    Parameters
    ----------
    browser
        The browser.
    address
        Where the explorer is.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._contexts: list[BrowserContext] = []

    def visit(
        self,
        path: str,
        screen: str = "desk",
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
    ) -> Visit:
        """Open a page.

        Parameters
        ----------
        path
            Its address on our server.
        screen
            A key of `WIDTHS`.
        scheme
            Whether the reader likes it light or dark.
        script
            Whether scripts may run.
        """
        width, height = WIDTHS[screen]
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": width, "height": height},
            device_scale_factor=1 if screen == "desk" else 2,
            has_touch=screen != "desk",
            color_scheme=scheme,
            java_script_enabled=script,
            locale="en-GB",
        )
        self._contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: self._note(visit, request))
        visit.page.on("pageerror", lambda error: visit.trouble.append(str(error)))
        visit.page.on(
            "console",
            lambda said: (
                visit.trouble.append(said.text)
                if said.type in {"error", "warning"} and "the server responded" not in said.text
                else None
            ),
        )
        visit.page.goto(path)
        if script:
            visit.settle()
        return visit

    def _note(self, visit: Visit, request: Request) -> None:
        if not request.url.startswith((f"{self._address}/", "data:", "blob:")):
            visit.outside.append(request.url)

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()
