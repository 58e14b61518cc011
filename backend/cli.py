"""The `tabiji` command: a thin shell over the packages. Imports stay inside commands, so that each starts fast."""

import asyncio
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.journeys.commands import journeys
from backend.settings import Settings, load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Tabiji (旅路)")
bench = typer.Typer(no_args_is_help=True, help="Measurements; the last line of each is JSON.")
app.add_typer(bench, name="bench")
app.add_typer(journeys, name="journeys")


@app.command()
def up(
    data_dir: Annotated[Path, typer.Option(help="Folder that keeps everything.")] = Path(".tabiji"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Web port; another is said when taken.")] = 8400,
    ready_file: Annotated[Path | None, typer.Option(help="JSON written when everything answers.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=16, help="Worker processes.")] = 1,
) -> None:
    """Run the whole product on this machine: PostgreSQL, Temporal, worker, API, UI and mail inbox."""
    logging.getLogger().setLevel(logging.WARNING)
    from backend.embedded.data_dir import DataDirInUse
    from backend.embedded.processes import ChildFailed
    from backend.embedded.stack import StackOptions
    from backend.embedded.stack import up as run_stack

    try:
        run(run_stack(StackOptions(data_dir, port, ready_file, workers), typer.echo))
    except (DataDirInUse, ChildFailed, TimeoutError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def api(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="API_PORT", min=1, max=65535)] = 8400,
) -> None:
    """Run the HTTP API (and the built UI, when FRONTEND_DIST names it)."""
    import uvicorn

    from backend.app import build_routes, create_app

    uvicorn.run(
        build_routes(create_app(load_settings())), host=host, port=port, log_level="warning",
        timeout_graceful_shutdown=5, proxy_headers=False, server_header=False,
    )  # fmt: skip


@app.command()
def worker() -> None:
    """Run one worker process: cohort clocks, chunks, bulk operations, the wake relay."""
    from backend.worker import run_worker

    run(until_signal(run_worker, load_settings()))


@app.command()
def inbox() -> None:
    """Run the mail inbox of the embedded stack: an SMTP server that keeps what it gets."""
    from backend.inbox.server import run_inbox

    run(until_signal(run_inbox, load_settings()))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from backend.migrations import migrate as run_migrations

    run(run_migrations(load_settings().database_url))


@app.command()
def reconcile(
    dry_run: Annotated[bool, typer.Option(help="Only say what does not fit.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON line on standard output; progress on standard error.")
    ] = False,
) -> None:
    """Compare Temporal with the database, start what is missing and end what is too much. Workers do it by themselves
    at their start and every two minutes; this is for doing it now, and for looking."""
    from backend.operations.reconciling import reconcile as compare

    counts: dict[str, int] = run(compare(load_settings(), dry_run=dry_run))
    if not as_json:
        done = "found" if dry_run else "found and mended"
        for name, count in counts.items():
            typer.echo(
                f"{count:8d}  {name.replace('_', ' ')}, {done}" if count else f"{count:8d}  {name.replace('_', ' ')}"
            )
    typer.echo(json.dumps(counts))


@app.command()
def seed() -> None:
    """Install the template texts of the gallery where they are missing, and the first admin of a fresh database."""
    from backend.embedded.seed import seed_installation

    login = run(seed_installation(load_settings().database_url))
    typer.echo(json.dumps(login) if login else "Nothing to do: there is an admin already.")


@app.command()
def token(
    email: Annotated[str, typer.Argument(help="The account the token acts for.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "cli",
) -> None:
    """Print a new API token for an account."""
    from backend.embedded.seed import issue_token

    typer.echo(run(issue_token(load_settings().database_url, email, name)))


@bench.command("engine")
def bench_engine(
    contacts: Annotated[int, typer.Option(min=10, max=200_000)] = 10_000,
    workers: Annotated[int, typer.Option(min=1, max=8)] = 2,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON line on standard output; progress on standard error.")
    ] = False,
) -> None:
    """The engine against bare SMTP and against one workflow per contact, on scratch servers of its own."""
    from backend.bench.engine import bench_engine as measure

    report: dict[str, Any] = run(measure(contacts, workers=workers, say=_progress(as_json)))
    typer.echo(json.dumps(report))


@bench.command("faults")
def bench_faults(
    kills: Annotated[int, typer.Option(min=0, max=200)] = 20,
    seed: Annotated[int, typer.Option(help="Decides when what is killed, dropped, and done to people.")] = 1,
    interventions: Annotated[
        int | None, typer.Option(min=0, max=1000, help="How often people intervene; three times a kill unless told.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON line on standard output; progress on standard error.")
    ] = False,
) -> None:
    """kill -9 of every part and SMTP drops, under load, while people intervene; then account for every mail."""
    from backend.bench.faults import bench_faults as play
    from backend.bench.faults import sound

    report: dict[str, Any] = run(play(kills, seed, interventions=interventions, say=_progress(as_json)))
    typer.echo(json.dumps(report))
    if not sound(report):
        raise typer.Exit(1)


@bench.command("simulate")
def bench_simulate(
    contacts: Annotated[int, typer.Option(min=10, max=1_000_000, help="Of each crowd.")] = 20_000,
    people: Annotated[int, typer.Option(min=20, max=20_000, help="In the past of the backtest.")] = 10_000,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON line on standard output; progress on standard error.")
    ] = False,
) -> None:
    """Crowds through the gallery's journeys on one core, and a backtest over people with recorded reactions."""
    from backend.bench.simulate import bench_simulate as measure

    report: dict[str, Any] = run(measure(contacts, people, say=_progress(as_json)))
    typer.echo(json.dumps(report))


@bench.command("scale")
def bench_scale(
    enrollments: Annotated[int, typer.Option(min=1_000, max=2_000_000)] = 1_000_000,
    workers: Annotated[int, typer.Option(min=1, max=8)] = 2,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON line on standard output; progress on standard error.")
    ] = False,
) -> None:
    """A million people waiting: enrolling against COPY, counts, lists, a pause, and a wave of 50,000 against SMTP."""
    from backend.bench.scale import bench_scale as measure

    report: dict[str, Any] = run(measure(enrollments, workers=workers, say=_progress(as_json)))
    typer.echo(json.dumps(report))


def _progress(as_json: bool) -> Callable[[str], None]:
    """Where a measurement says how far it is."""
    return partial(typer.echo, err=as_json)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run on uvloop and give the result."""
    import uvloop

    return uvloop.run(work)


async def until_signal(work: Callable[[Settings, asyncio.Event], Awaitable[None]], settings: Settings) -> None:
    """Run `work(settings, stop)`; SIGINT and SIGTERM set `stop`, so that it can end what it has begun."""
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await work(settings, stop)


def main() -> None:
    """Entry point of the console script."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    app()


if __name__ == "__main__":
    main()
