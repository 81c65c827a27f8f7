"""What a film is, as a value: the picture it sets out from and the shots played one after the other. Pure.

The pixels are `filming`'s. As with pictures, a film may be forgotten and is made again from its recipe.
"""

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.recipes import Frame, Recipe, Size

Motion = Literal["low", "high"]
_LONGEST = 480
"""Pixels of the longer side; Midjourney's standard definition has 480 lines."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A few seconds in which the camera goes where the seed sends it."""

    motion: Motion
    seed: int


@dataclass(frozen=True, slots=True)
class Film:
    """A set of films that begin with the same picture, or one of them; `takes` are their shots."""

    parent: Recipe
    takes: tuple[tuple[Shot, ...], ...]
    is_grid: bool = False

    @property
    def side(self) -> int:
        return self.parent.side

    @property
    def aspect(self) -> tuple[int, int]:
        return self.parent.aspect

    @property
    def size(self) -> Size:
        """Width and height in pixels, both even as H.264 wants them."""
        wide, high = self.aspect
        scale = _LONGEST / max(wide, high)
        return (max(16, round(wide * scale / 2) * 2), max(16, round(high * scale / 2) * 2))

    @property
    def frames(self) -> tuple[Frame, ...]:
        return self.parent.frames

    def take(self, number: int) -> "Film":
        """Return film 1 to 4 of a set by itself; raises KeyError for one that it does not have."""
        if not 1 <= number <= len(self.takes):
            raise KeyError(number)
        return Film(self.parent, (self.takes[number - 1],))


def padded(mp4: bytes, weight: int) -> bytes:
    """Bring a film to at least `weight` bytes by an empty box ("free", ISO/IEC 14496-12), which players skip."""
    missing = weight - len(mp4)
    if missing <= 0:
        return mp4
    length = max(missing, 8)
    return mp4 + length.to_bytes(4, "big") + b"free" + bytes(length - 8)


def animated(picture: Recipe, motion: Motion, seed: int, count: int) -> Film:
    """Return `count` films that set out from a single picture."""
    return Film(picture, tuple((Shot(motion, seed + n),) for n in range(count)))


def extended(film: Film, motion: Motion, seed: int, count: int) -> Film:
    """Return `count` films that go on where this one ends."""
    return Film(film.parent, tuple((*film.takes[0], Shot(motion, seed + n)) for n in range(count)))


def filmed_anew(film: Film, seed: int) -> Film:
    """Return the set with its last shots taken again."""
    takes = (
        (*shots[:-1], Shot(shots[-1].motion, seed + n))  # what an extension went on from stays
        for n, shots in enumerate(film.takes)
    )
    return Film(film.parent, tuple(takes))
