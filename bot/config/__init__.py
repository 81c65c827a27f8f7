"""The settings: one TOML file, each key also from the environment, read once and passed on as values.

A key is spelled ``token`` in the table ``[discord]`` of the file and ``EASEL_DISCORD__TOKEN`` in the
environment, which wins. `config.example.toml` explains every key to operators. Nothing here opens a file at
import, and nothing else in Easel reads the environment.
"""

from __future__ import annotations

from bot.config.errors import ConfigError
from bot.config.models import (
    DISCORD_API,
    AccountSettings,
    AuthStyle,
    DialectName,
    DiscordSettings,
    ImageSettings,
    LoggingSettings,
    ModeName,
    Section,
    Settings,
    StorageSettings,
    WebSettings,
)
from bot.config.reading import load_settings

__all__ = [
    "DISCORD_API",
    "AccountSettings",
    "AuthStyle",
    "ConfigError",
    "DialectName",
    "DiscordSettings",
    "ImageSettings",
    "LoggingSettings",
    "ModeName",
    "Section",
    "Settings",
    "StorageSettings",
    "WebSettings",
    "load_settings",
]
