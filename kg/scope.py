"""Scope: which variable of a query stands where it cannot, though the grammar would allow it.

The parser says that there is such a variable, but neither which nor where. It is found here, for
the author of the query; what is not found is told in the parser's own words.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
            smaller, larger = sorted((groups.pop(), groups.pop()), key=len)
            larger.update(smaller)
            groups.append(larger)
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
    closings, places = _closings(words), _places(words)
    for start, word in enumerate(words):
        if not word.is_word("SELECT"):
            continue
        opening = _next(words, start + 1, {"{", "SELECT"})
        closing = closings.get(opening, len(words))
        grouped = _grouped(words, closing)
        head = words[start + 1 : opening]
        within, given = [False], set[str]()  # the brackets that are open: those of aggregates?
        is_grouped = grouped is not None or any(one.text.upper() in _AGGREGATES for one in head)
        for before, one in pairwise([word, *head]):
            if one.text == "(":
                within.append(within[-1] or before.text.upper() in _AGGREGATES)
            elif one.text == ")":
                within = within[:-1] or [False]
            depth = len(within) - 1
            if one.text == "*" and not depth and is_grouped:
                yield one.start, "SELECT * cannot be grouped; name what is wanted of each group"
            if one.kind is not Kind.VARIABLE:
                continue
            known, name = places[one.text[1:]], one.text
            is_matched = bisect(known, closing) > bisect(known, opening)
            if depth and before.is_word("AS"):
                given.add(name[1:])
                if is_matched:
                    yield one.start, f"{name} has a value already; choose another variable after AS"
            elif is_grouped and not within[-1] and name[1:] not in given | (grouped or set()):
                told = "is neither in GROUP BY nor within an aggregate such as COUNT"
                yield one.start, f"{name} {told}"


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


def _closings(words: Sequence[Token]) -> dict[int, int]:
    """Return for each opening bracket of a group the place of the one that closes it."""
    found, opened = dict[int, int](), list[int]()
    for place, word in enumerate(words):
        if word.text == "{":
            opened.append(place)
        elif word.text == "}" and opened:
            found[opened.pop()] = place
    return found


def _places(words: Sequence[Token]) -> dict[str, list[int]]:
    """Return the places of each variable, in order."""
    found = defaultdict[str, list[int]](list)
    for place, word in enumerate(words):
        if word.kind is Kind.VARIABLE:
            found[word.text[1:]].append(place)
    return found
