"""The process that answers one query from outside, confined; `kg.sandbox` starts and ends it.

The task stands on standard input, as JSON. On standard output comes one line of JSON that says how
it went, and after it the answer.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import confinement
from kg.errors import QueryForbidden
from kg.formats import Result, write, write_first
from kg.guard import refuse_service, refuse_update
from kg.prefixes import PREFIXES
from kg.syntax import syntax_error

if TYPE_CHECKING:
    from typing_extensions import Buffer

Task = dict[str, Any]
"""What `kg.sandbox` asks for."""
Said = dict[str, object]
"""How it went."""


class _Bounded(io.RawIOBase):
    """A buffer that refuses to grow beyond its limit; what fits into it stays."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.parts, self.is_full, self._left = list[bytes](), False, limit

    def writable(self) -> bool:
        return True

    def write(self, part: Buffer, /) -> int:
        taken = bytes(part)
        self.parts.append(taken[: self._left])
        if len(taken) > self._left:
            self.is_full, self._left = True, 0
            raise BufferError
        self._left -= len(taken)
        return len(taken)


def _answer(task: Task) -> tuple[Said, list[bytes]]:
    """Run the query of a task; return how it went, and the answer in parts."""
    query = str(task["query"])
    try:
        refuse_service(query)
        return _written(task, _result(task))
    except SyntaxError as error:
        return _not_sparql(query, error), []
    except QueryForbidden as error:
        return {"outcome": "forbidden", "message": str(error)}, []
    except BufferError:
        return {"outcome": "too large", "megabytes": task["answer_megabytes"]}, []
    except MemoryError:
        return {"outcome": "memory"}, []
    except (OSError, ValueError, RuntimeError) as error:
        return {"outcome": "failure", "message": str(error)}, []


def _result(task: Task) -> Result:
    graphs: dict[str, Any] = {}
    if task["dataset"]:  # both are given, as an empty list is no graph, and None is every graph
        graphs["default_graph"] = [ox.NamedNode(iri) for iri in task["dataset"]["default"]]
        graphs["named_graphs"] = [ox.NamedNode(iri) for iri in task["dataset"]["named"]]
    store = ox.Store.read_only(str(task["store"]))
    return store.query(str(task["query"]), prefixes=PREFIXES, **graphs)


def _written(task: Task, result: Result) -> tuple[Said, list[bytes]]:
    """Write an answer: all of it, or as much as is to be shown."""
    format_ = task["triples" if isinstance(result, ox.QueryTriples) else "solutions"]
    said: Said = {"outcome": "answer", "format": format_}
    whole, first = _Bounded(task["answer_megabytes"] * 2**20), task["first"]
    if not first or isinstance(result, ox.QueryBoolean):
        write(result, format_, whole)
        return said, whole.parts
    if isinstance(result, ox.QuerySolutions):
        return {**said, "rows": write_first(result, first["rows"], whole)}, whole.parts
    beginning = _Bounded(first["bytes"])
    with suppress(BufferError):
        write(result, format_, beginning)
    return {**said, "cut": beginning.is_full}, beginning.parts


def _not_sparql(query: str, error: SyntaxError) -> Said:
    """Say what is wrong with a text that is no query."""
    try:
        refuse_update(query)
    except QueryForbidden as forbidden:
        return {"outcome": "forbidden", "message": str(forbidden)}
    ours = syntax_error(query, error)
    said: Said = {"outcome": "syntax", "message": ours.expected}
    return {**said, "line": ours.line, "column": ours.column}


def _main() -> None:
    """Answer the one task that stands on standard input, confined."""
    task = json.load(sys.stdin)
    confinement.end_with_parent()
    confinement.bound(task["seconds"], task["megabytes"])
    confinement.deny_network()
    said, answer = _answer(task)
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.writelines(answer)
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
