"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KGError


@contextmanager
def writing(output: Path) -> Iterator[io.BufferedWriter]:
    """Give a file to write to, which takes its name only when it is whole.

    Parameters
    ----------
    output
        The file; one that is there already is replaced.

    Raises
    ------
    KGError
        If it cannot be written, with the reason.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> with writing(folder / "answer.txt") as sink:
    ...     _ = sink.write(b"24")
    >>> [file.name for file in folder.iterdir()]
    ['answer.txt']
    """
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as sink:
            yield sink
        partial.replace(output)
    except OSError as error:
        missing = not output.parent.exists()
        problem = f"there is no folder {output.parent}" if missing else error.strerror or error
        raise KGError(f"{output} cannot be written: {problem}.") from error
    finally:
        with suppress(OSError):
            partial.unlink()
