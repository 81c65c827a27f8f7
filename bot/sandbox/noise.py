"""Smooth noise on an endless plane: the same place and seed give the same value at any resolution."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field: TypeAlias = NDArray[np.float32]

_COARSE = 4
"""Noise is computed at a quarter of the resolution and enlarged: clouds have no finer detail."""


def lattice(x: NDArray[np.int64], y: NDArray[np.int64], seed: int) -> Field:
    """Return one number in [0, 1) for each whole point of the plane."""
    mixed = (x * 374_761_393 + y * 668_265_263 + seed * 144_665) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1_274_126_177) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 16)) * 2_246_822_519) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 15)) / np.float64(2**32)).astype(np.float32)


def along(x: Field, seed: int, octaves: int = 5) -> Field:
    """Return noise along a line, 0 to 1."""
    total = np.zeros_like(x)
    for octave in range(octaves):
        place = x * 2**octave
        low = np.floor(place).astype(np.int64)
        share = _smooth((place - low).astype(np.float32))
        row = np.full_like(low, octave)
        total += (lattice(low, row, seed) * (1 - share) + lattice(low + 1, row, seed) * share) / 2 ** (
            octave + 1
        )
    return total


def over(x: Field, y: Field, seed: int, octaves: int = 4) -> Field:
    """Return noise over the rectangle spanned by two axes, 0 to 1, shape (len(y), len(x))."""
    columns, rows = _thin(x), _thin(y)
    total = np.zeros((len(rows), len(columns)), np.float32)
    for octave in range(octaves):
        total += _layer(columns * 2**octave, rows * 2**octave, seed + octave) / 2 ** (octave + 1)
    return np.asarray(Image.fromarray(total).resize((len(x), len(y)), Image.Resampling.BICUBIC), np.float32)


def _thin(axis: Field) -> Field:
    return np.linspace(axis[0], axis[-1], max(2, len(axis) // _COARSE), dtype=np.float32)


def _layer(x: Field, y: Field, seed: int) -> Field:
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    across = _smooth((x - left).astype(np.float32))[None, :]
    down = _smooth((y - top).astype(np.float32))[:, None]
    corners = [lattice(left[None, :] + i, top[:, None] + j, seed) for j in (0, 1) for i in (0, 1)]
    upper = corners[0] * (1 - across) + corners[1] * across
    lower = corners[2] * (1 - across) + corners[3] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def _smooth(share: Field) -> Field:
    return share * share * (3 - 2 * share)
