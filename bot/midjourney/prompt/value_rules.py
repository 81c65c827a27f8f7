"""Whether each parameter's value is one that it takes, and which would be nearest. One function for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction

from bot.errors import N_
from bot.midjourney.prompt.findings import Facts, Finding, error, note, replaced
from bot.midjourney.prompt.parsing import NUMBER, Occurrence
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
        finding = _checked(one, one.spec, facts)
        if finding is not None:
            yield finding


def _missing(one: Occurrence, spec: Spec) -> Finding:
    suggestion = f"--{one.typed} {spec.default}" if spec.default else ""
    if suggestion:
        words = N_("{name} has no value. Write one behind it, such as {suggestion}.")
    else:
        words = N_("{name} has no value. Write one behind it, or take {name} out.")
    return error(one, words, suggestion, replaced(one, suggestion))


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
        words = N_("{name} takes one of {choices} on {model}. Try {suggestion}.")
        return error(one, words, suggestion, fix, choices=", ".join(limit.choices), model=str(model))
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
    words = N_("{name} takes one of {choices} on {model}. Try {suggestion}.")
    params = {"choices": ", ".join(limit.choices), "model": str(model)}
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
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", one.value, re.ASCII):
        model = Model(float(one.value), niji)
        if model.known:
            return None
        if model.newer:
            return note(
                one, N_("{model} is newer than this bot knows. It is passed on as it is."), model=str(model)
            )
        near = Model(min(known, key=lambda number: (abs(number - model.number), -number)), niji)
    else:
        near = DEFAULT_NIJI if niji else DEFAULT_MODEL
    suggestion = _suggest(one, f"{near.number:g}")
    if not niji and one.value in {f"{number:g}" for number in WITHDRAWN}:
        words = N_("{name} {value} was withdrawn. Try {suggestion}.")
        return note(one, words, suggestion, replaced(one, suggestion), value=one.value)
    words = N_("There is no version {value} for {name}. Use one of {known}. Try {suggestion}.")
    return error(
        one,
        words,
        suggestion,
        replaced(one, suggestion),
        value=one.value[:20],
        known=", ".join(f"{number:g}" for number in known),
    )


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
