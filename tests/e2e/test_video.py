"""Films: from the Animate button to an attachment that plays, and what may be done with it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import av
import pytest

from bot.sandbox.options import SandboxOptions

if TYPE_CHECKING:
    Stage = Any

EXTEND = [["Extend (High motion)", "Extend (Low motion)"]]
MIB = 1024 * 1024


@pytest.fixture
def webhooks() -> bool:
    """How a result is learnt of is the same for films as for pictures, and proved there."""
    return False


@pytest.fixture(params=["midjourney_proxy"])
def dialect() -> str:
    """Films exist in this dialect alone; the test about the other one names it."""
    return "midjourney_proxy"


def seconds(film: bytes) -> float:
    """Decode a film to its end and give its length."""
    with av.open(io.BytesIO(film)) as container:
        (stream,) = container.streams.video
        assert stream.codec_context.name == "h264"
        assert (stream.width, stream.height) == (480, 320)
        assert stream.average_rate is not None
        return sum(1 for _ in container.decode(stream)) / float(stream.average_rate)


def own_labels(look: Any, message: Any) -> list[list[str]]:
    """Give the labels without the row of our link to the original."""
    return [row for row in look.labels(message) if row != ["Web"]]


async def test_animate_ends_in_a_film_that_is_uploaded_as_video(stage: Stage, look: Any) -> None:
    single = await stage.single()
    films = await stage.chain(single, "Animate (Low motion)")
    assert films.content == f"**a red fox --ar 3:2** - Animate (Low motion) by <@{stage.ada.id}> (fast)"
    assert films.reference_id == single.id
    assert look.labels(films) == [["U1", "U2", "U3", "U4", "🔄"]]
    assert len({file.content for file in films.attachments}) == 4
    for file in films.attachments:
        assert file.content_type == "video/mp4"
        assert file.filename.endswith(".mp4")
        assert file.description == "a red fox --ar 3:2"
        assert seconds(file.content) == pytest.approx(4)
    await stage.until(lambda: len(stage.ada.messages("#general")) == 3)  # progress messages are gone
    look.check_bodies(stage.playground.world.log)


async def test_a_film_can_be_picked_and_extended(stage: Stage, look: Any) -> None:
    films = await stage.chain(await stage.single(), "Animate (High motion)")
    picked = await stage.chain(films, "U3")
    assert picked.content == f"**a red fox --ar 3:2** - Video #3 <@{stage.ada.id}>"
    (film,) = picked.attachments
    assert film.content == films.attachments[2].content
    assert own_labels(look, picked) == EXTEND
    longer = await stage.chain(picked, "Extend (Low motion)")
    assert longer.content == f"**a red fox --ar 3:2** - Extend (Low motion) by <@{stage.ada.id}> (fast)"
    assert [seconds(file.content) for file in longer.attachments] == [pytest.approx(8)] * 4
    again = await stage.chain(longer, "🔄")
    assert [seconds(file.content) for file in again.attachments] == [pytest.approx(8)] * 4
    assert {file.content for file in again.attachments}.isdisjoint(
        file.content for file in longer.attachments
    )
    look.check_bodies(stage.playground.world.log)


async def test_video_in_a_prompt_animates_the_picture_that_came_with_it(stage: Stage, look: Any) -> None:
    picture = look.png("teal", (90, 60))
    await (
        await stage.ada.command("#general", "imagine", prompt="it turns --video --bs 1", image=picture)
    ).finished()
    film = await stage.result()
    (file,) = film.attachments
    assert (file.content_type, seconds(file.content)) == ("video/mp4", pytest.approx(4))
    assert film.content == f"**it turns --video --bs 1** - <@{stage.ada.id}> (fast)"
    assert own_labels(look, film) == EXTEND


class TestFilmsOverTheLimitOfAFile:
    @pytest.fixture
    def sandbox_options(self) -> SandboxOptions:
        return SandboxOptions(time_factor=0.02, side=512, film_weight=10 * MIB + 1)

    async def test_a_film_over_the_size_limit_is_given_as_a_link(self, stage: Stage, look: Any) -> None:
        films = await stage.chain(await stage.single(), "Animate (High motion)")
        assert films.attachments == []
        line, *links = films.content.splitlines()
        assert line == f"**a red fox --ar 3:2** - Animate (High motion) by <@{stage.ada.id}> (fast)"
        (task,) = [task for task in stage.sandbox.studio.tasks() if task.action == "animate_high"]
        assert links == [f"{stage.sandbox.base_url}/pictures/{task.hash}_{n}.mp4" for n in range(1, 5)]
        assert look.labels(films) == [["U1", "U2", "U3", "U4", "🔄"]]
        look.check_bodies(stage.playground.world.log)

    async def test_a_boosted_server_takes_larger_films(self, stage: Stage) -> None:
        general = stage.ada.place("#general")
        stage.playground.world.guilds[general.guild_id].premium_tier = 2
        films = await stage.chain(await stage.single(), "Animate (High motion)")
        assert [file.size for file in films.attachments] == [10 * MIB + 1] * 2
        assert [link[-6:] for link in films.content.splitlines()[1:]] == ["_3.mp4", "_4.mp4"]


class TestFilmsOverTheLimitOfAMessage:
    @pytest.fixture
    def sandbox_options(self) -> SandboxOptions:
        return SandboxOptions(time_factor=0.02, side=512, film_weight=7 * MIB)

    async def test_a_message_carries_as_many_films_as_it_can_and_links_to_the_others(
        self, stage: Stage
    ) -> None:
        films = await stage.chain(await stage.single(), "Animate (High motion)")
        assert [file.size for file in films.attachments] == [7 * MIB] * 3
        assert [link[-6:] for link in films.content.splitlines()[1:]] == ["_4.mp4"]


class TestServicesWithoutAFieldForFilms:
    @pytest.fixture
    def sandbox_options(self) -> SandboxOptions:
        return SandboxOptions(time_factor=0.02, side=512, film_fields="imageUrl")

    async def test_a_film_in_the_place_of_a_picture_is_a_film_all_the_same(
        self, stage: Stage, look: Any
    ) -> None:
        films = await stage.chain(await stage.single(), "Animate (Low motion)")
        picked = await stage.chain(films, "U1")
        (film,) = picked.attachments
        assert film.content_type == "video/mp4"
        assert own_labels(look, picked) == EXTEND


class TestAccountsInRemixMode:
    @pytest.fixture
    def sandbox_options(self) -> SandboxOptions:
        return SandboxOptions(time_factor=0.02, remix=True)

    async def test_the_prompt_of_a_film_can_be_edited_first(self, stage: Stage, look: Any) -> None:
        await stage.stop()
        account = stage.settings.accounts["main"].model_copy(update={"remix": True})
        stage.settings = stage.settings.model_copy(update={"accounts": {"main": account}})
        await stage.start()
        single = await stage.single()
        plain = await stage.chain(single, "Animate (Low motion)")  # nobody is asked who does not want to be
        assert len(plain.attachments) == 4
        await (await stage.ada.command("#general", "prefer remix")).answered()
        opened = await stage.press(single, "Animate (High motion)")
        (field,) = look.inputs(opened.modal)
        assert field["value"] == "a red fox --ar 3:2 --motion high"
        await (
            await stage.ada.submit(opened, {field["custom_id"]: "a leaping fox --ar 3:2 --bs 1"})
        ).answered()
        film = await stage.result(after=plain.id)
        assert film.content.startswith("**a leaping fox --ar 3:2 --bs 1** - Animate (High motion) by")
        assert len(film.attachments) == 1
        assert own_labels(look, film) == EXTEND


class TestTtapi:
    @pytest.fixture
    def dialect(self) -> str:
        return "ttapi"

    async def test_a_service_without_films_shows_no_button_for_them(self, stage: Stage, look: Any) -> None:
        labels = [label for row in look.labels(await stage.single()) for label in row]
        assert "Vary (Subtle)" in labels
        assert [label for label in labels if "Animate" in label or "Extend" in label] == []
