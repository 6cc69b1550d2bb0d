"""Tokens: nothing is lost, keywords are found in all places and in no other."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tokens import Kind, decoded, spoken, tokens
from tests.homes import PROJECT

FILES = [
    *sorted((PROJECT / "ontology" / "questions").glob("*.rq")),
    *sorted((PROJECT / "ontology" / "rules").glob("*.rq")),
    *sorted((PROJECT / "ontology" / "checks").glob("*.rq")),
    *sorted((PROJECT / "kg" / "queries").glob("*.r?")),
]
SIGNS = set("{}()[].,;|/^*+?!=<>-&") | {"^^", "||", "&&", "!=", "<=", ">="}
PIECES = st.sampled_from([
    "SELECT", "service", "\\u0053", "\\", "'", '"', "'''", '"""', "<", ">", "#", "\n", "\r", " ",
    "?x", "$", "_:", "a:b", ":", ".", "24", "1e", "1.5e-3", "@en", "-", "{", "}", "{|", "^^", "å",
    "\0", "\ud800", "😀", "%41", "\\'", "·",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_joined_the_tokens_give_the_text_back(text: str) -> None:
    found = list(tokens(text))
    assert "".join(one.text for one in found) == text
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_our_queries_are_made_of_tokens(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    signs = {one.text for one in tokens(text) if one.kind is Kind.SIGN}
    assert signs <= SIGNS
    assert not any(one.kind is Kind.ESCAPE for one in tokens(text))
    assert decoded(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://e.org/service#x>", Kind.IRI),
        ("<service>", Kind.IRI),
        ("<>", Kind.IRI),
        (r"<a\u0041>", Kind.IRI),
        ("'SERVICE'", Kind.STRING),
        (r'"a\" SERVICE"', Kind.STRING),
        ("'''it's\n''SERVICE'''", Kind.STRING),
        ('"""x" SERVICE \\""""', Kind.STRING),
        ("''", Kind.STRING),
        ("# SERVICE '", Kind.COMMENT),
        ("?service", Kind.VARIABLE),
        ("$SERVICE_1·", Kind.VARIABLE),
        ("?1", Kind.VARIABLE),
        ("_:service", Kind.BLANK_NODE),
        ("_:b.c", Kind.BLANK_NODE),
        ("service:service", Kind.PREFIXED_NAME),
        (":", Kind.PREFIXED_NAME),
        ("a.b:", Kind.PREFIXED_NAME),
        (r"e:\#service", Kind.PREFIXED_NAME),
        ("e:a.b:c%41-å", Kind.PREFIXED_NAME),
        ("@service", Kind.LANGUAGE),
        ("@nb-NO", Kind.LANGUAGE),
        ("24", Kind.NUMBER),
        (".5", Kind.NUMBER),
        ("1.5e-3", Kind.NUMBER),
        ("1.e3", Kind.NUMBER),
        ("SeRvIcE", Kind.WORD),
        (r"\u0053", Kind.ESCAPE),
        (r"\U00000053", Kind.ESCAPE),
        ("{|", Kind.SIGN),
    ],
)
def test_each_kind_is_one_token(text: str, kind: Kind) -> None:
    assert [(one.kind, one.text) for one in tokens(text)] == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("24SERVICE<a:b>", ["24", "SERVICE", "<a:b>"]),
        ("?o<1)SERVICE", ["?o", "<", "1", ")", "SERVICE"]),
        ("24.e:x.", ["24", ".", "e:x", "."]),
        ("e:x.}", ["e:x", ".", "}"]),
        ("_:b..", ["_:b", ".", "."]),
        ("'a'@en.", ["'a'", "@en", "."]),
        ("'open\n'", ["'", "open", "'"]),
        ("# a\r<a:b>", ["<a:b>"]),
        ("?a<=?b", ["?a", "<=", "?b"]),
        ("\\'", ["\\", "'"]),
    ],
)
def test_the_longest_token_is_taken(text: str, parts: list[str]) -> None:
    assert [one.text for one in spoken(text)] == parts


@given(st.text(alphabet="aåA1 _-.:'\"\\\n#<>{}", max_size=30))
def test_in_strings_iris_and_comments_no_word_is_a_keyword(content: str) -> None:
    """Whatever the store reads as one string is one token."""
    for text in (
        str(ox.Literal(f"SERVICE{content}service")),
        f"'''{content}SERVICE'''",
        f"#SERVICE{content.partition(chr(10))[0]}",
    ):
        try:
            ox.Store().query(f"SELECT * {{ ?s ?p {text}\n }}")
        except SyntaxError:
            if not text.startswith("#"):
                continue
        assert len(list(tokens(text))) == 1


def test_escaped_letters_are_decoded_outside_strings_and_iris() -> None:
    assert decoded(r"\u0053ERVICE <a:\u0041> '\u0022'") == r"SERVICE <a:\u0041> '\u0022'"
    assert decoded(r"?\U0001F600 \UFFFFFFFF \u004") == "?😀 \\UFFFFFFFF \\u004"


@pytest.mark.parametrize(
    "text", ["a.", "'", '"""', "<a", "<", "_:", "\\", "1", "e:", "...", "@a-", "'''\\", "a:.", "{|"]
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    assert "".join(one.text for one in tokens(text * 100_000)) == text * 100_000
