"""Ask the upstream's own prompt check before anything is paid, where it has one and answers at once.

A check is a courtesy: one that is slow, broken or not to be understood never holds up a job, which is then judged
by the submit itself.
"""

from __future__ import annotations

import asyncio

import structlog

from bot.errors import N_, EaselError
from bot.jobs.accounts import Accounts
from bot.jobs.models import BANNED, Failure, Job, JobKind, Step
from bot.jobs.ports import Upstream
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import UpstreamError
from bot.midjourney.models import PromptVerdict

log = structlog.get_logger(__name__)

CHECK_SECONDS = 8.0
"""Nobody waits for an answer meanwhile, but for their picture."""


class NobodyChecks(EaselError):
    default_message = N_(
        "The Midjourney service behind this bot cannot check prompts beforehand. /imagine tells what it does not allow."
    )


async def refusal_of(job: Job, upstream: Upstream) -> Failure | None:
    """Give the failure of a prompt that the upstream would not take; None where nothing speaks against it."""
    drawn = job.request.kind is JobKind.IMAGINE and job.step is Step.SUBMIT
    checked = (drawn or job.request.mask) and job.request.prompt
    if not checked or Capability.PROMPT_CHECK not in upstream.capabilities:
        return None
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            verdict = await upstream.check_prompt(job.request.prompt)
    except (UpstreamError, TimeoutError) as error:
        log.info("a prompt could not be checked", job=job.ulid, error=type(error).__name__)
        return None
    if verdict.allowed:
        return None
    if not verdict.words:
        return Failure(BANNED, N_("Midjourney does not allow this prompt. Nothing was sent or billed."))
    return Failure(
        BANNED,
        N_(
            "Midjourney does not allow these words: {words}. Nothing was sent or billed; change them and try again."
        ),
        {"words": ", ".join(verdict.words)},
    )


async def verdict_on(prompt: str, accounts: Accounts) -> PromptVerdict:
    """Let the first account that can check a prompt.

    Raises:
        NobodyChecks: none can.
        UpstreamError: it does not answer.
    """
    for account in accounts.all():
        if account.can(Capability.PROMPT_CHECK):
            return await account.upstream.check_prompt(prompt)
    raise NobodyChecks
