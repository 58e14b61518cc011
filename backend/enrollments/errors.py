"""Refusals of the enrollments room."""

from backend.kit.errors import Conflict, NotFound


class EnrollmentNotFound(NotFound):
    """No such enrollment."""

    code = "enrollment_not_found"


class JourneyNotLive(Conflict):
    """Nobody can enter: the journey is a draft, stopped or archived. `fields.status` is the present one."""

    code = "journey_not_live"


class EnrollmentEnded(Conflict):
    """The enrollment is over already. `fields.status` and `fields.end_reason` say how."""

    code = "enrollment_ended"


class EnrollmentMoved(Conflict):
    """The contact took a step at the same moment; look again and repeat if it is still wanted."""

    code = "enrollment_moved"
