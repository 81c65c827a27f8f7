"""Reading foreign JSON without trusting it: bytes to values, coercions for pydantic fields, and cleaned sentences.

Services answer with numbers for strings, ``null``, ``""`` or ``[]`` for objects and percentages as prose. Every
coercion here is total: it gives a sensible value for any input and never raises, so that one odd field cannot make a
finished, paid picture unreadable. What the values mean is the dialects' business.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.midjourney.dialect import HttpResponse
from bot.midjourney.errors import Unreadable
from bot.midjourney.models import Picture

SENTENCE_LIMIT = 300
"""Characters of an upstream's sentence that may reach people."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SECRETS = re.compile(r"(?i)\bbearer\s+\S+|\b(?:sk|tt|key)-[\w-]{8,}")
_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)(?:[^\s/@]*@)?([^\s/?#\"'<>]+)[^\s\"'<>]*")
_PERCENT = re.compile(r"\s*(\d{1,3})(?:\.\d+)?\s*%?\s*")


class WireModel(BaseModel):
    """A JSON object of an upstream: unknown keys are ignored, wrong types are coerced field by field."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_json(body: bytes) -> Any:
    """Parse a body. A byte order mark and white space are forgiven; comments and cut bodies are not.

    Raises:
        Unreadable: the body is not JSON.
    """
    try:
        return json.loads(body.removeprefix(_BYTE_ORDER_MARK).decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable(detail="not JSON") from error


def is_empty(response: HttpResponse) -> bool:
    """Tell whether the answer has no content, which is how some proxies say "unknown task"."""
    return not response.body.strip().removeprefix(_BYTE_ORDER_MARK)


def as_text(value: object) -> str:
    """Give a string that every database and Discord can hold; objects, lists, booleans and null become empty."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        value = int(value) if value.is_integer() else value
    if isinstance(value, int | float):
        return _digits(value)
    if not isinstance(value, str):
        return ""
    # lone surrogates cannot be encoded, and PostgreSQL refuses NUL
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _digits(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to print integers of more than 4300 digits
        return ""


def as_number(value: object) -> float | None:
    """Give a finite number from a number or its text, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_size(value: object) -> int | None:
    """Give a positive whole number, else None: services write 0 for "unknown"."""
    number = as_number(value)
    return int(number) if number is not None and number >= 1 else None


def as_progress(value: object) -> int | None:
    """Give per cent from ``"31%"``, ``"31"`` or ``31``; None for words such as ``"Waiting to start"``."""
    match = _PERCENT.fullmatch(as_text(value))
    return min(int(match[1]), 100) if match else None


def as_object(value: object) -> Mapping[str, object]:
    """Give the object, or an empty one for null, strings and lists."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """Give the list, or an empty one."""
    return value if isinstance(value, list) else []


def as_texts(value: object) -> tuple[str, ...]:
    """Give the strings of a list that are not empty."""
    return tuple(text for item in as_list(value) if (text := as_text(item)))


def as_url(value: object) -> str:
    """Give an http(s) address, else nothing: the literal ``"string"`` and bare file names have been seen."""
    text = as_text(value).strip()
    return text if re.match(r"(?i)https?://\S+\Z", text) else ""


def as_urls(value: object) -> tuple[str, ...]:
    """Give the addresses of a list of strings or of ``{url}`` objects."""
    items = (item.get("url") if isinstance(item, dict) else item for item in as_list(value))
    return tuple(url for item in items if (url := as_url(item)))


Text = Annotated[str, BeforeValidator(as_text)]
Number = Annotated[float | None, BeforeValidator(as_number)]
Size = Annotated[int | None, BeforeValidator(as_size)]
Progress = Annotated[int | None, BeforeValidator(as_progress)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_texts)]
Url = Annotated[str, BeforeValidator(as_url)]
Urls = Annotated[tuple[str, ...], BeforeValidator(as_urls)]


def data_url(picture: Picture) -> str:
    """Encode a picture as ``data:<type>;base64,…``."""
    return f"data:{picture.content_type};base64,{bare_base64(picture.data)}"


def data_urls(pictures: Sequence[Picture]) -> list[str]:
    return [data_url(picture) for picture in pictures]


def bare_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def clean_sentence(text: str) -> str:
    """Make an upstream's sentence fit for members: one line, cut, without addresses' paths and tokens.

    Paths and queries go because our webhook addresses and signed picture addresses are secrets, and services quote
    both in their complaints.
    """
    # far more than is kept, but an upstream's megabytes are not worth searching
    line = " ".join(_CONTROLS.sub(" ", as_text(text)[: SENTENCE_LIMIT * 10]).split())
    line = _URL.sub(r"\1\2/…", _SECRETS.sub("…", line))
    return line if len(line) <= SENTENCE_LIMIT else line[: SENTENCE_LIMIT - 1].rstrip() + "…"


def retry_after(response: HttpResponse) -> float | None:
    """Read ``Retry-After`` in seconds; the date form, never seen here, counts as not said."""
    seconds = as_number(response.headers.get("retry-after", ""))
    return seconds if seconds is not None and seconds >= 0 else None
