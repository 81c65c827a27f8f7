"""How long tasks take and which progress they report on the way: numbers, no clock."""

import random
from dataclasses import dataclass

_SECONDS = {
    "imagine": {"fast": 45.0, "turbo": 20.0, "relax": 80.0},
    "hd": {"fast": 25.0, "turbo": 12.0, "relax": 45.0},
    "upscale": {"fast": 3.0, "turbo": 2.0, "relax": 4.0},
    "film": {"fast": 60.0, "turbo": 60.0, "relax": 100.0},
    "text": {"fast": 8.0, "turbo": 6.0, "relax": 12.0},
}
_STEPS = {
    "imagine": (6, 15, 31, 46, 62, 78, 93),
    "hd": (31, 62, 93),
    "upscale": (),
    "film": (12, 37, 62, 87),
    "text": (),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds before the work starts, seconds of work, and the progress reported in equal steps."""

    wait: float
    work: float
    steps: tuple[int, ...]


def pace_of(effort: str, speed: str, seed: int, factor: float) -> Pace:
    """Return the pace of one task; the seed jitters it by up to 15 %, `factor` scales it all."""
    jitter = 1 + random.Random(seed).uniform(-0.15, 0.15)
    total = _SECONDS[effort][speed] * jitter * factor
    return Pace(wait=total * 0.05, work=total * 0.95, steps=_STEPS[effort])
