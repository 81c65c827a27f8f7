"""midjourney-proxy's task object, read: one shape for fetches, lists and webhooks, with every fork's additions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, BeforeValidator, Field

from bot.midjourney.actions import Kind, classify_custom_id
from bot.midjourney.layout import Offered, from_offers
from bot.midjourney.listings import described_prompts, has_numbers, numbered_prompts
from bot.midjourney.models import TaskSnapshot, TaskStatus
from bot.midjourney.wire import (
    Progress,
    Size,
    Text,
    Url,
    Urls,
    WireModel,
    as_list,
    as_object,
    clean_sentence,
)

_STATUSES = {
    "": TaskStatus.RUNNING,
    "NOT_START": TaskStatus.QUEUED,
    "SUBMITTED": TaskStatus.RUNNING,
    "MODAL": TaskStatus.NEEDS_INPUT,
    "IN_PROGRESS": TaskStatus.RUNNING,
    "SUCCESS": TaskStatus.SUCCEEDED,
    "FAILURE": TaskStatus.FAILED,
    "CANCEL": TaskStatus.CANCELLED,
    "CANCELLED": TaskStatus.CANCELLED,
}
# trueai's fork ends a cancelled task as FAILURE with one of these reasons.
_CANCEL_REASONS = frozenset({"取消任务", "强制取消"})
# What a gateway leaves in `description` for ever; it is no reason for a failure.
_EMPTY_REASONS = frozenset({"submit success", "success", "提交成功", "成功", "processing"})
_FILMS = (".mp4", ".webm", ".mov")


def _emoji_name(value: object) -> str:
    """Take the emoji's name, which Discord's own form wraps in an object."""
    named = value.get("name") if isinstance(value, dict) else value
    return named if isinstance(named, str) else ""


class Button(WireModel):
    custom_id: Text = Field("", validation_alias=AliasChoices("customId", "custom_id"))
    label: Text = ""
    emoji: Annotated[str, BeforeValidator(_emoji_name)] = ""
    style: Size = None
    url: Url = ""

    def offered(self) -> Offered:
        return Offered(self.custom_id, self.label, self.emoji, self.style or 2, self.url)


def _buttons(value: object) -> tuple[Button, ...]:
    return tuple(Button.model_validate(item) for item in as_list(value) if isinstance(item, dict))


class TaskProperties(WireModel):
    final_prompt: Text = Field("", validation_alias="finalPrompt")


class Task(WireModel):
    id: Text = ""
    action: Text = ""
    status: Text = ""
    progress: Progress = None
    prompt: Text = ""
    prompt_en: Text = Field("", validation_alias="promptEn")
    description: Text = ""
    fail_reason: Text = Field("", validation_alias="failReason")
    state: Text = ""
    image_url: Url = Field("", validation_alias="imageUrl")
    image_urls: Urls = Field((), validation_alias="imageUrls")
    video_url: Url = Field("", validation_alias="videoUrl")
    video_urls: Urls = Field((), validation_alias="videoUrls")
    width: Size = Field(None, validation_alias="width")
    height: Size = Field(None, validation_alias="height")
    image_width: Size = Field(None, validation_alias="imageWidth")
    image_height: Size = Field(None, validation_alias="imageHeight")
    seed: Text = ""
    properties: Annotated[TaskProperties, BeforeValidator(as_object)] = TaskProperties()
    buttons: Annotated[tuple[Button, ...], BeforeValidator(_buttons)] = ()


def snapshot(document: Mapping[str, object], task_id: str = "") -> TaskSnapshot | None:
    """Read one task object; None if this is no task.

    Args:
        document: the JSON object. A task has a ``status`` that is a string or null (error pages have numbers).
        task_id: the id that was asked for, where one was; it is kept, since gateways rename ids.
    """
    if "status" not in document or not isinstance(document["status"], str | None):
        return None
    if document["status"] is None and "id" not in document:
        return None
    task = Task.model_validate(document)
    named = task.status.upper()
    status = _STATUSES.get(named, TaskStatus.RUNNING)
    reason = _reason(task) if status is TaskStatus.FAILED else ""
    if reason in _CANCEL_REASONS:
        status = TaskStatus.CANCELLED
    listing = _listing(task) if status is TaskStatus.SUCCEEDED else ""
    image_url, films = _media(task)
    return TaskSnapshot(
        task_id=task_id or task.id,
        status=status,
        progress=task.progress,
        prompt=_prompt(task),
        image_url=image_url,
        image_urls=task.image_urls if len(task.image_urls) > 1 else (),
        video_urls=films,
        components=from_offers(button.offered() for button in task.buttons),
        texts=_texts(task, listing),
        text=listing,
        prefill=_prompt(task) if status is TaskStatus.NEEDS_INPUT else "",
        reason=reason,
        seed=task.seed,
        state=task.state,
        width=task.width or task.image_width,
        height=task.height or task.image_height,
        unknown_status="" if named in _STATUSES else clean_sentence(task.status),
    )


def _prompt(task: Task) -> str:
    """Give the prompt as Midjourney used it; for describe and shorten, `finalPrompt` is the result instead."""
    if _is_listing(task):
        return "" if has_numbers(task.prompt) else task.prompt
    return task.properties.final_prompt or task.prompt_en or task.prompt


def _reason(task: Task) -> str:
    for text in (task.fail_reason, task.description):
        sentence = clean_sentence(text)
        if sentence and sentence.lower() not in _EMPTY_REASONS and not sentence.startswith("/"):
            return sentence
    return ""


def _media(task: Task) -> tuple[str, tuple[str, ...]]:
    """Tell picture and films apart: some services put the film into ``imageUrl`` and leave ``videoUrl`` null."""
    films = task.video_urls or ((task.video_url,) if task.video_url else ())
    if _is_film(task.image_url):
        return "", films or (task.image_url,)
    return task.image_url, films


def _is_film(url: str) -> bool:
    try:
        return urlsplit(url).path.lower().endswith(_FILMS)
    except ValueError:
        return False


def _is_listing(task: Task) -> bool:
    """Tell whether the result is text: by the action, or by the buttons where a gateway names it otherwise."""
    if task.action.upper() in {"DESCRIBE", "SHORTEN"}:
        return True
    picks = {Kind.DESCRIBE_PICK, Kind.SHORTEN_PICK}
    return any(classify_custom_id(button.custom_id).kind in picks for button in task.buttons)


def _listing(task: Task) -> str:
    """Find the text of a describe or shorten result: the first field with numbered prompts, else the final prompt."""
    if not _is_listing(task):
        return ""
    fields = (task.properties.final_prompt, task.prompt_en, task.prompt, task.description)
    numbered = next((text for text in fields if has_numbers(text)), "")
    plain = task.prompt_en or task.prompt if task.action.upper() == "DESCRIBE" else ""
    return numbered or task.properties.final_prompt or plain


def _texts(task: Task, listing: str) -> tuple[str, ...]:
    if task.action.upper() == "DESCRIBE":
        return described_prompts(listing)
    return numbered_prompts(listing)
