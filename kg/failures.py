"""Failures: the error for a query without an answer, by what its process said or how it ended."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from kg.errors import (
    KGError,
    QueryError,
    QueryForbidden,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ServiceFailed,
)
from kg.workers import Ended


def refusal(said: Mapping[str, Any], rows: int) -> QueryError | None:
    """Return the error for what a process said at the end of its task; nothing for an answer.

    Parameters
    ----------
    said
        How it went, as `kg.answering` says it.
    rows
        Rows that the answer could have.

    Examples
    --------
    >>> refusal({"outcome": "too large"}, 10)
    QueryTooLarge('The answer has more than 10 rows. Add a LIMIT, or ask for less at a time.')
    """
    match said["outcome"]:
        case "answer":
            return None
        case "syntax":
            return QuerySyntaxError(said["message"], said["line"], said["column"])
        case "forbidden":
            return QueryForbidden(said["message"])
        case "service":
            return ServiceFailed(said["message"])
        case "refused":
            return QueryError(said["message"])
        case "too large":
            return too_many_rows(rows)
        case "memory":
            return _too_much_memory()
        case _:
            return QueryError(f"The query could not be answered: {said['message']}")


def cause(ended: Ended, seconds: float) -> KGError:
    """Return the error for a process that ended before its answer did, and was not told to.

    Parameters
    ----------
    ended
        How it ended.
    seconds
        Time that the query could run.
    """
    if ended.by in {signal.SIGSEGV, signal.SIGBUS}:  # the parser's stack overflowed
        return QueryTooLarge("The query is nested too deeply. Take out some of its brackets.")
    if ended.by == signal.SIGXCPU:
        return out_of_time(seconds)
    if ended.by == 0:
        return KGError("The process that runs queries ended by itself. Ask again.")
    return _too_much_memory()  # an allocation in the store failed, or the system had none left


def out_of_time(seconds: float) -> QueryTimeout:
    """Return the error for a query that ran longer than it may."""
    return QueryTimeout(
        f"The query ran longer than {seconds:g} s and was ended. "
        "Add a LIMIT, bind more of its variables, or ask for less at a time."
    )


def too_many_rows(rows: int) -> QueryTooLarge:
    """Return the error for an answer of more rows than it may have."""
    return QueryTooLarge(
        f"The answer has more than {rows} rows. Add a LIMIT, or ask for less at a time."
    )


def _too_much_memory() -> QueryOutOfMemory:
    return QueryOutOfMemory(
        "The query needed more memory than is allowed and was ended. Sort or group less at a time."
    )
