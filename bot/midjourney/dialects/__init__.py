"""The wire formats, one module each; a new one needs an entry in `make_dialect` and a name in the settings."""

from __future__ import annotations

from bot.config import AccountSettings
from bot.midjourney.dialect import Dialect
from bot.midjourney.dialects.midjourney_proxy import MidjourneyProxy
from bot.midjourney.dialects.ttapi import Ttapi


def make_dialect(settings: AccountSettings) -> Dialect:
    """Choose the wire format that an account speaks."""
    match settings.dialect:
        case "ttapi":
            return Ttapi(settings)
        case "midjourney_proxy":
            return MidjourneyProxy(settings)
