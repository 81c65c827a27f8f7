"""Words in the reader's language, from gettext catalogues. English is the source: message ids are sentences.

Message ids are marked with ``N_`` (`bot.errors`) where they are written, and translated here, at the edge,
where the reader's language is known. Their ``{named}`` places are filled after translation. Catalogues are kept
compiled beside their sources (`make messages`), so that running needs nothing but the standard library. Knows
no Discord: locales come as its names for them, ``en-US`` or ``zh-CN``.
"""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import LIST_SEPARATOR, Listed
from bot.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.errors import EaselError

log = get_logger(__name__)

DOMAIN = "easel"
LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"


class Catalogues:
    """Every catalogue below a folder, read once. `text` may be called from anywhere; it never fails."""

    def __init__(self, directory: Path = LOCALES) -> None:
        self._by_language: Mapping[str, gettext.GNUTranslations] = {
            compiled.parent.parent.name: _read(compiled)
            for compiled in sorted(directory.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that can be read, English first, as gettext names them (``zh_CN``)."""
        return (SOURCE_LANGUAGE, *self._by_language)

    def text(self, locale: str | None, msgid: str, /, **params: object) -> str:
        """Give a message in the language of `locale`, or in English where there is no translation.

        Args:
            locale: Discord's name for a language (``zh-CN``); None and unknown ones mean English.
            msgid: the English sentence.
            params: what fills its ``{named}`` places; a `Listed` is joined as the language does it.
        """
        wordings = [(msgid, LIST_SEPARATOR)]
        if (translated := self.translation(locale, msgid)) is not None:
            wordings.insert(0, (translated, self.translation(locale, LIST_SEPARATOR) or LIST_SEPARATOR))
        for words, separator in wordings:
            try:
                return words.format_map(_joined(params, separator))
            except (KeyError, IndexError, ValueError, AttributeError):
                # A slip in one catalogue, or in a call, must not cost anyone their answer.
                log.exception("a message cannot be filled in", msgid=msgid, locale=locale)
        return msgid

    def for_error(self, locale: str | None, error: EaselError) -> str:
        """Give what an expected failure says to the person who met it."""
        return self.text(locale, error.message, **error.params)

    def translation(self, locale: str | None, msgid: str) -> str | None:
        """Give the translation with its places unfilled, or None where English has to serve."""
        catalogue = self._catalogue(locale)
        # The empty message id is the catalogue's own header.
        if catalogue is None or not msgid:
            return None
        found = catalogue.gettext(msgid)
        return found if found != msgid else None

    def _catalogue(self, locale: str | None) -> gettext.GNUTranslations | None:
        if not locale:
            return None
        language, _, region = locale.replace("-", "_").partition("_")
        return self._by_language.get(f"{language}_{region}") or self._by_language.get(language)


def _joined(params: Mapping[str, object], separator: str) -> dict[str, object]:
    return {
        name: separator.join(value) if isinstance(value, Listed) else value for name, value in params.items()
    }


def _read(compiled: Path) -> gettext.GNUTranslations:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)
