"""`tabiji bench engine`: the engine against bare SMTP and one workflow per contact, in one run on one machine."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import asyncpg

from backend.bench import servers
from backend.bench.actions import count_actions
from backend.bench.bare_smtp import Rate
from backend.bench.ground import Ground, Say, ground
from backend.bench.per_contact import per_contact
from backend.bench.scene import KEYS, Scene, enroll, set_scene

PATIENCE_S = 1_800.0
_ABOARD = "select exists (select from enrollment where status = 'active')"
PER_CONTACT = 300
"""Contacts of the one-workflow-per-contact run: its rate is steady, so fewer are enough to measure it."""


async def bench_engine(contacts: int, *, workers: int = 2, say: Say = print) -> dict[str, Any]:
    """Measure all three and report.

    Rates are mails a second from the start of enrolling to the last mail at the sink. `cpu_ms_per_mail_smtp` is the
    bare client's alone; `cpu_ms_per_mail_engine` everything's: PostgreSQL, Temporal, sink and workers (`cpu_s`).
    `times` is each worker's own account: calls and seconds of its overlapping stages. One workflow per contact is
    measured twice: at its leanest, without ledger or journal (`mails_per_s_per_contact`, which the ratio is about), and
    as the engine itself with cohorts of one.
    """
    async with ground("bench", say) as here:
        report: dict[str, Any] = {"contacts": contacts, "workers": workers}
        before = await here.bare()
        report |= await _engine(here, contacts, workers)
        report |= _smtp(before, await here.bare())
        report |= await _per_contact(here, min(contacts, PER_CONTACT))
        report["ratio_to_smtp"] = round(report["mails_per_s_engine"] / report["mails_per_s_smtp"], 3)
        report["ratio_to_per_contact"] = round(report["mails_per_s_engine"] / report["mails_per_s_per_contact"], 1)
        return report


def _smtp(before: Rate, after: Rate) -> dict[str, Any]:
    """Bare SMTP is measured before and after the engine: on a shared machine the load changes meanwhile."""
    both = [round(rate.mails_per_s, 1) for rate in (before, after)]
    return {
        "mails_per_s_smtp": round(sum(both) / 2, 1),
        "mails_per_s_smtp_before_after": both,
        "cpu_ms_per_mail_smtp": round((before.cpu_ms + after.cpu_ms) / 2, 3),
        "mail_bytes": after.mail_bytes,
    }


async def _engine(here: Ground, contacts: int, workers: int) -> dict[str, Any]:
    scene = await set_scene(here.sessions, here.settings.database_url, contacts)
    async with here.workers(workers):
        idle = await here.cpu()
        begun = time.time()
        enrolled = await enroll(here.sessions, scene, here.settings.cohort_capacity)
        enrolling = time.time() - begun
        expected = enrolled * len(KEYS)
        await _until_done(here)
        cpu = servers.difference(await here.cpu(), idle)
        counts = await here.sink.report()
        await here.sink.report(reset=True)
        actions = await count_actions(await here.temporal(), "nurture")
        alone = await _cohorts_of_one(here, scene, min(contacts, PER_CONTACT))
    elapsed = counts["last_at"] - begun
    rate = counts["distinct"] / elapsed
    here.say(f"engine: {rate:.0f} mails/s, {counts['mails']} of {expected} at the sink, {counts['duplicates']} twice")
    return {
        "mails_per_s_engine": round(rate, 1),
        "mails_expected": expected,
        "mails_at_sink": counts["mails"],
        "duplicates": counts["duplicates"],
        "seconds": {"all": round(elapsed, 2), "enrolling": round(enrolling, 2)},
        "actions_per_contact": round(actions.billable / enrolled, 4),
        "workflow_runs": actions.runs,
        "history_events_per_contact": round(actions.events / enrolled, 3),
        "cpu_s": cpu,
        "cpu_ms_per_mail_engine": round(sum(cpu.values()) / expected * 1e3, 3),
        "times": _times(here.folder),
        "mails_per_s_cohorts_of_one": round(alone, 2),
        "ratio_to_cohorts_of_one": round(rate / alone, 1),
    }


async def _cohorts_of_one(here: Ground, scene: Scene, contacts: int) -> float:
    """The engine itself with a workflow a contact: what one gets who wants the same ledger and journal that way."""
    begun = time.time()
    await enroll(here.sessions, scene, capacity=1, limit=contacts)
    await _until_done(here)
    counts = await here.sink.report()
    await here.sink.report(reset=True)
    rate = counts["mails"] / (counts["last_at"] - begun)
    here.say(f"cohorts of one: {rate:.1f} mails/s ({contacts} contacts)")
    return rate


async def _per_contact(here: Ground, contacts: int) -> dict[str, Any]:
    rate = await per_contact(await here.temporal(), here.settings, contacts)
    await here.sink.report(reset=True)
    here.say(f"one workflow per contact: {rate:.1f} mails/s ({contacts} contacts)")
    return {"mails_per_s_per_contact": round(rate, 2), "per_contact_contacts": contacts}


async def _until_done(here: Ground) -> None:
    """Wait until nobody is aboard any more; asks seldom, so as not to be measured itself."""
    connection = await asyncpg.connect(here.settings.database_url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while await connection.fetchval(_ABOARD):  # noqa: ASYNC110
                await asyncio.sleep(0.25)
        bad = await connection.fetchval("select count(*) from enrollment where status <> 'completed'")
        if bad:
            here.say(f"{bad} enrollments did not complete")
    finally:
        await connection.close()


def _times(folder: Path) -> list[Any]:
    lines = (folder / "worker.log").read_text(errors="replace").splitlines()
    return [json.loads(line.split("times: ", 1)[1]) for line in lines if "times: " in line]
