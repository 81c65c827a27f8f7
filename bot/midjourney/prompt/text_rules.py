"""Whether a prompt says enough, has its image prompts first, and weighs its parts as its model can."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import N_
from bot.midjourney.prompt.findings import Edit, Facts, Finding, Severity, about_text, note
from bot.midjourney.prompt.parsing import Part, words
from bot.midjourney.prompt.table import IMAGES_TO_BLEND, MULTI_PROMPT_MODELS

_SPEAKS_FOR_ITSELF = ("video", "edit", "zoom")
_REFERENCES = ("sref", "cref", "oref", "profile")


def substance(facts: Facts) -> Iterator[Finding]:
    """Refuse prompts without words, unless their pictures are enough."""
    parsed = facts.parsed
    images = len(parsed.images) + facts.context.pictures
    if parsed.has("video") and not images and not facts.context.zooming:
        yield about_text(Severity.ERROR, N_("--video needs a picture to begin with: put its address first."))
    if any(part.text.text for part in parsed.parts) or any(map(parsed.has, _SPEAKS_FOR_ITSELF)):
        return
    if images == 1:
        words_ = N_("One picture alone is not enough. Add words, or a second picture to blend with it.")
        yield about_text(Severity.ERROR, words_)
    elif images < IMAGES_TO_BLEND and any(map(parsed.has, _REFERENCES)):
        yield about_text(Severity.NOTE, N_("There are no words. Midjourney may ask for some."))
    elif images < IMAGES_TO_BLEND:
        yield about_text(Severity.ERROR, N_("There are no words to draw from. Say what the picture shows."))


def image_places(facts: Facts) -> Iterator[Finding]:
    """Note addresses among the words: image prompts come first."""
    parsed = facts.parsed
    at = parsed.images[-1].span.end if parsed.images else 0
    for word in words(parsed.text.text, parsed.text.start):
        if word.text.lower().startswith(("http://", "https://")):
            yield about_text(
                Severity.NOTE,
                N_("Pictures come before the words. Put {suggestion} first."),
                Edit(at, at, f" {word.text} "),
                Edit(word.start, word.end),
                start=word.start,
                suggestion=word.text,
            )
    weight = parsed.last("iw")
    if weight is not None and not parsed.images and not facts.context.pictures:
        yield note(weight, N_("{name} does something only beside a picture at the beginning of the prompt."))


def weights(facts: Facts) -> Iterator[Finding]:
    """Refuse ``::`` where the model does not read it, and weights that add up to nothing."""
    parsed = facts.parsed
    if not parsed.is_multi:
        return
    if facts.model not in MULTI_PROMPT_MODELS:
        yield _unread(facts)
        return
    total = sum(part.weight for part in parsed.parts)
    if total <= 0:
        yield _too_light(parsed.parts, total)


def _unread(facts: Facts) -> Finding:
    """Turn the marks into commas; what was unwanted (a negative weight) goes into ``--no``."""
    parts = facts.parsed.parts
    last = max((part.text.start for part in parts if part.weight >= 0 and part.text.text), default=0)
    edits = [Edit(part.mark.start, part.mark.end, _joint(part, last)) for part in parts if part.weight >= 0]
    unwanted = [part for part in parts if part.weight < 0]
    edits += [Edit(part.text.start, part.mark.end) for part in unwanted]
    names = ", ".join(part.text.text for part in unwanted if part.text.text)
    if names:
        edits.append(_refusal(facts, names))
    words_ = N_(
        "{model} does not weigh parts with “::”; only {models} do. Use commas and --no instead, or add {suggestion}."
    )
    severity = Severity.ERROR if facts.model.known else Severity.NOTE
    nearest = MULTI_PROMPT_MODELS.nearest(facts.model)
    return about_text(
        severity,
        words_,
        *edits,
        start=parts[0].mark.start,
        model=str(facts.model),
        models=MULTI_PROMPT_MODELS.names,
        suggestion=nearest.parameter if nearest else "",
    )


def _joint(part: Part, last: int) -> str:
    """Give the comma that takes a mark's place, where wanted words stand on both of its sides."""
    return ", " if part.text.text and part.text.start < last else " "


def _refusal(facts: Facts, names: str) -> Edit:
    before = facts.parsed.last("no")
    if before is not None and before.values:
        return Edit(before.span.end, before.span.end, f", {names}")
    end = max(facts.parsed.text.end, facts.parsed.parameters[-1].end if facts.parsed.parameters else 0)
    return Edit(end, end, f" --no {names}")


def _too_light(parts: tuple[Part, ...], total: float) -> Finding:
    raised = next((part for part in parts if part.weight > 0), parts[0])
    suggestion = f"::{raised.weight - total + 1:g}"
    return about_text(
        Severity.ERROR,
        N_("The weights add up to {total}; they must add up to more than 0. Raise one: {suggestion}."),
        Edit(raised.mark.start, raised.mark.end, suggestion),
        start=raised.mark.start,
        total=f"{total:g}",
        suggestion=f"{raised.text.text[:40]}{suggestion}",
    )


RULES = (substance, image_places, weights)
