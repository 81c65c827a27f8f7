"""What a finished job offers next, and which requests pressing it makes. Pure.

Most components are the upstream's and are pressed there. Some need a modal first, some become jobs of ours (describe's
"Imagine all"), and where a dialect gives a describe or shorten result no buttons, Easel offers its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.jobs.custom_zoom import OWN_CUSTOM_ZOOM, own_zoom_request
from bot.jobs.errors import MaskNeeded
from bot.jobs.following import pressed
from bot.jobs.models import ComponentRow, Job, JobKind, JobRequest, JobState, Observation, Remix
from bot.midjourney.actions import Kind, classify
from bot.midjourney.models import Component
from bot.midjourney.prompt import aspect_ratio, with_aspect_ratio, with_zoom, zoom

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
    REGION = "region"
    """Repaints a part of the picture; the part is drawn first, see `bot.jobs.regions`."""
    FAVOURITE = "favourite"
    """Midjourney's heart: kept here, since no service lets others set it there."""


_BY_ACTION = {
    Kind.CUSTOM_ZOOM: OfferKind.CUSTOM_ZOOM,
    Kind.DESCRIBE_PICK: OfferKind.PICK,
    Kind.SHORTEN_PICK: OfferKind.PICK,
    Kind.DESCRIBE_ALL: OfferKind.ALL,
    Kind.REGION: OfferKind.REGION,
    Kind.BOOKMARK: OfferKind.FAVOURITE,
}


_FINDINGS = {Kind.DESCRIBE_RETRY: JobKind.DESCRIBE, Kind.SHORTEN_DETAILS: JobKind.SHORTEN}
"""Components whose results are texts again."""

_VARY = frozenset({Kind.VARY_SUBTLE, Kind.VARY_STRONG})
_GRID = frozenset({Kind.UPSAMPLE, Kind.VIDEO_PICK})
USUAL_ZOOM = "2"
"""With what Midjourney's Custom Zoom opens, and how far it goes where its text no longer says."""
WEB_N = 999
"""The place of our own link among a job's components, beyond any that an upstream offers."""
WEB_ROW = 4
"""Where it stands, and the heart, unless the service's own heart says otherwise."""


def offer_kind(component: Component) -> OfferKind:
    if component.custom_id.startswith(OWN):
        return OfferKind(component.custom_id.split("::")[1])
    return _BY_ACTION.get(classify(component.custom_id).kind, OfferKind.UPSTREAM)


def offered(request: JobRequest, seen: Observation) -> tuple[Component, ...]:
    """Give the components of a finished job: the upstream's, or our own under a describe that came without any."""
    findings = findings_kind(request)
    if seen.components or findings is None or not seen.texts:
        return seen.components
    picks = tuple(
        Component(f"{OWN}{OfferKind.PICK}::{n}", emoji=emoji)
        for n, (emoji, _) in enumerate(zip(PICK_EMOJI, seen.texts, strict=False), start=1)
    )
    if findings is JobKind.SHORTEN:
        return picks
    return (
        *picks,
        Component(f"{OWN}{OfferKind.RETRY}", emoji="🔄", row=0 if len(picks) < len(PICK_EMOJI) else 1),
        Component(f"{OWN}{OfferKind.ALL}", label="Imagine all", emoji="🎉", row=1),
    )


def findings_kind(request: JobRequest) -> JobKind | None:
    """Give DESCRIBE or SHORTEN for a request whose result is texts, None for pictures."""
    if request.kind is JobKind.COMPONENT:
        return _FINDINGS.get(classify(request.custom_id).kind)
    return request.kind if request.kind in {JobKind.DESCRIBE, JobKind.SHORTEN} else None


def web_link(
    job: Job, components: Sequence[ComponentRow], url_of: Callable[[Job], str]
) -> tuple[ComponentRow, ...]:
    """Give Midjourney's "Web" button, leading to the job's address, for a single picture that came without one."""
    if job.state is not JobState.SUCCEEDED or findings_kind(job.request):
        return ()
    has_link = any(row.component.url for row in components)
    is_grid = any(classify(row.component.custom_id).kind in _GRID for row in components)
    url = "" if has_link or is_grid else url_of(job)
    if not url:
        return ()
    beside = [row.component.row for row in components if offer_kind(row.component) is OfferKind.FAVOURITE]
    return (ComponentRow(WEB_N, Component("", label="Web", row=beside[0] if beside else WEB_ROW, url=url)),)


def request_for(parent: Job, component: Component, prompt: str | None) -> tuple[JobRequest, ...]:
    """Give the requests that pressing makes; `prompt` is what the modal brought, None before it was shown.

    Raises:
        MaskNeeded: the part to repaint has to be drawn first, see `region_request`.
    """
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
            prefill = custom_zoom_prefill(parent)
            text = prompt if prompt is not None else prefill
            text = text if zoom(text) else with_zoom(text, USUAL_ZOOM)
            if component.custom_id == OWN_CUSTOM_ZOOM:
                return (own_zoom_request(parent, text=text, prefill=prefill),)
            return (pressed(parent, component, text, modal_prompt=text),)
        case OfferKind.REGION:
            raise MaskNeeded
        case OfferKind.UPSTREAM | OfferKind.FAVOURITE:
            request = pressed(parent, component, shown_prompt(parent), modal_prompt=prompt)
            again = classify(component.custom_id).kind is Kind.DESCRIBE_RETRY
            return (replace(request, files=parent.request.files) if again else request,)


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
    return with_zoom(prompt, USUAL_ZOOM)


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
    return pressed(parent, component, text, modal_prompt=text)


def region_request(parent: Job, component: Component, *, mask: str, prompt: str) -> JobRequest:
    """Give the request that repaints the part under `mask`; without a prompt of its own it keeps the picture's."""
    shown = shown_prompt(parent)
    text = prompt or shown
    remixed = Remix.NATIVE if text.split() != shown.split() else Remix.NONE
    return replace(pressed(parent, component, text, modal_prompt=text), mask=mask, remix=remixed)


def with_heart(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Add Midjourney's heart to a single picture whose service does not list it: favourites are kept here anyway."""
    kinds = {classify(component.custom_id).kind for component in components}
    if not kinds & _VARY or Kind.BOOKMARK in kinds:
        return components
    return (*components, Component(f"{OWN}{OfferKind.FAVOURITE}", emoji="❤️", row=WEB_ROW))


def with_region(request: JobRequest, components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Add Vary (Region) behind the other Vary buttons of a single picture whose service repaints but lists no button.

    Only a picture just chosen from its grid can be repainted on such services (TTAPI's /inpaint takes its job id).
    """
    kinds = [classify(component.custom_id).kind for component in components]
    last = max((place for place, kind in enumerate(kinds) if kind in _VARY), default=None)
    chosen = classify(request.custom_id).kind is Kind.UPSAMPLE
    if last is None or not chosen or Kind.REGION in kinds:
        return components
    row = components[last].row
    own = Component(f"{OWN}{OfferKind.REGION}", label="Vary (Region)", emoji="🖌️", row=row)
    return (*components[: last + 1], own, *components[last + 1 :])
