"""What a picture shows, as data: style, subject, colours, composition, and where its chance comes from.

Words choose; the hash of the prompt and the seed decide the rest, so the same prompt and seed always give
the same scene. Nothing here touches pixels.
"""

import hashlib
import random
from dataclasses import dataclass, replace

from bot.sandbox.art.noise import Blend, Source, View
from bot.sandbox.art.palette import DEFAULTS, Palette, palette_of, tinted, turned
from bot.sandbox.art.words import Reading, read_words


@dataclass(frozen=True, slots=True)
class Look:
    """The parameters that change what is seen; they mean what Midjourney's of the same names mean."""

    stylize: int = 100
    """0 to 1000: ornament, richness and contrast."""
    chaos: int = 0
    """0 to 100: how far the four images of a grid differ."""
    tile: bool = False
    niji: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene on an endless plane; one unit is about the side of a square picture, y grows downwards."""

    words: str
    style: str
    place: str
    subject: str
    finish: str
    palette: Palette
    source: Source
    sun: tuple[float, float, float]
    """x, y and radius."""
    focus: float
    """The x where the subject stands."""
    skyline: float
    clouds: float
    stars: float
    rich: float
    """How much ornament, 0 to 1."""
    kind: float
    """Chooses among the ways to paint a style, 0 to 1."""
    period: tuple[float, float] | None = None
    """Width and height after which a tiled scene repeats."""
    niji: bool = False


_PLACES = ("mountain", "sea", "lake", "forest", "hills", "desert")
_STYLES = ("land", "land", "abstract", "botany", "cosmos", "city", "figure")


def stable_seed(*parts: object) -> int:
    """Return a 32-bit number that depends on the parts alone, the same in every process."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")


def scene_of(
    text: str, seed: int, number: int = 0, look: Look | None = None, aspect: tuple[int, int] = (1, 1)
) -> Scene:
    """Return scene `number` of the prompt's words: the four of a grid share words, style and mood."""
    look = look or Look()
    read = read_words(text)
    shared, own = (
        random.Random(stable_seed(text.lower(), seed)),
        random.Random(stable_seed(text.lower(), seed, number)),
    )
    spread = 0.6 + 0.4 * look.chaos / 100
    style, place, mood = _chosen(read, shared, own, look.chaos)

    def between(low: float, high: float) -> float:
        one, other = shared.uniform(low, high), own.uniform(low, high)
        return one + (other - one) * spread

    palette = turned(
        tinted(palette_of(mood), read.words, text), own.uniform(-1, 1) * (0.022 + 0.1 * look.chaos / 100)
    )
    stretch = (aspect[0] / aspect[1]) ** 0.5
    return Scene(
        words=text.lower(),
        style=style,
        place=place,
        subject=read.subject,
        finish=read.finish,
        palette=palette,
        source=Source(own.getrandbits(31)),
        sun=(between(-0.34, 0.34) * stretch, between(-0.32, -0.06) / stretch, between(0.05, 0.11)),
        focus=between(-0.24, 0.24) * stretch,
        skyline=between(0.04, 0.17) / stretch,
        clouds=between(0.2, 0.9),
        stars=between(0.5, 1.0) if mood in ("night", "neon", "dusk") or style == "cosmos" else 0.0,
        rich=(look.stylize / 1000) ** 0.5,
        kind=between(0, 1) if look.chaos else shared.random(),
        period=(stretch, 1 / stretch) if look.tile else None,
        niji=look.niji,
    )


def _chosen(read: Reading, shared: random.Random, own: random.Random, chaos: int) -> tuple[str, str, str]:
    style, mood, place = shared.choice(_STYLES), shared.choice(DEFAULTS), shared.choice(_PLACES)
    others = own.choice(_STYLES), own.choice(DEFAULTS), own.choice(_PLACES)
    strays = [own.random() * 100 < chaos * weight for weight in (0.4, 0.9, 0.9)]
    style, mood, place = (
        stray if strays[n] else kept
        for n, (kept, stray) in enumerate(zip((style, mood, place), others, strict=True))
    )
    if read.subject == "whale":
        place = "sea"
    return read.style or style, read.place or place, read.mood or mood


def varied(scene: Scene, seed: int, strength: float) -> Scene:
    """Return a scene that resembles this one; strength 0 is the same, 1 keeps only style and mood."""
    rng = random.Random(stable_seed(scene.source.seed, scene.source.blends, seed))
    x, y, radius = scene.sun
    blend = Blend(rng.getrandbits(31), min(1.0, 0.15 + strength))
    return replace(
        scene,
        palette=turned(scene.palette, rng.choice((-1, 1)) * rng.uniform(0.3, 1) * 0.1 * strength),
        sun=(
            x + rng.uniform(-0.5, 0.5) * strength,
            y + rng.uniform(-0.2, 0.2) * strength,
            radius * (1 + rng.uniform(-0.6, 0.6) * strength),
        ),
        focus=scene.focus + rng.uniform(-0.3, 0.3) * strength,
        clouds=min(1.0, max(0.1, scene.clouds + rng.uniform(-0.5, 0.5) * strength)),
        source=replace(scene.source, blends=(*scene.source.blends, blend)),
    )


def widened(scene: Scene, kept: View, number: int, seed: int) -> Scene:
    """Return the same scene for a window beyond `kept`; each number has its own idea of what lies there."""
    if number == 0:
        return scene
    blend = Blend(stable_seed(scene.source.seed, seed, number), 1.0, kept)
    return replace(scene, source=replace(scene.source, blends=(*scene.source.blends, blend)))


def recast(scene: Scene, told: Scene) -> Scene:
    """Return what other words make of a scene: their style and mood, its chance and its composition."""
    if told.words == scene.words:
        return scene
    return replace(
        told, sun=scene.sun, skyline=scene.skyline, focus=scene.focus, source=scene.source, kind=scene.kind
    )
