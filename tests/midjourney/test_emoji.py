from __future__ import annotations

import pytest

from bot.midjourney.emoji import emoji_or_none, is_emoji


@pytest.mark.parametrize(
    "text", ["🔄", "🪄", "🖌️", "🔍", "↔️", "⬅️", "❤️", "🎞️", "1️⃣", "🎉", "⏫", "🇨🇭", "👍🏽", "👩‍🎨"]
)
def test_emojis_are_emojis(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "upscale_1", "\u1f504", "4", "#", "🔄🔄", "a", "<:upscale_1:123>", " ", "☙", "猫"]
)
def test_other_texts_are_not(text: str) -> None:
    assert not is_emoji(text)


def test_what_is_no_emoji_becomes_nothing() -> None:
    assert emoji_or_none(" 🔄 ") == "🔄"
    assert emoji_or_none("upscale_1") == ""
