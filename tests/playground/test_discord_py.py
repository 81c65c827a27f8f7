"""The real discord.py 2.7 against the playground: what a bot does on its ordinary days."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord import app_commands

from bot.playground import Playground, Upload

if TYPE_CHECKING:
    from tests.playground.conftest import Bot, Connect


class JobButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"j1:(?P<op>[a-z]+):(?P<job>\d+)"):
    def __init__(self, op: str, job: int, label: str, style: discord.ButtonStyle) -> None:
        custom_id = f"j1:{op}:{job}"
        super().__init__(discord.ui.Button(label=label, emoji="🔄", style=style, custom_id=custom_id))
        self.op, self.job = op, job

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: Any, /) -> JobButton:
        return cls(match["op"], int(match["job"]), item.label, item.style)

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.op == "ask":
            await interaction.response.send_modal(Remix())
            return
        view = buttons(self.job, discord.ButtonStyle.primary)
        await interaction.response.edit_message(view=view)
        await interaction.followup.send(f"again {self.job}", ephemeral=True)


class Remix(discord.ui.Modal, title="Remix"):
    prompt: discord.ui.Label[Any] = discord.ui.Label(
        text="Prompt", component=discord.ui.TextInput(custom_id="prompt", default="a cat")
    )
    size: discord.ui.Label[Any] = discord.ui.Label(
        text="Size",
        component=discord.ui.Select(
            custom_id="size", options=[discord.SelectOption(label="small"), discord.SelectOption(label="big")]
        ),
    )
    picture: discord.ui.Label[Any] = discord.ui.Label(
        text="Picture", component=discord.ui.FileUpload(custom_id="picture", required=False)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = [f"{each.filename} {each.width}" for each in self.picture.component.values]
        said = (self.prompt.component.value, self.size.component.values, files)
        await interaction.response.send_message(str(said), ephemeral=True)


def buttons(job: int, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(JobButton("again", job, "Again", style))
    view.add_item(JobButton("ask", job, "Remix", style))
    view.add_item(discord.ui.Button(label="Web", url="https://example.com"))
    return view


def studio(bot: Bot) -> None:
    """A small bot: /imagine with a file, buttons that survive restarts, a modal, and a message by its token."""
    bot.client.add_dynamic_items(JobButton)

    @bot.tree.command(name="imagine", description="Make a picture")
    @app_commands.describe(prompt="What to draw", image="A picture to begin from")
    async def imagine(
        interaction: discord.Interaction, prompt: str, image: discord.Attachment | None = None
    ) -> None:
        await interaction.response.defer(thinking=True)
        source = b"" if image is None else await image.read()
        name = "" if image is None else f" {image.filename} {image.width}x{image.height} {len(source)}"
        file = discord.File(io.BytesIO(source or b"?"), "job-1.png", description=prompt)
        await interaction.edit_original_response(
            content=f"**{prompt}**{name}", attachments=[file], view=buttons(1)
        )
        await interaction.followup.send("ready", file=discord.File(io.BytesIO(b"a"), "a.txt"))


async def test_a_command_with_a_file_is_deferred_edited_and_followed_up(
    playground: Playground, connect: Connect, png: bytes
) -> None:
    await connect(studio)
    ada = playground.person("ada")
    handle = await ada.command("#images", "imagine", prompt="a cat", image=Upload("my cat.png", png))
    first = await handle.finished()
    assert first.content == f"**a cat** my_cat.png 2x3 {len(png)}"
    file = first.attachments[0]
    assert (file.filename, file.width, file.height, file.description) == ("job-1.png", 2, 3, "a cat")
    second = (await playground.wait_for(lambda _: handle.messages[1:]))[0]
    assert second.content == "ready"
    assert second.attachments[0].content == b"a"
    assert playground.gaps == []


async def test_a_pressed_button_updates_its_message_and_answers_only_its_person(
    playground: Playground, connect: Connect
) -> None:
    await connect(studio)
    ada, bo = playground.person("ada"), playground.person("bo")
    message = await (await ada.command("#images", "imagine", prompt="a cat")).finished()
    pressed = await (await bo.press(message, label="Again")).answered()
    assert pressed.response is message
    assert [each["style"] for each in message.components[0]["components"]] == [1, 1, 5]
    assert message.attachments[0].filename == "job-1.png"
    private = (await playground.wait_for(lambda _: pressed.messages))[0]
    assert private.content == "again 1"
    assert private in bo.messages("#images")
    assert private not in ada.messages("#images")


async def test_a_modal_brings_text_choice_and_file_back(
    playground: Playground, connect: Connect, png: bytes
) -> None:
    await connect(studio)
    ada = playground.person("ada")
    message = await (await ada.command("#images", "imagine", prompt="a cat")).finished()
    opened = await (await ada.press(message, "j1:ask:1")).answered()
    assert opened.modal is not None
    assert opened.modal["title"] == "Remix"
    values = {"prompt": "a dog", "size": ["big"], "picture": Upload("dog.png", png)}
    sent = await (await ada.submit(opened, values)).finished()
    assert sent.content == "('a dog', ['big'], ['dog.png 2'])"
    assert sent.ephemeral


async def test_a_message_sent_twice_with_one_nonce_exists_once(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    channel = bot.client.get_partial_messageable(playground.channel("images").id)
    first = await channel.send("result", nonce=1234567890)
    again = await channel.send("result", nonce=1234567890)
    assert first.id == again.id
    assert len(playground.person("ada").messages("#images")) == 1


async def test_a_result_replies_to_its_parent_even_when_that_is_gone(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    ada = playground.person("ada")
    channel = bot.client.get_partial_messageable(playground.channel("images").id)
    parent = await channel.send("parent")
    reply = await channel.send(
        f"done <@{ada.id}>",
        reference=discord.MessageReference(
            message_id=parent.id, channel_id=channel.id, fail_if_not_exists=False
        ),
        allowed_mentions=discord.AllowedMentions(users=[discord.Object(ada.id)], replied_user=False),
    )
    assert reply.reference is not None
    assert isinstance(reply.reference.resolved, discord.Message)
    assert [each.id for each in reply.mentions] == [ada.id]
    await parent.delete()
    orphan = await channel.send("late", reference=parent.to_reference(fail_if_not_exists=False))
    assert orphan.reference is None
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("late", reference=parent.to_reference(fail_if_not_exists=True))
    assert refused.value.code == 50035


async def test_attachments_stay_when_an_edit_lists_them_and_go_when_it_does_not(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    channel = bot.client.get_partial_messageable(playground.channel("images").id)

    def file(name: str) -> discord.File:
        return discord.File(io.BytesIO(name.encode()), name)

    message = await channel.send("one", file=file("1.txt"))
    message = await message.edit(attachments=[*message.attachments, file("2.txt")])
    assert [each.filename for each in message.attachments] == ["1.txt", "2.txt"]
    message = await message.edit(content="two")
    assert [each.filename for each in message.attachments] == ["1.txt", "2.txt"]
    message = await message.edit(attachments=[file("3.txt")])
    assert [each.filename for each in message.attachments] == ["3.txt"]
    assert await message.attachments[0].read() == b"3.txt"


async def test_direct_messages_and_threads_are_places_like_others(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect(studio)
    ada = playground.person("ada")
    for place in ("@dm", "big canvases"):
        done = await (await ada.command(place, "imagine", prompt="here")).finished()
        assert done in ada.messages(place)
    assert isinstance(bot.seen[0].channel, discord.DMChannel)
    assert isinstance(bot.seen[1].channel, discord.Thread)
    person = await bot.client.fetch_user(ada.id)
    await person.send("told you")
    assert ada.messages("@dm")[-1].content == "told you"


async def test_an_archived_thread_takes_no_edit_until_it_is_opened_again(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    thread = playground.channel("big canvases")
    place = await bot.client.fetch_channel(thread.id)
    assert isinstance(place, discord.Thread)
    message = await place.send("before")
    playground.world.archive(thread, archived=True)
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(content="after")
    assert refused.value.code == 50083
    await place.edit(archived=False)
    await message.edit(content="after")
    assert playground.world.messages.get(thread.id, message.id).content == "after"


async def test_reactions_reach_a_bot_that_asked_for_them(playground: Playground, connect: Connect) -> None:
    reactions: asyncio.Queue[discord.RawReactionActionEvent] = asyncio.Queue()

    def listen(bot: Bot) -> None:
        @bot.client.event
        async def on_raw_reaction_add(payload: discord.RawReactionActionEvent) -> None:
            reactions.put_nowait(payload)

    bot = await connect(listen, discord.Intents(guilds=True, guild_reactions=True))
    ada = playground.person("ada")
    message = await bot.client.get_partial_messageable(playground.channel("images").id).send("hi")
    ada.react(playground.world.messages.get(message.channel.id, message.id), "✉️")
    payload = await asyncio.wait_for(reactions.get(), 5)
    assert (payload.user_id, str(payload.emoji), payload.message_author_id) == (
        ada.id,
        "✉️",
        message.author.id,
    )


async def test_a_dropped_gateway_is_resumed_and_nothing_is_lost(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect(studio)
    ada = playground.person("ada")
    await playground.drop_gateway()
    handle = await ada.command("#images", "imagine", prompt="meanwhile")
    done = await handle.finished()
    assert done.content == "**meanwhile**"
    await asyncio.wait_for(bot.resumed.wait(), 5)


async def test_a_user_installed_command_works_where_the_bot_is_not(
    playground: Playground, connect: Connect
) -> None:
    def anywhere(bot: Bot) -> None:
        @bot.tree.command(name="idea", description="Anywhere")
        @app_commands.allowed_installs(guilds=False, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def idea(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("here")

    bot = await connect(anywhere)
    ada = playground.person("ada")
    handle = await ada.command("#elsewhere", "idea")
    message = await handle.finished()
    seen = bot.seen[0]
    assert (seen.is_user_integration(), seen.is_guild_integration()) == (True, False)
    place = bot.client.get_partial_messageable(message.channel_id)
    with pytest.raises(discord.Forbidden) as refused:
        await place.get_partial_message(message.id).edit(content="by token")
    assert refused.value.code == 50001
    group = next(each for each in playground.world.channels.values() if each.type == 3)
    assert (await (await ada.command(group, "idea")).finished()).content == "here"
    assert bot.seen[1].context.private_channel
