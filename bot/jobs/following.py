"""What follows from a finished job: a component pressed, its words drawn anew, a button done without. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.jobs.models import Job, JobKind, JobRequest, Remix
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component

_PICKS = frozenset({Kind.DESCRIBE_PICK, Kind.SHORTEN_PICK})


def pressed(parent: Job, component: Component, prompt: str, *, modal_prompt: str | None = None) -> JobRequest:
    """Give the request that presses a component.

    Args:
        parent: the job under whose picture it stands.
        component: as offered.
        prompt: by which the new job is known.
        modal_prompt: what the upstream's own modal is answered with, should it open one.
    """
    return JobRequest(
        kind=JobKind.COMPONENT,
        prompt=prompt,
        mode=parent.request.mode,
        bot_type=parent.request.bot_type,
        custom_id=component.custom_id,
        component_label=component.label or component.emoji,
        modal_prompt=modal_prompt,
    )


def drawn_anew(parent: Job, component: Component, prompt: str) -> JobRequest:
    """Give the /imagine that stands in for a press with words that the service cannot take along."""
    return JobRequest(
        kind=JobKind.IMAGINE,
        prompt=prompt,
        mode=parent.request.mode,
        bot_type=parent.request.bot_type,
        custom_id=component.custom_id,
        component_label=component.label or component.emoji,
        # The prompt that Midjourney echoes links its image prompts itself; giving the files too would double them.
        files=() if parent.observed.prompt else parent.request.files,
        links=() if parent.observed.prompt else parent.request.links,
        remix=Remix.NEW,
    )


def without_button(request: JobRequest) -> JobRequest | None:
    """Give the request that comes to the same without the upstream's button, or None where only the button can do it.

    What describe and shorten found is text, and a picture can be described again: neither needs the task that it came
    from. Some services list these buttons and refuse them (midjourney-proxy's "unknown action"), others forget tasks.
    """
    if request.kind is not JobKind.COMPONENT:
        return None
    plain = replace(request, custom_id="", component_label="", modal_prompt=None)
    kind = classify(request.custom_id).kind
    if kind in _PICKS and request.modal_prompt:
        return replace(plain, kind=JobKind.IMAGINE, prompt=request.modal_prompt)
    if kind is Kind.DESCRIBE_RETRY and request.files:
        return replace(plain, kind=JobKind.DESCRIBE)
    return None
