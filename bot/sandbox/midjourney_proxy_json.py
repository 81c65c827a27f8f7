"""A task as midjourney-proxy writes it in JSON: the same in fetch, lists and webhooks. Pure."""

from typing import Any

from bot.sandbox.buttons import Offer
from bot.sandbox.links import Links
from bot.sandbox.tasks import Phase, Task

INSTANCE = {"discordInstanceId": "1118138338562560102", "discordChannelId": "1118138338562560103"}
_STATUSES = {
    Phase.MODAL: "MODAL",
    Phase.QUEUED: "NOT_START",
    Phase.STARTED: "SUBMITTED",
    Phase.RUNNING: "IN_PROGRESS",
    Phase.SUCCEEDED: "SUCCESS",
    Phase.FAILED: "FAILURE",
}
_ACTIONS = (
    ("upsample", "UPSCALE"),
    ("variation", "VARIATION"),
    ("low_variation", "VARIATION"),
    ("high_variation", "VARIATION"),
    ("inpaint", "VARIATION"),
    ("reroll", "REROLL"),
    ("upscale", "UPSCALE"),
    ("redo_upscale", "UPSCALE"),
    ("zoom_out", "ZOOM"),
    ("custom_zoom", "ZOOM"),
    ("make_square", "ZOOM"),
    ("pan_", "PAN"),
    ("animate", "VIDEO"),
    ("extend", "VIDEO_EXTEND"),
    ("film", "UPSCALE"),
    ("blend", "BLEND"),
)
"""The first word that an action's name begins with; names that match none make new pictures from words."""


def task_json(task: Task, links: Links, *, films_as_images: bool = False) -> dict[str, Any]:
    """Return the JSON of fetch, list and webhook; `films_as_images` puts a film where pictures are."""
    progress = {Phase.MODAL: "", Phase.QUEUED: None, Phase.FAILED: ""}.get(task.phase, f"{task.progress}%")
    prompt = "" if task.action == "inpaint" and task.phase is Phase.MODAL else _final_prompt(task)
    return {
        "id": task.id,
        "action": _action_of(task),
        "prompt": prompt,
        "promptEn": prompt,
        "description": f"/{task.action} {task.prompt}".strip(),
        "state": task.order.state,
        "submitTime": round(task.submitted_at * 1000),
        "startTime": round(task.started_at * 1000),
        "finishTime": round(task.finished_at * 1000),
        "imageUrl": "" if task.action == "shorten" else links.result(task) or links.preview(task),
        "status": _STATUSES[task.phase],
        "progress": progress,
        "failReason": task.reason,
        "properties": _properties(task),
        "buttons": [_button(task, offer) for offer in task.offers] if task.phase is Phase.SUCCEEDED else [],
        **_films(task, links, as_images=films_as_images),
    }


def _films(task: Task, links: Links, *, as_images: bool) -> dict[str, Any]:
    """Return the fields that only a task with films has."""
    films = links.films(task)
    if not films:
        return {}
    if as_images:
        return {"imageUrl": films[0], "videoUrl": None, "videoUrls": None}
    return {
        "videoUrl": films[0],
        "videoUrls": [{"url": film, "thumbnail": links.result(task)} for film in films],
    }


def _properties(task: Task) -> dict[str, Any]:
    return {
        **INSTANCE,
        "botType": task.order.bot,
        "finalPrompt": _final_prompt(task, analysed=True),
        "flags": 0,
        "messageContent": f"**{task.prompt}** - <@1> ({task.order.speed})",
        "messageHash": task.hash,
        "messageId": task.id,
        "nonce": task.id,
        "notifyHook": task.order.hook,
        "progressMessageId": task.id,
    }


def _action_of(task: Task) -> str:
    if task.action in ("describe", "shorten"):
        return task.action.upper()
    return next((word for start, word in _ACTIONS if task.action.startswith(start)), "IMAGINE")


def _final_prompt(task: Task, *, analysed: bool = False) -> str:
    """Return the prompt, or what a finished describe (or shorten, in `properties`) found instead."""
    found = task.action == "describe" or (analysed and task.action == "shorten")
    return task.text if found and task.phase is Phase.SUCCEEDED else task.prompt


def _button(task: Task, offer: Offer) -> dict[str, Any]:
    return {
        "customId": offer.custom_id(task.hash),
        "emoji": offer.emoji,
        "label": offer.label,
        "style": 1 if offer.name in task.pressed else 2,
        "type": 2,
    }
