"""Remix: variations, pans and rerolls of an edited prompt. Pure.

Midjourney itself can draw a variation with other words, but only where the account behind the API has remix mode on
and the dialect carries modals (`Account.remix`). Everywhere else an edited prompt becomes a new /imagine: it starts
from the words alone and not from the old picture, and `Remix.NEW` lets the message say so. A pan or a film without its
picture would be nonsense, so there it is not offered at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.errors import N_
from bot.jobs.following import drawn_anew, pressed
from bot.jobs.models import Job, JobKind, JobRequest, JobState, Remix, Step
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component

_REDRAWN = frozenset({Kind.VARIATION, Kind.VARY_SUBTLE, Kind.VARY_STRONG, Kind.REROLL})
_PANS = frozenset({Kind.PAN_LEFT, Kind.PAN_RIGHT, Kind.PAN_UP, Kind.PAN_DOWN})
_FILMS = frozenset({Kind.ANIMATE_HIGH, Kind.ANIMATE_LOW, Kind.EXTEND_HIGH, Kind.EXTEND_LOW})

WORDINGS: Mapping[Kind, str] = {
    Kind.VARIATION: N_("Remix"),
    Kind.VARY_SUBTLE: N_("Remix (Subtle)"),
    Kind.VARY_STRONG: N_("Remix (Strong)"),
    Kind.REGION: N_("Remix (Region)"),
}
"""What stands in the place of "Variations …"."""


_MOTIONS = {
    Kind.ANIMATE_HIGH: "high", Kind.EXTEND_HIGH: "high", Kind.ANIMATE_LOW: "low", Kind.EXTEND_LOW: "low",
}  # fmt: skip


def prefilled(component: Component, shown: str) -> str:
    """Give the prompt with which the modal of a component opens: for films with their motion, as native does."""
    motion = _MOTIONS.get(classify(component.custom_id).kind)
    return shown if motion is None or "--motion" in shown else f"{shown} --motion {motion}"


def remixable(component: Component, *, native: bool) -> bool:
    """Tell whether pressing this may come with an edited prompt.

    Args:
        component: as offered.
        native: the account's own remix mode is on.
    """
    kind = classify(component.custom_id).kind
    return kind in _REDRAWN or (native and kind in _PANS | _FILMS)


def may_remix(parent: Job, component: Component, *, shown: str, native: bool) -> bool:
    """Tell whether a member with remix mode is asked for an edited prompt; a blend may have none to edit."""
    if parent.observed.video_urls and not native:
        return False  # words alone would make pictures of a film
    return parent.state is JobState.SUCCEEDED and bool(shown) and remixable(component, native=native)


def remix_request(
    parent: Job, component: Component, *, shown: str, prompt: str, native: bool
) -> JobRequest | None:
    """Give the request for a press with an edited prompt; None where it is an ordinary press.

    Args:
        parent: the pressed job.
        component: what was pressed.
        shown: the prompt with which the modal opened.
        prompt: what the member made of it.
        native: as for `remixable`.
    """
    edited = prompt.split() != shown.split()
    if not edited or not remixable(component, native=native):
        return None
    if native:
        return replace(pressed(parent, component, prompt, modal_prompt=prompt), remix=Remix.NATIVE)
    return drawn_anew(parent, component, prompt)


def wording(job: Job) -> str:
    """Give what a remix is called in its message; empty where it is called as the button it came from."""
    return "" if job.request.remix is Remix.NONE else WORDINGS.get(classify(job.request.custom_id).kind, "")


def note(job: Job, parent: Job | None) -> str:
    """Give what the message has to add about a remix: a message id, or empty where there is nothing to say."""
    request = job.request
    again = classify(request.custom_id).kind is Kind.REROLL
    if request.remix is Remix.NEW and again and parent is not None and parent.request.kind is JobKind.IMAGINE:
        return N_("-# Drawn anew from the edited prompt.")  # here a reroll never had more than the words
    if request.remix is Remix.NEW:
        return N_("-# Drawn anew from the edited prompt: this service cannot start from the old picture.")
    if request.mask:
        return ""  # every service takes the words of a region along
    if request.remix is Remix.NATIVE and job.step is Step.ACTION and job.submitted_at is not None:
        return N_(
            "-# The edited prompt was not used: the Midjourney account behind this bot is not in remix mode."
        )
    return ""
