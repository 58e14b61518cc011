"""All transitions of an enrollment. The one engine behind journeys, simulator and tests.

Rules:

1. `advance` is total on Tick, Stop and interventions, and deterministic: the same four arguments give the same answer.
   A result nobody waits for raises JourneyFault; after the end every event is ignored, since a late result of a stopped
   enrollment is no fault. Only a parked enrollment can still be stopped, or taken up again by an intervention.
2. One command is out at a time. A Tick while it is out gives the same command again under the same key, so a crash
   between command and result loses nothing, and the ledger sees to it that nothing is done twice.
3. Every step has the next `seq`; a state never goes back.
4. Nobody moves through more than `run.MAX_HOPS` nodes without time passing: who does is parked as "spinning".
5. An intervention never walks on: it writes what was done and leaves the enrollment due; the next Tick goes on.
   While it is paused it hears nothing but Stop and interventions; a Tick after that sees what came meanwhile.
6. Goal, exits and the journey's end, in this order, are judged before each node is entered, and at every Tick while the
   enrollment waits: who gave the Tick may know that a fact has changed. Never while a command is out, since what it
   did must be heard first.
"""

from datetime import datetime

from workflows.journey.events import Event, Intervention, Stop
from workflows.journey.graph import JourneyGraph
from workflows.journey.interventions import intervene
from workflows.journey.run import Run
from workflows.journey.state import Advance, State
from workflows.journey.world_view import WorldView


def start(graph: JourneyGraph, at: datetime) -> State:
    """State of a new enrollment: ready at the entry node, due now. The first `advance` writes the step `entered`."""
    return State(node=graph.entry.node, due=at)


def advance(graph: JourneyGraph, state: State, event: Event, world: WorldView) -> Advance:
    """Carry one enrollment on until it waits, has a command out, or has ended.

    Give the result of a command back as its result event; give Tick when `due` has come or something
    listened for may have happened (too early or too often does no harm). Raises JourneyFault for an impossible event.
    """
    if isinstance(event, Intervention):
        run = Run(graph, state, event.at, world)
        return run.answer(refused=intervene(run, event))
    if state.phase == "ended" and not (isinstance(event, Stop) and state.status == "errored"):
        return Advance(state, (), ())
    if state.paused is not None and not isinstance(event, Stop):
        return Advance(state, (), ())
    run = Run(graph, state, event.at, world)
    if isinstance(event, Stop) and run.over:
        run.call_off(event)
    elif isinstance(event, Stop):
        was = {"was": "errored"} if state.status == "errored" else {}
        run.end("stopped", event.reason, None, {**event.detail, **was})
    else:
        run.hear(event)
    return run.answer()
