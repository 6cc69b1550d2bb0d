"""The commands ``kg person``: what is held on somebody, taking them out, letting others in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from kg import terminal
from kg.settings import Settings
from kg.terminal import ERR, OUT

if TYPE_CHECKING:
    from kg.people.held import Held
    from kg.people.removal import Plan, Removed

_LISTED_TOO = """\
Networks, and the pages of countries, roles and other concepts, list people too."""
_REMAINS = """\
Out of reach of this command, and for you to do:
- The history in Git still has the former tables. To rewrite it, name all spellings in a file:
  git filter-repo --replace-text FILE; then push by force, and have all clones made anew.
- Pictures, such as those of the README, in which nobody can search.
- Copies that others have taken, such as dumps, clones and backups.
- Another server that holds the graph (KG_STORE): run kg publish again.
- Caches of proxies and search engines: purge what stands in front of the explorer."""


@click.group()
def person() -> None:
    """Show what is held on a person, take a person out, let another of the same name in."""


@person.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table",
    show_default=True, help="Format of the answer.",
)  # fmt: skip
@click.pass_obj
def show(settings: Settings, id_: str, format_: str) -> None:
    """Print everything held on the person ID: each row with all its cells, claims, addresses.

    ID is the last part of the address of the person's page.
    """
    from kg.people.held import held_on  # what it needs takes half a second to load
    from kg.people.register import Register

    register = Register(settings)
    held = held_on(register, register.person(id_), settings)
    if format_ == "json":
        click.echo(json.dumps(asdict(held), ensure_ascii=False, indent=1))
    else:
        _show_held(held)


def _show_held(held: Held) -> None:
    _say("person", [held.id])
    _say("called", held.names)
    _say("retired ids", held.retired)
    OUT.print(f"\n{len(held.rows)} rows", style="bold", highlight=False)
    for row in held.rows:
        OUT.print(f"{row.file}, row {row.row}", highlight=False, markup=False)
        for name, cell in row.cells.items():
            OUT.print(f"  {name}: {cell}", markup=False, highlight=False)
    _say("\nclaims, with their sources", [f"{c.path}  {', '.join(c.sources)}" for c in held.claims])
    _say("\nshown at", held.addresses)
    OUT.print(_LISTED_TOO, markup=False, highlight=False)
    _say("\nreleases on this disk", held.releases)
    files = [f"{file}, line {', '.join(map(str, at))}" for file, at in held.files.items()]
    _say("\nother files of the project", files)


def _say(title: str, lines: Sequence[str]) -> None:
    """Print a title and the lines below it."""
    OUT.print(title, style="bold", markup=False, highlight=False)
    for line in lines or ["none"]:
        OUT.print(f"  {line}", markup=False, highlight=False)


@person.command()
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.pass_obj
def remove(settings: Settings, id_: str, yes: bool, dry_run: bool) -> None:
    """Take the person ID out of tables, graph, index and dumps, and keep them from coming back.

    The tables without the person are checked and built first; where they do not pass, nothing is
    changed. Releases in the build folder that hold the person are removed.
    """
    from kg.people import removal  # what it needs takes half a second to load
    from kg.people.register import Register

    register = Register(settings)
    found = register.person(id_)
    day = date.today().isoformat()
    planned = removal.plan(register, found, settings, day)
    _show_plan(planned)
    if dry_run:
        OUT.print("Nothing was changed.")
        return
    if not yes:
        click.confirm("Take this person out for good?", abort=True, err=True)
    with terminal.steps() as step:
        removed = removal.remove(planned, settings, step)
    _show_removed(planned, removed)


def _show_plan(planned: Plan) -> None:
    shown = terminal.table("table", "rows that go")
    for name, number in planned.taken.items():
        shown.add_row(f"{name}.csv", f"{number:,}")
    OUT.print(shown)
    for one in planned.reworded:
        where = f"{one.file}, row {one.row}, column {one.column}"
        OUT.print(f"{where}: {one.before!r} becomes {one.after!r}", markup=False, highlight=False)
    _show_suspected(planned)
    for folder in planned.releases:
        OUT.print(f"Release {folder.name} goes.", highlight=False)


def _show_suspected(planned: Plan) -> None:
    if planned.suspected:
        _say(
            "These have a family name that nobody else has. If they mean the person, reword them:",
            planned.suspected,
        )


def _show_removed(planned: Plan, removed: Removed) -> None:
    OUT.print(f"Release [bold]{removed.report.release.digest}[/], without this person, is current.")
    OUT.print(f"Releases removed: {len(removed.releases)}.", highlight=False)
    places = [*(str(one) for one in removed.remaining)]
    places += [f"{one.file}, line {one.line}" for one in planned.remaining]
    if places:
        _say("These files name the person too, and are for you to reword:", places)
    _show_suspected(planned)
    OUT.print(_REMAINS, markup=False, highlight=False)


@person.command()
@click.argument("id_", metavar="ID")
@click.pass_obj
def admit(settings: Settings, id_: str) -> None:
    """Let the person ID in, who bears the name of somebody who was taken out."""
    from kg.people.admission import admit as admit_person  # it takes a moment to load

    admit_person(settings, id_)
    OUT.print(f"{id_} may be in the tables.", markup=False, highlight=False)


@person.command()
@click.pass_obj
def undo(settings: Settings) -> None:
    """Put the tables back as they were, where a removal was broken off in the middle."""
    from kg.tables.replacing import undo as undo_replacing  # it takes a moment to load

    broken_off = undo_replacing(settings.tables)
    state = "were put back as they were" if broken_off else "are as they are to be"
    ERR.print(f"All tables {state}.", highlight=False)
