"""The bot as a process of its own that dies by SIGKILL at a named crash point, or whenever its parent says so.

Usage: python mortal_bot.py '<JSON: settings, began, pace, crash_at>'; prints "ready" once it is online.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from typing import Any

from bot.config import LoggingSettings, Settings
from bot.logs import configure_logging
from bot.running import run_bot
from bot.services import Tuning


def dying_at(name: str) -> Any:
    def crash_point(reached: str) -> None:
        if reached == name:
            os.kill(os.getpid(), signal.SIGKILL)

    return crash_point


def main() -> None:
    order = json.loads(sys.argv[1])
    began, pace = order["began"], order["pace"]
    tuning = Tuning(
        clock=lambda: began + (time.time() - began) * pace,
        pace=pace,
        lease_margin=2.0,
        crash_point=dying_at(order["crash_at"]),
    )
    configure_logging(LoggingSettings(level="WARNING"))
    settings = Settings(**order["settings"])
    asyncio.run(run_bot(settings, ready=tell_parent, tuning=tuning))


def tell_parent() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


main()
