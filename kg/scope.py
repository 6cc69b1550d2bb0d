"""Scope: which variable of a query stands where it cannot, though the grammar would allow it.

The parser says that there is such a variable, but neither which nor where. It is found here, for
the author of the query; what is not found is told in the parser's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.tokens import Kind, Token, spoken

_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_AFTER_GROUPS = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}

Misuse = tuple[int, str]
"""Where a variable stands that cannot, counted in letters from 0, and what is wrong with it."""


def misused(text: str) -> Misuse | None:
    """Return the first variable that stands where it cannot; nothing where none is found.

    Parameters
    ----------
    text
        A query that the parser refuses although its grammar is right.

    Examples
    --------
    >>> misused("SELECT * { ?s ?p ?o BIND(1 AS ?s) }")
    (30, '?s has a value already; give BIND another variable')
    >>> misused("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }")
    (7, '?s is neither in GROUP BY nor within an aggregate such as COUNT')
    """
    words = spoken(text)
    found = [*_bound_twice(words), *_projected_wrongly(words)]
    return min(found, default=None)


def _bound_twice(words: Sequence[Token]) -> Iterator[Misuse]:
    """Yield the variables of BIND that have a value already in their group."""
    groups, is_binding = [set[str]()], False
    for place, word in enumerate(words):
        if word.text == "{":
            groups.append(set())
        elif word.text == "}" and len(groups) > 1:
            inner = groups.pop()
            groups[-1] |= inner
        elif word.is_word("BIND"):
            is_binding = True
        elif word.kind is Kind.VARIABLE:
            is_named = is_binding and words[place - 1].is_word("AS")
            if is_named and word.text[1:] in groups[-1]:
                yield word.start, f"{word.text} has a value already; give BIND another variable"
            is_binding = is_binding and not is_named
            groups[-1].add(word.text[1:])


def _projected_wrongly(words: Sequence[Token]) -> Iterator[Misuse]:
    """Yield the variables after SELECT that cannot stand there."""
    for start, word in enumerate(words):
        if word.is_word("SELECT"):
            opening = _next(words, start, {"{"})
            closing = _closing(words, opening)
            head, body = words[start + 1 : opening], words[opening:closing]
            yield from _of_one(head, body, _grouped(words, closing))


def _of_one(
    head: Sequence[Token], body: Sequence[Token], grouped: set[str] | None
) -> Iterator[Misuse]:
    """Yield what is wrong after one SELECT, by its pattern and what it is grouped by."""
    matched = {one.text[1:] for one in body if one.kind is Kind.VARIABLE}
    is_grouped = grouped is not None or any(one.text.upper() in _AGGREGATES for one in head)
    depth = 0
    for place, one in enumerate(head):
        depth += (one.text == "(") - (one.text == ")")
        if one.text == "*" and not depth and is_grouped:
            yield one.start, "SELECT * cannot be grouped; name what is wanted of each group"
        if one.kind is not Kind.VARIABLE:
            continue
        if depth and head[place - 1].is_word("AS") and one.text[1:] in matched:
            yield one.start, f"{one.text} has a value already; choose another variable after AS"
        if not depth and is_grouped and one.text[1:] not in (grouped or ()):
            yield (
                one.start,
                f"{one.text} is neither in GROUP BY nor within an aggregate such as COUNT",
            )


def _grouped(words: Sequence[Token], closing: int) -> set[str] | None:
    """Return the variables of the GROUP BY after a pattern; nothing where there is none."""
    after = words[closing + 1 : closing + 2]
    if not after or not after[0].is_word("GROUP"):
        return None
    end = _next(words, closing + 1, {"}"} | _AFTER_GROUPS)
    return {one.text[1:] for one in words[closing:end] if one.kind is Kind.VARIABLE}


def _next(words: Sequence[Token], start: int, wanted: set[str]) -> int:
    """Return the place of the next token that is wanted, or the end."""
    places = (place for place in range(start, len(words)) if words[place].text.upper() in wanted)
    return next(places, len(words))


def _closing(words: Sequence[Token], opening: int) -> int:
    """Return the place of the bracket that closes a group, or the end."""
    depth = 0
    for place in range(opening, len(words)):
        depth += (words[place].text == "{") - (words[place].text == "}")
        if not depth:
            return place
    return len(words)
