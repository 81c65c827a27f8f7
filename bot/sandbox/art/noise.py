"""Smooth noise on an endless plane: the same place and seed give the same value at any resolution.

A `Source` may change its mind: a `Blend` mixes in another seed, everywhere (a variation) or only beyond a
window (what lies outside an image that is zoomed out of). Every style takes its chance from a source, so
none of them has to know about variations and zooms.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[np.float32]
Whole: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the plane: its top left corner and its extent, in scene units; y grows downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Blend:
    """Another seed that rules with this weight, 0 to 1; only outside `beyond` when that is given."""

    seed: int
    weight: float
    beyond: View | None = None


def lattice(x: Whole, y: Whole, seed: Whole | int) -> Field:
    """Return one number in [0, 1) for each whole point of the plane; seeds may differ from point to point."""
    mixed = (x * 374_761_393 + y * 668_265_263 + (seed & 0xFFFFFFFF) * 144_665) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1_274_126_177) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 16)) * 2_246_822_519) & 0xFFFFFFFF
    return np.asarray((mixed ^ (mixed >> 15)) / np.float64(2**32), np.float32)


@dataclass(frozen=True, slots=True)
class Cells:
    """Whole cells of a grid laid over the plane: numbers, corners, and as much chance as is asked for."""

    column: Whole
    row: Whole
    x: Field
    y: Field
    size: float
    seeds: Whole
    """The seed that rules in each cell."""

    def chance(self, salt: int) -> Field:
        """Return one number in [0, 1) for each cell."""
        return lattice(self.column, self.row, self.seeds + salt * 7919)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a scene takes its chance from; `salt` tells independent uses apart."""

    seed: int
    blends: tuple[Blend, ...] = ()

    def along(self, x: Field, salt: int, frequency: float = 1.0, octaves: int = 5) -> Field:
        """Return noise along a line, about 0 to 1."""
        value = _line(x * np.float32(frequency), self.seed + salt * 7919, octaves)
        for blend in self.blends:
            weight = blend.weight * _beyond_line(x, blend.beyond)
            value = (
                value + (_line(x * np.float32(frequency), blend.seed + salt * 7919, octaves) - value) * weight
            )
        return np.asarray(value, np.float32)

    def over(self, x: Field, y: Field, salt: int, frequency: tuple[float, float], octaves: int = 4) -> Field:
        """Return noise over the rectangle that two axes span, about 0 to 1, shape (len(y), len(x))."""
        places = x * np.float32(frequency[0]), y * np.float32(frequency[1])
        value = _plane(*places, self.seed + salt * 7919, octaves)
        for blend in self.blends:
            weight = blend.weight * _beyond_plane(x, y, blend.beyond)
            value = value + (_plane(*places, blend.seed + salt * 7919, octaves) - value) * weight
        return np.asarray(value, np.float32)

    def row(self, view: View, size: float, salt: int, *, margin: float = 1.0) -> Cells:
        """Return one endless row of cells, as far as the window is wide: what stands side by side on a line."""
        found = self.cells(View(view.left, 0.0, view.width, 0.0), size, salt, margin=margin)
        first = found.row == 0
        return Cells(
            found.column[first], found.row[first], found.x[first], found.y[first], size, found.seeds[first]
        )

    def cells(self, view: View, size: float, salt: int, *, margin: float = 1.0, most: int = 6000) -> Cells:
        """Return the cells that the window meets, `margin` cells more on each side; none if over `most`."""
        columns = np.arange(np.floor(view.left / size - margin), np.ceil(view.right / size + margin) + 1)
        rows = np.arange(np.floor(view.top / size - margin), np.ceil(view.bottom / size + margin) + 1)
        if len(columns) * len(rows) > most:
            columns, rows = columns[:0], rows[:0]
        column, row = (grid.ravel().astype(np.int64) for grid in np.meshgrid(columns, rows))
        x, y = (column * size).astype(np.float32), (row * size).astype(np.float32)
        seeds = np.full(column.shape, self.seed + salt * 7919, np.int64)
        for number, blend in enumerate(self.blends):
            changed = lattice(column, row, seeds + 31 + number) < blend.weight
            if blend.beyond is not None:
                changed &= _outside(x + size / 2, y + size / 2, blend.beyond) > size * (margin + 0.5)
            seeds = np.where(changed, blend.seed + salt * 7919, seeds)
        return Cells(column, row, x, y, size, seeds)


def _line(x: Field, seed: int, octaves: int) -> Field:
    total = np.zeros_like(x)
    for octave in range(octaves):
        place = x * 2**octave + np.float32(octave * 17.3)
        low = np.floor(place).astype(np.int64)
        share = smooth((place - low).astype(np.float32))
        row = np.full_like(low, octave)
        total += (lattice(low, row, seed) * (1 - share) + lattice(low + 1, row, seed) * share) / 2 ** (
            octave + 1
        )
    return total


def _plane(x: Field, y: Field, seed: int, octaves: int) -> Field:
    total = np.zeros((len(y), len(x)), np.float32)
    for octave in range(octaves):
        scale, aside = np.float32(2**octave), np.float32(octave * 17.3)
        total += _layer(x * scale + aside, y * scale - aside, seed + octave) / 2 ** (octave + 1)
    return total


def _layer(x: Field, y: Field, seed: int) -> Field:
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    columns = np.arange(left.min(), left.max() + 2)
    rows = np.arange(top.min(), top.max() + 2)
    values = lattice(columns[None, :], rows[:, None], seed)
    across, down = smooth((x - left).astype(np.float32)), smooth((y - top).astype(np.float32))
    wide = values[:, left - columns[0]] * (1 - across) + values[:, left - columns[0] + 1] * across
    upper, lower = wide[top - rows[0]], wide[top - rows[0] + 1]
    return np.asarray(upper + (lower - upper) * down[:, None], np.float32)


def _beyond_line(x: Field, view: View | None) -> Field | float:
    if view is None:
        return 1.0
    away = np.maximum(view.left - x, x - view.right)
    return smooth(np.clip(away / np.float32(0.35 * view.width), 0, 1))


def _beyond_plane(x: Field, y: Field, view: View | None) -> Field | float:
    if view is None:
        return 1.0
    away = _outside(x[None, :], y[:, None], view)
    return smooth(np.clip(away / np.float32(0.35 * min(view.width, view.height)), 0, 1))


def _outside(x: Field, y: Field, view: View) -> Field:
    across = np.maximum(view.left - x, x - view.right)
    down = np.maximum(view.top - y, y - view.bottom)
    return np.asarray(np.maximum(across, down), np.float32)


def smooth(share: Field) -> Field:
    """Ease 0 to 1 in and out."""
    return np.asarray(share * share * (3 - 2 * share), np.float32)
