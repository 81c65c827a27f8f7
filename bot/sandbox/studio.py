"""The one store of the sandbox's tasks: what may be asked, what it becomes, and what is known of it.

It knows no HTTP and no dialect's words; `ttapi_api` and `midjourney_proxy_api` are thin projections of
it. Its records and errors are in `tasks`; `workshop` runs the tasks, `gallery` paints their recipes.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from random import Random

from bot.sandbox.buttons import DESCRIBED, Offer, shortened
from bot.sandbox.faults import Faults, Kind, Stage
from bot.sandbox.options import SandboxOptions
from bot.sandbox.plans import Plan, always_asks, asks_in_remix, imagined, plan
from bot.sandbox.prompts import InvalidParameterError
from bot.sandbox.reading import analysis, describe, numbered, shorten
from bot.sandbox.recipes import Blend, Recipe, Upload
from bot.sandbox.tasks import (
    BannedPromptError,
    InvalidRequestError,
    Order,
    Phase,
    QueueFullError,
    Task,
    UnknownTaskError,
)
from bot.sandbox.uploads import check_images, check_mask
from bot.sandbox.workshop import Workshop


class Studio:
    """Accepts work, answers for every task there ever was, and lets tests move tasks by hand."""

    def __init__(
        self, options: SandboxOptions, faults: Faults, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._workshop = Workshop(options, clock)
        self._options = options
        self._faults = faults
        self._clock = clock
        self._random = Random()
        self._tasks: dict[str, list[Task]] = {}
        self._hashes: dict[str, Task] = {}
        self._count = 0

    def listen(self, listener: Callable[[Task], None]) -> None:
        """Have each change of a task told to `listener`, at the moment of the change."""
        self._workshop.listener = listener

    # --- looking -------------------------------------------------------------------------------

    def get(self, task_id: str) -> Task:
        """Return what a client sees under an id; raises UnknownTaskError.

        Where an action keeps its parent's id, the parent is seen until the action starts.
        """
        tasks = self._tasks.get(task_id)
        if not tasks:
            raise UnknownTaskError(f"no task {task_id}")
        return next((task for task in reversed(tasks) if task.phase is not Phase.QUEUED), tasks[-1])

    def offering(self, task_id: str, name: str) -> Task:
        """Return the newest finished task under an id that offers this button; raises UnknownTaskError."""
        tasks = self._tasks.get(task_id)
        if not tasks:
            raise UnknownTaskError(f"no task {task_id}")
        for task in reversed(tasks):
            if any(offer.name == name for offer in task.offers) and task.phase is Phase.SUCCEEDED:
                return task
        raise InvalidRequestError("'action' parameter error!")

    def by_hash(self, job_hash: str) -> Task:
        """Return the task whose pictures carry this uuid; raises UnknownTaskError."""
        task = self._hashes.get(job_hash)
        if task is None:
            raise UnknownTaskError(f"no picture {job_hash}")
        return task

    def tasks(self) -> list[Task]:
        return [task for tasks in self._tasks.values() for task in tasks]

    def waiting(self, task: Task) -> int:
        """Return how many tasks are before this one in the queue."""
        return self._workshop.waiting(task)

    # --- accepting -----------------------------------------------------------------------------

    async def imagine(self, prompt: str, order: Order, images: tuple[bytes, ...] = ()) -> Task:
        self.check(prompt)
        sizes = await check_images(images)
        films, side = order.dialect == "midjourney_proxy", self._options.side

        def plan(seed: int) -> Plan:
            return imagined(prompt, seed, images, films=films, sizes=sizes, side=side)

        return self._accept(self._planned("imagine", prompt, order, plan))

    async def blend(self, images: tuple[bytes, ...], aspect: tuple[int, int], order: Order) -> Task:
        await check_images(images)
        ratio, side = f"--ar {aspect[0]}:{aspect[1]}", self._options.side

        def plan(seed: int) -> Plan:
            return Plan(Blend(images, seed, aspect, side=side), ratio)

        return self._accept(self._planned("blend", ratio, order, plan))

    async def describe(self, image: bytes, order: Order, *, parent: Task | None = None) -> Task:
        (size,) = await check_images((image,))
        task = self._new("describe", "", order, parent=parent)
        task.texts = await asyncio.to_thread(describe, image, task.seed)
        task.text, task.effort, task.offers = numbered(task.texts), "text", DESCRIBED
        task.recipe = Upload(image, size, side=self._options.side)
        return self._accept(task)

    def shorten(
        self, prompt: str, order: Order, *, details: bool = False, parent: Task | None = None
    ) -> Task:
        self.check(prompt)
        task = self._new("shorten", prompt, order, parent=parent)
        task.texts, task.effort = shorten(prompt), "text"
        task.text = analysis(prompt, details=details)
        task.offers = shortened(len(task.texts))
        return self._accept(task)

    def seed(self, parent: Task, order: Order) -> Task:
        """Start a task whose only result is its parent's seed."""
        if parent.phase is not Phase.SUCCEEDED:
            raise InvalidRequestError("the job has not succeeded")
        task = self._new("seed", parent.prompt, order, parent=parent)
        task.seed, task.recipe, task.effort, task.offers = parent.seed, parent.recipe, "text", parent.offers
        return self._accept(task)

    async def press(self, parent: Task, offer: Offer, order: Order) -> Task:
        """Press a button; the task waits in phase MODAL where Midjourney would ask for a prompt."""
        if parent.phase is not Phase.SUCCEEDED:
            raise InvalidRequestError("关联任务状态错误")
        if offer not in parent.offers:
            raise UnknownTaskError(f"task {parent.id} offers no {offer.name}")
        if offer.name == "bookmark":
            raise InvalidRequestError("未知的 Action 类型")
        parent.pressed.add(offer.name)
        if offer.name == "describe_retry" and isinstance(parent.recipe, Upload):
            return await self.describe(parent.recipe.data, order, parent=parent)
        if offer.name == "shorten_details":
            return self.shorten(parent.prompt, order, details=True, parent=parent)
        if self._asks(offer.name, order):
            return self._asking(parent, offer, order)
        return self._accept(self._child(parent, offer.name, parent.prompt, order))

    async def answer_modal(self, task: Task, prompt: str, mask: bytes | None, order: Order) -> Task:
        """Give a waiting task its prompt (empty: as it was) and mask; raises InvalidRequestError.

        A hook or a state that comes with the answer replaces that of the press.
        """
        parent = task.parent if task.phase is Phase.MODAL else None
        if parent is None:
            raise InvalidRequestError("关联任务状态错误")
        words = prompt.strip() or task.prompt
        self.check(words)
        if task.action == "custom_zoom" and not re.search(r"--zoom\s+\S", words):
            raise InvalidRequestError("custom zoom needs --zoom in the prompt")
        if task.action == "inpaint":
            await check_mask(mask, parent.recipe)
        if task.phase is not Phase.MODAL:  # another answer came in while the mask was decoded
            raise InvalidRequestError("关联任务状态错误")
        hook, state = order.hook or task.order.hook, order.state or task.order.state
        task.order = replace(task.order, endpoint=order.endpoint, hook=hook, state=state)
        recipe = parent.recipe
        self._apply(task, lambda seed: plan(task.action, recipe or _no_recipe(), words, seed, mask))
        return self._accept(task)

    async def region(self, parent: Task, mask: bytes, prompt: str, order: Order) -> Task:
        """Repaint the white part of the mask, in one step as TTAPI does."""
        parent.offer(name="inpaint")
        words = prompt.strip() or parent.prompt
        self.check(words)
        await check_mask(mask, parent.recipe)
        return self._accept(self._child(parent, "inpaint", words, order, mask))

    async def imagine_all(self, parent: Task, order: Order) -> list[Task]:
        """Imagine every text of a describe."""
        return [await self.imagine(text, order) for text in parent.texts]

    def cancel(self, task_id: str) -> None:
        """End a task as proxies do: it becomes a failure. Unknown and ended tasks are left alone."""
        tasks = self._tasks.get(task_id, [])
        if tasks and not tasks[-1].ended:
            self._workshop.end(tasks[-1], Phase.FAILED, "取消任务")

    def check(self, prompt: str) -> None:
        """Raise for an empty prompt (InvalidRequestError) or a banned one (BannedPromptError)."""
        if not prompt.strip():
            raise InvalidRequestError("prompt不能为空")
        words = set(re.findall(r"\w+", prompt.lower()))
        banned = sorted(words & self._options.banned_words)
        if banned:
            raise BannedPromptError(banned[0], prompt)

    async def upload(self, image: bytes, order: Order) -> Task:
        """Keep a picture that somebody sent; it has an address at once and no life cycle."""
        (size,) = await check_images((image,))
        task = self._new("upload", "", order)
        task.recipe, task.phase = Upload(image, size, side=self._options.side), Phase.SUCCEEDED
        self._keep(task)
        return task

    # --- by hand -------------------------------------------------------------------------------

    async def ended(self, task_id: str) -> Task:
        """Wait until the newest task under an id has ended, and return it."""
        tasks = self._tasks.get(task_id)
        if not tasks:
            raise UnknownTaskError(f"no task {task_id}")
        await tasks[-1].done.wait()
        return tasks[-1]

    async def step(self, task_id: str, *, progress: int) -> None:
        """Report progress, 0 to 100, of a task that runs."""
        self._workshop.report(self._busy(task_id), progress)

    async def finish(self, task_id: str) -> None:
        """Let a task succeed, unless it is bound to fail."""
        task = self._busy(task_id)
        self._workshop.end(task, Phase.FAILED if task.doom else Phase.SUCCEEDED, task.doom)

    async def fail(self, task_id: str, reason: str) -> None:
        """Let a task fail."""
        self._workshop.end(self._busy(task_id), Phase.FAILED, reason)

    async def close(self) -> None:
        """Stop every task that runs."""
        await self._workshop.close()

    # --- inside --------------------------------------------------------------------------------

    def _busy(self, task_id: str) -> Task:
        task = next(
            (t for t in self._tasks.get(task_id, []) if t.phase in (Phase.STARTED, Phase.RUNNING)), None
        )
        if task is None:
            raise UnknownTaskError(f"no task {task_id} is running")
        return task

    def _new(self, action: str, prompt: str, order: Order, *, parent: Task | None = None) -> Task:
        self._count += 1
        task_id = str(uuid.uuid4())
        if order.dialect == "midjourney_proxy":
            task_id = f"{int(self._clock() * 1000)}{self._count % 1000:03d}"
        elif parent is not None and self._options.ttapi_action_keeps_job_id:
            task_id = parent.id
        return Task(
            task_id, action, prompt, order, self._random.getrandbits(32), parent, submitted_at=self._clock()
        )

    def _planned(self, action: str, prompt: str, order: Order, make: Callable[[int], Plan]) -> Task:
        task = self._new(action, prompt, order)
        self._apply(task, make)
        return task

    def _child(self, parent: Task, name: str, prompt: str, order: Order, mask: bytes | None = None) -> Task:
        task = self._new(name, prompt, order, parent=parent)
        recipe = parent.recipe or _no_recipe()
        self._apply(task, lambda seed: plan(name, recipe, prompt, seed, mask))
        return task

    def _apply(self, task: Task, make: Callable[[int], Plan]) -> None:
        try:
            made = make(task.seed)
        except InvalidParameterError as error:
            task.doom = str(error)
            return
        task.recipe, task.prompt, task.effort = made.recipe, made.prompt, made.effort
        task.seed = getattr(made.recipe, "seed", task.parent.seed if task.parent else task.seed)

    def _asks(self, name: str, order: Order) -> bool:
        """TTAPI has no modals: it knows neither remix nor the buttons that always ask."""
        if order.dialect == "ttapi":
            return False
        return always_asks(name) or (self._options.remix and asks_in_remix(name))

    def _asking(self, parent: Task, offer: Offer, order: Order) -> Task:
        number = offer.name[-1]
        text = parent.texts[int(number) - 1] if parent.texts and number.isdigit() else parent.prompt
        task = self._new(offer.name, text, order, parent=parent)
        task.phase = Phase.MODAL
        self._keep(task)
        self._workshop.listener(task)
        return task

    def _accept(self, task: Task) -> Task:
        if self._workshop.is_full:
            raise QueueFullError("队列已满，请稍后尝试")
        fault = self._faults.take(Stage.TASK, task.order.endpoint, task.prompt)
        if fault is not None:
            task.stuck = fault.kind is Kind.STUCK
            task.doom = fault.reason if fault.kind is Kind.FAIL else task.doom
        task.phase = Phase.QUEUED
        self._keep(task)
        self._workshop.take(task)
        return task

    def _keep(self, task: Task) -> None:
        known = self._tasks.setdefault(task.id, [])
        if task not in known:
            known.append(task)
            self._hashes[task.hash] = task
        if len(self._tasks) > self._options.keep_tasks:
            oldest = next((key for key, tasks in self._tasks.items() if all(t.ended for t in tasks)), None)
            if oldest is not None:
                for forgotten in self._tasks.pop(oldest):
                    del self._hashes[forgotten.hash]


def _no_recipe() -> Recipe:
    raise InvalidRequestError("关联任务状态错误")
