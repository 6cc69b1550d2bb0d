"""The command ``kg``."""

from __future__ import annotations

import io
import json
import math
import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from kg import changes, terminal
from kg.endpoint import public, signed_in
from kg.errors import KGError, QueryError
from kg.formats import QUADS, SOLUTIONS, TRIPLES
from kg.forwarding import open_sandbox
from kg.network_command import network
from kg.output import writing
from kg.person_commands import person
from kg.questions import all_questions, question
from kg.remote import open_graph
from kg.settings import Settings, store_address
from kg.store import current_release, open_release
from kg.terminal import ERR, OUT

_MOST_CONNECTIONS = 1024
_LAST_SECONDS = 5
# Many processes take turns at few processors. With memory in large pages, where the system gives
# them to those who ask, each finds its own again with fewer steps. Other systems take no notice.
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
_FORMATS = ["table", *SOLUTIONS, *TRIPLES]


class _Group(click.Group):
    """Turns our errors into a message and exit status 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KGError as error:
            ERR.print(f"Error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
            context.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nordic-innovation", prog_name="kg")
@click.pass_context
def main(context: click.Context) -> None:
    """Build, ask and serve the knowledge graph of Nordic public-sector innovation.

    Settings come from environment variables; `kg settings` lists them.
    """
    context.obj = Settings.from_environment()


@main.command("build")
@click.pass_obj
def build_command(settings: Settings) -> None:
    """Build a release from tables and ontology, and make it the current one.

    With any complaint nothing is published, all complaints are listed, and the status is 1.
    """
    from kg.build import build  # what it needs takes half a second to load

    with terminal.steps() as step:
        report = build(settings, step)
    terminal.show_report(report)
    state = "is published" if report.fresh else "was there already and is current"
    OUT.print(f"Release [bold]{report.release.digest}[/] {state}.")


@main.command()
@click.option(
    "--report",
    "with_quality",
    is_flag=True,
    help="Show also what is covered, what is missing, and where sources disagree.",
)
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table",
    show_default=True, help="Format of the report.",
)  # fmt: skip
@click.pass_obj
def validate(settings: Settings, with_quality: bool, format_: str) -> None:
    """Check tables and ontology as a build does, without publishing anything."""
    from kg.build import check  # what it needs takes half a second to load

    with terminal.steps() as step:
        report = check(settings, step)
    if with_quality and format_ == "json":
        counted = {"rows": report.rows, "triples": report.triples, "inferred": report.inferred}
        click.echo(json.dumps({**counted, **asdict(report.quality)}, ensure_ascii=False, indent=1))
        return
    terminal.show_report(report)
    OUT.print("No complaints.")
    if with_quality:
        terminal.show_quality(report)


@main.command("format")
@click.option(
    "--check", is_flag=True, help="Write nothing; name the files that differ, with status 1."
)
@click.pass_context
def format_command(context: click.Context, check: bool) -> None:
    """Put all tables into the project's form: columns and rows in order, UTF-8, commas, LF.

    Reads what spreadsheet programs save, and loses nothing: where something cannot be read,
    nothing is written, and all such places are listed.
    """
    from kg.tables import formatting  # what it needs takes a moment to load

    settings: Settings = context.obj
    files = formatting.unformatted(settings.tables)
    for path in files:
        click.echo(path.name)
    if check:
        context.exit(1 if files else 0)
    formatting.write(files)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), required=False)
@click.option("--name", help="Ask a competency question, by its name or number.")
@click.option("--list", "list_", is_flag=True, help="List the competency questions.")
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default=None,
    help="Format of the answer. [default: table, and turtle for CONSTRUCT and DESCRIBE]",
)  # fmt: skip
@click.pass_obj
def query(
    settings: Settings,
    file: io.TextIOBase | None,
    name: str | None,
    list_: bool,
    format_: str | None,
) -> None:
    """Ask a SPARQL question: from FILE, from standard input (-), or by --name.

    The prefixes npi, org, foaf, skos, schema, dcterms, prov, qb, rdfs, owl and xsd are known.
    """
    if list_:
        for one in all_questions(settings):
            OUT.print(f"[bold]{one.name}[/]  {escape(one.purpose)}", highlight=False)
        return
    if (file is None) == (name is None):
        raise click.UsageError("Give a FILE (or - for standard input), or --name.")
    text = _read(file) if file else question(settings, name or "").text
    _answer(settings, text, format_)


def _read(file: io.TextIOBase) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise KGError(f"The query is not UTF-8: {error}. Save it as UTF-8.") from None


def _answer(settings: Settings, text: str, format_: str | None) -> None:
    """Run a query and print its answer; a table falls back to Turtle where triples come back."""
    solutions = format_ if format_ in SOLUTIONS else "json"
    triples = format_ if format_ in TRIPLES else "turtle"
    release = current_release(settings)
    sandbox = open_sandbox(release, settings, open_graph(release, settings))
    outcome = sandbox.run(text, solutions, triples)
    if format_ in {None, "table"} and outcome.format == "json":
        terminal.show_answer(outcome)
    elif format_ not in {None, "table", outcome.format}:
        fitting = TRIPLES if outcome.format in TRIPLES else ["table", *SOLUTIONS]
        raise QueryError(
            f"The answer to this query has no format {format_}; use one of {', '.join(fitting)}."
        )
    else:
        for piece in outcome.pieces:
            sys.stdout.buffer.write(piece)


@main.command()
@click.option(
    "--kind",
    type=click.Choice(["person", "organisation", "event", "initiative", "source"]),
    help="Only pairs of this kind.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    metavar="SCORE",
    help="The lowest score, from 0 to 1. [default: what is worth proposing]",
)
@click.option("--unsure", is_flag=True, help="List also the pairs that were judged unsure.")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="Format of the list.",
)  # fmt: skip
@click.pass_obj
def identity(
    settings: Settings, kind: str | None, least: float | None, unsure: bool, format_: str
) -> None:
    """List the things that may be one and wait for a judgement in same_as.csv.

    The score is the probability by the evidence; the reasons say what speaks for and against it,
    each with its weight in bits.
    """
    from kg import ontology, tables  # what they need takes a moment to load
    from kg.identity.matching import PROPOSED
    from kg.identity.review import open_pairs

    concepts = ontology.read(settings.ontology, settings.base_iri).concepts
    examined = tables.examine(settings.tables, concepts)
    if examined.complaints:
        ERR.print("Rows with complaints are left out; `kg validate` lists them.", markup=False)
    found = open_pairs(examined.sound, PROPOSED if least is None else least, unsure=unsure)
    rows = [
        {
            "thing": review.proposal.thing,
            "other": review.proposal.other,
            "score": review.proposal.score,
            "judgement": review.judgement,
            "reasons": list(review.proposal.reasons),
        }
        for review in found
        if kind in {None, review.proposal.kind}
    ]
    terminal.show_pairs(rows, format_)


@main.command("changes")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="Format of the list.",
)  # fmt: skip
@click.pass_obj
def changes_command(settings: Settings, old: str | None, new: str | None, format_: str) -> None:
    """List what is new, changed and gone from release OLD to release NEW, by their digests.

    Without NEW it is the current release; without OLD the last one before that is still there.
    Statements count about the thing itself and about each claim that names it, as often as
    sources make them.
    """
    former = old or changes.former(settings.releases)
    latter = new or current_release(settings).digest
    found = changes.between(settings.releases, former, latter)
    rows = [
        {
            "state": one.state,
            "thing": one.path,
            "added": one.added,
            "removed": one.removed,
            "countries": list(one.countries),
            "kept": one.kept,
        }
        for one in found
    ]
    terminal.show_changes(rows, format_)
    ERR.print(f"From release {former} to {latter}", highlight=False)


@main.command()
@click.pass_obj
def stats(settings: Settings) -> None:
    """Show what is in the current release: things by kind and country, claims, triples."""
    from kg import quality  # what it needs takes a moment to load

    release = current_release(settings)
    terminal.show_release(release, quality.read(release.quality))


@main.command()
@click.option(
    "--format", "format_", type=click.Choice(["turtle", *QUADS]), default="turtle",
    show_default=True,
    help="Turtle holds the triples; the others keep the named graphs too.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.pass_obj
def export(settings: Settings, format_: str, output: Path | None) -> None:
    """Write the whole graph, to a file or to standard output."""
    graph = open_release(current_release(settings), settings.base_iri)
    if output is None:
        graph.export(format_, sys.stdout.buffer)
        return
    with writing(output) as sink:
        graph.export(format_, sink)
    ERR.print(f"Wrote {output} ({output.stat().st_size:,} bytes).", markup=False, highlight=False)


@main.command()
@click.argument("url", required=False)
@click.option(
    "--graph-store", metavar="URL",
    help="Address of the server's graph store. [default: as Oxigraph and Virtuoso have it]",
)  # fmt: skip
@click.option(
    "--union", type=click.Choice(["default", "named"]), default="default", show_default=True,
    help="Graph for what all graphs say: named where the server has no default graph of its own.",
)  # fmt: skip
@click.option(
    "--user", help="Who signs in; the password is read from KG_STORE_PASSWORD, or asked for."
)
@click.pass_obj
def publish(
    settings: Settings, url: str | None, graph_store: str | None, union: str, user: str | None
) -> None:
    """Load the current release into the server that answers queries at URL, or at KG_STORE.

    While it is loaded, and where that breaks off, the server holds no whole release, and whoever
    opens it is told so.
    """
    from kg.publish import Publisher, graph_store_of  # what it needs takes a moment to load

    address = url or settings.store
    if not address:
        raise click.UsageError("Give a URL, or set KG_STORE.")
    store_address(address, "URL")
    target = graph_store or graph_store_of(address)
    if user:
        password = os.environ.get("KG_STORE_PASSWORD") or click.prompt("Password", hide_input=True)
        target = signed_in(target, user, password)
    release = current_release(settings)
    with terminal.progress() as told:
        merged = Publisher(release, settings, address, target, union).run(told)
    if merged:
        statements = f"{merged:,} statement{'s' if merged != 1 else ''}"
        ERR.print(f"The server took {statements} for one with another.", highlight=False)
    OUT.print(f"Release [bold]{release.digest}[/] is at {escape(public(address))}.")


@main.command()
@click.option("--host", help="Address to listen on. [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [default: 5000]")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve the explorer."""
    current_release(settings)
    address, number = host or settings.host, port or settings.port
    try:
        socket.create_server((address, number)).close()
    except OSError as error:
        raise KGError(
            f"Port {number} of {address} cannot be used ({error.strerror}). Choose another: "
            "kg serve --port NUMBER, or PORT=NUMBER make run."
        ) from None
    OUT.print(f"The explorer is at [bold]http://{address}:{number}[/] (end with Ctrl-C)")
    # A process of its own: the library knows nothing of the web, and the server forks its workers
    # from a process that has loaded nothing else.
    options = {
        "interface": "asginl",
        "host": address,
        "port": number,
        "workers": settings.workers,
        "backpressure": _MOST_CONNECTIONS,
        # Where the server has to find out the protocol first, it waits for that without end.
        "http": 1,
        "http1-header-read-timeout": math.ceil(settings.client_seconds * 1000),
        # One that is asked to end while it comes up may not hear it; then it is not waited for.
        "workers-kill-timeout": _LAST_SECONDS,
        "log-level": "error",
    }
    named = [*(f"--{name}={value}" for name, value in options.items()), "--no-ws"]
    sys.stdout.flush()
    os.execve(  # noqa: S606 - our own interpreter, and no shell
        sys.executable,
        [sys.executable, "-m", "granian", "--factory", *named, "server.gateway:create_gateway"],
        {**_LARGE_PAGES, **os.environ},
    )


@main.command("settings")
def settings_command() -> None:
    """List the settings: environment variable, default, meaning."""
    table = terminal.table("variable", "default", "meaning")
    for row in Settings.table():
        table.add_row(*row)
    OUT.print(table, markup=False)


main.add_command(person)
main.add_command(network)


if __name__ == "__main__":
    sys.exit(main())
