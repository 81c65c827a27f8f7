from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from bot.errors import LIST_SEPARATOR, EaselError, Listed
from bot.i18n import LOCALES, Catalogues

if TYPE_CHECKING:
    from pathlib import Path

PO_FILES = sorted(LOCALES.glob("*/LC_MESSAGES/easel.po"))


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    for language, messages in {
        "zh_CN": {"Hello {name}": "你好，{name}", "Broken {name}": "坏了 {nmae}"},
        "es": {"Hello {name}": "Hola, {name}"},
    }.items():
        catalog = Catalog(locale=language)
        for msgid, text in messages.items():
            catalog.add(msgid, text)
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "easel.mo").open("wb") as file:
            write_mo(file, catalog)
    return Catalogues(tmp_path)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("zh-CN", "你好，Ann"),
        ("es-ES", "Hola, Ann"),
        ("es-419", "Hola, Ann"),
        ("zh-TW", "Hello Ann"),
        ("en-US", "Hello Ann"),
        ("tlh", "Hello Ann"),
        ("", "Hello Ann"),
        (None, "Hello Ann"),
    ],
)
def test_discords_name_of_a_language_finds_its_catalogue(
    catalogues: Catalogues, locale: str | None, text: str
) -> None:
    assert catalogues.text(locale, "Hello {name}", name="Ann") == text


def test_what_has_no_translation_stays_english(catalogues: Catalogues) -> None:
    assert catalogues.text("zh-CN", "New message") == "New message"
    assert catalogues.translation("zh-CN", "New message") is None
    assert catalogues.text("zh-CN", "") == ""


def test_parameters_are_text_and_never_formats(catalogues: Catalogues) -> None:
    assert catalogues.text("es-ES", "Hello {name}", name="{name} {0}") == "Hola, {name} {0}"


def test_a_list_is_joined_as_the_readers_language_does_it(tmp_path: Path) -> None:
    (tmp_path / "zh_CN" / "LC_MESSAGES").mkdir(parents=True)
    catalog = Catalog(locale="zh_CN")
    catalog.add("one of {choices}", "{choices} 之一")
    catalog.add(LIST_SEPARATOR, "、")
    with (tmp_path / "zh_CN" / "LC_MESSAGES" / "easel.mo").open("wb") as file:
        write_mo(file, catalog)
    catalogues, choices = Catalogues(tmp_path), Listed(["1", "2, 3"])
    assert catalogues.text("zh-CN", "one of {choices}", choices=choices) == "1、2, 3 之一"
    assert catalogues.text("en-US", "one of {choices}", choices=choices) == "one of 1, 2, 3"
    # where the words stay English, so does what is between them
    assert catalogues.text("zh-CN", "any of {choices}", choices=choices) == "any of 1, 2, 3"
    assert str(EaselError("one of {choices}", choices=choices)) == "one of 1, 2, 3"


def test_a_slip_in_a_translation_is_logged_and_answered_in_english(
    catalogues: Catalogues, expected_errors: list[str]
) -> None:
    assert catalogues.text("zh-CN", "Broken {name}", name="Ann") == "Broken Ann"
    assert len(expected_errors) == 1


def test_a_missing_parameter_never_costs_the_answer(
    catalogues: Catalogues, expected_errors: list[str]
) -> None:
    assert catalogues.text(None, "Hello {name}") == "Hello {name}"
    assert len(expected_errors) == 1


def test_an_error_speaks_the_readers_language(catalogues: Catalogues) -> None:
    error = EaselError("Hello {name}", name="Ann")
    assert catalogues.for_error("zh-CN", error) == "你好，Ann"
    assert catalogues.for_error(None, error) == str(error)


def test_languages_begin_with_the_source(catalogues: Catalogues) -> None:
    assert catalogues.languages == ("en", "es", "zh_CN")


def test_the_shipped_catalogues_can_be_read() -> None:
    assert set(Catalogues().languages) == {"en", *(path.parent.parent.name for path in PO_FILES)}


def test_every_compiled_catalogue_is_that_of_its_source() -> None:
    for po in PO_FILES:
        source = read_po(io.BytesIO(po.read_bytes()))
        with po.with_suffix(".mo").open("rb") as file:
            compiled = {message.id: message.string for message in read_mo(file) if message.id}
        expected = {message.id: message.string for message in source if message.id and message.string}
        assert compiled == expected, f"{po}: run `make messages`"
