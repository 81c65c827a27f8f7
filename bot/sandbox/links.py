"""Where a task's pictures and films are to be found: the one place that builds their addresses."""

from bot.sandbox.films import Film
from bot.sandbox.tasks import Phase, Task


class Links:
    """Picture addresses under one base; the base is known only once the server listens."""

    def __init__(self) -> None:
        self.base_url = ""

    def result(self, task: Task) -> str:
        """Return the address of a finished picture (of a film, its first moment), empty when the task has none."""
        if task.recipe is None or task.phase is not Phase.SUCCEEDED:
            return ""
        return f"{self.base_url}/pictures/{task.hash}.png"

    def films(self, task: Task) -> list[str]:
        """Return the addresses of a finished task's films, none when it has none."""
        if not isinstance(task.recipe, Film) or task.phase is not Phase.SUCCEEDED:
            return []
        numbers = range(1, len(task.recipe.takes) + 1)
        return [f"{self.base_url}/pictures/{task.hash}_{number}.mp4" for number in numbers]

    def preview(self, task: Task) -> str:
        """Return the address of the latest preview, empty while there is none."""
        if task.recipe is None or task.phase is not Phase.RUNNING or not task.progress:
            return ""
        return f"{self.base_url}/pictures/{task.hash}_grid_{task.progress}.webp"

    def quarters(self, task: Task) -> list[str] | None:
        """Return the addresses of a grid's four images, None where there are none."""
        if task.recipe is None or not task.recipe.is_grid or task.phase is not Phase.SUCCEEDED:
            return None
        return [f"{self.base_url}/pictures/{task.hash}_{place}.png" for place in ("tl", "tr", "bl", "br")]
