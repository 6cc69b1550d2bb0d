"""The errors of the project, one tree.

KGError
├── SettingError            a setting has a value that cannot be used
├── BuildRefused            the tables, shapes or checks have complaints; nothing was published
│   └── FormatRefused       the tables cannot be read whole; nothing was written
├── BuildFailed             the build could not be carried out (a full disk, another build running)
├── NoRelease               nothing has been built yet
├── StoreUnavailable        the server that holds the graph gives no answer that can be used
│   └── StoreDiffers        it holds another release than the current one
├── PublishFailed           a release could not be loaded into another server
├── WrongRecipe             a network cannot be made as it is asked for
├── UnknownName             a thing, question or prefix that does not exist
├── Replaced                a thing whose id was retired for that of another
└── QueryError              a query was not answered
    ├── QuerySyntaxError    it is not SPARQL
    ├── QueryForbidden      it asks for what is closed here
    ├── QueryTooLarge       it is nested too deeply, or its answer has more rows than are allowed
    ├── QueryTimeout        it ran out of time
    ├── QueryOutOfMemory    it needed more memory than is allowed
    ├── QueryCancelled      whoever asked it wants no answer any more
    ├── ServiceFailed       an endpoint that its SERVICE asks gave no answer that can be used
    └── NoPlace             as many queries run and wait as may

Each class carries the HTTP status with which the explorer answers it. A query that is at fault
whenever it is asked is 400 or 403; one that was given up because of what this server can spare
(time, memory, places) is 503, as it may be answered elsewhere or later. What another server is to
blame for is 502.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


class KGError(Exception):
    """The root: whatever goes wrong in a way that we can name."""

    status = 500


class SettingError(KGError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing that is wrong with the truth, where it is, and what to do about it.

    Parameters
    ----------
    file
        Name of the file, relative to its folder.
    row
        Line of the file, counted from 1 as an editor shows it; 0 where the whole file is meant.
    column
        Name of the column; empty where the whole row is meant.
    value
        The value as it stands in the file, shortened where it is long.
    problem
        What is wrong.
    remedy
        What to do.

    Examples
    --------
    >>> print(Complaint("events.csv", 3, "start", "2018-13", "not a date", "write 2018-12"))
    events.csv, row 3, column start, value '2018-13': not a date. Remedy: write 2018-12.
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = [self.file]
        where += [f"row {self.row}"] if self.row else []
        where += [f"column {self.column}"] if self.column else []
        where += [f"value {self.value!r}"] if self.value else []
        return f"{', '.join(where)}: {self.problem}. Remedy: {self.remedy}."


class BuildRefused(KGError):
    """The tables, shapes or checks have complaints; nothing was published.

    Examples
    --------
    >>> print(BuildRefused([Complaint("people.csv", 0, "", "", "the file is missing", "add it")]))
    1 complaint; nothing was published:
    people.csv: the file is missing. Remedy: add it.
    """

    outcome = "nothing was published"

    def __init__(self, complaints: Collection[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints))
        count = len(self.complaints)
        head = f"{count} complaint{'s' if count != 1 else ''}; {self.outcome}:"
        super().__init__("\n".join([head, *map(str, self.complaints)]))


class FormatRefused(BuildRefused):
    """The tables cannot be read whole, so that writing them anew would lose something."""

    outcome = "nothing was written"


class BuildFailed(KGError):
    """The build could not be carried out, such as on a full disk; the old release stands."""


class NoRelease(KGError):
    """Nothing has been built yet, or what `current` points to is gone."""

    status = 503


class StoreUnavailable(KGError):
    """The server that holds the graph cannot be reached, or gives no answer that can be used."""

    status = 503


class StoreDiffers(StoreUnavailable):
    """The server holds another release than the current one, or none that is whole."""


class PublishFailed(KGError):
    """A release could not be loaded into another server."""


class UnknownName(KGError):
    """A thing, question or prefix that does not exist.

    Parameters
    ----------
    message
        What was asked for.
    suggestions
        Names that are near to it, the nearest first.
    """

    status = 404

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {' or '.join(self.suggestions)}?" if suggestions else ""
        super().__init__(message + hint)


class Replaced(KGError):
    """A thing whose id was retired, as it is the same as another.

    Parameters
    ----------
    path
        The path that was asked for.
    kept
        The path of the thing that is kept in its place.
    """

    status = 301

    def __init__(self, path: str, kept: str) -> None:
        self.path, self.kept = path, kept
        super().__init__(f"{path!r} is now found at {kept!r}.")


class WrongDay(KGError):
    """A day that there is not, or that lies outside the years that make sense."""

    status = 400


class Refusal(str):
    """Why a part of a recipe is refused, in English; it can be told in other languages too.

    Parameters
    ----------
    part
        Name of the part; empty where it is none alone.
    wording
        What is wrong with it, with places such as ``%(value)s`` for values.
    values
        What is put there.

    Examples
    --------
    >>> Refusal("least", "%(value)s is no weight, from 0.", value="'-1'")
    "least: '-1' is no weight, from 0."
    """

    part: str
    wording: str
    values: Mapping[str, object]

    def __new__(cls, part: str, wording: str, **values: object) -> Refusal:
        """Put the values where they belong."""
        made = super().__new__(cls, f"{part}: {wording % values}" if part else wording % values)
        made.part, made.wording, made.values = part, wording, values
        return made


class WrongRecipe(KGError):
    """A network cannot be made as it is asked for.

    Parameters
    ----------
    complaints
        All that is wrong, each with the name of the part of the recipe.
    """

    status = 400

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


class QueryError(KGError):
    """A query was not answered."""

    status = 400


class QuerySyntaxError(QueryError):
    """The text is not SPARQL.

    Parameters
    ----------
    expected
        What the parser expected.
    line, column
        Where, both counted from 1; None where the parser gives no place.
    """

    def __init__(self, expected: str, line: int | None = None, column: int | None = None) -> None:
        self.expected, self.line, self.column = expected, line, column
        place = f" at line {line}, column {column}" if line else ""
        super().__init__(f"The query is not valid SPARQL{place}: {expected}")


class QueryForbidden(QueryError):
    """The query asks for what is closed here."""

    status = 403


class QueryTooLarge(QueryError):
    """The query is nested too deeply, or its answer has more rows than are allowed."""


class QueryTimeout(QueryError):
    """The query ran out of time and was ended."""

    status = 503


class QueryOutOfMemory(QueryError):
    """The query needed more memory than is allowed and was ended."""

    status = 503


class QueryCancelled(QueryError):
    """The query was ended, as whoever asked it wants no answer any more."""

    status = 409


class ServiceFailed(QueryError):
    """An endpoint that the query asks by SERVICE gave no answer that can be used."""

    status = 502


class NoPlace(QueryError):
    """As many queries run and wait as may; this one was not begun."""

    status = 503
