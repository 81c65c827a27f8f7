"""Whether each parameter's value is one that it takes, and which would be nearest. One function for each kind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction

from bot.errors import N_, Listed
from bot.midjourney.prompt.findings import Facts, Finding, error, note, replaced
from bot.midjourney.prompt.parsing import NUMBER, Occurrence, Span
from bot.midjourney.prompt.table import HD_RATIO, Kind, Limit, Spec
from bot.midjourney.prompt.versions import (
    ALL,
    DEFAULT_MODEL,
    DEFAULT_NIJI,
    NIJI_VERSIONS,
    VERSIONS,
    WITHDRAWN,
    Model,
)

_RATIO = re.compile(r"(\d{1,6})\s*:\s*(\d{1,6})", re.ASCII)
_LOOSE_RATIO = re.compile(
    r"(\d{1,4}(?:\.\d{1,3})?)\s*[:/x×]\s*(\d{1,4}(?:\.\d{1,3})?)", re.IGNORECASE | re.ASCII
)
_DIGITS = 12
"""A number with more digits than this is no value, whatever the parameter."""


def values(facts: Facts) -> Iterator[Finding]:
    """Check every known parameter's value against the table."""
    for one in facts.parsed.parameters:
        if one.spec is None or one.spec.kind is Kind.FLAG:
            continue
        if not one.values:
            if not one.spec.optional:
                yield _missing(one, one.spec)
            continue
        finding = _wide(one, one.spec, facts) or _checked(one, one.spec, facts)
        if finding is not None:
            yield finding


def _missing(one: Occurrence, spec: Spec) -> Finding:
    suggestion = f"--{one.typed} {spec.default}" if spec.default else ""
    if suggestion:
        words = N_("{name} has no value. Write one behind it, such as {suggestion}.")
    else:
        words = N_("{name} has no value. Write one behind it, or take {name} out.")
    return error(one, words, suggestion, replaced(one, suggestion))


def _wide(one: Occurrence, spec: Spec, facts: Facts) -> Finding | None:
    """Refuse ``16：9`` and ``２５０``, which Chinese keyboards give, and say so: the difference is hard to see."""
    if one.narrow == one.value:
        return None
    found = _checked(dataclasses.replace(one, values=(Span(one.narrow, one.values[0].start),)), spec, facts)
    suggestion = (found.suggestion if found else "") or _suggest(one, one.narrow)
    words = N_("{name} takes half-width characters only, not “{value}”. Write {suggestion}.")
    return error(one, words, suggestion, replaced(one, suggestion), value=one.value[:60])


def _checked(one: Occurrence, spec: Spec, facts: Facts) -> Finding | None:
    match spec.kind:
        case Kind.INT | Kind.FLOAT:
            return _number(one, spec, facts.model)
        case Kind.CHOICE:
            return _choice(one, spec, facts.model)
        case Kind.RATIO:
            return _ratio(one, spec, facts)
        case Kind.VERSION:
            return _version(one)
        case Kind.URLS | Kind.STYLES:
            return _addresses(one, spec)
        case _:
            return None


def _limit(spec: Spec, model: Model) -> Limit | None:
    return next((limit for limit in spec.limits if model in limit.models), None)


def _suggest(one: Occurrence, value: str) -> str:
    return f"--{one.typed} {value}"


def _number(one: Occurrence, spec: Spec, model: Model) -> Finding | None:
    limit = _limit(spec, model) or Limit()
    exact = re.fullmatch(NUMBER, one.value, re.ASCII) and len(one.value) <= _DIGITS
    loose = re.search(NUMBER, one.value.replace(",", ".")[:_DIGITS], re.ASCII)
    number = float(loose[0]) if loose else float(spec.default or 0)
    nearest = _nearest(number, limit, whole=spec.kind is Kind.INT)
    suggestion = _suggest(one, nearest)
    fix = replaced(one, suggestion)
    if not exact:
        words = N_("{name} takes a number, not “{value}”. Try {suggestion}.")
        return error(one, words, suggestion, fix, value=one.value[:60])
    if limit.choices and number not in {float(choice) for choice in limit.choices}:
        words, params = _one_of(spec, limit, model)
        return error(one, words, suggestion, fix, **params)
    if not limit.low <= number <= limit.high:
        if limit.models == ALL:
            words = N_("{name} goes from {low} to {high}; {value} is outside. Try {suggestion}.")
        else:
            words = N_("{name} goes from {low} to {high} on {model}; {value} is outside. Try {suggestion}.")
        low, high = _written(limit.low), _written(limit.high)
        return error(one, words, suggestion, fix, low=low, high=high, model=str(model), value=one.value)
    if spec.kind is Kind.INT and number != int(number):
        return note(one, N_("{name} takes whole numbers. Try {suggestion}."), suggestion, fix)
    return None


def _one_of(spec: Spec, limit: Limit, model: Model) -> tuple[str, dict[str, object]]:
    """Say what may be chosen, and on which model where that makes a difference."""
    params: dict[str, object] = {"choices": Listed(limit.choices), "model": str(model)}
    if len(limit.choices) == 1:
        return N_("{name} takes only {choices} on {model}. Try {suggestion}."), params
    if len(spec.limits) == 1 and limit.models == ALL:
        return N_("{name} takes one of {choices}. Try {suggestion}."), params
    return N_("{name} takes one of {choices} on {model}. Try {suggestion}."), params


def _nearest(number: float, limit: Limit, *, whole: bool) -> str:
    if limit.choices:
        return min(limit.choices, key=lambda choice: abs(float(choice) - number))
    near = min(max(number, limit.low), limit.high)
    return _written(round(near) if whole else near)


def _written(number: float) -> str:
    """Write a number without exponent and without needless zeros."""
    return f"{number:.4f}".rstrip("0").rstrip(".") if number != int(number) else str(int(number))


def _choice(one: Occurrence, spec: Spec, model: Model) -> Finding | None:
    limit = _limit(spec, model)
    if limit is None or one.value.lower() in limit.choices:
        return None
    close = get_close_matches(one.value.lower(), limit.choices, n=1, cutoff=0.3)
    suggestion = _suggest(one, close[0] if close else spec.default or limit.choices[0])
    words, params = _one_of(spec, limit, model)
    if spec.name == "style":  # codes of the retired style tuner still turn up, and nobody lists them
        return note(one, words, suggestion, **params)
    return error(one, words, suggestion, replaced(one, suggestion), **params)


def _ratio(one: Occurrence, spec: Spec, facts: Facts) -> Finding | None:
    match = _RATIO.fullmatch(one.value)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not width or not height:
        suggestion = _suggest(one, _guessed_ratio(one.value) or spec.default)
        words = N_("{name} takes two whole numbers, width:height. Try {suggestion}.")
        return error(one, words, suggestion, replaced(one, suggestion))
    limit = _limit(spec, facts.model)
    hd = facts.parsed.last("definition")
    if hd is not None and hd.name == "hd" and facts.model.number > 8:  # noqa: PLR2004  # V8.0 had none
        limit = Limit(high=HD_RATIO)
        words = N_("With --hd the shape is at most {high}:1 or 1:{high}. Try {suggestion}.")
    else:
        words = N_("On {model} the shape is at most {high}:1 or 1:{high}. Try {suggestion}.")
    if limit is None or max(width, height) <= limit.high * min(width, height):
        return None
    high = _written(limit.high)
    suggestion = _suggest(one, f"{high}:1" if width > height else f"1:{high}")
    return error(one, words, suggestion, replaced(one, suggestion), model=str(facts.model), high=high)


def _guessed_ratio(text: str) -> str:
    """Read what was probably meant by ``16/9``, ``16x9`` or ``1.5:1``."""
    match = _LOOSE_RATIO.search(text)
    if not match:
        return ""
    width, height = Fraction(match[1]), Fraction(match[2])
    if not width or not height:
        return ""
    if width.denominator == height.denominator == 1:
        return f"{width}:{height}"
    ratio = width / height
    return f"{ratio.numerator}:{ratio.denominator}"


def _version(one: Occurrence) -> Finding | None:
    niji = one.name == "niji"
    known = NIJI_VERSIONS if niji else VERSIONS
    readable = re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", one.value, re.ASCII)
    model = Model(float(one.value), niji) if readable else None
    if model is not None and model.known:
        return None
    if model is not None and model.newer:
        words = N_("{model} is newer than this bot knows. It is passed on as it is.")
        return note(one, words, model=str(model))
    suggestion = _suggest(one, f"{_nearest_version(model, niji=niji):g}")
    if model in WITHDRAWN:
        words = N_("Midjourney has withdrawn {name} {value}. Try {suggestion}.")
        return error(one, words, suggestion, replaced(one, suggestion), value=one.value)
    words = N_("There is no version {value} for {name}. Use one of {known}. Try {suggestion}.")
    return error(
        one,
        words,
        suggestion,
        replaced(one, suggestion),
        value=one.value[:20],
        known=Listed(f"{number:g}" for number in known),
    )


def _nearest_version(model: Model | None, *, niji: bool) -> float:
    """Give the version closest to one that does not exist, or the default where none can be read."""
    if model is None:
        return (DEFAULT_NIJI if niji else DEFAULT_MODEL).number
    return min(NIJI_VERSIONS if niji else VERSIONS, key=lambda number: (abs(number - model.number), -number))


def _addresses(one: Occurrence, spec: Spec) -> Finding | None:
    first = one.values[0].text
    if len(one.values) > spec.most:
        kept = " ".join(value.text for value in one.values[: spec.most])
        suggestion = _suggest(one, kept)
        words = N_("{name} takes at most {most} pictures. Leave the others out.")
        return error(one, words, suggestion, replaced(one, suggestion), most=spec.most)
    if spec.kind is Kind.URLS and not re.match(r"<?https?://", first, re.IGNORECASE):
        return note(one, N_("{name} takes the address of a picture, which begins with https://."))
    return None
