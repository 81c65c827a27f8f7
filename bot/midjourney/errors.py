"""What can go wrong with an upstream, told apart by one question: may the submit be sent again?

    UpstreamError
    ├── NotSent               proved not received: the only failure of a submit that may be repeated at once
    ├── Unanswered            sent, but no answer that can be read: it may have been accepted and billed
    ├── Unreadable            a read (fetch, status) answered with something that is not this dialect
    └── Refused               the upstream answered, and the answer is no: nothing was accepted
        ├── RateLimited       later, yes (HTTP 429)
        ├── QueueFull         later, yes (codes 9 and 23, HTTP 499)
        ├── BannedPrompt      never: the words are named where the upstream names them
        ├── InvalidRequest    never, as it stands
        ├── Unauthorized      the operator must act: key wrong or account blocked
        ├── OutOfCredit       the operator must act: balance used up
        ├── NoAccount         the service has no Midjourney account that could take it
        ├── TaskUnknown       the task is not (or no longer) known there
        └── Unsupported       this dialect or service cannot do that; raised before anything is sent, too

`detail` is the upstream's own sentence. It may be shown to members: dialects cut it and strip what looks like a
secret before they put it here.
"""

from __future__ import annotations

from bot.errors import N_, EaselError, Listed


class UpstreamError(EaselError):
    """The Midjourney API refused, failed or fell silent."""

    default_message = N_("The Midjourney service had a problem. Try again in a few minutes.")

    def __init__(self, message: str | None = None, /, *, detail: str = "", **params: object) -> None:
        super().__init__(message, detail=detail, **params)
        self.detail = detail


class NotSent(UpstreamError):
    """The request provably never reached the upstream (connection refused, no such host)."""

    default_message = N_(
        "The Midjourney service cannot be reached at the moment. Nothing was billed; try again."
    )


class Unanswered(UpstreamError):
    """The request went out and no readable answer came back: accepted or not, nobody knows yet."""

    default_message = N_(
        "The Midjourney service did not answer, so this job may or may not have been started there. "
        "It may have been billed; it will not be sent again by itself."
    )


class Unreadable(UpstreamError):
    """A read was answered with something that this dialect does not know: HTML, an empty page, another shape."""

    default_message = N_("The Midjourney service gave an answer that could not be understood.")


class Refused(UpstreamError):
    """The upstream answered no. Nothing was accepted."""

    default_message = N_("The Midjourney service refused this: {detail}")


class RateLimited(Refused):
    """Too many requests. `retry_after` is in seconds, None where the upstream did not say."""

    default_message = N_("The Midjourney service is being asked too often. The job waits and is sent again.")

    def __init__(
        self, message: str | None = None, /, *, detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class QueueFull(Refused):
    """The upstream's queue takes no more for now."""

    default_message = N_("The Midjourney service's queue is full. The job waits and is sent again.")


class BannedPrompt(Refused):
    """The prompt holds words that Midjourney does not allow. `words` is empty where they are not named.

    `detail` is quoted in their place; it is empty where it would say no more than this error does.
    """

    default_message = N_("Midjourney does not allow this prompt ({words}). Change the words and try again.")

    def __init__(
        self, message: str | None = None, /, *, detail: str = "", words: tuple[str, ...] = ()
    ) -> None:
        if message is None and not words and not detail:
            message = N_("Midjourney does not allow this prompt. Change the words and try again.")
        super().__init__(message, detail=detail, words=Listed(words) or detail)
        self.words = words


class InvalidRequest(Refused):
    """The upstream says that a parameter is wrong."""

    default_message = N_("Midjourney did not accept this request: {detail}")


class Unauthorized(Refused):
    """The key is wrong or the account is blocked."""

    default_message = N_(
        "The bot's Midjourney account was refused. Nothing is wrong with your prompt; tell the bot's operator."
    )


class OutOfCredit(Refused):
    """The account's balance is used up."""

    default_message = N_("The bot's Midjourney account has run out of credit. Tell the bot's operator.")


class NoAccount(Refused):
    """None of the accounts behind the service can take it: none is set up there, or all of them are off."""

    default_message = N_(
        "The Midjourney service has no account free for this. Nothing was billed; try later, and tell the bot's "
        "operator if it stays so."
    )


class TaskUnknown(Refused):
    """The upstream does not know the task: never heard of it, or forgot it (proxies forget when they restart)."""

    default_message = N_("Midjourney no longer knows this picture, so it cannot be changed any further.")


class Unsupported(Refused):
    """This dialect or service has no such function. Nothing was sent."""

    default_message = N_("The Midjourney service behind this bot cannot do that.")
