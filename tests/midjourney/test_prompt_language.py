"""Reading, checking and mending prompts."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Listed
from bot.i18n import Catalogues
from bot.jobs.composing import PROMPT_LIMIT
from bot.midjourney.prompt import (
    Context,
    Model,
    Severity,
    check,
    errors,
    fixed,
    mended,
    parse,
    render,
)
from bot.midjourney.prompt.table import BY_NAME, TABLE

V7 = Context(Model(7))
V61 = Context(Model(6.1))
_WORDS = st.sampled_from(
    [
        *(f"--{name}" for name in BY_NAME),
        *(
            "fox",
            "a",
            "b::2",
            "::",
            "::-.5",
            "--wat",
            "—ar",
            "–v",
            "-ar",
            "fox--ar",
            "--ar16:9",
            "--v7",
            "--tile,",
        ),
        *(
            "16:9",
            "15:1",
            "0:3",
            "-5",
            ".5",
            "2000",
            "7",
            "6.1",
            "8.2",
            "9",
            "raw",
            "low",
            "random",
            ",",
            "--",
        ),
        *(
            "https://x.example/a.png",
            "https://x.example/a.png::2",
            "<https://x.example/b.png>",
            "1e9",
            "٣",
            "{a,",
            "３：２，",
            "。",
            "3:2,fox",
        ),
    ]
)
PROMPTS = st.lists(_WORDS, max_size=12).map(" ".join)
ANYTHING = st.text(max_size=80) | PROMPTS


def said(text: str, context: Context = V7) -> list[str]:
    return [f"{one.severity}: {one}" for one in check(parse(text), context=context)]


@given(ANYTHING)
def test_what_is_read_is_written_back_as_it_was(text: str) -> None:
    expected = re.sub(r"(?<!\S)[–—]{1,2}(?=[A-Za-z])", "--", text)
    assert render(parse(text)) == " ".join(expected.split())


@given(
    ANYTHING,
    st.sampled_from([Context(), V7, V61, Context(Model(4)), Context(Model(6, niji=True), pictures=1)]),
)
def test_any_text_can_be_checked_and_every_finding_said(text: str, context: Context) -> None:
    parsed = parse(text)
    findings = check(parsed, context=context)
    assert all(str(one) and len(one.message) <= 200 for one in findings)
    assert isinstance(fixed(parsed, findings), str)


@given(PROMPTS, st.sampled_from([Context(), V7, V61, Context(Model(5))]))
def test_mending_leaves_no_error_that_can_be_mended(text: str, context: Context) -> None:
    left = errors(check(parse(mended(text, context=context)), context=context))
    assert not [str(one) for one in left if one.edits]


@given(st.lists(st.sampled_from(["a fox", "--ar 3:2", "--v 7", "--raw", "--no a, b", "--s 250", "--tile"])))
def test_spans_are_where_the_words_stand(pieces: list[str]) -> None:
    text = "  ".join(pieces)
    for one in parse(text).parameters:
        assert text[one.span.start : one.span.end] == one.span.text
        assert all(text[value.start : value.end] == value.text for value in one.values)


def test_a_prompt_comes_apart_into_pictures_parts_and_parameters() -> None:
    parsed = parse(
        "https://x/a.png <https://x/b.png>::2 hot::2 dog::-.5 —AR 16 : 9 --no a, b --sref random 12::2 --tile"
    )
    assert [(one.url, one.weight) for one in parsed.images] == [
        ("https://x/a.png", None),
        ("https://x/b.png", 2.0),
    ]
    assert [(one.text.text, one.weight) for one in parsed.parts] == [("hot", 2.0), ("dog", -0.5)]
    assert [(one.typed, one.name, one.value) for one in parsed.parameters] == [
        ("AR", "ar", "16 : 9"),
        ("no", "no", "a, b"),
        ("sref", "sref", "random 12::2"),
        ("tile", "tile", ""),
    ]


@pytest.mark.parametrize(
    ("text", "context", "right"),
    [
        ("a --ar 15:1", V7, "a --ar 14:1"),
        ("a --ar 1:20", V7, "a --ar 1:14"),
        ("a --hd --ar 8:1", Context(), "a --hd --ar 4:1"),
        ("a --ar 16x9", V7, "a --ar 16:9"),
        ("a --ar 1.5:1", V7, "a --ar 3:2"),
        ("a --ar16:9", V7, "a --ar 16:9"),
        ("a --ar", V7, "a --ar 1:1"),
        ("a --s 2000", V7, "a --s 1000"),
        ("a --c -5", V7, "a --c 0"),
        ("a --s 250,", V7, "a --s 250"),
        ("a --tile,", V7, "a --tile"),
        ("a --cref https://x/a.png --cw 0", V7, "a --oref https://x/a.png --ow 1"),
        ("a --cref https://x/a.png --v 8.2", V7, "a --cref https://x/a.png --v 6.1"),
        ("a --oref https://x/a.png", Context(), "a --oref https://x/a.png --v 7"),
        ("a --cref https://x/a --edit https://x/b", Context(), "a --edit https://x/b"),
        ("a --cref https://x/a --sref 1", Context(), "a --cref https://x/a --sref 1 --v 6.1"),
        ("a --q 2", Context(), "a"),
        ("a --q .5", V7, "a --q 1"),
        ("a --turbo", Context(), "a --fast"),
        ("a --tile --v 4", V7, "a --v 4"),
        ("a fox --ar 3:2 in snow", V7, "a fox in snow --ar 3:2"),
        ("a --v 6.5 ", V7, "a --v 6.1"),
        ("a --iw 3 --v 5", V7, "a --iw 2 --v 5"),
        ("a --weird 1 --niji", V7, "a --weird 1 --niji"),
        ("tulips:: red::-.5", V7, "tulips --no red"),
        ("a::1 b::-2", V61, "a::3 b::-2"),
        ("a --edit https://x/1 https://x/2 https://x/3 https://x/4 https://x/5", Context(),
         "a --edit https://x/1 https://x/2 https://x/3 https://x/4"),
        ("a --bs 3", V7, "a --bs 2"),
        ("a --motion lo", V7, "a --motion low"),
        ("a --r 50", V7, "a --r 40"),
        ("a --v 8", V7, "a --v 8.1"),
        ("a --ar 16：9", V7, "a --ar 16:9"),
        ("a --ar １６∶９", V7, "a --ar 16:9"),
        ("a --ar16：9", V7, "a --ar 16:9"),
        ("a --ar １６：１", V7, "a --ar 14:1"),
        ("a --s ２５０", V7, "a --s 250"),
        ("a --iw １。５ --niji ６", V7, "a --iw 1.5 --niji 6"),
        ("a --v 8。2", V7, "a --v 8.2"),
        ("a --ar 3:2, in snow", V7, "a, in snow --ar 3:2"),
        ("a, --ar 3:2, in snow --v 7", V7, "a, in snow --ar 3:2 --v 7"),
        ("一只狐狸 --ar 3:2，雪中", V7, "一只狐狸，雪中 --ar 3:2"),
        ("a --v 7, in snow --oref https://x/a", Context(), "a, in snow --v 7 --oref https://x/a"),
        ("a --ar 3:2. --v 7", V7, "a --ar 3:2 --v 7"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_a_nearest_right_value(text: str, context: Context, right: str) -> None:
    assert mended(text, context=context) == right


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a --v 8", "error: Midjourney has withdrawn --v 8. Try --v 8.1."),
        ("a --ar 16：9", "error: --ar takes half-width characters only, not “16：9”. Write --ar 16:9."),
        ("a --ar16：9", "error: --ar takes half-width characters only, not “16：9”. Write --ar 16:9."),
        ("https://x/a.png a --bs 3 --video", "error: --bs takes one of 1, 2, 4. Try --bs 2."),
        ("a --style cute", "note: --style takes only raw on V7. Try --style raw."),
        ("a --q 3", "error: --q takes one of 1, 2, 4 on V7. Try --q 2."),
        ("a --ar 3:2, sunny", "error: “sunny” stands behind --ar. Put all words before the first parameter."),
        ("a --s 250,", "error: “,” does not belong behind --s. Take it out."),
        ("a fox --video", "error: --video needs a picture to begin with: put its address first."),
    ],
)
def test_one_slip_has_one_finding_that_puts_it_right(text: str, words: str) -> None:
    assert said(text) == [words]


def test_a_film_needs_a_picture_unless_it_belongs_to_one() -> None:
    for context in (Context(pictures=1), Context(zooming=True)):
        assert said("a fox --video", context) == []
    assert said("https://x/a.png a fox --video") == []


@pytest.mark.parametrize(
    "text",
    ["a - - ar 16:9", "a —— ar 16:9", "a －－ar 16:9", "a，--ar 16:9", "狐狸——ar 16:9"],
)
def test_a_parameter_that_is_read_as_words_is_noted(text: str) -> None:
    (found,) = check(parse(text))
    assert (found.severity, found.suggestion) == (Severity.NOTE, "--ar")
    assert parse(fixed(parse(text), [found])).has("ar")


def test_dashes_between_words_are_left_in_peace() -> None:
    for text in ("vintage—style raw", "a well--known fox", "狐狸——雪", "a – fox", "fox -- ink"):
        assert check(parse(text)) == ()


def test_lists_are_joined_where_they_are_translated() -> None:
    (found,) = check(parse("a --q 3 --v 7"))
    assert found.params["choices"] == Listed(["1", "2", "4"])
    assert Catalogues().text("zh-CN", found.message, **found.params).count("1、2、4") == 1


def test_an_error_says_what_why_and_what_to_do() -> None:
    assert said("a --ar 15:1") == ["error: On V7 the shape is at most 14:1 or 1:14. Try --ar 14:1."]
    assert said("a --cref https://x/a.png")[0] == (
        "error: --cref works with V6–6.1, Niji 6, not with V7. Use --oref https://x/a.png there."
    )


def test_unknown_parameters_pass_with_a_note() -> None:
    (close,) = check(parse("a --aspct 3:2"))
    assert (close.severity, close.suggestion) == (Severity.NOTE, "--aspect 3:2")
    (strange,) = check(parse("a --zyx 1"))
    assert (strange.severity, strange.edits) == (Severity.NOTE, ())


@pytest.mark.parametrize(
    "text",
    [
        "a --fast --relax",
        "a -ar 3:2",
        "a --aspct 3:2",
        "a fox--ar 3:2",
        "a https://x/a.png",
        "a --sw 100",
        "a --v 9 --q 3",
        "a --stop 50",
        "a --draft --v 8.2",
        "a --oref https://x/a.png --draft --fast --v 7",
        "--sref random",
    ],
)
def test_what_may_be_meant_is_only_noted(text: str) -> None:
    assert {one.severity for one in check(parse(text))} == {Severity.NOTE}


@pytest.mark.parametrize(
    ("text", "context", "wrong"),
    [
        ("https://x/a.png --ar 3:2", V7, True),
        ("https://x/a.png", Context(pictures=1), False),
        ("https://x/a.png https://x/b.png", V7, False),
        ("https://x/a.png a fox", V7, False),
        ("--ar 3:2", V7, True),
        ("", V7, True),
        ("https://x/a.png --video", V7, False),
        ("--video", V7, True),
    ],
)
def test_one_picture_alone_needs_words_and_two_blend(text: str, context: Context, *, wrong: bool) -> None:
    assert bool(errors(check(parse(text), context=context))) is wrong


def test_good_prompts_are_left_in_peace() -> None:
    for text in (
        "https://x/a.png a red fox --ar 16:9 --raw --s 250 --iw 2.5 --no cats, dogs --seed 4294967295",
        "a fox --niji 6 --cref https://x/a.png --cw 50",
        "hot::2 dog::-.5 --v 6.1 --q .5 --style raw",
        "a fox --hd --ar 4:1 --p abc123 def --sref 12 https://x/a.png::2 --sw 200 --exp 20 --v 8.1",
    ):
        assert check(parse(text)) == (), said(text, Context())
        assert mended(text) == text


def test_a_duplicate_is_noted_and_the_last_one_kept() -> None:
    parsed = parse("a --ar 1:1 --s 5 --aspect 3:2")
    assert fixed(parsed, check(parsed)) == "a --s 5 --aspect 3:2"


def test_the_tables_defaults_keep_its_own_limits() -> None:
    for spec in TABLE:
        if spec.default:
            found = errors(check(parse(f"a --{spec.name} {spec.default}"), context=V7))
            assert not [
                one for one in found if "Take it out" not in one.message and "works with" not in one.message
            ]


@pytest.mark.parametrize(
    "piece", ["--ar ", "::", "--turbo --oref x --cw ", "--tile x ", "-ar ", "--zq ", "--v7"]
)
def test_the_longest_hostile_prompts_are_mended_at_once(piece: str) -> None:
    began = time.perf_counter()
    mended(piece * (PROMPT_LIMIT // len(piece)))
    assert time.perf_counter() - began < 5
