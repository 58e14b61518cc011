"""`tabiji journeys`: journeys as code. Exit codes: 0 clean, 1 findings or differences, 2 wrong usage or input.

| command | 0 | 1 | 2 |
|---|---|---|---|
| export | written | | no such journey, no answer, no right |
| import | written, up to date | --dry-run: would change; else: errors, something missing | unreadable, refused |
| lint | clean | errors (--strict: warnings too) | unreadable |
| diff | the same | they differ | unreadable, no such journey |
| simulate | everybody came to an end | somebody did not, or ended with an error | unreadable |

lint, simulate and a diff of two files need nothing but the files; the rest speaks with a running Tabiji. Imports stay
inside commands, so that each starts fast.
"""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from workflows.journey.graph import JourneyGraph

FINDINGS = 1
UNUSABLE = 2

journeys = typer.Typer(no_args_is_help=True, help="Journeys as code: files in, files out, checks for CI.")

Files = Annotated[list[Path], typer.Argument(help="Journeys as YAML; - reads from stdin.")]
Url = Annotated[str, typer.Option(envvar="TABIJI_URL", help="Where Tabiji runs.")]
Token = Annotated[str, typer.Option(envvar="TABIJI_TOKEN", help="An API token (tabiji token EMAIL).")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
HERE = "http://127.0.0.1:8400"


@journeys.command("export")
def export_(
    which: Annotated[list[str] | None, typer.Argument(help="Names or ids; all journeys when omitted.")] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for the files; one journey is printed without it.")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="A published version instead of the draft.")] = None,
    url: Url = HERE,
    token: Token = "",
) -> None:
    """Write journeys as YAML files."""
    from backend.journeys.as_code import connect, file_name
    from backend.journeys.yaml_code import dump_journey

    async def work() -> None:
        async with connect(url, token) as remote:
            found = [await remote.find(one) for one in which or []]
            if not which:
                found = [await remote.read(row["id"]) async for row in remote.every("/journeys")]
            if to is None and len(found) != 1:
                _stop("name one journey, or a folder with --to")
            catalog = await remote.catalog()
            texts: dict[str, str] = {}
            for one in found:
                graph = one.draft if version is None else await remote.version(one, version)
                name = file_name(graph.name)
                name = f"{name[:-5]}-{one.id[-6:]}.yaml" if name in texts else name
                texts[name] = dump_journey(catalog.out(graph))
            _write_out(texts, to)

    _run(work())


def _write_out(texts: dict[str, str], to: Path | None) -> None:
    if to is None:
        typer.echo("".join(texts.values()), nl=False)
        return
    to.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (to / name).write_text(text, encoding="utf-8")
        typer.echo(str(to / name))


@journeys.command("import")
def import_(
    files: Files,
    journey: Annotated[str | None, typer.Option(help="Id of the journey to change; by name otherwise.")] = None,
    publish: Annotated[bool, typer.Option(help="Publish what changed; people on the way stay.")] = False,
    note: Annotated[str, typer.Option(help="Note of the published version.")] = "",
    start: Annotated[bool, typer.Option(help="Let a stopped journey run again by publishing it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show the plan; 1 when something would change.")
    ] = False,
    url: Url = HERE,
    token: Token = "",
) -> None:
    """Show what would change, ask, then write the drafts. A journey with errors is not taken."""
    from backend.journeys.as_code import connect

    if journey is not None and len(files) > 1:
        _stop("--journey goes with one file")

    async def work() -> None:
        async with connect(url, token) as remote:
            plans = await remote.plan(files, journey)
            for plan in plans:
                _say_plan(plan)
            if any([_say_problems(plan) for plan in plans]):
                typer.echo("Nothing was written: correct the errors first.", err=True)
                raise typer.Exit(FINDINGS)
            changing = [plan for plan in plans if plan.changes]
            if dry_run:
                raise typer.Exit(FINDINGS if changing else 0)
            if changing and not yes and not _agreed():
                _stop("Nothing was written.")
            written = [(plan, await remote.apply(plan) if plan.changes else plan.found) for plan in plans]
            catalog = await remote.catalog()
            for plan, found in written:
                assert found is not None
                found = await remote.settle(plan, found, catalog)
                if publish and (plan.changes or found.live_version is None):
                    typer.echo(f"{plan.graph.name}: version {await remote.publish(found, note, start=start)} published")
                elif plan.changes:
                    typer.echo(f"{plan.graph.name}: draft {found.revision} written")

    _run(work())


def _agreed() -> bool:
    """Whether the person says yes; nobody there to be asked is a no."""
    try:
        return typer.confirm("Write this?")
    except typer.Abort:
        return False


def _say_plan(plan: Any) -> None:
    if plan.found is None:
        typer.echo(f"{plan.file}: new journey {plan.graph.name!r} with {len(plan.graph.nodes)} steps")
    elif plan.diff.empty:
        typer.echo(f"{plan.file}: {plan.graph.name!r} is up to date")
    else:
        typer.echo(f"{plan.file}: {plan.graph.name!r} changes")
        _say_diff(plan.diff)


@journeys.command()
def lint(
    files: Files,
    strict: Annotated[bool, typer.Option(help="Warnings count as findings as well.")] = False,
    online: Annotated[bool, typer.Option(help="Check templates and senders against a running Tabiji.")] = False,
    as_json: AsJson = False,
    url: Url = HERE,
    token: Token = "",
) -> None:
    """Look for mistakes; 1 when there are errors (with --strict: or warnings)."""
    from backend.journeys.as_code import connect, read_file

    async def work() -> None:
        graphs = [(file, read_file(file)) for file in files]
        found = [(file, issue) for file, graph in graphs for issue in _issues(graph)]
        absent: list[tuple[Path, Any]] = []
        if online:
            async with connect(url, token) as remote:
                catalog = await remote.catalog()
                absent = [(file, one) for file, graph in graphs for one in catalog.missing(graph)]
        if as_json:
            rows = [{"file": str(file), **issue._asdict()} for file, issue in found]
            rows += [
                {"file": str(file), "severity": "error", "code": "missing", **one._asdict()} for file, one in absent
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False))
        else:
            _say_found(found)
            _say_missing(absent)
        if absent or any(strict or issue.severity == "error" for _, issue in found):
            raise typer.Exit(FINDINGS)

    _run(work())


def _issues(graph: "JourneyGraph") -> Sequence[Any]:
    from workflows.journey.lint import lint as look

    return look(graph)


def _say_problems(plan: Any) -> bool:
    """Print what lint finds and what is not there; whether the journey cannot be taken."""
    found = _issues(plan.graph)
    _say_found([(plan.file, issue) for issue in found])
    _say_missing([(plan.file, one) for one in plan.missing])
    return bool(plan.missing) or any(issue.severity == "error" for issue in found)


def _say_missing(absent: Sequence[tuple[Path, Any]]) -> None:
    for file, one in absent:
        why = "several have this name" if one.several else "is not there"
        typer.echo(f"{file}: missing {one.kind} {one.name!r} at {one.where}: {why}")


def _say_found(found: Sequence[tuple[Path, Any]]) -> None:
    for file, issue in found:
        where = ".".join(part for part in (issue.node, issue.field) if part)
        params = " ".join(f"{name}={value}" for name, value in issue.params.items())
        typer.echo(
            f"{file}: {issue.severity} {issue.code}{f' at {where}' if where else ''}{f' ({params})' if params else ''}"
        )


@journeys.command("diff")
def diff_(
    before: Annotated[Path, typer.Argument(help="A journey as YAML.")],
    after: Annotated[Path | None, typer.Argument(help="Another; the one in Tabiji when omitted.")] = None,
    journey: Annotated[str | None, typer.Option(help="Id or name in Tabiji; by the file's name otherwise.")] = None,
    as_json: AsJson = False,
    url: Url = HERE,
    token: Token = "",
) -> None:
    """Compare two files, or what is live (or drafted) in Tabiji with a file; 1 when they differ."""
    from backend.journeys.as_code import connect, read_file
    from workflows.journey.diff import diff

    async def work() -> None:
        graph = read_file(before)
        if after is not None:
            found = diff(graph, read_file(after))
        else:
            async with connect(url, token) as remote:
                there = await remote.find(journey or graph.name)
                live = there.live_version
                other = there.draft if live is None else await remote.version(there, live)
                catalog = await remote.catalog()
                found = diff(catalog.out(other), catalog.out(catalog.into(graph)))
        if as_json:
            from dataclasses import asdict

            typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        elif not found.empty:
            _say_diff(found)
        if not found.empty:
            raise typer.Exit(FINDINGS)

    _run(work())


def _say_diff(found: Any) -> None:
    for node in found.added:
        typer.echo(f"  + {node}")
    for node in found.removed:
        typer.echo(f"  - {node}")
    for where, changes in (("journey", found.journey), *found.changed.items()):
        for change in changes:
            typer.echo(f"  ~ {where}.{change.field}: {_plain(change.before)} -> {_plain(change.after)}")


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


@journeys.command()
def simulate(
    file: Annotated[Path, typer.Argument(help="A journey as YAML.")],
    contacts: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many; one shows its film.")] = 1,
    opened: Annotated[float, typer.Option(min=0, max=1, help="Chance that a mail is opened.")] = 0.0,
    clicked: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    replied: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    refused: Annotated[float, typer.Option(min=0, max=1, help="Chance that a mail does not leave.")] = 0.0,
    behaviour: Annotated[Path | None, typer.Option(help="YAML: sends, chances, rates; instead of the chances.")] = None,
    facts: Annotated[Path | None, typer.Option(help="YAML: fields of the contact.")] = None,
    seed: Annotated[str, typer.Option(help="The same seed gives the same counts.")] = "",
    start: Annotated[datetime | None, typer.Option(help="When they enter (UTC); now when omitted.")] = None,
    as_json: AsJson = False,
) -> None:
    """Play the journey on a virtual clock; 1 when somebody ends with an error or never comes to an end."""
    from backend.journeys.as_code import read_file
    from backend.journeys.playing import play_file
    from backend.journeys.yaml_code import load_plain

    async def work() -> None:
        rates = {"opened": opened, "clicked": clicked, "replied": replied, "refused": refused}
        asked = {"rates": rates} if behaviour is None else load_plain(behaviour)
        known = {} if facts is None else load_plain(facts)
        if not play_file(read_file(file), contacts, asked, known, seed, start, as_json=as_json, say=typer.echo):
            raise typer.Exit(FINDINGS)

    _run(work())


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run; what cannot be used or reached is said on stderr and ends by 2."""
    from pydantic import ValidationError

    from backend.journeys.as_code import RemoteError
    from backend.journeys.yaml_code import CodeError

    try:
        asyncio.run(work)
    except (CodeError, RemoteError) as error:
        _stop(str(error))
    except ValidationError as error:
        _stop("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))


def _stop(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(UNUSABLE)
