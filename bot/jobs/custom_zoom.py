"""Custom Zoom where the service has none (TTAPI): our own button, honest about what it can do. Pure.

Such services zoom out by 2 or 1.5 and take no words along. So a Custom Zoom that asks for just that is pressed there as
the button it equals; any other becomes a new /imagine from its words, and `Remix.NEW` lets its message say so.
"""

from __future__ import annotations

from bot.jobs.models import Job, JobKind, JobRequest, Remix
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component
from bot.midjourney.prompt import Parameter, split_prompt, without_zoom, zoom

OWN_CUSTOM_ZOOM = "easel::custom_zoom"
_LABEL, _EMOJI = "Custom Zoom", "🔍"
_FIXED = {2.0: Kind.ZOOM_OUT_2X, 1.5: Kind.ZOOM_OUT_1_5X}
_USUAL = 2.0
"""How far Midjourney's own Custom Zoom goes where its text names no factor."""


def with_custom_zoom(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Put Custom Zoom behind the other zoom buttons, in the place of one that the service lists but cannot serve."""
    usable = tuple(each for each in components if classify(each.custom_id).kind is not Kind.CUSTOM_ZOOM)
    kinds = [classify(each.custom_id).kind for each in usable]
    last = max((place for place, kind in enumerate(kinds) if kind in _FIXED.values()), default=None)
    if last is None:
        return usable
    own = Component(OWN_CUSTOM_ZOOM, label=_LABEL, emoji=_EMOJI, row=usable[last].row)
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
        return JobRequest(
            kind=JobKind.COMPONENT,
            prompt=words,
            mode=parent.request.mode,
            bot_type=parent.request.bot_type,
            custom_id=same.custom_id,
            component_label=same.label or same.emoji,
        )
    return JobRequest(
        kind=JobKind.IMAGINE,
        prompt=words,
        mode=parent.request.mode,
        bot_type=parent.request.bot_type,
        custom_id=OWN_CUSTOM_ZOOM,
        component_label=_LABEL,
        # The prompt that Midjourney echoes links its image prompts itself; giving the files too would double them.
        files=() if parent.observed.prompt else parent.request.files,
        remix=Remix.NEW,
    )


def _said(prompt: str) -> tuple[str, frozenset[Parameter]]:
    """Give what a prompt says, in whatever order its parameters stand."""
    parts = split_prompt(prompt)
    return " ".join(parts.text.split()), frozenset(parts.parameters)


def _factor(text: str) -> float:
    try:
        return float(zoom(text) or _USUAL)
    except ValueError:
        return 0.0
