"""What the Discord face refuses, and the one exit by which every error reaches a person.

    InputError                what a person gave is not usable
    ├── CommandChanged        the person's Discord still shows a command as it was before
    ├── NotServed             this server or place is not one that the bot works for
    ├── BadAttachment         a picture that cannot be used: type, size, shape
    ├── BadLink               a link that cannot be used
    └── BadPrompt             a prompt that cannot be used

Commands, buttons, selects and modals all end in `report_error`. Expected errors are told in the person's language,
to them alone. Anything else is a bug: they get a short reference, the log gets the rest under the same reference.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import N_, EaselError
from bot.logs import get_logger

if TYPE_CHECKING:
    from bot.i18n import Catalogues

log = get_logger(__name__)


class InputError(EaselError):
    """What a person gave is not usable."""


class CommandChanged(InputError):
    default_message = N_("This command has been updated. Reload Discord (Ctrl+R) and try again.")


class NotServed(InputError):
    default_message = N_("This bot does not work here. Ask its operator to allow this server.")


class BadAttachment(InputError):
    default_message = N_("{name} cannot be used. Attach a PNG, JPEG or WebP picture.")


class BadLink(InputError):
    default_message = N_("This link cannot be used. Give the https:// address of a picture.")


class BadPrompt(InputError):
    default_message = N_("Write what the picture should show.")


async def report_error(
    interaction: discord.Interaction[Any], error: BaseException, catalogues: Catalogues
) -> None:
    """Tell the person what went wrong, whether or not the interaction was answered before.

    Never raises: an interaction that is too old, or a connection that is gone, leaves nobody to tell.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
        error = CommandChanged()
    locale = str(interaction.locale)
    if isinstance(error, EaselError):
        words = catalogues.for_error(locale, error)
    else:
        reference = secrets.token_hex(4)
        log.error("unexpected error", reference=reference, interaction=interaction.id, exc_info=error)
        words = catalogues.text(
            locale,
            N_(
                "Something went wrong. If it happens again, tell the bot's operator this reference: `{reference}`"
            ),
            reference=reference,
        )
    try:
        await whisper(interaction, words)
    except Exception as lost:  # noqa: BLE001  # an error of the exit itself has nowhere left to go
        log.warning("an error could not be told", interaction=interaction.id, why=str(lost))


async def whisper(interaction: discord.Interaction[Any], words: str) -> None:
    """Say something to the person alone: as the answer if there was none yet, else after it."""
    if interaction.response.is_done():
        await interaction.followup.send(words[:2000], ephemeral=True)
    else:
        await interaction.response.send_message(words[:2000], ephemeral=True)
