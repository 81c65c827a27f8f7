"""What a picture shows, as data: the kind of scene, its colours, its sun, its seeds.

Words choose (a sea, a night, a colour); the hash of the prompt and the seed decide the rest, so the same
prompt and seed always give the same scene. Nothing here touches pixels; `painting` does.
"""

import colorsys
import hashlib
import random
import re
from dataclasses import dataclass, replace
from typing import TypeAlias

Colour: TypeAlias = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""


@dataclass(frozen=True, slots=True)
class Palette:
    zenith: Colour
    horizon: Colour
    glow: Colour
    far: Colour
    near: Colour


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene on an endless plane; one unit is about the side of a square picture, y grows downwards."""

    words: str
    kind: str
    finish: str
    palette: Palette
    sun: tuple[float, float, float]
    """x, y and radius."""
    skyline: float
    clouds: float
    stars: float
    land_seed: int
    air_seed: int
    shift: float = 0.0
    """How far the land has moved sideways; small values make variations that resemble each other."""


def _hex(*codes: str) -> Palette:
    colours = [tuple(int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)) for code in codes]
    return Palette(*((red, green, blue) for red, green, blue in colours))


_KINDS = {
    "sea": "sea ocean lake beach boat ship island river water harbor harbour lighthouse wave whale fish",
    "city": "city street town skyline building tower cyberpunk tokyo paris london robot car neon market",
    "forest": "forest tree trees wood woods jungle fox deer bear owl garden cabin mushroom",
    "dunes": "desert dune dunes sand egypt camel pyramid savanna savannah lion",
    "space": "space galaxy planet nebula astronaut cosmos universe alien stars rocket moonbase",
    "flow": "abstract pattern marble liquid smoke fractal texture swirl silk logo portrait cat dog woman man",
    "mountains": "mountain mountains alps valley castle dragon snow hill hills landscape house village",
}
_LIGHTS = {
    "night": (
        "night midnight moon moonlit dark stars starry cyberpunk neon",
        ("070b24", "2b3a78", "f4eed2", "28345f", "04060d"),
    ),
    "sunset": ("sunset dusk evening golden autumn warm", ("3a2a63", "f5a05a", "ffe2a0", "8a4a6b", "1e1226")),
    "dawn": ("dawn sunrise morning spring pastel soft", ("7fa3d8", "fbd7c5", "fff3dc", "93a0bd", "2f3d54")),
    "noon": ("noon day sunny summer bright clear", ("2f7fd0", "cfe8f5", "fffbe8", "7ea2b8", "234a3c")),
    "storm": (
        "storm fog foggy mist misty rain rainy winter gloomy grey gray",
        ("4a5663", "b9c3c8", "e8ecec", "7c8890", "20282e"),
    ),
}
_COLOURS = {
    "red": "c8283c", "crimson": "b01030", "orange": "f08a24", "amber": "ffb52e", "yellow": "f4d03f",
    "gold": "e0b040", "green": "3aa655", "emerald": "1f9d6b", "teal": "1d9a9a", "cyan": "2cc5d8",
    "blue": "2a62d8", "indigo": "4338a8", "purple": "8040b8", "violet": "8f4fd0", "pink": "f078a8",
    "magenta": "d030a0", "brown": "8a5a34", "white": "f4f4f0", "black": "101014", "turquoise": "30c9b8",
}  # fmt: skip
_FINISHES = {
    "mono": "monochrome grayscale greyscale noir ink charcoal pencil sketch bw",
    "pixel": "pixel 8bit 16bit pixelart voxel",
    "paint": "watercolor watercolour painting oil gouache impressionist brush",
}


def stable_seed(*parts: object) -> int:
    """Return a 32-bit number that depends on the parts alone, the same in every process."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")


def scene_of(text: str, seed: int, number: int = 0) -> Scene:
    """Return scene `number` of the prompt's words: the four of a grid share words, kind and light."""
    words = set(re.findall(r"[a-z0-9]+", text.lower()))
    shared = random.Random(stable_seed(text.lower(), seed))
    own = random.Random(stable_seed(text.lower(), seed, number))
    kind = _chosen(_KINDS, words) or shared.choice(sorted(_KINDS))
    light = _chosen({name: names for name, (names, _) in _LIGHTS.items()}, words) or shared.choice(
        sorted(_LIGHTS)
    )
    palette = _tinted(_hex(*_LIGHTS[light][1]), words)
    return Scene(
        words=text.lower(),
        kind=kind,
        finish=_chosen(_FINISHES, words) or "",
        palette=_turned(palette, own.uniform(-0.025, 0.025)),
        sun=(own.uniform(-0.32, 0.32), own.uniform(-0.3, -0.05), own.uniform(0.05, 0.1)),
        skyline=own.uniform(0.02, 0.16),
        clouds=own.uniform(0.25, 0.9),
        stars=own.uniform(0.6, 1.0) if light == "night" or kind == "space" else 0.0,
        land_seed=own.getrandbits(31),
        air_seed=own.getrandbits(31),
    )


def drifted(scene: Scene, seed: int, strength: float) -> Scene:
    """Return a scene that resembles this one; strength 0 is the same, 1 keeps only kind and light."""
    rng = random.Random(stable_seed(scene.land_seed, scene.air_seed, seed))
    x, y, radius = scene.sun
    return replace(
        scene,
        palette=_turned(scene.palette, rng.choice((-1, 1)) * rng.uniform(0.3, 1) * 0.12 * strength),
        sun=(
            x + rng.uniform(-0.5, 0.5) * strength,
            y + rng.uniform(-0.2, 0.2) * strength,
            radius * (1 + rng.uniform(-0.6, 0.6) * strength),
        ),
        clouds=min(1.0, max(0.1, scene.clouds + rng.uniform(-0.5, 0.5) * strength)),
        air_seed=rng.getrandbits(31),
        land_seed=scene.land_seed if strength < 0.5 else rng.getrandbits(31),  # noqa: PLR2004 - half way is where it stops being the same land
        shift=scene.shift + rng.uniform(-0.25, 0.25) * strength,
    )


def recast(scene: Scene, text: str, seed: int) -> Scene:
    """Return what other words make of a scene: their kind and light, its land and the place of its sun."""
    if text.lower() == scene.words:
        return scene
    told = scene_of(text, seed)
    return replace(told, sun=scene.sun, skyline=scene.skyline, land_seed=scene.land_seed, shift=scene.shift)


def colour_names() -> dict[str, Colour]:
    """Return the colour words that the sandbox draws with, to name colours by as well."""
    return {name: _hex(code, code, code, code, code).zenith for name, code in _COLOURS.items()}


def _chosen(table: dict[str, str], words: set[str]) -> str | None:
    scores = {name: len(words & set(names.split())) for name, names in table.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else None


def _tinted(palette: Palette, words: set[str]) -> Palette:
    named = [colour for name, colour in sorted(colour_names().items()) if name in words]
    if not named:
        return palette
    first, last = named[0], named[-1]
    return Palette(
        zenith=_mix(palette.zenith, first, 0.5),
        horizon=_mix(palette.horizon, last, 0.45),
        glow=palette.glow,
        far=_mix(palette.far, first, 0.45),
        near=_mix(palette.near, last, 0.25),
    )


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _turned(palette: Palette, turn: float) -> Palette:
    def hue(colour: Colour) -> Colour:
        h, lightness, saturation = colorsys.rgb_to_hls(*colour)
        return colorsys.hls_to_rgb((h + turn) % 1.0, lightness, saturation)

    return Palette(
        hue(palette.zenith), hue(palette.horizon), palette.glow, hue(palette.far), hue(palette.near)
    )
