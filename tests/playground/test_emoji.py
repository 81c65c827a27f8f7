from __future__ import annotations

import pytest

from bot.playground.emoji import is_emoji

REAL = ("🔄", "❤️", "⬅️", "⬅", "🧑‍🎨", "👍🏽", "🇩🇪", "1️⃣", "✉️", "❌", "🖌️", "🪄", "🔍", "⏳")


@pytest.mark.parametrize("text", REAL)
def test_real_emojis_are_emojis(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "x", "1", "U1", "🔄🔄", "→", "♪", "🔄 ", "\ufe0f", "⇧", "✕"])
def test_everything_else_is_not(text: str) -> None:
    assert not is_emoji(text)
