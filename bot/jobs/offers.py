"""What a finished job offers next, and which requests pressing it makes. Pure.

Most components are the upstream's and are pressed there. Some need a modal first, some become jobs of ours (describe's
"Imagine all"), and where a dialect gives a describe or shorten result no buttons, Easel offers its own.
"""

from __future__ import annotations

import math
from enum import StrEnum

from bot.jobs.models import Job, JobKind, JobRequest, Observation
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component
from bot.midjourney.prompt import aspect_ratio, with_aspect_ratio, with_zoom

OWN = "easel::"
PICK_EMOJI = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")


class OfferKind(StrEnum):
    """How a press is served."""

    UPSTREAM = "upstream"
    CUSTOM_ZOOM = "custom_zoom"
    PICK = "pick"
    """One of the prompts that describe or shorten found; edited in a modal first."""
    ALL = "all"
    RETRY = "retry"
    NOT_YET = "not_yet"


_BY_ACTION = {
    Kind.CUSTOM_ZOOM: OfferKind.CUSTOM_ZOOM,
    Kind.DESCRIBE_PICK: OfferKind.PICK,
    Kind.SHORTEN_PICK: OfferKind.PICK,
    Kind.DESCRIBE_ALL: OfferKind.ALL,
    Kind.REGION: OfferKind.NOT_YET,
    Kind.BOOKMARK: OfferKind.NOT_YET,
}


def offer_kind(component: Component) -> OfferKind:
    if component.custom_id.startswith(OWN):
        return OfferKind(component.custom_id.split("::")[1])
    return _BY_ACTION.get(classify(component.custom_id).kind, OfferKind.UPSTREAM)


def offered(request: JobRequest, seen: Observation) -> tuple[Component, ...]:
    """Give the components of a finished job: the upstream's, or our own under a describe that came without any."""
    if seen.components or request.kind not in {JobKind.DESCRIBE, JobKind.SHORTEN} or not seen.texts:
        return seen.components
    picks = tuple(
        Component(f"{OWN}{OfferKind.PICK}::{n}", emoji=emoji)
        for n, (emoji, _) in enumerate(zip(PICK_EMOJI, seen.texts, strict=False), start=1)
    )
    if request.kind is JobKind.SHORTEN:
        return picks
    return (
        *picks,
        Component(f"{OWN}{OfferKind.RETRY}", emoji="🔄", row=0 if len(picks) < len(PICK_EMOJI) else 1),
        Component(f"{OWN}{OfferKind.ALL}", label="Imagine all", emoji="🎉", row=1),
    )


def request_for(parent: Job, component: Component, prompt: str | None) -> tuple[JobRequest, ...]:
    """Give the requests that pressing makes; `prompt` is what the modal brought, None before it was shown."""
    match offer_kind(component):
        case OfferKind.PICK:
            return (_pick(parent, component, prompt),)
        case OfferKind.ALL:
            return tuple(
                JobRequest(kind=JobKind.IMAGINE, prompt=text, mode=parent.request.mode)
                for text in parent.observed.texts
            )
        case OfferKind.RETRY:
            return (parent.request,)
        case OfferKind.CUSTOM_ZOOM:
            text = prompt if prompt is not None else custom_zoom_prefill(parent)
            return (_component(parent, component, prompt=text, modal_prompt=text),)
        case OfferKind.UPSTREAM | OfferKind.NOT_YET:
            return (_component(parent, component, prompt=shown_prompt(parent), modal_prompt=prompt),)


def shown_prompt(job: Job) -> str:
    """Give the prompt by which a job is known: what Midjourney made of it, else what was asked for.

    A describe or shorten result's text is its findings, not its prompt.
    """
    if job.request.kind in {JobKind.DESCRIBE, JobKind.SHORTEN}:
        return job.request.prompt
    return job.observed.prompt or job.request.prompt


def custom_zoom_prefill(parent: Job) -> str:
    """Give the text with which Midjourney's own Custom Zoom modal opens: the prompt, its shape, ``--zoom 2``."""
    prompt = shown_prompt(parent)
    if aspect_ratio(prompt) is None:
        prompt = with_aspect_ratio(prompt, _shape(parent.observed))
    return with_zoom(prompt, "2")


def _shape(seen: Observation) -> tuple[int, int]:
    if not seen.width or not seen.height:
        return (1, 1)
    divisor = math.gcd(seen.width, seen.height)
    return (seen.width // divisor, seen.height // divisor)


def _pick(parent: Job, component: Component, prompt: str | None) -> JobRequest:
    n = int(component.custom_id.rsplit("::", 1)[1])
    texts = parent.observed.texts
    text = prompt if prompt is not None else (texts[n - 1] if 0 < n <= len(texts) else "")
    if component.custom_id.startswith(OWN):
        return JobRequest(kind=JobKind.IMAGINE, prompt=text, mode=parent.request.mode)
    return _component(parent, component, prompt=text, modal_prompt=text)


def _component(parent: Job, component: Component, *, prompt: str, modal_prompt: str | None) -> JobRequest:
    return JobRequest(
        kind=JobKind.COMPONENT,
        prompt=prompt,
        mode=parent.request.mode,
        bot_type=parent.request.bot_type,
        custom_id=component.custom_id,
        component_label=component.label or component.emoji,
        modal_prompt=modal_prompt,
    )
