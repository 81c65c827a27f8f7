"""The shipped translations are whole: against a fresh extraction, in their places, within Discord's limits."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from bot.errors import Listed
from bot.i18n import LOCALES, Catalogues
from bot.midjourney.actions import LABELS
from bot.web.editor_words import SHORTCUTS, WORDS

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "cogs")
KEYWORDS = {**DEFAULT_KEYWORDS, "_": None, "N_": None, "locale_str": None, "text": (2,)}
"""As in the Makefile's `messages`."""
LIMITS = {"menu entry": 32, "modal title": 45, "button": 80, "description": 100}
"""Characters, by Discord's rules."""
SAME = {
    ("zh_CN", "{count} × {mode}"): "a number, a sign and a word that is itself translated",
}
"""Translations that are to read like the English, and why."""


NARROW = {
    "(Failed)": "Midjourney's own line, which other bots read",
    "(Stopped)": "as above",
    "(Stopping)": "as above",
    "(Waiting for your input)": "as above",
    "(Waiting to start)": "as above",
    "(Waiting to start, {count} ahead)": "as above",
    "{mode}, stealth": "as above",
    "{name} takes two whole numbers, width:height. Try {suggestion}.": "shows what is to be typed",
}
"""Chinese words beside a narrow comma, colon or bracket, and why."""
_NARROW = re.compile(r"[\u4e00-\u9fff][*”]* ?[,.;:!?()]|[,;:!?()] ?[“*]*[\u4e00-\u9fff]|\}[,:] ?(?:\{|$)")


@pytest.fixture(scope="module")
def extracted() -> frozenset[str]:
    """Every message id that the sources hold now."""
    return frozenset(
        message[2]
        for package in PACKAGES
        for message in extract_from_dir(ROOT / package, keywords=KEYWORDS)
        if isinstance(message[2], str)
    )


@pytest.fixture(params=sorted(path.name for path in LOCALES.iterdir() if path.is_dir()))
def catalog(request: pytest.FixtureRequest) -> Catalog:
    with (LOCALES / request.param / "LC_MESSAGES" / "easel.po").open("rb") as file:
        read = read_po(file)
    read.project = request.param
    return read


def translated(catalog: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string or "") for message in catalog if message.id}


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def marked() -> Iterator[str]:
    """Give what `N_` marks, as Python itself reads the sources."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                    yield ast.literal_eval(node.args[0])


def test_every_marked_message_can_be_extracted(extracted: frozenset[str]) -> None:
    """Babel does not look into f-strings on every Python, and takes literals only."""
    assert set(marked()) - extracted == set()


def test_every_message_is_translated(catalog: Catalog, extracted: frozenset[str]) -> None:
    known = translated(catalog)
    missing = {msgid for msgid in extracted if not known.get(msgid)}
    assert missing == set(), "run `make messages`, then translate these"


def test_no_translation_is_a_guess(catalog: Catalog) -> None:
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_what_reads_like_the_english_has_a_reason(catalog: Catalog) -> None:
    same = {(catalog.project, msgid) for msgid, text in translated(catalog).items() if msgid == text}
    assert same == {key for key in SAME if key[0] == catalog.project}


def test_every_translation_has_the_places_of_its_message(catalog: Catalog) -> None:
    for msgid, text in translated(catalog).items():
        assert set(places(text)) == set(places(msgid)), msgid


def test_what_fits_discord_in_english_fits_in_translation(catalog: Catalog) -> None:
    for limit in LIMITS.values():
        for msgid, text in translated(catalog).items():
            assert len(msgid) > limit or len(text) <= limit, msgid


def test_chinese_words_stand_beside_wide_punctuation() -> None:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "easel.po").open("rb") as file:
        read = translated(read_po(file))
    assert {msgid for msgid, text in read.items() if _NARROW.search(text)} == set(NARROW)


def test_what_code_puts_together_is_put_together_as_chinese_does_it() -> None:
    chinese = partial(Catalogues().text, "zh-CN")
    assert chinese("{name}: {value}", name="快速", value="可用") == "快速：可用"
    assert chinese("{first} {second}", first="没有完成。", second="请再试。") == "没有完成。请再试。"
    modes = Listed(["--fast", "--relax"])
    words = chinese(
        "The Midjourney account behind this bot does not offer {mode}. Choose one of: {modes}.",
        mode="--turbo",
        modes=modes,
    )
    assert words.endswith("：--fast、--relax。")


def test_the_editor_and_the_buttons_are_translated(catalog: Catalog) -> None:
    catalogues, locale = Catalogues(), str(catalog.project).replace("_", "-")
    for msgid in {*WORDS.values(), *SHORTCUTS.values(), *LABELS}:
        assert catalogues.translation(locale, msgid), msgid
