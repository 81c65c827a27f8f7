"""The two kinds of request that follow from a finished job: its component pressed, or its words drawn anew. Pure."""

from __future__ import annotations

from bot.jobs.models import Job, JobKind, JobRequest, Remix
from bot.midjourney.models import Component


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
