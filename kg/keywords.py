"""Keywords: whether a query uses one, however it is written.

Only the store's own parser knows where ``SERVICE`` is the keyword: it allows ``trueSERVICE<...>``,
and ``<`` may begin an IRI or compare two values. So the parser itself is asked. Every ``service``
in the text is written ``sqrvice``, which means nothing: a string, a comment, an IRI or a name is
none the worse for it, but where the keyword stood the text is SPARQL no longer.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.prefixes import PREFIXES
from kg.syntax import line_of

# Longer than any keyword, as the parser looks that far ahead; then what no query goes on with.
_ENDING = "\n" * 32 + "~"


def has_keyword(text: str, keyword: str) -> bool:
    """Return whether a keyword is one in a query, and no name, string or comment.

    Parameters
    ----------
    text
        The text of the query; in one that is not SPARQL there is none.
    keyword
        The keyword, in small letters.

    Examples
    --------
    >>> has_keyword("ASK FROM <a:b> {}", "from"), has_keyword("ASK { ?from ?to 'from' }", "from")
    (True, False)
    """
    if keyword not in text.lower():
        return False
    # The second letter, as a backslash before the first may make it another (as in "\\from").
    letter = f"(?<={keyword[0]}){keyword[1]}(?={keyword[2:]})"
    harmless = re.sub(letter, "q", text, flags=re.IGNORECASE | re.ASCII)
    return not _is_sparql(harmless) and _is_sparql_to_its_end(text)


def _is_sparql(harmless: str) -> bool:
    """Return whether a text without the keyword is SPARQL; it meets no data."""
    try:
        ox.Store().query(harmless, prefixes=PREFIXES)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True


def _is_sparql_to_its_end(text: str) -> bool:
    """Return whether the parser finds no fault before the ending, which is always one."""
    ended = text + _ENDING
    try:
        ox.Store().query(ended, prefixes=PREFIXES)
    except SyntaxError as error:
        return line_of(error) == ended.count("\n") + 1
    except ValueError:  # not even Unicode
        return False
    raise AssertionError("no query goes on with this ending")
