from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.jobs.models import JobKind, JobRequest, Origin, Remix, Source, Step
from bot.jobs.ports import NewJob
from bot.jobs.preferences import (
    QUESTION_SECONDS,
    Preferences,
    Pressed,
    QuestionGone,
    QuestionKind,
    TooManyOptions,
    Visibility,
)
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Variability
from bot.storage.database import Database
from bot.storage.jobs import SqlJobStore
from bot.storage.preferences import SqlPreferenceStore, SqlQuestionStore
from bot.storage.tables import questions

ADA, BO = 1, 2
EVERYTHING = Preferences(
    model="niji 6",
    raw=True,
    stylize=250,
    personalize=True,
    remix=True,
    variability=Variability.LOW,
    auto_dm=True,
    mode=Mode.TURBO,
    visibility=Visibility.STEALTH,
    suffix="--ar 3:2",
)
REQUEST = JobRequest(
    JobKind.IMAGINE, "a fox", mode=Mode.RELAX, sources=(Source("https://x/a.png"),), remix=Remix.NEW
)


async def test_preferences_come_back_as_they_were_saved_and_belong_to_one_member(database: Database) -> None:
    store = SqlPreferenceStore(database)
    assert await store.of(ADA) == Preferences()
    await store.save(ADA, Preferences(raw=True))
    await store.save(ADA, EVERYTHING)
    assert await store.of(ADA) == EVERYTHING
    assert await store.of(BO) == Preferences()


async def test_no_race_saves_a_twenty_first_option(database: Database) -> None:
    store = SqlPreferenceStore(database)
    saved = await asyncio.gather(
        *(store.set_option(ADA, f"o{n:02}", "x") for n in range(25)), return_exceptions=True
    )
    assert sum(isinstance(each, TooManyOptions) for each in saved) == 5
    assert len(await store.options(ADA)) == 20
    assert await store.set_option(BO, "mine", "y")
    assert await store.options(BO) == {"mine": "y"}


async def test_deleting_an_option_says_whether_there_was_one(database: Database) -> None:
    store = SqlPreferenceStore(database)
    await store.set_option(ADA, "oil", "in oil")
    assert await store.set_option(ADA, "oil", "")
    assert not await store.set_option(ADA, "oil", "")


async def test_a_question_comes_back_whole_until_its_time_is_over(database: Database) -> None:
    store = SqlQuestionStore(database)
    question = await store.add(ADA, QuestionKind.BATCH, REQUEST, ["a", "b"], now=100.0)
    assert await store.get(question.ulid, ADA, now=100.0 + QUESTION_SECONDS - 1) == question
    with pytest.raises(QuestionGone):
        await store.get(question.ulid, ADA, now=100.0 + QUESTION_SECONDS)
    with pytest.raises(QuestionGone):
        await store.get(question.ulid, BO, now=100.0)


async def test_a_question_about_a_press_remembers_which(database: Database) -> None:
    store = SqlQuestionStore(database)
    for press in (Pressed("0" * 26, 3, message_id=7), Pressed("1" * 26, 0, continues=True)):
        question = await store.add(ADA, QuestionKind.PRESS, REQUEST, [], now=0.0, press=press)
        assert await store.get(question.ulid, ADA, now=1.0) == question
        assert question.press == press


async def test_a_question_of_before_presses_were_asked_about_is_read(database: Database) -> None:
    store = SqlQuestionStore(database)
    question = await store.add(ADA, QuestionKind.MEND, REQUEST, [], now=0.0)
    row = await database.row(select(questions.c.payload))
    assert row is not None
    assert "press" not in row.payload
    assert (await store.get(question.ulid, ADA, now=1.0)).press is None


async def test_questions_whose_time_is_over_are_forgotten_and_others_are_not(database: Database) -> None:
    store = SqlQuestionStore(database)
    old = await store.add(ADA, QuestionKind.MEND, REQUEST, [], now=0.0)
    fresh = await store.add(ADA, QuestionKind.MEND, REQUEST, [], now=QUESTION_SECONDS)
    with pytest.raises(QuestionGone):
        await store.get(old.ulid, ADA, now=0.0)
    await store.drop(fresh.ulid, BO)
    assert await store.get(fresh.ulid, ADA, now=QUESTION_SECONDS) == fresh
    await store.drop(fresh.ulid, ADA)
    with pytest.raises(QuestionGone):
        await store.get(fresh.ulid, ADA, now=QUESTION_SECONDS)


async def test_recent_prompts_are_ones_own_imagines_each_once_newest_first(database: Database) -> None:
    jobs = SqlJobStore(database)

    async def made(n: int, prompt: str, user: int = ADA, kind: JobKind = JobKind.IMAGINE) -> None:
        origin = Origin(str(n), user_id=user, channel_id=2)
        new = NewJob(origin, replace(REQUEST, prompt=prompt, kind=kind), "main", Mode.FAST, Step.SUBMIT)
        await jobs.accept([new], now=float(n), same_press_seconds=3.0, max_queued=None)

    for n, prompt in enumerate(["a fox", "an owl", "a fox", "a cat"]):
        await made(n, prompt)
    await made(10, "not mine", user=BO)
    await made(11, "not imagined", kind=JobKind.SHORTEN)
    store = SqlPreferenceStore(database)
    recent = await store.recent_prompts(ADA, limit=25)
    assert list(recent) == ["a cat", "a fox", "an owl"]
    newest = await jobs.by_ulid(recent["a fox"])
    assert newest is not None
    assert (newest.request.prompt, newest.origin.interaction_id) == ("a fox", "2")
    assert list(await store.recent_prompts(ADA, limit=2)) == ["a cat", "a fox"]


async def test_a_cost_that_nobody_told_is_unknown(database: Database) -> None:
    assert await SqlPreferenceStore(database).typical_cost("main", JobKind.IMAGINE, Mode.FAST) is None
