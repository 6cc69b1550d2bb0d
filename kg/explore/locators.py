"""Locators: the places in a source, such as ``paragraph 3``."""

from __future__ import annotations

import re

_ORDER = ("title", "paragraph", "page", "slide", "section")


def reading_order(locator: str) -> tuple[int, str, list[int], str]:
    """Return a sort key: the kind of place, the title first, then its numbers, 9 before 10.

    Examples
    --------
    >>> sorted(["caption 3", "paragraph 10", "title", "paragraph 9"], key=reading_order)
    ['title', 'paragraph 9', 'paragraph 10', 'caption 3']
    """
    kind = re.sub(r"[\d\s].*", "", locator)
    place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    numbers = [int(number) for number in re.findall(r"\d+", locator)]
    return (place if locator else -1), kind, numbers, locator
