"""What can be wrong with the settings.

EaselError
└── ConfigError     one sentence for the operator; never holds a secret
"""

from __future__ import annotations

from bot.errors import EaselError


class ConfigError(EaselError):
    """The settings cannot be used. The text is one sentence that names the key and says what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__("{sentence}", sentence=sentence)
