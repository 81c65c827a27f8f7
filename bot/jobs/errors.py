"""What the engine may refuse.

JobError
├── JobUnknown         no such job (a button from another life, or a forged id)
├── ComponentUnknown   the job has no such component
├── NotAllowed         not yours to do
├── TooManyQueued      the member's cap of waiting jobs is reached
├── NotNow             the job is not in a state in which this can be done
├── NotYet             Easel itself cannot do it so far
└── StaleJob           bug guard: compare-and-set lost more often than can be explained
"""

from __future__ import annotations

from bot.errors import N_, EaselError


class JobError(EaselError):
    """A use case that cannot be granted."""


class JobUnknown(JobError):
    default_message = N_("This job is no longer known here. Start a new one with /imagine.")


class ComponentUnknown(JobError):
    default_message = N_(
        "This button belongs to a picture that has changed. Use the buttons of the newest message."
    )


class NotAllowed(JobError):
    default_message = N_("Only the person who started this job can do that.")


class TooManyQueued(JobError):
    default_message = N_(
        "You already have {count} jobs waiting. Let one of them start before you add another."
    )


class NotNow(JobError):
    default_message = N_("This job has moved on, so that is no longer possible.")


class NotYet(JobError):
    default_message = N_("{action} is not available here yet.")


class StaleJob(JobError):
    default_message = N_("Something went wrong. Try again in a moment.")
