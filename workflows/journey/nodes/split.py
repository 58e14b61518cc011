"""split: sends each contact down one of several arms, by weight; the same contact always takes the same arm."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.journey.nodes.base import BaseNode, Decision, Pass, Port, PortId, Title, Visit, Weight


class Arm(BaseModel):
    """One way out and its share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: PortId
    title: Title | None = None
    weight: Weight = 1


class SplitNode(BaseNode):
    """Leaves by the id of the arm drawn for the contact."""

    type: Literal["split"]
    arms: list[Arm] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _distinct(self) -> "SplitNode":
        if len({arm.id for arm in self.arms}) < len(self.arms):
            raise ValueError("arm ids must differ")
        return self

    def ports(self) -> tuple[Port, ...]:
        return tuple(Port(arm.id) for arm in self.arms)

    def enter(self, visit: Visit) -> Decision:
        weights = [arm.weight for arm in self.arms]
        arm = self.arms[visit.world.choose("split", visit.node or "", weights)]
        return Pass(arm.id, {"weight": arm.weight, "of": sum(weights)})
