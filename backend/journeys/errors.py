"""Refusals of the journeys room."""

from backend.kit.errors import Conflict, Invalid, NotFound, TabijiError


class JourneyNotFound(NotFound):
    """No such journey."""

    code = "journey_not_found"


class VersionNotFound(NotFound):
    """The journey has no version of that number."""

    code = "version_not_found"


class GalleryItemNotFound(NotFound):
    """The gallery has nothing under that key."""

    code = "gallery_item_not_found"


class SimulatedContactNotFound(NotFound):
    """There is no contact to simulate for."""

    code = "contact_not_found"


class BacktestNotFound(NotFound):
    """The journey has no such backtest."""

    code = "backtest_not_found"


class BacktestPersonNotFound(NotFound):
    """This contact never took the journey, or was deleted."""

    code = "backtest_person_not_found"


class DraftConflict(Conflict):
    """Somebody saved the draft meanwhile; `fields.revision` and `fields.saved_by` say which and who."""

    code = "draft_conflict"


class JourneyHasErrors(Invalid):
    """The draft cannot be published; `fields.issues` lists what is wrong, each on its node."""

    code = "journey_has_errors"


class ChoicesInvalid(Invalid):
    """What was chosen for people on the way cannot be done; `fields` maps steps to no_such_target or step_is_gone."""

    code = "people_choices_invalid"


class GraphInvalid(Invalid):
    """The document is not a journey; `fields` maps paths to code and message."""

    code = "graph_invalid"


class UnknownNodeKind(GraphInvalid):
    """The document uses node kinds this version does not have; the message and `fields` name them."""

    code = "unknown_node_kind"


class JourneyStateConflict(Conflict):
    """The journey's status does not allow this: `fields.status` is the present one."""

    code = "journey_state"


class JourneyIsStopped(Conflict):
    """Publishing would let a stopped journey run again; say `start: true` if that is meant."""

    code = "journey_is_stopped"


class JourneyHasPeople(Conflict):
    """Somebody is still on the way; stop the journey first. `fields.aboard` counts them."""

    code = "journey_has_people"


class KindFixed(Conflict):
    """The journey kind decides the Temporal workflow and cannot change after creation."""

    code = "journey_kind_fixed"


class ResumeUnderWay(Conflict):
    """An operation is resuming this journey already: `fields.operation_id`."""

    code = "resume_under_way"


class SimulationsBusy(TabijiError):
    """As many crowds play as may at once; try again when one is through."""

    status = 429
    code = "simulations_busy"
