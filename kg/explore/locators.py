"""Locators: the places in a source, such as ``paragraph 3``."""

from __future__ import annotations

import re


def reading_order(locator: str) -> tuple[str, list[int], str]:
    """Return a sort key: the kind of place, then its numbers, so that 9 comes before 10.

    Examples
    --------
    >>> sorted(["paragraph 10", "title", "paragraph 9", "caption 3"], key=reading_order)
    ['caption 3', 'paragraph 9', 'paragraph 10', 'title']
    """
    kind = re.sub(r"[\d\s].*", "", locator)
    return kind, [int(number) for number in re.findall(r"\d+", locator)], locator
