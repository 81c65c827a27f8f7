"""What pressing a component of a finished job comes to: the modal that is shown first, and its requests. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import N_
from bot.jobs.models import ComponentRow, Job, JobRequest
from bot.jobs.offers import OfferKind, custom_zoom_prefill, offer_kind, request_for, shown_prompt
from bot.jobs.remix import may_remix, prefilled, remix_request, remixable


@dataclass(frozen=True, slots=True)
class ModalPlan:
    """A modal that has to be shown before the press can go on; prefilled from our own row."""

    title: str
    """A gettext message id, at most 45 characters in every language."""
    label: str
    prefill: str


_TITLES: Mapping[OfferKind, str] = {
    OfferKind.CUSTOM_ZOOM: N_("Zoom Out"),
    OfferKind.PICK: N_("Imagine This!"),
}


def modal_plan(parent: Job, row: ComponentRow, *, remix: bool, native: bool) -> ModalPlan | None:
    """Give the modal that Midjourney's own bot would open for this component, or None where it opens none.

    Args:
        parent: the finished job.
        row: which of its components is pressed.
        remix: the presser wants to edit prompts where that is possible.
        native: the account's own remix mode is on.
    """
    shown = shown_prompt(parent)
    if remix and may_remix(parent, row.component, shown=shown, native=native):
        return ModalPlan(N_("Remix Prompt"), N_("New prompt"), prefilled(row.component, shown))
    kind = offer_kind(row.component)
    title = _TITLES.get(kind)
    if title is None:
        return None
    if kind is OfferKind.CUSTOM_ZOOM:
        return ModalPlan(title, N_("Prompt"), custom_zoom_prefill(parent))
    (request,) = request_for(parent, row.component, None)
    return ModalPlan(title, N_("Prompt"), request.modal_prompt or request.prompt)


def pressed_requests(
    parent: Job, row: ComponentRow, prompt: str | None, *, native: bool
) -> tuple[JobRequest, ...]:
    """Give the requests of a press, remixed where its prompt was edited; `prompt` is what the modal brought, if any.

    Raises:
        MaskNeeded: the part to repaint has to be drawn first.
    """
    if remixable(row.component, native=native):
        shown = prefilled(row.component, shown_prompt(parent))
        if prompt is None and native:
            prompt = shown  # the account will ask; who did not want to remix leaves the prompt as it is
        elif prompt is not None:
            remixed = remix_request(parent, row.component, shown=shown, prompt=prompt, native=native)
            if remixed is not None:
                return (remixed,)
    return request_for(parent, row.component, prompt)
