"""The accounts as the engine sees them: their limits, what they can, and at which speed a job runs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import N_, Listed
from bot.jobs.composing import NEWEST, Terms, speeds
from bot.jobs.errors import JobError
from bot.jobs.models import Job, JobKind, JobRequest
from bot.jobs.ports import Upstream
from bot.midjourney.dialect import Capability
from bot.midjourney.models import Mode
from bot.midjourney.prompt import requested_mode


class ModeUnavailable(JobError):
    """The account does not offer the wanted speed."""

    default_message = N_(
        "The Midjourney account behind this bot does not offer {mode}. Choose one of: {modes}."
    )


@dataclass(frozen=True, slots=True)
class Account:
    """One upstream endpoint with its limits. Times in seconds."""

    name: str
    upstream: Upstream
    modes: Sequence[Mode]
    default_mode: Mode
    concurrency: int
    submit_timeout: float
    """The HTTP time-out of a submit; the lease outlasts it."""
    deadline: float
    """How long after its submit a job is waited for before the member is told that it failed."""
    remix: bool = False
    """The Midjourney account behind it is in remix mode, and the dialect can say what the prompt becomes."""
    terms: Terms = NEWEST
    """What prompts depend on."""

    def can(self, capability: Capability) -> bool:
        return capability in self.upstream.capabilities


class Accounts:
    """All accounts by name, in the order of the configuration; new jobs go to the first."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._by_name: Mapping[str, Account] = {account.name: account for account in accounts}
        self.default = accounts[0].name

    def get(self, name: str) -> Account | None:
        """Give an account; None for one that the configuration no longer has."""
        return self._by_name.get(name)

    def all(self) -> Sequence[Account]:
        """Give every account, in the order of the configuration."""
        return tuple(self._by_name.values())

    def place_of(self, name: str) -> int | None:
        """Give an account's place in `all`; None for one that the configuration no longer has."""
        names = list(self._by_name)
        return names.index(name) if name in self._by_name else None

    def offered(self, name: str, mode: Mode | None) -> Mode | None:
        """Give `mode` back where the account offers it, else None: for wishes that must not keep a job from running."""
        account = self._by_name.get(name)
        return mode if account is not None and mode in account.modes else None

    def first_offered(self, name: str, *wanted: Mode | None) -> Mode:
        """Give the first of these modes in which jobs may run there, else the account's default.

        A mode that the operator has closed since must not make old buttons dead.
        """
        found = (self.offered(name, mode) for mode in wanted)
        return next((mode for mode in found if mode is not None), None) or self.mode_for(name, None)

    def mode_for(self, name: str, wanted: Mode | None) -> Mode:
        """Give the mode in which a job runs.

        Raises:
            ModeUnavailable: the account does not offer the wanted one.
        """
        account = self._by_name.get(name)
        if account is None:
            return wanted or Mode.FAST
        if wanted is None:
            return account.default_mode
        if wanted not in account.modes:
            raise ModeUnavailable(
                mode=f"--{wanted.value}", modes=Listed(f"--{mode.value}" for mode in account.modes)
            )
        return wanted

    def speed_of(self, request: JobRequest, parent: Job, preferred: Mode | None) -> Mode:
        """Give the speed of what follows from a finished job, on that job's account.

        Raises:
            ModeUnavailable: an edited prompt asks for one that the account does not offer.
        """
        account = self._by_name.get(parent.account)
        wanted: tuple[Mode | None, ...] = (preferred, parent.mode)
        if request.kind is JobKind.IMAGINE:
            asked = requested_mode(request.prompt)
            if asked is not None:
                return self.mode_for(parent.account, asked)
            wanted = speeds(request.prompt, *wanted, terms=NEWEST if account is None else account.terms)
        elif request.kind is JobKind.COMPONENT and not (
            account is not None and account.can(Capability.PRESS_MODE)
        ):
            wanted = (parent.mode,)  # another would be shown, and not be true
        return self.first_offered(parent.account, *wanted)

    def remixes(self, parent: Job) -> bool:
        """Tell whether a finished job's account draws variations of its picture from other words."""
        account = self._by_name.get(parent.account)
        return account is not None and account.remix and account.can(Capability.MODALS)
