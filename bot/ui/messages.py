"""What our messages say and carry, as pure values: a job in, content and rows out. Knows no discord.py.

The line is Midjourney's own, to the letter, because people and other bots read it::

    **<prompt>** - <@id> (Waiting to start)
    **<prompt>** - Upscaling (Subtle) by <@id> (31%) (fast)
    **<prompt>** - Image #1 <@id>

Where Easel has more to say than the native bot (places in the queue, a reason to press something), it says so
in a place of its own: inside the brackets, or on a small line below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import N_
from bot.jobs import remix
from bot.jobs.models import BANNED, Job, JobKind, JobState, JobView, Remix
from bot.jobs.offers import findings_kind, shown_prompt
from bot.midjourney.actions import UNKNOWN, Action, classify
from bot.midjourney.models import Dimensions, Mode, TaskStatus
from bot.midjourney.prompt import stealth
from bot.ui.custom_ids import Op, button_id
from bot.ui.prompts import neutral
from bot.ui.rows import BLURPLE, RED, Button, Row, component_rows

CONTENT_LIMIT = 2000
TAIL_LIMIT = 1700
"""Characters below the line: room for four signed addresses of films, and for the prompt's beginning above them."""
ALT_LIMIT = 1024
EMBED_LIMIT = 4096

MODE_WORDS = {Mode.FAST: N_("fast"), Mode.RELAX: N_("relaxed"), Mode.TURBO: N_("turbo")}
BLEND_SHAPES = {
    Dimensions.PORTRAIT: "--ar 2:3",
    Dimensions.SQUARE: "--ar 1:1",
    Dimensions.LANDSCAPE: "--ar 3:2",
}
FINDINGS = {JobKind.DESCRIBE: N_("Describe"), JobKind.SHORTEN: N_("Shorten")}
"""Results that are texts: their findings are shown in an embed under this title."""

HEADINGS = {
    "## Important tokens": N_("## Important tokens"),
    "## Shortened prompts": N_("## Shortened prompts"),
}
"""Midjourney's headings in what shorten found, as it writes them."""
_SAID_TO_COST = frozenset({"lost", "deadline"})
"""Failures whose own words say that they may be billed."""
_NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")


class Say(Protocol):
    """A catalogue bound to one language."""

    def __call__(self, msgid: str, /, **params: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is to be shown, without its pictures."""

    content: str
    rows: tuple[Row, ...] = ()
    embed: str = ""
    """The text of the one embed; empty for none."""


def progress(view: JobView, say: Say, *, offer_collect: bool = False) -> Letter:
    """Draw a job that is under way.

    Args:
        view: the job.
        say: the language of the place.
        offer_collect: Discord will soon let nobody but a fresh press change this message: offer that press.
    """
    job = view.job
    remixed = remix.note(job, view.parent)
    notes = [say(remixed)] if remixed else []
    if offer_collect:
        note = N_("Discord stops updates here after 15 minutes. Press the button to keep following this job.")
        notes.append(f"-# {say(note)}")
    tail = "".join(f"\n{note}" for note in notes)
    line = _line(view, say, _stage(view, say), running=True, limit=CONTENT_LIMIT - len(tail)) + tail
    if job.cancel_requested:
        return Letter(line)
    cancel = Button(button_id(Op.CANCEL, job.ulid), say(N_("Cancel Job")), style=RED)
    if job.state is JobState.AWAITING_INPUT:
        carry_on = Button(button_id(Op.CONTINUE, job.ulid), say(N_("Continue…")), style=BLURPLE)
        return Letter(line, ((carry_on, cancel),))
    if offer_collect:
        return Letter(line, ((_collect(job, say), cancel),))
    return Letter(line, ((cancel,),))


def stopped(view: JobView, say: Say) -> Letter:
    return Letter(_line(view, say, say(N_("(Stopped)"))))


def failed(view: JobView, say: Say) -> Letter:
    """Draw a failed job. Why it failed is its owner's business: the button tells them alone, any time.

    Words that Midjourney does not allow do not stay in the channel either.
    """
    details = Button(button_id(Op.DETAILS, view.job.ulid), say(N_("Details")))
    banned = view.job.failure is not None and view.job.failure.code == BANNED
    prompt = say(N_("A prompt that Midjourney does not allow")) if banned else ""
    return Letter(_line(view, say, say(N_("(Failed)")), prompt=prompt), ((details,),))


def result(view: JobView, say: Say, *, late: bool = False, links: Sequence[str] = ()) -> Letter:
    """Draw a finished job.

    Args:
        view: the job with its components.
        say: the language of the place.
        late: its owner was told before that it had failed.
        links: addresses of results that could not be attached; they unfold where Discord lets them.
    """
    job = view.job
    notes = [say(N_("-# Delivered late: Midjourney finished this after all."))] if late else []
    if remixed := remix.note(job, view.parent):
        notes.append(say(remixed))
    tail = _whole_lines([*notes, *links], TAIL_LIMIT)
    # Native: a picture picked from a grid ("Image #1 <@id>") was not drawn anew, so it has no speed.
    mode = _speed(job, say) if _action(job).by else ""
    line = _line(view, say, mode, limit=CONTENT_LIMIT - len(tail) - 1)
    content = f"{line}\n{tail}" if tail else line
    return Letter(content, component_rows(job.ulid, view.components, say), findings(job, say))


def undelivered(view: JobView, say: Say) -> Letter:
    """Draw the note that offers a result which reached nobody."""
    prompt = neutral(known_as(view.job, say), 200)
    words = say(N_("A result of yours is ready but could not be posted: **{prompt}**"), prompt=prompt)
    return Letter(words, ((_collect(view.job, say),),))


def reason(job: Job, say: Say) -> str:
    """Say why a job failed and whether it may have cost something. For its owner's eyes."""
    if job.failure is None:
        return say(N_("This job has moved on, so that is no longer possible."))
    words = say(job.failure.message, **job.failure.params)
    if job.failure.may_be_billed and job.state is JobState.FAILED and job.failure.code not in _SAID_TO_COST:
        words += "\n-# " + say(N_("Midjourney may have billed this job."))
    return words[:CONTENT_LIMIT]


def findings(job: Job, say: Say) -> str:
    """Give what describe or shorten found, as one embed's description; empty for pictures.

    What shorten found is Midjourney's own text, whose bold and struck words Discord draws as they are; its two
    headings are given in the reader's language.
    """
    kind = findings_kind(job.request)
    if kind is None:
        return ""
    numbered = [f"{number} {text}" for number, text in zip(_NUMBERS, job.observed.texts, strict=False)]
    text = "\n\n".join(numbered) or job.observed.text
    tail = ""
    if kind is JobKind.SHORTEN and job.observed.texts:
        text = _headed(job.observed.text, say) or text
        tail = "\n\n-# " + say(N_("Click on a button to imagine one of the shortened prompts"))
    room = EMBED_LIMIT - len(tail)
    return (text[: room - 1] + "…" if len(text) > room else text) + tail


def _headed(text: str, say: Say) -> str:
    """Put Midjourney's known headings into the reader's language. Pure; all else stays as it is."""
    lines = (say(HEADINGS[line.strip()]) if line.strip() in HEADINGS else line for line in text.split("\n"))
    return "\n".join(lines)


def alt_text(job: Job) -> str:
    """Describe a result's picture for those who cannot see it: its prompt."""
    text = " ".join(shown_prompt(job).split()) or BLEND_SHAPES[job.request.dimensions]
    return text[: ALT_LIMIT - 1] + "…" if len(text) > ALT_LIMIT else text


def _whole_lines(lines: Sequence[str], limit: int) -> str:
    """Join as many lines as have room: half an address leads nowhere. Pure."""
    text = ""
    for line in lines:
        longer = f"{text}\n{line}" if text else line
        if len(longer) <= limit:
            text = longer
    return text


def _collect(job: Job, say: Say) -> Button:
    return Button(button_id(Op.COLLECT, job.ulid), say(N_("Show my result")), style=BLURPLE)


def _stage(view: JobView, say: Say) -> str:
    """Say how far a job has come, in brackets."""
    job = view.job
    if job.cancel_requested:
        return say(N_("(Stopping)"))
    if job.state is JobState.AWAITING_INPUT:
        return say(N_("(Waiting for your input)"))
    if job.state is JobState.RUNNING and job.observed.status is not TaskStatus.QUEUED:
        return f"({job.observed.progress or 0}%) {_speed(job, say)}"
    ahead = (view.queue_position or 1) - 1
    if job.state is JobState.QUEUED and ahead > 0:
        return say(N_("(Waiting to start, {count} ahead)"), count=ahead)
    return say(N_("(Waiting to start)"))


def _speed(job: Job, say: Say) -> str:
    """Name the speed and, as Midjourney does, what was asked to be kept off its site."""
    words = say(MODE_WORDS[job.mode])
    if findings_kind(job.request) is None and stealth(job.request.prompt):
        words = say(N_("{mode}, stealth"), mode=words)
    return f"({words})"


def _line(
    view: JobView,
    say: Say,
    tail: str,
    *,
    running: bool = False,
    limit: int = CONTENT_LIMIT,
    prompt: str = "",
) -> str:
    """Put the one line together: prompt, what was done to it, whose it is, and how far it has come."""
    job = view.job
    rest = " - " + " ".join(part for part in (_doing(job, say, running=running), tail) if part)
    return f"**{neutral(prompt or known_as(job, say), limit - len(rest) - 4)}**{rest}"


def _doing(job: Job, say: Say, *, running: bool) -> str:
    """Say what is done to the picture, and for whom."""
    owner = f"<@{job.origin.user_id}>"
    action = _action(job)
    wording = remix.wording(job) or (action.running if running else action.wording)
    if not wording:
        return owner
    if not action.by:
        return f"{say(wording, n=action.n)} {owner}"
    return say(N_("{action} by {owner}"), action=say(wording, n=action.n), owner=owner)


def _action(job: Job) -> Action:
    request = job.request
    pressed = request.kind is JobKind.COMPONENT or request.remix is not Remix.NONE
    return classify(request.custom_id) if pressed else UNKNOWN


def known_as(job: Job, say: Say) -> str:
    """Give the words by which people know a job: its prompt, or what it was where it has none."""
    if findings_kind(job.request) is JobKind.DESCRIBE:
        return say(FINDINGS[JobKind.DESCRIBE])
    prompt = shown_prompt(job)
    if not prompt and job.request.kind is JobKind.BLEND:
        return BLEND_SHAPES[job.request.dimensions]
    return prompt
