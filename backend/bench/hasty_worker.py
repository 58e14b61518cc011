"""A worker as the product runs it that believes sooner that another one is dead: for fault runs that must be short."""

from functools import partial
from typing import Final

import uvloop

from backend.cli import until_signal
from backend.execution.presence import Pulse
from backend.settings import load_settings
from backend.worker import run_worker

_PULSE: Final = Pulse(every_s=0.5, silence_s=8.0, look_s=0.5)

if __name__ == "__main__":
    uvloop.run(until_signal(partial(run_worker, pulse=_PULSE), load_settings()))
