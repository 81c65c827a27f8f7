"""The catalogue: everything that a button under a Midjourney picture can do, as data.

An action is known by the prefix of midjourney-proxy's ``customId`` or by TTAPI's component name. The catalogue says
how Midjourney's own bot labels it, in which row it puts it, and how it words the result. It does not decide which
buttons a picture gets: the upstream does, and what it offers beyond this table is kept. `bot.midjourney.layout` turns
offers into buttons, `bot.jobs.offers` says what pressing one asks for first.

The module is as long as the table, and the table stays in one piece: entries are matched and shown in their order.

Labels and wordings are gettext message ids: English as Midjourney writes it, translated where they are shown.

Beware: ``MJ::JOB::upsample::2`` picks one picture of a grid, ``MJ::JOB::upsample_v7_2x_subtle`` enlarges a picture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from bot.errors import N_


class Kind(StrEnum):
    """What an action does, in our words; stored with jobs, so values never change."""

    UPSAMPLE = "upsample"
    VARIATION = "variation"
    REROLL = "reroll"
    UPSCALE = "upscale"
    UPSCALE_SUBTLE = "upscale_subtle"
    UPSCALE_CREATIVE = "upscale_creative"
    UPSCALE_2X = "upscale_2x"
    UPSCALE_4X = "upscale_4x"
    REDO_UPSCALE_SUBTLE = "redo_upscale_subtle"
    REDO_UPSCALE_CREATIVE = "redo_upscale_creative"
    REDO_UPSCALE_2X = "redo_upscale_2x"
    REDO_UPSCALE_4X = "redo_upscale_4x"
    VARY_SUBTLE = "vary_subtle"
    VARY_STRONG = "vary_strong"
    REGION = "region"
    ZOOM_OUT = "zoom_out"
    ZOOM_OUT_2X = "zoom_out_2x"
    ZOOM_OUT_1_5X = "zoom_out_1_5x"
    CUSTOM_ZOOM = "custom_zoom"
    MAKE_SQUARE = "make_square"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    ANIMATE_HIGH = "animate_high"
    ANIMATE_LOW = "animate_low"
    EXTEND_HIGH = "extend_high"
    EXTEND_LOW = "extend_low"
    VIDEO_PICK = "video_pick"
    BOOKMARK = "bookmark"
    WEB = "web"
    DESCRIBE_PICK = "describe_pick"
    DESCRIBE_RETRY = "describe_retry"
    DESCRIBE_ALL = "describe_all"
    SHORTEN_PICK = "shorten_pick"
    SHORTEN_DETAILS = "shorten_details"
    CANCEL_JOB = "cancel_job"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the catalogue. ``{n}`` stands for the index.

    `wording` is what the native bot writes behind the prompt of the result, `running` while it works (empty: like a
    plain /imagine). `by` is False where the native bot leaves out "by". `row` counts from 0.
    """

    kind: Kind
    row: int = 0
    label: str = ""
    emoji: str = ""
    wording: str = ""
    """A message id; its ``{n}`` is filled after translation."""
    running: str = ""
    """Likewise."""
    by: bool = True
    n: int = 0
    custom_id: str = r"(?!)"
    """Pattern for the start of midjourney-proxy's customId; group ``n`` is the index."""
    names: tuple[str, ...] = ()
    """Patterns for TTAPI's component names; group ``n`` is the index."""

    def numbered(self, n: int) -> Action:
        """Fill in the index. Messages keep their places, for whoever translates them."""
        if not n:
            return self
        shown = str(n)
        return replace(
            self, n=n, label=self.label.replace("{n}", shown), emoji=self.emoji.replace("{n}", shown)
        )


# Midjourney's own upscale button carries a custom emoji of its server (":upscale_1:"), which no other bot may use.
# This is the nearest in Unicode that is not the arrow of "pan up".
UPSCALE_EMOJI = "⏫"
_KEYCAP = "{n}\ufe0f\u20e3"
_N = r"(?P<n>[1-9])"

UNKNOWN = Action(Kind.UNKNOWN, row=5)


def _upscale(kind: Kind, label: str, wording: str, running: str, custom_id: str, *names: str) -> Action:
    return Action(
        kind,
        label=label,
        emoji=UPSCALE_EMOJI,
        wording=wording,
        running=running,
        custom_id=custom_id,
        names=names,
    )


def _zoom(kind: Kind, label: str, custom_id: str, *names: str, emoji: str = "🔍") -> Action:
    worded = N_("Zoom Out")
    return Action(
        kind,
        row=2,
        label=label,
        emoji=emoji,
        wording=worded,
        running=worded,
        custom_id=custom_id,
        names=names,
    )


def _vary(kind: Kind, label: str, worded: str, emoji: str, custom_id: str, *names: str) -> Action:
    return Action(
        kind,
        row=1,
        label=label,
        emoji=emoji,
        wording=worded,
        running=worded,
        custom_id=custom_id,
        names=names,
    )


def _pan(kind: Kind, worded: str, emoji: str) -> Action:
    return Action(
        kind,
        row=3,
        emoji=emoji,
        wording=worded,
        running=worded,
        custom_id=f"MJ::JOB::{kind.value}::",
        names=(kind.value,),
    )


def _film(kind: Kind, label: str, custom_id: str, row: int) -> Action:
    return Action(kind, row=row, label=label, emoji="🎞️", wording=label, running=label, custom_id=custom_id)


# The order of the entries is the order within a row: Midjourney's own of today (Subtle before Strong).
CATALOGUE: tuple[Action, ...] = (
    Action(
        Kind.UPSAMPLE,
        label="U{n}",
        wording=N_("Image #{n}"),
        running=N_("Image #{n}"),
        by=False,
        custom_id=rf"MJ::JOB::upsample::{_N}::",
        names=(rf"upsample_?{_N}",),
    ),
    Action(
        Kind.VIDEO_PICK,
        label="U{n}",
        wording=N_("Video #{n}"),
        running=N_("Video #{n}"),
        by=False,
        custom_id=rf"MJ::JOB::video_virtual_upscale::{_N}::",
    ),
    Action(Kind.REROLL, emoji="🔄", custom_id=r"MJ::JOB::reroll::", names=("reroll",)),
    Action(
        Kind.VARIATION,
        row=1,
        label="V{n}",
        wording=N_("Variations"),
        running=N_("Variations"),
        custom_id=rf"MJ::JOB::variation::{_N}::",
        names=(rf"variation_?{_N}",),
    ),
    _upscale(
        Kind.UPSCALE_SUBTLE,
        N_("Upscale (Subtle)"),
        N_("Upscaled (Subtle)"),
        N_("Upscaling (Subtle)"),
        r"MJ::JOB::upsample_\w+_subtle::",
        "upscale_subtle",
    ),
    _upscale(
        Kind.UPSCALE_CREATIVE,
        N_("Upscale (Creative)"),
        N_("Upscaled (Creative)"),
        N_("Upscaling (Creative)"),
        r"MJ::JOB::upsample_\w+_creative::",
        "upscale_creative",
    ),
    _upscale(
        Kind.UPSCALE_2X,
        N_("Upscale (2x)"),
        N_("Upscaled (2x)"),
        N_("Upscaling (2x)"),
        r"MJ::JOB::upsample_\w+_2x::",
        "upscale_?2x?",
    ),
    _upscale(
        Kind.UPSCALE_4X,
        N_("Upscale (4x)"),
        N_("Upscaled (4x)"),
        N_("Upscaling (4x)"),
        r"MJ::JOB::upsample_\w+_4x::",
        "upscale_?4x?",
    ),
    _upscale(
        Kind.REDO_UPSCALE_SUBTLE,
        N_("Redo Upscale (Subtle)"),
        N_("Upscaled (Subtle)"),
        N_("Upscaling (Subtle)"),
        r"(?!)",
        "redo_upscale_subtle",
    ),
    _upscale(
        Kind.REDO_UPSCALE_CREATIVE,
        N_("Redo Upscale (Creative)"),
        N_("Upscaled (Creative)"),
        N_("Upscaling (Creative)"),
        r"(?!)",
        "redo_upscale_creative",
    ),
    _upscale(
        Kind.REDO_UPSCALE_2X,
        N_("Redo Upscale (2x)"),
        N_("Upscaled (2x)"),
        N_("Upscaling (2x)"),
        r"(?!)",
        "redo_upscale_?2x?",
    ),
    _upscale(
        Kind.REDO_UPSCALE_4X,
        N_("Redo Upscale (4x)"),
        N_("Upscaled (4x)"),
        N_("Upscaling (4x)"),
        r"(?!)",
        "redo_upscale_?4x?",
    ),
    _upscale(
        Kind.UPSCALE,
        N_("Upscale"),
        N_("Upscaled"),
        N_("Upscaling"),
        r"MJ::JOB::upsample_",
    ),
    _vary(
        Kind.VARY_SUBTLE,
        N_("Vary (Subtle)"),
        N_("Variations (Subtle)"),
        "🪄",
        "MJ::JOB::low_variation::",
        "low_variation",
    ),
    _vary(
        Kind.VARY_STRONG,
        N_("Vary (Strong)"),
        N_("Variations (Strong)"),
        "🪄",
        "MJ::JOB::high_variation::",
        "high_variation",
    ),
    _vary(
        Kind.REGION,
        N_("Vary (Region)"),
        N_("Variations (Region)"),
        "🖌️",
        "MJ::Inpaint::",
        "inpaint",
        "vary_region",
        "easel::region",
    ),
    _zoom(Kind.ZOOM_OUT_2X, N_("Zoom Out 2x"), "MJ::Outpaint::50::", "zoom_out_2"),
    _zoom(Kind.ZOOM_OUT_1_5X, N_("Zoom Out 1.5x"), "MJ::Outpaint::75::", r"zoom_out_1[_.]5"),
    _zoom(Kind.CUSTOM_ZOOM, N_("Custom Zoom"), "MJ::CustomZoom::", "custom[_ ]zoom", "easel::custom_zoom"),
    _zoom(Kind.MAKE_SQUARE, N_("Make Square"), "MJ::Outpaint::100::", "make_square", emoji="↔️"),
    _zoom(Kind.ZOOM_OUT, N_("Zoom Out"), "MJ::Outpaint::"),
    _pan(Kind.PAN_LEFT, N_("Pan Left"), "⬅️"),
    _pan(Kind.PAN_RIGHT, N_("Pan Right"), "➡️"),
    _pan(Kind.PAN_UP, N_("Pan Up"), "⬆️"),
    _pan(Kind.PAN_DOWN, N_("Pan Down"), "⬇️"),
    _film(Kind.ANIMATE_HIGH, N_("Animate (High motion)"), "MJ::JOB::animate_high::", 4),
    _film(Kind.ANIMATE_LOW, N_("Animate (Low motion)"), "MJ::JOB::animate_low::", 4),
    _film(Kind.EXTEND_HIGH, N_("Extend (High motion)"), "MJ::JOB::animate_high_extend::", 0),
    _film(Kind.EXTEND_LOW, N_("Extend (Low motion)"), "MJ::JOB::animate_low_extend::", 0),
    Action(Kind.BOOKMARK, row=4, emoji="❤️", custom_id="MJ::BOOKMARK::", names=("bookmark",)),
    Action(Kind.WEB, row=4, label=N_("Web")),
    Action(Kind.DESCRIBE_PICK, emoji=_KEYCAP, custom_id=rf"MJ::Job::PicReader::{_N}\b"),
    Action(Kind.DESCRIBE_RETRY, emoji="🔄", custom_id="MJ::Picread::Retry"),
    Action(
        Kind.DESCRIBE_ALL, row=1, label=N_("Imagine all"), emoji="🎉", custom_id="MJ::Job::PicReader::all"
    ),
    Action(Kind.SHORTEN_PICK, emoji=_KEYCAP, custom_id=rf"MJ::Job::PromptAnalyzer::{_N}\b"),
    Action(
        Kind.SHORTEN_DETAILS, row=1, label=N_("Show Details"), custom_id="MJ::Job::PromptAnalyzerExtended"
    ),
    Action(Kind.CANCEL_JOB, row=4, label=N_("Cancel Job"), custom_id="MJ::CancelJob::"),
)

LABELS = frozenset(action.label for action in CATALOGUE if action.label and "{n}" not in action.label)
"""The labels that can be translated. U1 and V1 are names, and what an upstream invents is nobody's message id."""

# Ids of Midjourney's modals, not of its buttons: pressing one is refused, or starts something else.
_MODAL_ID = re.compile(
    r"MJ::(?:RemixModal|ImagineModal|OutpaintCustomZoomModal|PanModal|Picreader::Modal|AnimateModal)::"
)


_IGNORE_CASE = re.IGNORECASE  # ``MJ::Job::`` and ``MJ::JOB::`` are both met for one button
_BY_CUSTOM_ID = tuple((re.compile(action.custom_id, _IGNORE_CASE), action) for action in CATALOGUE)
_BY_NAME = tuple(
    (re.compile(rf"{name}\Z", _IGNORE_CASE), action) for action in CATALOGUE for name in action.names
)


def _first(text: str, table: tuple[tuple[re.Pattern[str], Action], ...]) -> Action:
    for pattern, action in table:
        if match := pattern.match(text):
            return action.numbered(int(match.groupdict().get("n") or 0))
    return UNKNOWN


@lru_cache(maxsize=1024)  # each of a job's ids is asked about again and again while its message is drawn
def classify_custom_id(custom_id: str) -> Action:
    """Find the catalogue's entry for a midjourney-proxy ``customId``; `UNKNOWN` if there is none."""
    return _first(custom_id, _BY_CUSTOM_ID)


@lru_cache(maxsize=1024)
def classify_name(name: str) -> Action:
    """Find the catalogue's entry for a TTAPI component name; `UNKNOWN` if there is none."""
    return _first(name.strip(), _BY_NAME)


def classify(offered: str) -> Action:
    """Find the entry for what a `Component` holds as `custom_id`, whichever dialect offered it."""
    return classify_custom_id(offered) if offered.upper().startswith("MJ::") else classify_name(offered)


def is_modal_id(custom_id: str) -> bool:
    """Tell whether this names one of Midjourney's modals, which nobody can press."""
    return _MODAL_ID.match(custom_id) is not None
