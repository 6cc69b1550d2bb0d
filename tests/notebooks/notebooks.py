"""The notebooks of the project: how they are read, run and compared."""

from __future__ import annotations

from pathlib import Path

import nbclient
import nbformat

from kg.settings import Settings

FOLDER = Settings().home / "notebooks"
"""Where they lie."""


def read(path: Path) -> nbformat.NotebookNode:
    """Return a notebook in the current format."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def run(notebook: nbformat.NotebookNode, folder: Path = FOLDER) -> None:
    """Run a notebook from top to bottom, in a folder."""
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=120, resources=resources).execute()


def printed(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """Return what each code cell shows as text or picture."""
    return [
        [
            output.get("data", {}).get("image/svg+xml")
            or output.get("data", {}).get("text/html")
            or output.get("data", {}).get("text/plain")
            or output.get("text", "")
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
