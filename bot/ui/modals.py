"""Modals that need no memory: their id says what they are for, so one opened before a restart is served after it.

discord.py keeps modals in memory and drops the submits of those it does not know. Ours are therefore read where
interactions arrive (`bot.client`), from the payload itself, whether discord.py knows them or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.jobs.pressing import ModalPlan
from bot.ui.messages import Say

FIELD = "prompt"
TITLE_LIMIT = 45
TEXT_LIMIT = 4000
KEPT_SECONDS = 900.0
"""How long discord.py remembers a modal that is never submitted; ours work without that."""


def modal_of(plan: ModalPlan, custom_id: str, say: Say) -> discord.ui.Modal:
    """Build the modal: one text field, prefilled."""
    modal = discord.ui.Modal(title=say(plan.title)[:TITLE_LIMIT], custom_id=custom_id, timeout=KEPT_SECONDS)
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id=FIELD,
        default=plan.prefill[:TEXT_LIMIT] or None,
        required=True,
        max_length=TEXT_LIMIT,
    )
    modal.add_item(discord.ui.Label(text=say(plan.label)[:TITLE_LIMIT], component=field))
    return modal


def submitted_text(data: Mapping[str, Any]) -> str:
    """Read the field's text from a submit's payload; empty if it is not there."""
    for part in _parts(data.get("components", ())):
        if part.get("custom_id") == FIELD:
            return str(part.get("value") or "").strip()
    return ""


def _parts(components: Any) -> Iterator[Mapping[str, Any]]:
    """Go through a payload's fields, whether they sit in labels or in rows."""
    for component in components:
        yield component
        if "component" in component:
            yield component["component"]
        yield from _parts(component.get("components", ()))
