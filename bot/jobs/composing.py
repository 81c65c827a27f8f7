"""From what a member typed to the prompts that are sent: options, preferences, mistakes, permutations. Pure.

The grammar and Midjourney's rules are `bot.midjourney.prompt`'s; what stands here is in which order they are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.jobs.models import JobRequest
from bot.jobs.preferences import Preferences, Visibility
from bot.midjourney import prompt as language
from bot.midjourney.models import BotType
from bot.midjourney.prompt import Context, Finding, Model, check, errors, expand, fixed, mended, parse

PROMPT_LIMIT = 4000
"""Characters that a person may write: what a field of Discord's forms holds, so that every prompt can be edited."""
MAX_JOBS = 40
"""Jobs that one prompt may become: what Midjourney's largest plans allow."""


def composed(prompt: str, preferences: Preferences) -> str:
    """Append what a member prefers to a prompt that does not say otherwise: first the suffix, then the panel."""
    prompt = language.apply_suffix(prompt, preferences.suffix)
    prompt = language.apply_preferences(prompt, _panel(preferences))
    return language.apply_suffix(prompt, _visibility(preferences))


def parameters(preferences: Preferences) -> str:
    """Give what is appended to a prompt that says nothing itself."""
    return composed("", preferences)


def _panel(preferences: Preferences) -> language.Preferences:
    family, _, number = preferences.model.partition(" ")
    return language.Preferences(
        version=Model(float(number), niji=family == "niji") if number else None,
        raw=preferences.raw,
        stylize=preferences.stylize,
        personalize=preferences.personalize,
    )


def _visibility(preferences: Preferences) -> str:
    return "" if preferences.visibility is Visibility.DEFAULT else f"--{preferences.visibility}"


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What is to be said about a prompt before anything is paid."""

    prompts: tuple[str, ...]
    """One for each job; none where the prompt cannot even be taken apart."""
    errors: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    corrected: tuple[str, ...] = ()
    """The prompts without their errors; empty where only their author can mend them."""


def appraised(prompt: str, *, pictures: int = 0) -> Appraisal:
    """Find out what a prompt makes, and what is wrong with it. Each finding is given once.

    Args:
        prompt: with preferences in it.
        pictures: how many come beside it.
    """
    context = Context(pictures=pictures)
    expansion = expand(prompt, MAX_JOBS)
    if expansion.findings:
        return Appraisal((), expansion.findings, corrected=_straightened(prompt, expansion.findings, context))
    # A repetition makes the same prompt many times; looking at one of them is enough.
    distinct = tuple(dict.fromkeys(expansion.prompts))
    found = [finding for one in distinct for finding in check(parse(one), context=context)]
    unique = tuple({_told(finding): finding for finding in found}.values())
    wrong = errors(unique)
    notes = tuple(finding for finding in unique if finding not in wrong)
    corrected = _mended(expansion.prompts, context) if wrong else ()
    return Appraisal(expansion.prompts, wrong, notes, corrected)


def _straightened(prompt: str, findings: tuple[Finding, ...], context: Context) -> tuple[str, ...]:
    """Put braces and repetitions right, and what comes out of them; give nothing where that cannot be done."""
    if "{" in prompt and any(finding.parameter for finding in findings):
        return ()  # such a finding is about one of the expanded prompts, and fits no place in this one
    text = fixed(parse(prompt), findings)
    expansion = expand(text, MAX_JOBS)
    return () if text == prompt or expansion.findings else _mended(expansion.prompts, context)


def _mended(prompts: Sequence[str], context: Context) -> tuple[str, ...]:
    by_prompt = {one: mended(one, context=context) for one in dict.fromkeys(prompts)}
    if any(errors(check(parse(one), context=context)) for one in by_prompt.values()):
        return ()
    return tuple(by_prompt[one] for one in prompts)


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


def bot_type(prompt: str) -> BotType:
    """Tell which of Midjourney's bots a prompt is for."""
    return BotType.MIDJOURNEY if language.niji(prompt) is None else BotType.NIJI


def new_mistake(prompt: str, before: str) -> Finding | None:
    """Give the first mistake of an edited prompt that it did not have before: what Midjourney wrote is not doubted.

    Such a prompt belongs to a picture, so ``--zoom`` has a meaning in it.
    """
    context = Context(zooming=True)
    known = {_told(finding) for finding in check(parse(before), context=context)}
    found = errors(check(parse(prompt), context=context))
    return next((finding for finding in found if _told(finding) not in known), None)


def _told(finding: Finding) -> tuple[str, str]:
    """Give what tells two findings apart for their reader, wherever they stand."""
    return finding.message, str(finding.params)


def suffix_finding(suffix: str) -> Finding | None:
    """Give what keeps a text from being a suffix: words, or a parameter that Midjourney would refuse everywhere."""
    wrong = language.check_suffix(suffix)
    if wrong is not None:
        return wrong
    return next(iter(errors(check(parse(f"a picture {suffix}")))), None)
