"""The query page in a browser: it is written, asked, cancelled, seen, found again, and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, expect

from server import vendor
from tests.browser.test_accessibility import violations
from tests.browser.visits import PATIENCE, Visit
from tests.homes import PROJECT

pytestmark = pytest.mark.browser

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNTRIES = """SELECT ?country ?events {
  VALUES (?country ?events) { ("Norge" 12) ("Åland" 2) ("Danmark" 100) ("Sverige" UNDEF) }
}"""
TIES = """SELECT ?person ?place {
  ?person a foaf:Person ; org:memberOf ?place .
} ORDER BY ?person LIMIT 30"""
needs_editor = pytest.mark.skipif(
    not (PROJECT / "server" / "static" / vendor.EDITOR).is_file(),
    reason="the editor is not installed; npm and `make setup` install it",
)


@pytest.fixture
def visited(visit: Callable[..., Visit]) -> Visit:
    """Return the query page as it first stands."""
    return visit("/sparql")


@pytest.fixture
def page(visited: Visit) -> Page:
    return visited.page


def ask(page: Page, query: str) -> None:
    """Write a query, by whichever means the page has, and run it."""
    write(page, query)
    page.get_by_role("button", name="Run").click()


def write(page: Page, query: str, name: str = "Query") -> None:
    """Write a query in the place of what is there, as hands do it: by keys."""
    page.get_by_role("textbox", name=name).press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


def status(page: Page, says: str) -> None:
    expect(page.locator("#status")).to_have_text(re.compile(says))


def column(page: Page, number: int) -> list[str]:
    return page.locator(f".answer tbody td:nth-child({number})").all_inner_texts()


# The editor


@needs_editor
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT * { ?s foaf:na", "foaf:name"),
        ("SELECT * { ?s a foaf:Pe", "foaf:Person"),
        ("SELECT * { ?s behalf", "npi:onBehalfOf"),
        ("PREFIX sko", "skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("SELECT ?country { ?x npi:country ?cou", "?country"),
        ("SELECT * { ?s ?p ?o } LIM", "LIMIT"),
    ],
)
def test_what_can_stand_is_offered_and_taken(page: Page, typed: str, offered: str) -> None:
    write(page, "")
    field = page.get_by_role("textbox", name="Query")
    field.press_sequentially(typed)
    option = page.get_by_role("option").filter(has_text=offered).first
    expect(option).to_be_visible(timeout=PATIENCE)
    option.click()
    expect(field).to_contain_text(offered)


@needs_editor
def test_where_a_class_must_stand_only_classes_are_offered(page: Page) -> None:
    write(page, "")
    page.get_by_role("textbox", name="Query").press_sequentially("SELECT * { ?s a npi:")
    expect(page.get_by_role("option").filter(has_text="npi:Claim").first).to_be_visible()
    expect(page.get_by_role("option").filter(has_text="npi:onBehalfOf")).to_have_count(0)


@needs_editor
@pytest.mark.parametrize(
    "typed",
    ["SELECT * { ?s co", "SELECT * { ?s a foaf:Person ; co", "ASK { <a:b> npi:event ?e . ?e co"],
)
def test_where_a_property_must_stand_properties_come_first(page: Page, typed: str) -> None:
    write(page, "")
    page.get_by_role("textbox", name="Query").press_sequentially(typed)
    expect(page.get_by_role("option").first).to_contain_text(":", timeout=PATIENCE)
    expect(page.get_by_role("option").filter(has_text="COALESCE")).to_have_count(1)
    expect(page.get_by_role("option").filter(has_text="npi:Claim")).to_have_count(0)


@needs_editor
def test_terms_are_found_by_their_names_in_the_readers_language(
    visit: Callable[..., Visit],
) -> None:
    page = visit("/sparql?lang=da").page
    field = page.get_by_role("textbox", name="Forespørgsel")
    write(page, "", "Forespørgsel")
    field.press_sequentially("SELECT * { ?s arrangem")
    expect(page.get_by_role("option").filter(has_text="npi:event").first).to_be_visible()
    write(page, "", "Forespørgsel")
    field.press_sequentially('SELECT * { ?s rdfs:label "arrangem')
    page.wait_for_timeout(300)
    expect(page.get_by_role("option")).to_have_count(0)


@needs_editor
def test_tab_leads_out_of_the_editor_and_escape_closes_what_is_offered(page: Page) -> None:
    field = page.get_by_role("textbox", name="Query")
    field.press_sequentially("fo")
    expect(page.get_by_role("option").first).to_be_visible(timeout=PATIENCE)
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    field.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@needs_editor
def test_what_is_selected_is_typed_over_or_put_in_brackets(visited: Visit) -> None:
    field = visited.page.get_by_role("textbox", name="Query")
    field.press("Control+A")
    field.press_sequentially("ASK")
    expect(field).to_have_text("ASK")
    field.press("Control+A")
    field.press_sequentially("(")
    expect(field).to_have_text("(ASK)")
    field.press("Control+Z")
    expect(field).to_have_text("ASK")
    assert visited.trouble == []


@needs_editor
def test_a_fault_is_marked_where_it_stands(visited: Visit) -> None:
    page = visited.page
    ask(page, 'SELECT * {\n  ?s rdfs:label "Ærø 🜨" ) }')
    status(page, "Not answered")
    expect(page.locator(".cm-lintRange-error")).to_have_text(")")
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 25:")
    ask(page, COUNTRIES)
    status(page, "Answered")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    assert visited.trouble == []


@needs_editor
def test_the_editor_is_quiet_and_accessible_in_the_dark_too(
    visit: Callable[..., Visit], screenshots: Path
) -> None:
    for screen in ("desk", "phone"):
        visited = visit("/sparql", screen, "dark")
        write(visited.page, "")
        visited.page.get_by_role("textbox", name="Query").press_sequentially("SELECT * { ?s npi:")
        expect(visited.page.get_by_role("option").first).to_be_visible(timeout=PATIENCE)
        visited.page.screenshot(path=screenshots / f"query-completion-{screen}-dark.png")
        # The keys of the editor scroll the list, though it is not focused itself.
        assert [one for one in violations(visited.page) if 'id="cm-ac-' not in one[1]] == []
        assert visited.trouble == []
        assert visited.outside == []


def test_without_the_editor_the_plain_form_is_there(visited: Visit) -> None:
    page = visited.page
    page.route("**/vendor/editor.js", lambda route: route.abort())
    page.reload()
    expect(page.locator("textarea#query")).to_be_visible()
    ask(page, COUNTRIES)
    status(page, "Answered")
    assert column(page, 1) == ["Norge", "Åland", "Danmark", "Sverige"]


def test_without_script_all_but_history_and_search_works(visit: Callable[..., Visit]) -> None:
    page = visit("/sparql", script=False).page
    page.locator("textarea#query").fill(COUNTRIES)
    page.get_by_role("button", name="Run").click()
    assert column(page, 2) == ["12", "2", "100", ""]
    page.get_by_text("Chart", exact=True).click()
    expect(page.locator("svg.plot")).to_be_visible()
    expect(page.locator(".answer table")).to_be_hidden()
    page.get_by_role("button", name="Code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Code that asks this query")
    expect(page.locator("#code-curl")).to_contain_text('("Åland" 2)')


# Asking


def test_an_answer_comes_in_place_and_its_address_is_permanent(page: Page) -> None:
    ask(page, COUNTRIES)
    status(page, r"Answered in \d+\.\d s\.")
    assert f"query={quote('SELECT ?country', safe='')}".replace("%20", "+") in page.url
    ask(page, "SELECT ('Þór' AS ?who) {}")
    expect(page.get_by_role("cell", name="Þór")).to_be_visible()
    page.go_back()
    expect(page.locator(".answer tbody tr")).to_have_count(4)
    expect(page.get_by_role("textbox", name="Query")).to_contain_text("Åland")
    page.reload()
    expect(page.locator(".answer tbody tr")).to_have_count(4)
    page.go_forward()
    expect(page.get_by_role("cell", name="Þór")).to_be_visible()


def test_ctrl_and_enter_run(page: Page) -> None:
    write(page, COUNTRIES)
    page.get_by_role("textbox", name="Query").press("Control+Enter")
    expect(page.locator(".answer tbody tr")).to_have_count(4)


def test_links_in_the_answer_lead_into_the_explorer(page: Page) -> None:
    ask(page, "SELECT ?p { ?p foaf:name 'Pia Gjellerup' }")
    page.get_by_role("link", name="person/pia-gjellerup").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pia Gjellerup")


def test_a_running_query_can_be_cancelled_by_its_id(page: Page) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    ask(page, PRODUCT)
    status(page, "running")
    expect(page.locator("#clock")).to_have_text(re.compile(r"[1-9]\.\d s|0\.[1-9] s"))
    page.get_by_role("button", name="Cancel").click()
    status(page, r"Cancelled after \d+\.\d s\.")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    expect(page.locator("#clock")).to_be_empty()
    (asked,) = (one for one in requests if "query=" in one.url)
    (ended,) = (one for one in requests if one.method == "DELETE")
    name = asked.headers["query-id"]
    assert re.fullmatch(r"[\w-]{16,64}", name)
    assert ended.url.endswith(f"/sparql/queries/{name}")
    ask(page, COUNTRIES)
    status(page, "Answered")


def test_a_new_query_takes_the_place_of_one_that_runs(page: Page) -> None:
    ask(page, PRODUCT)
    status(page, "running")
    ask(page, COUNTRIES)
    status(page, "Answered")
    expect(page.locator(".answer tbody tr")).to_have_count(4)


def test_a_server_that_is_gone_is_told(page: Page) -> None:
    page.route("**/sparql?*", lambda route: route.abort())
    ask(page, COUNTRIES)
    status(page, "could not be reached")


def test_a_long_query_is_posted(page: Page) -> None:
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))
    ask(page, COUNTRIES + "#" + "æ" * 10_000)
    status(page, "Answered")
    expect(page.locator(".answer tbody tr")).to_have_count(4)
    assert "POST" in methods
    assert page.url.endswith("/sparql")


# What was asked before, and the questions


def test_what_was_asked_is_kept_in_the_browser_until_it_is_forgotten(visited: Visit) -> None:
    page = visited.page
    listed = page.locator(".asked li")
    expect(page.locator(".asked")).to_be_hidden()
    for query in (COUNTRIES, "# Who?\nPREFIX a: <b:c>\n\nASK { ?ærø ?p ?o }", COUNTRIES):
        ask(page, query)
        status(page, "Answered")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("SELECT ?country ?events {")
    expect(listed.last).to_contain_text("ASK { ?ærø ?p ?o }")
    page.goto("/sparql")
    listed.last.get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Query")).to_contain_text("ASK { ?ærø")
    listed.first.get_by_role("button", name="Forget").click()
    expect(listed).to_have_count(1)
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator(".asked")).to_be_hidden()
    page.reload()
    expect(page.locator(".asked")).to_be_hidden()
    assert visited.outside == []


def test_a_spoilt_or_closed_storage_is_no_trouble(visited: Visit) -> None:
    page = visited.page
    for kept in ("{", "7", '[{"query": 1}]'):
        page.evaluate("text => localStorage.setItem('queries-asked', text)", kept)
        page.reload()
        visited.settle()
        expect(page.locator(".asked")).to_be_hidden()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    ask(page, COUNTRIES)
    status(page, "Answered")
    assert visited.trouble == []


@pytest.mark.parametrize("typed", ["nordic camps", "KVALITETSMÄSSAN", "kvalitetsmassan spoke"])
def test_questions_are_found_by_their_words(page: Page, typed: str) -> None:
    box = page.get_by_role("searchbox", name="Search the questions")
    box.fill(typed)
    found = page.locator(".questions li:visible")
    assert 0 < found.count() < 5
    expect(page.locator(".question-search [role=status]")).to_have_text(re.compile(r"^\d of \d\d"))
    found.first.get_by_role("link").click()
    expect(page.locator(".questions a[aria-current]")).to_have_count(1)
    expect(page.locator(".answer tbody tr").first).to_be_visible()
    assert "question=" in page.url
    expect(page.locator(".asked li")).to_have_count(1)  # it has been asked too
    box.fill("nothing like that")
    expect(found).to_have_count(0)


def test_danish_questions_are_found_by_bare_letters(visit: Callable[..., Visit]) -> None:
    page = visit("/sparql?lang=da").page
    for typed in ("topmøde", "topmode", "topmoede"):
        page.get_by_role("searchbox", name="Søg i spørgsmålene").fill(typed)
        expect(page.locator(".questions li:visible").first).to_contain_text("topmøde")


# Seeing


def test_rows_are_sorted_by_a_column_and_what_is_empty_comes_last(page: Page) -> None:
    ask(page, COUNTRIES)
    heads = page.locator(".answer thead")
    heads.get_by_role("button", name="events").click()
    assert column(page, 2) == ["2", "12", "100", ""]
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("events")
    heads.get_by_role("button", name="events").click()
    assert column(page, 2) == ["100", "12", "2", ""]
    heads.get_by_role("button", name="country").focus()
    page.keyboard.press("Enter")
    assert column(page, 1) == ["Åland", "Danmark", "Norge", "Sverige"]
    expect(page.locator("th[aria-sort]")).to_have_count(1)


def test_an_answer_is_seen_as_a_chart_by_keys(visited: Visit, screenshots: Path) -> None:
    page = visited.page
    ask(page, COUNTRIES)
    page.get_by_role("radio", name="Table").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("img", name="events by country")).to_be_visible()
    expect(page.locator(".answer table")).to_be_hidden()
    page.screenshot(path=screenshots / "query-chart.png")
    assert violations(page) == []
    assert visited.trouble == []


def test_an_answer_is_seen_as_a_network(visited: Visit, screenshots: Path) -> None:
    page = visited.page
    ask(page, TIES)
    page.get_by_text("Network", exact=True).click()
    expect(page.locator(".drawing[data-drawn]")).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=screenshots / "query-network.png")
    assert violations(page) == []
    assert visited.trouble == []
    assert visited.outside == []


def test_the_code_of_what_is_written_is_shown(visited: Visit, screenshots: Path) -> None:
    page = visited.page
    write(page, COUNTRIES)
    button = page.get_by_role("button", name="Code: curl, Python, R")
    button.click()
    dialog = page.get_by_role("dialog", name="Code that asks this query")
    expect(dialog.locator("#code-curl")).to_contain_text('("Åland" 2)')
    page.screenshot(path=screenshots / "query-code.png")
    assert violations(page) == []
    dialog.get_by_text("Python: pandas").click()
    expect(dialog.locator("#code-pandas")).to_be_visible()
    expect(dialog.locator("#code-curl")).to_be_hidden()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.locator("details[open]").get_by_role("button", name="Copy").click()
    expect(dialog.locator("details[open] [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == dialog.locator("#code-pandas").inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
