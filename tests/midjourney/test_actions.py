from __future__ import annotations

import pytest

from bot.midjourney.actions import (
    CATALOGUE,
    Kind,
    classify,
    classify_custom_id,
    classify_name,
)

EVERY_TTAPI_NAME = {
    **{f"upsample{n}": (Kind.UPSAMPLE, n) for n in range(1, 5)},
    **{f"variation{n}": (Kind.VARIATION, n) for n in range(1, 5)},
    "reroll": (Kind.REROLL, 0),
    "high_variation": (Kind.VARY_STRONG, 0),
    "low_variation": (Kind.VARY_SUBTLE, 0),
    "upscale2": (Kind.UPSCALE_2X, 0),
    "upscale4": (Kind.UPSCALE_4X, 0),
    "upscale_subtle": (Kind.UPSCALE_SUBTLE, 0),
    "upscale_creative": (Kind.UPSCALE_CREATIVE, 0),
    "redo_upscale2": (Kind.REDO_UPSCALE_2X, 0),
    "redo_upscale4": (Kind.REDO_UPSCALE_4X, 0),
    "redo_upscale_subtle": (Kind.REDO_UPSCALE_SUBTLE, 0),
    "redo_upscale_creative": (Kind.REDO_UPSCALE_CREATIVE, 0),
    "zoom_out_2": (Kind.ZOOM_OUT_2X, 0),
    "zoom_out_1_5": (Kind.ZOOM_OUT_1_5X, 0),
    "make_square": (Kind.MAKE_SQUARE, 0),
    "pan_left": (Kind.PAN_LEFT, 0),
    "pan_right": (Kind.PAN_RIGHT, 0),
    "pan_up": (Kind.PAN_UP, 0),
    "pan_down": (Kind.PAN_DOWN, 0),
    "inpaint": (Kind.REGION, 0),
    "vary_region": (Kind.REGION, 0),
    "Custom Zoom": (Kind.CUSTOM_ZOOM, 0),
    "some_new_thing": (Kind.UNKNOWN, 0),
}


@pytest.mark.parametrize(("name", "expected"), EVERY_TTAPI_NAME.items())
def test_every_documented_name_of_ttapi_is_known(name: str, expected: tuple[Kind, int]) -> None:
    action = classify_name(name)
    assert (action.kind, action.n) == expected
    assert classify(name) == action


@pytest.mark.parametrize(
    ("custom_id", "kind", "n"),
    [
        ("MJ::JOB::upsample::2::h", Kind.UPSAMPLE, 2),
        ("MJ::JOB::upsample_v7_2x_subtle::1::h::SOLO", Kind.UPSCALE_SUBTLE, 0),
        ("MJ::JOB::upsample_v6r1_2x_creative::1::h::SOLO", Kind.UPSCALE_CREATIVE, 0),
        ("MJ::JOB::upsample_v5_2x::1::h::SOLO", Kind.UPSCALE_2X, 0),
        ("MJ::JOB::upsample_v5_4x::1::h::SOLO", Kind.UPSCALE_4X, 0),
        ("MJ::JOB::upsample_v9_max::1::h::SOLO", Kind.UPSCALE, 0),
        ("MJ::JOB::reroll::0::h::SOLO", Kind.REROLL, 0),
        ("MJ::JOB::variation::4::h", Kind.VARIATION, 4),
        ("MJ::JOB::low_variation::1::h::SOLO", Kind.VARY_SUBTLE, 0),
        ("MJ::JOB::high_variation::1::h::SOLO", Kind.VARY_STRONG, 0),
        ("MJ::Inpaint::1::h::SOLO", Kind.REGION, 0),
        ("MJ::Outpaint::50::1::h::SOLO", Kind.ZOOM_OUT_2X, 0),
        ("MJ::Outpaint::75::1::h::SOLO", Kind.ZOOM_OUT_1_5X, 0),
        ("MJ::Outpaint::100::1::h::SOLO", Kind.MAKE_SQUARE, 0),
        ("MJ::Outpaint::1::h::SOLO", Kind.ZOOM_OUT, 0),
        ("MJ::CustomZoom::1::h", Kind.CUSTOM_ZOOM, 0),
        ("MJ::JOB::pan_left::0::h::SOLO", Kind.PAN_LEFT, 0),
        ("MJ::JOB::animate_high::1::h::SOLO", Kind.ANIMATE_HIGH, 0),
        ("MJ::JOB::animate_high_extend::1::h", Kind.EXTEND_HIGH, 0),
        ("MJ::JOB::video_virtual_upscale::3::h", Kind.VIDEO_PICK, 3),
        ("MJ::BOOKMARK::h", Kind.BOOKMARK, 0),
        ("MJ::Job::PicReader::3", Kind.DESCRIBE_PICK, 3),
        ("MJ::Job::PicReader::all", Kind.DESCRIBE_ALL, 0),
        ("MJ::Picread::Retry", Kind.DESCRIBE_RETRY, 0),
        ("MJ::JOB::PromptAnalyzer::5", Kind.SHORTEN_PICK, 5),
        ("MJ::Job::PromptAnalyzerExtended", Kind.SHORTEN_DETAILS, 0),
        ("MJ::CancelJob::ByJobid::1", Kind.CANCEL_JOB, 0),
        ("MJ::JOB::some_new_thing::1::h", Kind.UNKNOWN, 0),
        ("", Kind.UNKNOWN, 0),
    ],
)
def test_custom_ids_are_known_by_their_beginning(custom_id: str, kind: Kind, n: int) -> None:
    action = classify_custom_id(custom_id)
    assert (action.kind, action.n) == (kind, n)


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("upsample3", "Image #{n}"),
        ("upscale_subtle", "Upscaled (Subtle)"),
        ("redo_upscale_creative", "Upscaled (Creative)"),
        ("high_variation", "Variations (Strong)"),
        ("variation1", "Variations"),
        ("zoom_out_2", "Zoom Out"),
        ("pan_left", "Pan Left"),
        ("reroll", ""),
    ],
)
def test_results_are_worded_like_the_native_bots(name: str, wording: str) -> None:
    assert classify_name(name).wording == wording


def test_kinds_are_listed_once_and_all_of_them() -> None:
    kinds = [action.kind for action in CATALOGUE]
    assert len(kinds) == len(set(kinds))
    assert set(Kind) - set(kinds) == {Kind.UNKNOWN}
