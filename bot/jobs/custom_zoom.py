"""Custom Zoom where the service has none (TTAPI): our own button, honest about what it can do. Pure.

Such services zoom out by 2 or 1.5 and take no words along. So a Custom Zoom that asks for just that is pressed there as
the button it equals; any other becomes a new /imagine from its words, and `Remix.NEW` lets its message say so.
"""

from __future__ import annotations

from dataclasses import replace

from bot.jobs.following import drawn_anew, pressed
from bot.jobs.models import Job, JobRequest
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component
from bot.midjourney.prompt import Parameter, split_prompt, without_zoom, zoom

OWN_CUSTOM_ZOOM = "easel::custom_zoom"
_OWN = Component(OWN_CUSTOM_ZOOM, label="Custom Zoom", emoji="🔍")
_FIXED = {2.0: Kind.ZOOM_OUT_2X, 1.5: Kind.ZOOM_OUT_1_5X}


def with_custom_zoom(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Put Custom Zoom behind the other zoom buttons, in the place of one that the service lists but cannot serve."""
    usable = tuple(each for each in components if classify(each.custom_id).kind is not Kind.CUSTOM_ZOOM)
    kinds = [classify(each.custom_id).kind for each in usable]
    last = max((place for place, kind in enumerate(kinds) if kind in _FIXED.values()), default=None)
    if last is None:
        return usable
    own = replace(_OWN, row=usable[last].row)
    return (*usable[: last + 1], own, *usable[last + 1 :])


def own_zoom_request(parent: Job, *, text: str, prefill: str) -> JobRequest:
    """Give the request for a Custom Zoom of ours.

    Args:
        parent: the job under which the button stands.
        text: what the modal brought.
        prefill: the text with which it opened.
    """
    words = without_zoom(text)
    wanted = _FIXED.get(_factor(text))
    same = next(
        (each for each in parent.observed.components if classify(each.custom_id).kind is wanted), None
    )
    if same is not None and _said(words) == _said(without_zoom(prefill)):
        return pressed(parent, same, words)
    return drawn_anew(parent, _OWN, words)


def _said(prompt: str) -> tuple[str, frozenset[Parameter]]:
    """Give what a prompt says, in whatever order its parameters stand."""
    parts = split_prompt(prompt)
    return " ".join(parts.text.split()), frozenset(parts.parameters)


def _factor(text: str) -> float:
    try:
        return float(zoom(text) or 0)
    except ValueError:
        return 0.0
