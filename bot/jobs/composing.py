"""From what a member typed to the prompts that are sent: options, preferences, mistakes, permutations. Pure.

The grammar and Midjourney's rules are `bot.midjourney.prompt`'s; what stands here is in which order they are asked.

JobError
├── Mistaken        Midjourney would refuse the prompt
└── OneJobOnly      the prompt makes several jobs where one is wanted
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import N_
from bot.jobs.errors import JobError, PromptTooLong
from bot.jobs.models import JobRequest
from bot.jobs.preferences import Preferences, Visibility
from bot.midjourney import prompt as language
from bot.midjourney.models import BotType, Mode
from bot.midjourney.modes import is_version_7
from bot.midjourney.prompt import (
    DEFAULT_MODEL,
    Context,
    Edit,
    Finding,
    Model,
    Severity,
    check,
    errors,
    expand,
    fixed,
    parse,
)

PROMPT_LIMIT = 4000
"""Characters that a person may write: what a field of Discord's forms holds, so that every prompt can be edited."""
MAX_JOBS = 40
"""Jobs that one prompt may become: what Midjourney's largest plans allow."""

MENDING_ROUNDS = 8
"""Mending one mistake may uncover another; more than this in a row never helped anyone."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What prompts depend on of the account that takes them, and of who may send how many."""

    model: Model = DEFAULT_MODEL
    """What draws where a prompt names no version."""
    stealth: bool = False
    """Its plan lets pictures be kept off Midjourney's site."""
    mode: Mode = Mode.FAST
    """The speed of what names none."""
    modes: frozenset[Mode] = frozenset(Mode)
    """The speeds that it offers."""
    fast_v7: bool = True
    """It draws version 7 in fast mode as well."""
    most: int = MAX_JOBS
    """Jobs that one member may have waiting, `MAX_JOBS` at most."""


NEWEST = Terms()


class Mistaken(JobError):
    """Carries the finding, with its own words.

    Args:
        finding: what Midjourney would refuse.
        params: what fills its words, where that is to be shown otherwise than it was written.
    """

    def __init__(self, finding: Finding, params: Mapping[str, object] | None = None) -> None:
        super().__init__(finding.message, **(finding.params if params is None else params))
        self.finding = finding


class OneJobOnly(JobError):
    default_message = N_(
        "Lists in braces and --repeat make several jobs, and only one can start here: use /imagine for them, or "
        "write \\{{ and \\}} for plain braces."
    )


def composed(prompt: str, preferences: Preferences, terms: Terms = NEWEST) -> str:
    """Append what a member prefers to a prompt that does not say otherwise: first the suffix, then the panel."""
    prompt = language.apply_suffix(prompt, preferences.suffix)
    prompt = language.apply_preferences(prompt, _panel(preferences), default=terms.model)
    return language.apply_suffix(prompt, _visibility(preferences)) if terms.stealth else prompt


def parameters(preferences: Preferences, terms: Terms = NEWEST) -> str:
    """Give what is appended to a prompt that says nothing itself."""
    return composed("", preferences, terms)


def _panel(preferences: Preferences) -> language.Preferences:
    return language.Preferences(
        version=Model.named(preferences.model) if preferences.model else None,
        raw=preferences.raw,
        stylize=preferences.stylize,
        personalize=preferences.personalize,
    )


def _visibility(preferences: Preferences) -> str:
    return "" if preferences.visibility is Visibility.DEFAULT else f"--{preferences.visibility}"


def prepared(request: JobRequest, prompts: Sequence[str]) -> tuple[JobRequest, ...]:
    """Give the request of each job; the speed that a prompt names wins over the request's."""
    return tuple(
        replace(
            request,
            prompt=prompt,
            mode=language.requested_mode(prompt) or request.mode,
            bot_type=bot_type(prompt),
        )
        for prompt in prompts
    )


def refuses_turbo(prompt: str, terms: Terms = NEWEST) -> bool:
    """Tell whether Midjourney has no turbo mode for a prompt that names no speed itself."""
    if language.requested_mode(prompt) is not None:
        return False
    return new_mistake(language.with_mode(prompt, Mode.TURBO), prompt, terms) is not None


def speeds(prompt: str, *wanted: Mode | None, terms: Terms = NEWEST) -> tuple[Mode | None, ...]:
    """Give the speeds wanted for a prompt that names none, by rank, without those in which it is not drawn."""
    if Mode.TURBO in wanted and refuses_turbo(prompt, terms):
        return (*(mode for mode in wanted if mode is not Mode.TURBO), Mode.FAST, Mode.RELAX)
    if too_fast(prompt, Mode.FAST, terms) is not None:
        return (*(mode for mode in wanted if mode is not Mode.FAST), Mode.RELAX, Mode.TURBO)
    return wanted


def too_fast(prompt: str, mode: Mode | None, terms: Terms) -> Finding | None:
    """Find version 7 in fast mode where the service does not draw it so; the nearest speed that it offers is cheaper.

    Args:
        prompt: one that makes one job.
        mode: in which it would run; None where that is not known.
        terms: of the account that is to take it.
    """
    if terms.fast_v7 or mode is not Mode.FAST or not is_version_7(prompt):
        return None
    instead = next((other for other in (Mode.RELAX, Mode.TURBO) if other in terms.modes), None)
    if instead is None:
        words = N_(
            "This Midjourney service does not draw version 7 in fast mode, and no other is offered here. Choose "
            "another version, such as {suggestion}."
        )
        return Finding(Severity.ERROR, words, {"suggestion": DEFAULT_MODEL.parameter}, "version")
    words = N_(
        "This Midjourney service draws version 7 in relax and turbo mode only, and this would run in fast mode. "
        "Try {suggestion}."
    )
    flag = f"--{instead.value}"
    return Finding(
        Severity.ERROR,
        words,
        {"suggestion": flag},
        "speed",
        suggestion=flag,
        edits=_speed_edits(prompt, flag),
    )


def _speed_edits(prompt: str, flag: str) -> tuple[Edit, ...]:
    """Put a speed in the place of the last one that a prompt names, which alone counts, or at its end."""
    named = parse(prompt).last("speed")
    if named is None:
        return (Edit(len(prompt), len(prompt), f" {flag}"),)
    return (Edit(named.span.start, named.span.end, flag),)


def turbo_written_out(request: JobRequest, *, otherwise: Mode | None, terms: Terms = NEWEST) -> JobRequest:
    """Write turbo mode that was chosen beside a prompt into it, where Midjourney would refuse that.

    As a flag it is told, edited and mended like one that was typed.

    Args:
        request: as it was asked for.
        otherwise: the speed that applies once the flag is taken out again.
        terms: of the account that is to take it.
    """
    prompts = tuple(dict.fromkeys(expand(request.prompt, MAX_JOBS).prompts))
    if request.mode is not Mode.TURBO or any(map(language.requested_mode, prompts)):
        return request
    if not any(refuses_turbo(prompt, terms) for prompt in prompts):
        return request
    return replace(request, prompt=language.with_mode(request.prompt, Mode.TURBO), mode=otherwise)


def bot_type(prompt: str) -> BotType:
    """Tell which of Midjourney's bots a prompt is for."""
    return BotType.MIDJOURNEY if language.niji(prompt) is None else BotType.NIJI


def one_prompt(typed: str, options: Mapping[str, str], *, before: str = "", terms: Terms = NEWEST) -> str:
    """Give the prompt of the one job for which a text stands that did not come by /imagine.

    Args:
        typed: what was written; what stands as it was before is not doubted.
        options: its author's saved options.
        before: with what the writing began.
        terms: of the account that is to take it.

    Raises:
        PromptTooLong, OneJobOnly, Mistaken: with words for the person.
    """
    if before and typed.split() == before.split():
        return typed
    prompt = language.apply_options(typed, options)
    if len(prompt) > PROMPT_LIMIT:
        raise PromptTooLong(limit=PROMPT_LIMIT)
    expansion = expand(prompt, 1)
    if expansion.count > 1 or any(finding.parameter == "repeat" for finding in expansion.findings):
        raise OneJobOnly
    wrong = next(iter(expansion.findings), None) or new_mistake(prompt, before, terms)
    if wrong is not None:
        raise Mistaken(wrong)
    return expansion.prompts[0]


def put_right(typed: str, options: Mapping[str, str], *, before: str = "", terms: Terms = NEWEST) -> str:
    """Give what `one_prompt` takes in the place of a prompt that it refused; empty where only its author can know."""
    prompt = language.apply_options(typed, options)
    for _ in range(MENDING_ROUNDS):
        try:
            return one_prompt(prompt, {}, before=before, terms=terms)
        except Mistaken as wrong:
            prompt = fixed(parse(prompt), [wrong.finding]) if wrong.finding.edits else ""
        except JobError:
            return ""
        if not prompt:
            return ""
    return ""


def new_mistake(prompt: str, before: str, terms: Terms = NEWEST) -> Finding | None:
    """Give the first mistake of an edited prompt that it did not have before: what Midjourney wrote is not doubted.

    Such a prompt belongs to a picture, so ``--zoom`` has a meaning in it.
    """
    context = Context(terms.model, zooming=True)
    known = {_told(finding) for finding in check(parse(before), context=context)} if before else set()
    found = errors(check(parse(prompt), context=context))
    wrong = next((finding for finding in found if _told(finding) not in known), None)
    # Where such a prompt names no speed, one is chosen in which it can be drawn; see `speeds`.
    return wrong or too_fast(prompt, language.requested_mode(prompt), terms)


def each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out what a reader would take for a repetition."""
    return tuple({_told(finding): finding for finding in findings}.values())


def _told(finding: Finding) -> tuple[str, str]:
    """Give what tells two findings apart for their reader, wherever they stand."""
    return finding.message, str(finding.params)


def suffix_finding(suffix: str, terms: Terms = NEWEST) -> Finding | None:
    """Give what keeps a text from being a suffix: words, or a parameter that Midjourney would refuse everywhere."""
    wrong = language.check_suffix(suffix)
    if wrong is not None:
        return wrong
    return next(
        iter(errors(check(parse(f"a picture {suffix}"), context=Context(terms.model, pictures=1)))), None
    )


def option_findings(value: str, terms: Terms = NEWEST) -> tuple[Finding, ...]:
    """Find what will be said about the prompts in which this value of a saved option stands."""
    expansion = expand(f"a picture {value}", MAX_JOBS)
    if expansion.findings:
        return expansion.findings
    context = Context(terms.model, zooming=True)
    return each_once(
        finding for one in dict.fromkeys(expansion.prompts) for finding in check(parse(one), context=context)
    )
