"""A nurture journey: step mails that warm leads up over weeks."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.cohort import CohortClock
    from workflows.contracts import Cohort


@workflow.defn(name="nurture")
class Nurture(CohortClock):
    """The clock of one cohort of such a journey."""

    @workflow.init
    def __init__(self, cohort: Cohort) -> None:
        super().__init__(cohort)

    @workflow.run
    async def run(self, cohort: Cohort) -> str:
        """Carry the cohort until nobody is aboard. Returns `completed`, or the reason it was stopped for."""
        return await self.carry()
