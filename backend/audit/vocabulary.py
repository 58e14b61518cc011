"""All that the log can say: actions, objects, and what a detail may hold.

Writers are held to this by its types, pages by a test: every action, key and code has words in every language. A value
whose type is a Literal is a code; in `changes`, `set` and `filter` the fields of the API's own models stand.
"""

from typing import Any, Literal, TypedDict

from backend.accounts.schemas import Role
from backend.actions.schemas import ActionName
from backend.enrollments.schemas import LeftOutReason
from backend.journeys.schemas import JourneyKind, ResumeChoice
from backend.kit.csv_export import Encoding
from backend.organization.schemas import BrakeCode
from backend.suppression.schemas import SuppressionReason

ObjectType = Literal[
    "journey", "enrollment", "contact", "contacts", "company", "companies", "import", "list", "template", "message",
    "delivery", "task", "suppression", "account", "token", "organization", "calendar_day", "sender", "webhook_secret",
    "operation", "audit",
]  # fmt: skip
Action = Literal[
    "account.signed_in", "account.created", "account.changed", "token.created", "token.revoked",
    "organization.changed", "sending.stopped", "sending.released", "calendar.changed", "calendar.cleared",
    "sender.created", "sender.changed", "webhook_secret.created", "webhook_secret.rotated", "webhook_secret.deleted",
    "contact.created", "contact.changed", "contact.deleted", "contact.erased", "contact.imported",
    "contact.unsubscribed", "contacts.exported", "company.changed", "companies.exported",
    "import.uploaded", "import.started", "import.done", "import.cancelled",
    "list.created", "list.updated", "list.deleted", "list.members_added", "list.members_removed",
    "suppression.added", "suppression.removed", "suppression.exported",
    "template.created", "template.updated", "template.test_sent",
    "task.created", "task.updated", "task.cancelled", "task.completed",
    "journey.created", "journey.renamed", "journey.archived", "journey.draft_saved", "journey.draft_restored",
    "journey.published", "journey.rolled_back", "journey.version_named",
    "journey.paused", "journey.resumed", "journey.draining", "journey.stopped",
    "journey.enrolled", "journey.enrollment_started", "enrollments.exported", "enrollments.shunted",
    "enrollment.skipped", "enrollment.moved", "enrollment.stopped", "enrollment.retried", "enrollment.replayed",
    "enrollment.paused", "enrollment.resumed",
    "message.resent", "message.dismissed", "delivery.resent", "delivery.dismissed",
    "operation.cancelled", "reconcile.started", "reconcile.mended", "audit.exported",
]  # fmt: skip

Change = TypedDict("Change", {"from": Any, "to": Any})


class Fate(TypedDict, total=False):
    """What was chosen for the people at a step when a version was published; `to` with redirect."""

    choice: Literal["stay", "migrate", "redirect", "exit"]
    to: str


class Detail(TypedDict, total=False):
    """What an entry can hold. Personal data stands only where an erasure removes it."""

    # what was set or changed, by field; whom a list or an action was narrowed to
    changes: dict[str, Change]
    set: dict[str, Any]
    filter: dict[str, Any]

    # what it is about
    name: str
    key: str
    email: str
    subject: str
    file: str
    row: int
    line: int
    import_id: str
    contact: str
    enrollment: str
    message: str
    operation: str
    ids: list[str]
    ip: str
    to: str
    encoding: Encoding
    closed: bool
    note: str
    role: Role
    password: Literal["changed"]
    reason: SuppressionReason
    outcome: str

    # journeys
    kind: JourneyKind | str
    started_from: str
    version: int
    from_version: int
    revision: int
    started: bool
    fates: dict[str, Fate]
    choice: ResumeChoice
    ramp_per_hour: int | None
    test: bool
    node: str | None
    target: str | None
    action: ActionName

    # how many
    count: int
    people: int
    moved: int
    refused: dict[str, int]
    eligible: int
    enrolled: int
    left_out: dict[LeftOutReason, int]
    members: int
    records: int
    done: int
    new: int
    updated: int
    merged: int
    rejected: int
    by_reason: dict[str, int]
    reclassified: int
    tasks_released: int
    tasks_cancelled: int
    enrollments_ended: int
    messages: int
    reactions: int
    address_stays_suppressed: bool
    erased: bool

    # the engine
    dry_run: bool
    code: BrakeCode
    unknown_from: str
    unknown_until: str
    cohorts_without_workflow: int
    cohorts_overdue: int
    workflows_with_nobody_aboard: int
    workflows_without_cohort: int
    operations_without_workflow: int
    workflows_of_finished_operations: int
    enrollments_never_due: int
    counts_wrong: int
