"""What the painting process does: PNG bytes in; PNG, WebP or MP4 bytes out. Runs in a process of its own.

Every function here takes and returns only what pickles cheaply. The process ends with its parent, however
that ended, and leaves the keyboard's interrupt to it.
"""

import io
import multiprocessing
import os
import signal
import threading

from PIL import Image

from bot.sandbox import pictures
from bot.sandbox.films import Film
from bot.sandbox.recipes import Recipe


def settle_in() -> None:
    """Prepare a fresh process; the parent must not wait for us, nor we outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, name="sandbox-parent-watch", daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def prepare() -> None:
    """Do nothing: whoever asks for this wants the process to be there."""


def make(recipe: Recipe, parent: bytes | None) -> bytes:
    """Return a picture as PNG or a film as MP4; `parent` is its parent's PNG, None when it has none."""
    if isinstance(recipe, Film) and parent is not None:
        from bot.sandbox.filming import filmed  # noqa: PLC0415 - libav is loaded by who needs it, not by who imports us

        return filmed(_decoded(parent), recipe.takes[0], recipe.size)
    return pictures.encoded(pictures.paint(recipe, None if parent is None else _decoded(parent)))


def preview(png: bytes, progress: int) -> bytes:
    return pictures.preview(_decoded(png), progress)


def quarter(png: bytes, index: int) -> bytes:
    return pictures.encoded(pictures.quarter(_decoded(png), index))


def _decoded(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB")
