"""Which speed a request runs at: the prompt's own flag wins, then what was asked for, then the account's default."""

from __future__ import annotations

from bot.config import AccountSettings
from bot.errors import N_, Listed
from bot.midjourney.errors import Unsupported
from bot.midjourney.models import Mode
from bot.midjourney.prompt import requested_mode, version


def chosen_mode(settings: AccountSettings, asked: Mode | None, prompt: str = "") -> Mode:
    """Decide the speed.

    Raises:
        Unsupported: the operator does not offer that speed. Checked here, too, because a flag in a prompt would
            otherwise spend more than the operator allows.
    """
    mode = requested_mode(prompt) or asked or Mode(settings.default_mode)
    if mode.value not in settings.modes:
        raise Unsupported(
            N_("The Midjourney account behind this bot does not offer {mode}. Choose one of: {modes}."),
            mode=f"--{mode.value}",
            modes=Listed(f"--{name}" for name in settings.modes),
        )
    return mode


def is_version_7(prompt: str) -> bool:
    """Tell whether a prompt names version 7, which not every service draws in fast mode (`Capability.FAST_V7`)."""
    return version(prompt).split(".")[0] == "7"
