"""Outlines as data: a few corners become a smooth closed curve."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from bot.sandbox.art.canvas import Points

Corners: TypeAlias = list[tuple[float, float]]


def closed(corners: Sequence[tuple[float, float]], steps: int = 10) -> Points:
    """Return the Catmull-Rom curve through the corners, back to the first."""
    points = np.asarray(corners, np.float32)
    before, after, beyond = (np.roll(points, turn, axis=0) for turn in (1, -1, -2))
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, c, d = (side[:, None, :] for side in (before, points, after, beyond))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.asarray(curve.reshape(-1, 2), np.float32)


def ellipse(x: float, y: float, wide: float, high: float) -> Points:
    """Return an ellipse around a middle, by its half axes."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.stack([x + wide * np.cos(turn), y + high * np.sin(turn)], axis=1).astype(np.float32)


def placed(points: Points | Corners, x: float, y: float, size: float) -> Points:
    """Scale a shape and move it: its origin comes to x, y."""
    return np.asarray(
        np.asarray(points, np.float32) * np.float32(size) + np.asarray((x, y), np.float32), np.float32
    )


def mirrored(points: Points | Corners) -> Points:
    """Return the shape with left and right exchanged."""
    return np.asarray(np.asarray(points, np.float32)[::-1] * np.asarray((-1, 1), np.float32), np.float32)
