"""Short texts of journeys (tasks, notifications, webhook data): the mail language over the contact's facts."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2.environment import Template

from backend.execution.passenger import Passenger
from backend.mail.errors import RenderError
from backend.mail.fields import Identity, form_of_address, template_data
from backend.mail.language import TEXT, parse, run
from backend.mail.names import salutation

_NOBODY: Final = Identity("", "")


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return TEXT.build(parse(TEXT, source))


def written(source: str, passenger: Passenger, *, most: int) -> str:
    """The text for one contact, cut to `most` characters; as its author wrote it when it cannot be filled in."""
    if "{" not in source:
        return source[:most]
    facts: Mapping[str, Any] = passenger.contact.facts
    data = template_data({**facts, "steps": passenger.state.results}, _NOBODY)
    data |= {"salutation": salutation(facts), "addressee": form_of_address(facts)[1]}
    try:
        return run(_compiled(source), data)[:most]
    except RenderError:
        return source[:most]
