"""Makes films: a camera that moves over a painted picture, encoded as H.264 in MP4. Runs in the painting process.

The first frame is the whole picture; each shot goes on from where the one before it ended.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

import av
import numpy as np
from PIL import Image, ImageOps

from bot.sandbox.films import Motion, Shot
from bot.sandbox.recipes import Size

FRAMES_PER_SECOND = 15
SHOT_SECONDS = 4
_REACH: dict[Motion, tuple[float, float]] = {"low": (0.84, 0.92), "high": (0.5, 0.64)}
"""The share of the picture's width that the camera ends on, from and to."""
_SWAY: dict[Motion, float] = {"low": 0.01, "high": 0.08}
"""How far a shot's path bends aside, in shares of the picture."""
_OFF_CENTRE = 0.6
"""How near the edge a shot ends, 0 to 1: what matters is mostly in the middle."""
_LARGEST_SOURCE = 1024
"""Pixels of the longer side; the closest camera sees half of them."""
_OPTIONS = {"preset": "veryfast", "crf": "24"}


@dataclass(frozen=True, slots=True)
class Camera:
    """A window onto the picture: its centre and its share of the width and height, each 0 to 1."""

    x: float = 0.5
    y: float = 0.5
    share: float = 1.0

    def box(self, size: Size) -> tuple[float, float, float, float]:
        """Return the window in pixels of a picture of this size, moved where it would look beyond the edge."""
        half = self.share / 2
        x, y = (min(max(place, half), 1 - half) for place in (self.x, self.y))
        return ((x - half) * size[0], (y - half) * size[1], (x + half) * size[0], (y + half) * size[1])


def filmed(picture: Image.Image, shots: tuple[Shot, ...], size: Size) -> bytes:
    """Return the film of these shots as MP4, `size` pixels wide and high."""
    source = ImageOps.contain(picture, (_LARGEST_SOURCE, _LARGEST_SOURCE))
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=_OPTIONS)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1  # the machine has other things to do
        for camera in path(shots):
            seen = source.resize(size, Image.Resampling.BILINEAR, camera.box(source.size))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(seen), "rgb24")))
        container.mux(stream.encode(None))
    return file.getvalue()


def path(shots: tuple[Shot, ...]) -> Iterator[Camera]:
    """Yield the camera of each frame."""
    start = Camera()
    for shot in shots:
        end = _end(shot)
        yield from _between(start, end, _SWAY[shot.motion])
        start = end


def _end(shot: Shot) -> Camera:
    """Return where a shot ends; four seeds in a row go four different ways."""
    chance = Random(shot.seed)
    share = chance.uniform(*_REACH[shot.motion])
    angle = (shot.seed % 4 + chance.uniform(0.2, 0.8)) * pi / 2
    aside = (1 - share) / 2 * _OFF_CENTRE
    return Camera(0.5 + cos(angle) * aside, 0.5 + sin(angle) * aside, share)


def _between(start: Camera, end: Camera, sway: float) -> Iterator[Camera]:
    frames = FRAMES_PER_SECOND * SHOT_SECONDS
    across, down = end.x - start.x, end.y - start.y
    for frame in range(frames):
        time = frame / (frames - 1)
        eased = time * time * (3 - 2 * time)
        bend = sway * sin(pi * eased)
        yield Camera(
            start.x + across * eased - (bend if down > 0 else -bend),
            start.y + down * eased + (bend if across > 0 else -bend),
            start.share + (end.share - start.share) * eased,
        )
