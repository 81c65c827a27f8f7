"""Everything about the sandbox that can be chosen, in one frozen value."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How the sandbox behaves; the defaults suit somebody who tries the bot without a key."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 lets the system choose; `Sandbox.base_url` tells which."""
    public_url: str | None = None
    """The address written into picture links, when clients reach us by another name than we bind."""
    api_key: str = "sandbox-key"
    auth_styles: frozenset[str] = frozenset({"bearer", "secret", "raw"})
    """Which of midjourney-proxy's ways to send the key are accepted."""
    time_factor: float = 1.0
    """1 is as slow as Midjourney, 0 finishes at once."""
    manual: bool = False
    """Tasks wait for `studio.step`, `studio.finish` and `studio.fail` instead of the clock."""
    side: int = 2048
    """The side of a square grid in pixels. Midjourney's own is the default; smaller pictures are painted sooner."""
    concurrency: int = 10
    queue_limit: int = 100
    banned_words: frozenset[str] = frozenset({"gore", "nude"})
    remix: bool = False
    """Variations, pans and rerolls wait for a modal, as on an account with remix mode on."""
    modal_answer: Literal["code21", "code1"] = "code21"
    """Gateways rewrite 21 to 1 and leave only the status MODAL to tell."""
    imagine_all: Literal["refuse", "submit"] = "refuse"
    """"Imagine all" of a describe: some services refuse it, some start four tasks."""
    unknown_actions: frozenset[str] = frozenset()
    """Names of buttons that midjourney-proxy lists and then refuses: some services do not know what they relay."""
    ttapi_webhooks: Literal["final", "every"] = "final"
    ttapi_edition: Literal["2024", "2026"] = "2024"
    """Newer pages name the fields job_id and action, and give the quota as text."""
    film_fields: Literal["videoUrls", "imageUrl"] = "videoUrls"
    """Where midjourney-proxy puts films: some services know of no field of their own for them."""
    film_weight: int = 0
    """Bytes that a film has at least: Midjourney's are megabytes, ours are not."""
    unknown_fetch: Literal["204", "200", "code4"] = "204"
    """How midjourney-proxy answers for an id it does not know: each branch has its own way."""
    ttapi_action_keeps_job_id: bool = False
    """An action answers with its parent's own jobId, as older documents of TTAPI say."""
    webhook_retry_seconds: float = 1.0
    """Pause between the three tries of a TTAPI webhook, times `time_factor`."""
    paint_soon: bool = False
    """Start the painting process at once, not with the first picture, which then comes some seconds sooner."""
    keep_pictures: int = 500
    keep_tasks: int = 5000
