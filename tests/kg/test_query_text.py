"""What is written into a query: prefixes, values, the union; each where it belongs and means it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import IRI, Settings
from kg.errors import QueryError
from kg.prefixes import PREFIXES
from kg.queries import files, read
from kg.query_text import bound, declared, united
from kg.settings import BASE
from tests.homes import PROJECT

UNION, GRAPHS = "http://e.org/union", "http://e.org/graph/"
DATA = """
@prefix : <http://e.org/> .
GRAPH :graph\\/a { :a :p 1 , 2 ; :label "Ærø"@da . :b :p 1 . :c :q :a . }
GRAPH :graph\\/b { :a :p 2 ; :q :b . :b :label "Ærø" . }
"""
# Each gives ?s among others, and is about it in some corner of the language.
QUERIES = {
    "plain": "SELECT ?s ?o { ?s ?p ?o }",
    "dollar": "SELECT $s ?o { $s ?p ?o }",
    "all": "SELECT * { ?s ?p ?o }",
    "unmentioned": "SELECT ?s ?o { ?x :p ?o }",
    "nothing": "SELECT ?s {}",
    "brace in a comment": "SELECT ?s # { ?s\n { ?s :p ?o # } \n }",
    "brace in a text": "SELECT ?s ?o { ?s :p ?o FILTER(?o != \"}\" && ?o != '{') }",
    "brace in a long text": 'SELECT ?s ?o { ?s ?p ?o FILTER(STR(?o) != """}" {""") }',
    "less than": "SELECT ?s ?o { ?s :p ?o FILTER(?o<3&&3>?o) }",
    "optional": "SELECT ?s ?o { ?x :p ?y OPTIONAL { ?s :label ?o } }",
    "condition": "SELECT ?s ?x { ?x :p 1 OPTIONAL { ?x :p ?o FILTER(?s = ?x) } }",
    "union": "SELECT ?s ?o { { ?s :p ?o } UNION { ?o :q ?s } }",
    "minus": "SELECT ?s ?o { ?x :p ?o MINUS { ?s :p ?o ; :q ?y } }",
    "exists": "SELECT ?s ?o { ?s ?p ?o FILTER EXISTS { ?s :q ?y } }",
    "not exists": "SELECT ?s ?o { ?x ?p ?o FILTER NOT EXISTS { ?s :p ?o } }",
    "sub-select that gives it": """
        SELECT ?s ?n {
        { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } }
    """,
    "sub-select that does not": "SELECT ?s ?o { { SELECT ?o { ?s :p ?o } } ?s :p ?q }",
    "sub-select of all": "SELECT ?s ?o { { SELECT * { ?s :p ?o } } }",
    "sub-select in a sub-select": """
        SELECT ?s ?o {
        { SELECT ?s ?o { { SELECT ?o { ?s :p ?o } } ?s ?p 2 } } }
    """,
    "sub-select as the whole": "SELECT ?s ?o { SELECT DISTINCT ?s ?o { ?s :p ?o } }",
    "sub-select with a union": """
        SELECT ?s ?o {
        { SELECT DISTINCT ?s ?o { { ?s :p ?o } UNION { ?o :q ?s } } } }
    """,
    "rows of it": "SELECT ?s ?o { VALUES ?s { :a :b } ?s :p ?o }",
    "rows at the end": "SELECT ?s ?o { ?s :p ?o } VALUES (?s ?o) { (:a 1) (:b 1) (UNDEF 2) }",
    "group": """
        SELECT ?s (COUNT(?o) AS ?n) { ?s :p ?o }
        GROUP BY ?s HAVING(COUNT(?o) > 0) ORDER BY ?s
    """,
    "expression": "SELECT ?s (CONCAT(STR(?s), '!') AS ?t) { ?s :p 1 }",
    "exists in the head": "SELECT ?s (EXISTS { ?s :q ?y } AS ?t) ?o { ?s :p ?o }",
    "graph": "SELECT ?s ?g ?o { GRAPH ?g { ?s ?p ?o } }",
    "graph of the union": "SELECT ?s ?g ?o { ?s :p ?o GRAPH ?g { ?x :q ?s } }",
    "graph by name": "SELECT ?s ?o { GRAPH <http://e.org/graph/a> { ?s ?p ?o } }",
    "graph, perhaps": "SELECT ?s ?g ?o { ?s :p ?o OPTIONAL { GRAPH ?g { ?s :label ?l } } }",
    "graph or not": "SELECT ?s ?g ?o { { GRAPH ?g { ?s :q ?o } } UNION { ?s :p ?o } }",
    "graph in a sub-select": """
        SELECT ?s ?n {
        { SELECT ?s (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s } }
    """,
    "graph not there": "SELECT ?s ?o { ?s :p ?o FILTER NOT EXISTS { GRAPH ?g { ?s :q ?x } } }",
    "yes or no": "ASK { ?s :q ?o }",
    "construct": "CONSTRUCT { ?s :says ?o . :it :is ?s } WHERE { ?s ?p ?o }",
    "construct of nothing": "CONSTRUCT { ?s :is :here } {}",
    "construct where": "CONSTRUCT WHERE { ?s :p ?o }",
    "construct with a comment": "CONSTRUCT # {\nWHERE { ?s :p ?o # last\n }",
}
each = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
VALUES = [IRI("http://e.org/a"), IRI("http://e.org/b"), IRI("http://e.org/none"), "Ærø", 2]


def store(*, union: str = "") -> ox.Store:
    """Return a store whose graphs' union is its default graph, or a named graph."""
    made = ox.Store()
    made.load(DATA, ox.RdfFormat.TRIG)
    where = ox.NamedNode(union) if union else ox.DefaultGraph()
    made.extend([put(quad, where) for quad in made])
    return made


def put(quad: ox.Quad, where: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, where)


def rows(result: object) -> Counter[str]:
    """Return an answer as its rows, in no order."""
    if isinstance(result, ox.QueryBoolean):
        return Counter([str(bool(result))])
    if isinstance(result, ox.QueryTriples):
        return Counter(set(map(str, result)))
    assert isinstance(result, ox.QuerySolutions)
    names = [variable.value for variable in result.variables]
    return Counter(
        str(sorted((name, str(term)) for name, term in zip(names, row, strict=True) if term))
        for row in result
    )


def ask(where: ox.Store, query: str, **values: ox.NamedNode | ox.Literal) -> Counter[str]:
    bindings: Any = {ox.Variable(name): term for name, term in values.items()}
    return rows(where.query(query, prefixes={"": "http://e.org/"}, substitutions=bindings or None))


@each
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_that_is_written_means_what_a_bound_one_means(query: str, value: kg.IRI) -> None:
    term = kg.terms.to_term(value)
    assert ask(store(), bound(query, {"s": term})) == ask(store(), query, s=term)


@each
def test_the_union_in_a_named_graph_means_what_a_default_graph_means(query: str) -> None:
    asked = united(query, UNION, GRAPHS)
    assert ask(store(union=UNION), asked) == ask(store(), query)


@each
def test_both_together(query: str) -> None:
    term = ox.NamedNode("http://e.org/a")
    asked = united(bound(query, {"s": term}), UNION, GRAPHS)
    assert ask(store(union=UNION), asked) == ask(store(), query, s=term)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_only_a_value(text: str) -> None:
    made = ox.Store()
    node = ox.NamedNode("a:a")
    made.add(ox.Quad(node, node, ox.Literal(text)))
    made.add(ox.Quad(node, node, ox.Literal(text, language="da")))
    asked = bound("SELECT ?s ?o { ?s <a:a> ?o }", {"o": ox.Literal(text)})
    found = made.query(asked)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["o"] for row in found] == [ox.Literal(text)]


@given(st.text("{}?$s<>\"'#\\ \n:aSELECTVALUES()*.", max_size=40))
def test_no_text_brings_it_down(text: str) -> None:
    for asked in (bound(f"ASK {{ {text} }}", {"s": ox.Literal(1)}), united(text, UNION, GRAPHS)):
        assert declared(asked).endswith(asked)


def test_a_value_needs_a_pattern() -> None:
    with pytest.raises(QueryError, match="Give it one: WHERE"):
        bound("DESCRIBE ?s", {"s": ox.Literal(1)})


def test_a_query_that_names_its_graphs_keeps_them() -> None:
    for query in ("SELECT * FROM <http://e.org/graph/a> { ?s ?p ?o }", "DESCRIBE <http://e.org/a>"):
        assert united(query, UNION, GRAPHS) == query


def test_the_graph_of_the_union_is_not_found() -> None:
    found = ask(store(union=UNION), united("SELECT ?g { GRAPH ?g {} }", UNION, GRAPHS))
    assert not [row for row in found if "union" in row]


@pytest.mark.parametrize(
    ("query", "prefixes"),
    [
        ("SELECT * { ?s a foaf:Person }", ["foaf"]),
        ("SELECT * { ?s npi:country/skos:notation ?o }", ["npi", "skos"]),
        ("prefix foaf: <http://e.org/> SELECT * { ?s foaf:name ?o ; org:member ?m }", ["org"]),
        ("SELECT * { ?s ?p 'foaf:name', <foaf:name> } # foaf:name", []),
        ("SELECT * { ?s ?p '24'^^xsd:integer }", ["xsd"]),
        ("SELECT * { ?s ex:foaf ?o }", []),
    ],
)
def test_only_prefixes_that_are_missing_are_declared(query: str, prefixes: list[str]) -> None:
    head = declared(query).removesuffix(query)
    assert head == "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in prefixes)


def test_lines_keep_their_numbers() -> None:
    assert "\n" not in declared("SELECT *\n{ ?s foaf:name ?o }").partition("SELECT")[0]


OWN = [read(path) for path in files(PROJECT / "kg" / "queries")]
QUESTIONS = [read(path) for path in files(PROJECT / "ontology" / "questions")]


@pytest.fixture(scope="module")
def named_union(world_release: Settings) -> ox.Store:
    """The made-up world with the union in a named graph."""
    made = ox.Store()
    graph, union = kg.open(world_release), ox.NamedNode(BASE + "union")
    made.extend(
        put(quad, union) if quad.graph_name == ox.DefaultGraph() else quad for quad in graph._store
    )
    return made


@pytest.mark.parametrize("query", [*OWN, *QUESTIONS], ids=lambda one: one.name)
def test_our_queries_ask_a_named_union_alike(
    query: kg.queries.Query, world_release: Settings, named_union: ox.Store
) -> None:
    asked = united(query.text, BASE + "union", BASE + "graph/")
    expected = rows(kg.open(world_release)._store.query(query.text))
    found = rows(named_union.query(asked))
    if "_:" not in str(expected):  # who has no name is called otherwise each time
        assert found == expected
    assert found.total() == expected.total()
