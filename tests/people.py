"""What tests of people's rights share: a person who is everywhere, and a search of all bytes."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.folding import bare_words, words
from tests.homes import World

WHO = "soeren-grossmann"
"""The id of the person."""
RETIRED = "soren-grossmann"
"""The id that was retired for it."""
_NAMES = ("Søren Großmann", "Søren Grosmann")


def spread(world: World) -> None:
    """Name the person in passing, in every kind of place, in a world that is fresh to edit."""
    world.append(
        "sources.csv",
        "grossmann-soeren-interview,https://ring.example/people/s%C3%B8ren-gro%C3%9Fmann/talk,"
        "A talk with Søren Großmann,blaabaerringen,en,2021,news",
    )
    world.append(
        "events.csv", "lone-talk,,,,,,,,,,A lone talk,conference,2021,,,,,,,ringbook-2021,"
    )
    world.append("participations.csv", "lone-talk,person/soeren-grossmann,speaker,,ringbook-2021,")
    world.append(
        "relations.csv",
        "organisation/idevaerket,cooperates-with,organisation/blaabaerringen,,,,"
        "grossmann-soeren-interview,",
    )
    world.append(
        "same_as.csv",
        "person/maret-tuonnal-cahppe,person/thora-duadottir,different,Soren Grosmanns guests both.",
    )
    world.path("data/left-out.csv").write_text(
        'slice,table,row,reason\ndk,roles,1,"no role: GROẞMANN, SØREN"\n', "utf-8"
    )


def spellings(
    names: Iterable[str], marks: Iterable[str] = (" ", "-", "_", "+", "", ", ")
) -> frozenset[str]:
    """Return every spelling of names and ids, in small letters, with marks between the words."""
    found: set[str] = set()
    for name in names:
        for written in (name.lower(), " ".join(words(name)), " ".join(bare_words(name))):
            for parts in permutations(re.findall(r"\w+", written)):
                found |= {mark.join(parts) for mark in marks}
    return frozenset({*found, *(quote(one).lower() for one in found)})


# A family name that nobody else has gives somebody away alone.
_SPELLINGS = spellings(_NAMES) | {"großmann", "grossmann", "grosmann"}


def named_in(data: bytes, sought: frozenset[str] = _SPELLINGS) -> set[str]:
    """Return the spellings that stand in bytes, as text of any case."""
    text = data.decode("utf-8", "replace").lower()
    return {one for one in sought if one in text}


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every file below a folder with its bytes, and with what is packed in them."""
    for path in sorted(folder.rglob("*")):
        if path.name == "store" and path.is_dir():
            yield (
                path,
                bytes(ox.Store.read_only(str(path)).dump(format=ox.RdfFormat.N_QUADS) or b""),
            )
        if path.is_file() and not path.is_symlink():
            yield path, str(path.name).encode() + path.read_bytes()
            if path.suffix == ".gz":
                yield path, gzip.decompress(path.read_bytes())
            if path.suffix == ".sqlite":
                with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                    yield path, "\n".join(database.iterdump()).encode()


def holding(folder: Path, sought: frozenset[str] = _SPELLINGS) -> set[str]:
    """Return the files below a folder that name the person."""
    found = contents(folder)
    return {str(path.relative_to(folder)) for path, data in found if named_in(data, sought)}
