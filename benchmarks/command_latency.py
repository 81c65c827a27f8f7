"""From Discord's command to the bot's answer, beside a bare discord.py bot on the same stage.

``python -m benchmarks.command_latency``. One at a time (the median counts) and 50 at once (the 99th percentile).
The moment it starts is when the playground sends the interaction, the moment it ends when the answer is taken.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks.figures import Spread, heading
from benchmarks.latency import WARM_UP, Counts, Measured, chosen_counts, latency_table
from benchmarks.process import ProcessMeter
from benchmarks.stage import Stage, free_port, open_stage, settled
from benchmarks.upstream import Ending, open_upstream


async def one_by_one(stage: Stage, meter: ProcessMeter, count: int) -> Spread:
    """Use the command `count` times, each when nothing of the one before is left to do."""
    latencies = []
    for n in range(count + WARM_UP):
        interaction_id = await stage.command(f"one {n}")
        await stage.answered(interaction_id)
        # What follows the answer (submit, save) is not part of it, nor of the next one's.
        await asyncio.sleep(0.1)
        if n >= WARM_UP:
            latencies.append(stage.moments.latency(interaction_id))
    await settled(meter)
    return Spread.of(latencies)


async def at_once(stage: Stage, meter: ProcessMeter, count: int, rounds: int) -> Spread:
    """Use the command `count` times in the same moment, several rounds."""
    latencies: list[float] = []
    for n in range(rounds):
        ids = [await stage.command(f"crowd {n} {m}") for m in range(count)]
        await stage.answered(*ids)
        latencies += [stage.moments.latency(each) for each in ids]
        await settled(meter)
    return Spread.of(latencies)


async def measure(counts: Counts) -> str:
    measured = []
    for name in ("bare discord.py", "Easel"):
        async with open_upstream(Ending.BY_HAND) as upstream:
            with tempfile.TemporaryDirectory() as folder:
                async with open_stage(upstream, Path(folder)) as stage:
                    bot = stage.bare_bot(free_port()) if name != "Easel" else stage.easel()
                    async with bot as meter:
                        alone = await one_by_one(stage, meter, counts.count)
                        together = await at_once(stage, meter, counts.crowd, counts.rounds)
        measured.append(Measured(name, alone, together))
    return latency_table("command → answer", counts.crowd, measured)


def main() -> None:
    counts = chosen_counts(__doc__)
    print(heading("Command to answer"))
    print(asyncio.run(measure(counts)))


if __name__ == "__main__":
    main()
