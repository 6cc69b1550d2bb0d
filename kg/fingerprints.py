"""Fingerprints: what is said of each thing of a release, as short hashes to compare releases by.

No store is needed to read them, and they hold no names but those in the paths of things.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Final

from kg.prefixes import expand
from kg.vocabulary import IS_REPLACED_BY

THINGS: Final = ("person", "organisation", "event", "initiative", "source", "concept/country")
"""The kinds of things that are compared, by the part of their paths before the slug."""

_COUNTRY = f"<{expand('npi:country')}>".encode()
_RETIRED = f"<{IS_REPLACED_BY.value}>".encode()
_BYTES = 6  # chances are one in 10^8 that two of 2,000 statements of a thing have the same hash
_LETTERS = 4 * _BYTES // 3


@dataclass(frozen=True)
class Fingerprint:
    """What is said of a thing.

    Parameters
    ----------
    statements
        A hash of each statement about it, and about each claim that names it. A statement counts
        as often as sources make it.
    countries
        The slugs of its countries, in alphabetical order.
    kept
        For a retired id the path of the thing that is kept in its place; else empty.
    """

    statements: frozenset[str]
    countries: tuple[str, ...] = ()
    kept: str = ""


def taken(asserted: Collection[bytes], inferred: Collection[bytes], base: str) -> list[bytes]:
    r"""Return the fingerprints of the things that statements speak of, each a line of a file.

    Parameters
    ----------
    asserted
        What sources and ontology say, each statement a line of N-Quads.
    inferred
        What rules derive, of which only the countries are read: the rest repeats what is asserted.
    base
        Base IRI of the things.

    Examples
    --------
    >>> said = b'<b:id/event/fog> <p:start> "2018" <b:graph/news> .\n'
    >>> [line.split(b"\t")[0] for line in taken([said], [], "b:")]
    [b'event/fog']
    """
    path = _Paths(base)
    hashes: dict[bytes, list[bytes]] = defaultdict(list)
    things: dict[bytes, set[bytes]] = defaultdict(set)
    retired: list[bytes] = []
    for line in asserted:
        subject, predicate, rest = line.split(b" ", 2)
        if not subject.startswith(path.ours):
            continue
        if predicate == _RETIRED:
            retired.append(_line(path[subject], path[rest.split(b" ", 1)[0]]))
            continue
        hashes[subject].append(b64encode(blake2b(line, digest_size=_BYTES).digest()))
        # What is no thing itself, such as a claim, is said of each thing that it names.
        if path[subject]:
            things[subject].add(path[subject])
        elif rest.startswith(b"<"):
            things[subject].add(path[rest.split(b" ", 1)[0]])
    said: dict[bytes, set[bytes]] = defaultdict(set)
    for subject, own in hashes.items():
        for thing in things[subject] - {b""}:
            said[thing].update(own)
    countries = _countries(chain(asserted, inferred), path)
    return sorted(
        [
            *(_line(thing, b"", countries[thing], own) for thing, own in said.items()),
            *(line for line in retired if not line.startswith(b"\t")),
        ]
    )


def read(file: Path) -> Mapping[str, Fingerprint]:
    """Return the fingerprint of each thing and each retired id of a release by its path.

    Parameters
    ----------
    file
        What the build wrote.
    """
    found: dict[str, Fingerprint] = {}
    for line in file.read_text("utf-8").splitlines():
        path, kept, countries, hashes = line.split("\t")
        found[path] = Fingerprint(
            frozenset(hashes[n : n + _LETTERS] for n in range(0, len(hashes), _LETTERS)),
            tuple(filter(None, countries.split(","))),
            kept,
        )
    return found


class _Paths(dict[bytes, bytes]):
    """The path of each thing by its IRI in brackets; empty for what is no thing.

    Parameters
    ----------
    base
        Base IRI of the things.
    """

    def __init__(self, base: str) -> None:
        start = re.escape(f"<{base}".encode())
        kinds = "|".join(THINGS).encode()
        self._form = re.compile(rb"%b(?:id/)?((?:%b)/[^>]+)>" % (start, kinds))
        self.ours = (f"<{base}id/".encode(), f"<{base}concept/country/".encode())

    def __missing__(self, iri: bytes) -> bytes:
        found = self._form.fullmatch(iri)
        self[iri] = found[1] if found else b""
        return self[iri]


def _countries(lines: Iterable[bytes], path: Mapping[bytes, bytes]) -> dict[bytes, set[bytes]]:
    """Return the slugs of the countries of each thing by its path; a country has itself."""
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for line in lines:
        if _COUNTRY in line:
            thing, _predicate, country, _rest = line.split(b" ", 3)
            slug = path[country].rpartition(b"/")[2]
            found[path[thing]].add(slug)
            found[path[country]].add(slug)
    return found


def _line(
    path: bytes, kept: bytes, countries: Iterable[bytes] = (), hashes: Iterable[bytes] = ()
) -> bytes:
    parts = (path, kept, b",".join(sorted(countries)), b"".join(sorted(hashes)))
    return b"\t".join(parts) + b"\n"
