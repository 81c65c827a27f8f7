"""The root of every error that Easel raises on purpose, and how an error carries words without being prose.

An error that a person may see holds a gettext message id (its English text, with ``{named}`` places) and the
parameters that fill it. The words are made at the edge, in the reader's language; see `bot.i18n`.

    EaselError
    ├── ConfigError              (bot.config)      wrong or missing settings
    ├── UpstreamError            (bot.midjourney)  the Midjourney API refused, failed or fell silent
    ├── JobError                 (bot.jobs)        a use case that cannot be granted
    ├── StorageError             (bot.storage)     the database cannot be used
    ├── MediaError               (bot.media)       a file cannot be fetched, read or made to fit
    ├── CannotListen             (bot.web)         the address or port is not to be had
    └── InputError               (bot.ui)          what a person gave is not usable

Anything that is not an `EaselError` is a bug: people get a reference id, the log gets the rest.
"""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802  # gettext's own name for "extract this, translate later"
    """Mark a message id for extraction into the catalogues without translating it yet."""
    return msgid


LIST_SEPARATOR = N_(", ")
"""What stands between the members of a `Listed`: a message of its own, since not every language writes a comma so."""


class Listed(tuple[str, ...]):
    """Several values for one ``{named}`` place. English joins them here, other languages where words are translated."""

    __slots__ = ()

    def __str__(self) -> str:
        return LIST_SEPARATOR.join(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class EaselError(Exception):
    """An expected failure, with words for people.

    Args:
        message: a gettext message id that says what happened and what to do next. Without one, the class's own
            `default_message` is used.
        params: values for the ``{named}`` places of the message. They must be safe to show to a member.
    """

    default_message = N_("Something went wrong. Try again in a moment.")

    def __init__(self, message: str | None = None, /, **params: object) -> None:
        self.message = message if message is not None else self.default_message
        self.params = params
        super().__init__(self.message, params)

    def __str__(self) -> str:
        """Give the English text, for logs and for the command line."""
        return self.message.format_map(self.params)
