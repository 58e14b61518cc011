"""Who is to have a contact or a task: a fixed account, several in turn, or whoever has the contact already."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from workflows.journey.nodes.base import Weight
from workflows.journey.team import Pick

AccountId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Share(BaseModel):
    """One of several, and how often it is the turn of this one compared with the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: AccountId
    weight: Weight = 1


class Assignee(BaseModel):
    """The contact's owner while there is one and `keep_owner`; else `account`, or `among` in turn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_owner: bool = True
    account: AccountId | None = None
    among: list[Share] = Field(default_factory=list[Share], max_length=50)

    @model_validator(mode="after")
    def _one_way(self) -> "Assignee":
        if self.account is not None and self.among:
            raise ValueError("name either one account or several in turn")
        if len({share.account for share in self.among}) < len(self.among):
            raise ValueError("the accounts must differ")
        return self

    @property
    def names_somebody(self) -> bool:
        """Whether there is somebody for a contact without an owner."""
        return self.account is not None or any(share.weight for share in self.among)

    def accounts(self) -> list[str]:
        """Every account named."""
        return [share.account for share in self.among] + ([] if self.account is None else [self.account])

    def pick(self) -> Pick:
        """The rule as commands carry it."""
        return Pick(self.keep_owner, self.account, tuple((share.account, share.weight) for share in self.among))
