"""What the playground refuses, and in whose name.

PlaygroundError
├── DiscordError      Discord refuses the bot's request: HTTP status, JSON code, nested form errors
│   └── TooManyRequests   a limit that only some messages have (30046)
├── Gap               the bot asked for something of Discord that the playground does not implement
└── PersonError       Discord's own app would not let the person do that (a sentence for them)
"""

from typing import Any

# Discord's JSON error codes that the playground can answer with: code -> (HTTP status, message). 500 and 503 have none.
KNOWN: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    500: (500, "500: Internal Server Error"),
    503: (503, "503: Service Unavailable"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (404, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "Maximum number of follow up messages for this interaction reached"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (403, "Cannot reply without permission to read message history"),
}


class PlaygroundError(Exception):
    """Whatever the playground refuses."""


class DiscordError(PlaygroundError):
    """A refusal in Discord's words."""

    def __init__(self, code: int, *, errors: dict[str, Any] | None = None) -> None:
        self.code = code
        self.status, self.message = KNOWN[code]
        self.errors = errors
        super().__init__(f"{self.status} {code}: {self.message} {errors or ''}".rstrip())

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class TooManyRequests(DiscordError):
    """A limit inside a route: 429 with its own code, to be tried again after `retry_after` seconds."""

    def __init__(self, code: int, retry_after: float) -> None:
        super().__init__(code)
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        return super().body() | {"retry_after": self.retry_after, "global": False}


class Gap(PlaygroundError):
    """Real Discord may well do this; the playground does not, and says so instead of pretending."""


class PersonError(PlaygroundError):
    """One plain sentence about what this person cannot do here."""
