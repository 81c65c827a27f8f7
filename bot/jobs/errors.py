"""What the engine may refuse.

JobError
├── JobUnknown         no such job (a button from another life, or a forged id)
├── ComponentUnknown   the job has no such component
├── NotAllowed         not yours to do
├── TooManyQueued      the member's cap of waiting jobs is reached
├── TooManyAtOnce      one request would make more jobs than a member may have waiting
├── NotNow             the job is not in a state in which this can be done
├── NotYet             Easel itself cannot do it so far
├── PromptTooLong      longer than can be edited later
├── NoRegion           no part of that picture can be varied
└── MaskNeeded         Vary (Region) without a drawn part
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
        "You have as many jobs waiting as anybody may ({count}). Let one of them start before you add another."
    )


class TooManyAtOnce(JobError):
    default_message = N_(
        "This would make {count} jobs, and nobody here may have more than {max} waiting. Shorten the lists in braces, "
        "or lower --repeat."
    )


class NotNow(JobError):
    default_message = N_("This job has moved on, so that is no longer possible.")


class NotYet(JobError):
    default_message = N_("{action} is not available here yet.")


class PromptTooLong(JobError):
    default_message = N_("This prompt is too long. Use at most {limit} characters.")


class NoRegion(JobError):
    default_message = N_(
        "No part of this picture can be varied. Choose a single picture first: press U1 to U4."
    )


class MaskNeeded(JobError):
    default_message = N_("Draw the part to change first: press Vary (Region) under the picture.")
