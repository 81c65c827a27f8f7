"""Words about pictures and prompts: what describe and shorten answer. Pure."""

import re
from math import gcd

import numpy as np
from PIL import Image

from bot.sandbox.art.palette import colour_names
from bot.sandbox.art.scene import stable_seed
from bot.sandbox.pictures import opened
from bot.sandbox.prompts import read_prompt

_DIGITS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")
_FILLERS = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "by",
        "and",
        "or",
        "with",
        "for",
        "to",
        "from",
        "style",
        "is",
        "are",
    )
)
_SIMPLE = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 9), (2, 1), (4, 5), (3, 4), (2, 3), (9, 16), (1, 2))
_FORMS = (
    "a {light} landscape of {first} and {second}, soft layers, quiet composition",
    "minimal poster in {first}, {second} and {third}, {detail}",
    "{light} scene, {second} sky over {first} land, cinematic, {detail}",
    "abstract study of {third} against {first}, {detail}, printed on paper",
)


def describe(data: bytes, seed: int) -> tuple[str, ...]:
    """Return four prompts that speak of the picture's real colours, light and aspect."""
    image = opened(data)
    first, second, third = dominant_colours(image)
    pixels = np.asarray(image.convert("L").resize((64, 64)), np.float32)
    light = "dark" if pixels.mean() < 80 else "bright" if pixels.mean() > 170 else "twilight"  # noqa: PLR2004 - thirds of the range
    edges = np.abs(np.diff(pixels)).mean()
    detail = "fine detail" if edges > 8 else "smooth surfaces"  # noqa: PLR2004 - measured on the sandbox's own pictures
    wide, high = nearest_aspect(image.size)
    turn = seed % len(_FORMS)
    forms = _FORMS[turn:] + _FORMS[:turn]
    return tuple(
        f"{form.format(light=light, detail=detail, first=first, second=second, third=third)} --ar {wide}:{high}"
        for form in forms
    )


def dominant_colours(image: Image.Image) -> tuple[str, str, str]:
    """Name the three colours that cover most of the picture, the largest first."""
    small = image.resize((64, 64)).quantize(6)
    palette = small.getpalette() or []
    counted = small.getcolors() or []
    names = []
    for _, index in sorted(
        ((count, index) for count, index in counted if isinstance(index, int)), reverse=True
    ):
        name = _nearest(palette[index * 3 : index * 3 + 3])
        if name not in names:
            names.append(name)
    names = (names * 3)[:3]
    return names[0], names[1], names[2]


def nearest_aspect(size: tuple[int, int]) -> tuple[int, int]:
    """Return the simple ratio next to a size; the exact one where that is far off."""
    ratio = size[0] / size[1]
    best = min(_SIMPLE, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    if abs(best[0] / best[1] - ratio) < 0.06 * ratio:
        return best
    divisor = gcd(*size)
    return (size[0] // divisor, size[1] // divisor)


def numbered(prompts: tuple[str, ...]) -> str:
    """Return prompts as Midjourney lists them: a digit emoji each, a blank line between."""
    return "\n\n".join(f"{_DIGITS[n]} {prompt}" for n, prompt in enumerate(prompts))


def shorten(prompt: str) -> tuple[str, ...]:
    """Return up to five shorter prompts, each a part of the one before."""
    words = _words(prompt)
    keep = sorted((word for word in words if _weight(word, words) > 0.1), key=words.index)  # noqa: PLR2004 - below that a word is a filler
    found: list[str] = []
    for share in (1.0, 0.8, 0.6, 0.4, 0.25):
        count = max(1, round(len(keep) * share))
        chosen = sorted(sorted(keep, key=lambda word: -_weight(word, words))[:count], key=words.index)
        shorter = " ".join(chosen)
        if shorter and shorter not in found:
            found.append(shorter)
    return tuple(found) or (prompt.strip(),)


def analysis(prompt: str, *, details: bool = False) -> str:
    """Return the text of a shorten's result; with `details` the weights and bars too."""
    words = _words(prompt)
    tokens = " ".join(_marked(word, _weight(word, words), details=details) for word in words)
    heaviest = sorted(dict.fromkeys(words), key=lambda word: -_weight(word, words))[:6]
    bars = "".join(f"{_bar(_weight(word, words))} {word}\n" for word in heaviest) if details else ""
    middle = f"\n\n{bars}" if details else "\n"
    return f"## Important tokens\n{tokens}{middle}## Shortened prompts\n{numbered(shorten(prompt))}"


def _words(prompt: str) -> list[str]:
    return re.findall(r"[^\s,]+", read_prompt(prompt).text)


def _weight(word: str, words: list[str]) -> float:
    if word.lower() in _FILLERS:
        return 0.0
    place = words.index(word) / max(1, len(words))
    return round(max(0.05, 1 - place * 0.9 - stable_seed(word) % 100 / 400), 2)


def _marked(word: str, weight: float, *, details: bool) -> str:
    score = f" ({weight:.2f})" if details else ""
    if weight >= 0.4:  # noqa: PLR2004 - the half that matters is bold
        return f"**{word}**{score}"
    return f"~~{word}~~" if weight < 0.1 and not details else f"{word}{score}"  # noqa: PLR2004 - fillers are struck


def _bar(weight: float) -> str:
    full = round(weight * 10)
    return "█" * full + "░" * (10 - full)


def _nearest(rgb: list[int]) -> str:
    red, green, blue = (part / 255 for part in rgb)
    names = colour_names()
    return min(
        names, key=lambda n: (names[n][0] - red) ** 2 + (names[n][1] - green) ** 2 + (names[n][2] - blue) ** 2
    )
