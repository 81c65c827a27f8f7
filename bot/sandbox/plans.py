"""What pressing a button makes: the recipe, the prompt and the effort of the new task. Pure."""

import re
from dataclasses import dataclass

from bot.sandbox.films import Film, Motion, animated, extended, filmed_anew
from bot.sandbox.prompts import InvalidParameterError, read_prompt, with_aspect, without_zoom
from bot.sandbox.recipes import (
    SIDE,
    Blend,
    Imagine,
    Outpaint,
    Pick,
    Recipe,
    Region,
    Size,
    Upload,
    Upscale,
    Vary,
    panned,
    zoomed,
)

_SUBTLE, _STRONG = 0.2, 0.7


@dataclass(frozen=True, slots=True)
class Plan:
    recipe: Recipe
    prompt: str
    effort: str = "imagine"


def always_asks(name: str) -> bool:
    """Say whether a button opens a modal on every account."""
    return name in ("custom_zoom", "inpaint") or bool(re.fullmatch(r"(describe|shorten)\d", name))


def asks_in_remix(name: str) -> bool:
    """Say whether a button opens a modal on an account with remix mode on."""
    return name in ("reroll", "low_variation", "high_variation") or name.startswith(
        ("variation", "pan_", "animate_", "extend_")
    )


def plan(name: str, parent: Recipe, prompt: str, seed: int, mask: bytes | None = None) -> Plan:
    """Return what button `name` of `parent` makes; raises InvalidParameterError, KeyError for no such button."""
    if isinstance(parent, Film):
        return _of_film(name, parent, prompt, seed)
    if "upscale" in name:
        return Plan(
            Upscale(parent, 4 if name.endswith("4") else 2, creative=name.endswith("creative")), prompt, "hd"
        )
    if (numbered := re.fullmatch(r"([a-z]+)(\d)", name)) is not None:
        return _of_number(numbered[1], int(numbered[2]), parent, prompt, seed)
    match name:
        case "reroll":
            made = _rerolled(parent, prompt, seed)
        case "low_variation" | "high_variation":
            made = Plan(
                Vary(parent, 1, seed, _SUBTLE if name == "low_variation" else _STRONG, prompt), prompt
            )
        case "animate_high" | "animate_low":
            films = animated(parent, _motion(name), seed, read_prompt(prompt).films)
            made = Plan(films, prompt, "film")
        case "inpaint":
            made = Plan(Region(parent, mask or b"", seed, prompt), prompt)
        case _:
            made = _outpainted(name, parent, prompt, seed)
    return made


def imagined(
    prompt: str,
    seed: int,
    images: tuple[bytes, ...] = (),
    *,
    films: bool = False,
    sizes: tuple[Size, ...] = (),
    side: int = SIDE,
) -> Plan:
    """Return the plan of an imagine; raises InvalidParameterError.

    `films` says whether `--video` is known here, `sizes` are those of the images.
    """
    read = read_prompt(prompt)
    seed = seed if read.seed is None else read.seed
    if not (read.video and films):
        return Plan(Imagine(prompt, seed, read.aspect, images, side=side), prompt)
    if not images:
        raise InvalidParameterError("[Invalid parameter] `--video` needs a picture to begin with")
    start = Upload(images[0], sizes[0], side=side)
    return Plan(animated(start, read.motion, seed, read.films), prompt, "film")


def _of_number(stem: str, number: int, parent: Recipe, prompt: str, seed: int) -> Plan:
    if stem in ("describe", "shorten"):
        return imagined(prompt, seed, side=parent.side)
    if stem == "upsample":
        return Plan(Pick(parent, number), prompt, "upscale")
    return Plan(Vary(parent, number, seed, _SUBTLE * 1.6, prompt), prompt)


def _of_film(name: str, parent: Film, prompt: str, seed: int) -> Plan:
    if name.startswith("film"):
        return Plan(parent.take(int(name.removeprefix("film"))), prompt, "upscale")
    if name == "reroll":
        return Plan(filmed_anew(parent, seed), prompt, "film")
    return Plan(extended(parent, _motion(name), seed, read_prompt(prompt).films), prompt, "film")


def _motion(name: str) -> Motion:
    return "high" if name.endswith("high") else "low"


def _rerolled(parent: Recipe, prompt: str, seed: int) -> Plan:
    """Do again what made the parent: a variation is varied anew, a zoom zoomed anew."""
    match parent:
        case Vary(parent=source, index=index, strength=strength):
            return Plan(Vary(source, index, seed, strength, prompt), prompt)
        case Outpaint(parent=source, aspect=aspect, box=box, axis=axis):
            return Plan(Outpaint(source, aspect, box, seed, prompt, axis), prompt)
        case Region(parent=source, mask=mask):
            return Plan(Region(source, mask, seed, prompt), prompt)
        case Blend(images=images, aspect=aspect):
            return Plan(Blend(images, seed, aspect, side=parent.side), prompt)
        case Imagine(images=images):
            aspect = read_prompt(prompt).aspect
            return Plan(Imagine(prompt, seed, aspect, images, side=parent.side), prompt)
        case _:
            return imagined(prompt, seed, side=parent.side)


def _outpainted(name: str, parent: Recipe, prompt: str, seed: int) -> Plan:
    if name in ("zoom_out_2", "zoom_out_1_5"):
        return Plan(zoomed(parent, 2.0 if name == "zoom_out_2" else 1.5, seed, prompt), prompt)
    if name == "make_square":
        return Plan(zoomed(parent, 1.0, seed, prompt, (1, 1)), with_aspect(prompt, (1, 1)))
    if name == "custom_zoom":
        read = read_prompt(prompt)
        aspect = read.aspect if re.search(r"--(ar|aspect)\s", prompt) else parent.aspect
        return Plan(zoomed(parent, read.zoom or 2.0, seed, prompt, aspect), without_zoom(prompt))
    if name.startswith("pan_"):
        recipe = panned(parent, name.removeprefix("pan_"), seed, prompt)
        return Plan(recipe, with_aspect(prompt, recipe.aspect))
    raise KeyError(name)
