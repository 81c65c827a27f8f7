"""How long the sandbox paints: CPU seconds for one 2048 x 2048 grid and its PNG, for each style.

Run from the repository's root: `python -m benchmarks.sandbox_pictures --rounds 3`. The floor is noise of
the same size: what numpy, Pillow and the encoder cost when nothing is composed.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from bot.sandbox.pictures import encoded, paint
from bot.sandbox.recipes import Imagine

_PROMPTS = (
    "mountains at dawn",
    "the sea at sunset",
    "a lake at night",
    "a forest in autumn",
    "a lighthouse at dusk",
    "a city at night",
    "wild flowers",
    "a galaxy",
    "abstract marble",
    "abstract waves",
    "bauhaus shapes",
    "portrait of a woman",
    "a cat",
    "koi fish --tile",
    "a lighthouse, oil painting",
    "a harbour, watercolor",
)


def floor() -> bytes:
    """Return a PNG of faint noise on grey, the size of a grid."""
    noise = np.random.default_rng(1).standard_normal((2048, 2048, 3), np.float32)
    return encoded(Image.fromarray((noise * 1.6 + 128).astype(np.uint8)))


def median_of(work: Callable[[], bytes], rounds: int) -> tuple[float, int]:
    """Return the median CPU seconds of `work` and the bytes it made."""
    spent, size = [], 0
    for _ in range(rounds):
        start = time.process_time()
        size = len(work())
        spent.append(time.process_time() - start)
    return statistics.median(spent), size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    seconds, size = median_of(floor, rounds)
    print(f"{'floor: noise and PNG':28} {seconds:5.2f} s  {size / 1e6:5.1f} MB")
    for prompt in _PROMPTS:
        recipe = Imagine(prompt, seed=7)
        seconds, size = median_of(lambda recipe=recipe: encoded(paint(recipe, None)), rounds)  # type: ignore[misc] # mypy cannot infer a lambda's default
        print(f"{prompt:28} {seconds:5.2f} s  {size / 1e6:5.1f} MB")


if __name__ == "__main__":
    main()
