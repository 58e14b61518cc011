"""Companies as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from backend.kit.ids import IdText


class CompanyView(BaseModel):
    """An organisation with the number of its contacts; the contacts are at /contacts?company_id=."""

    id: IdText
    name: str
    industry: str
    employees: int | None
    prefecture: str
    stage: str
    contacts: int
    created_at: datetime
    updated_at: datetime
