"""The bot under test in a process of its own: ``python -m benchmarks.bot_process '<settings as JSON>' [profile]``.

It is the bot as operators run it; this module only says "ready" on the standard output once it is online. Where a
second argument names a file, cProfile's findings about the event loop's thread are written there at the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import gc
import json
import signal
import sys

from bot.config import LoggingSettings, Settings
from bot.logs import configure_logging
from bot.running import run_bot

READY = "ready"


def main() -> None:
    configure_logging(LoggingSettings(level="WARNING"))
    settings = Settings(**json.loads(sys.argv[1]))
    # The measuring process asks for this before it looks at memory: garbage is no cost of a job.
    signal.signal(signal.SIGUSR1, lambda _number, _frame: gc.collect())
    profile = cProfile.Profile() if sys.argv[2:] else None
    if profile is not None:
        profile.enable()
    with contextlib.suppress(KeyboardInterrupt):  # how the measuring process ends it
        asyncio.run(run_bot(settings, ready=say_ready))
    if profile is not None:
        profile.dump_stats(sys.argv[2])


def say_ready() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
