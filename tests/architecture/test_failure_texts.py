"""Every reason for which a trip can come to a halt is said in words, in both languages."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "frontend/src/features/journeys/i18n"
PARKS = re.compile(r"""(?:\bFail|\b_fail|\.park)\(\s*"([a-z_]+)\"""")


def _codes() -> set[str]:
    sources = [*(ROOT / "workflows/journey").rglob("*.py"), *(ROOT / "backend/execution").rglob("*.py")]
    return {code for source in sources for code in PARKS.findall(source.read_text())}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nobody_reads_a_bare_code_where_somebody_came_to_a_halt_nor_filters_by_one_that_never_happens(language):
    assert set(json.loads((TEXTS / f"{language}.json").read_text())["errorReason"]) == _codes()
