from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Stage = Any


async def test_imagine_v2_u3_zoom_and_pan_chain_as_with_the_native_bot(stage: Stage, look: Any) -> None:
    asked = await stage.ada.command("#general", "imagine", prompt="a lighthouse at dusk")
    first = await asked.finished()
    assert first.content.startswith(f"**a lighthouse at dusk** - <@{stage.ada.id}> (Waiting to start)")
    grid = await stage.result()
    assert grid.content == f"**a lighthouse at dusk** - <@{stage.ada.id}> (fast)"
    assert look.labels(grid) == [["U1", "U2", "U3", "U4", "🔄"], ["V1", "V2", "V3", "V4"]]
    assert grid.pinged == (stage.ada.id,)
    (picture,) = grid.attachments
    assert picture.description == "a lighthouse at dusk"
    varied = await stage.chain(grid, "V2")
    assert varied.content == f"**a lighthouse at dusk** - Variations by <@{stage.ada.id}> (fast)"
    assert varied.reference_id == grid.id
    picked = await stage.chain(varied, "U3")
    assert picked.content == f"**a lighthouse at dusk** - Image #3 <@{stage.ada.id}>"
    zoomed = await stage.chain(picked, "Zoom Out 2x")
    assert zoomed.content == f"**a lighthouse at dusk** - Zoom Out by <@{stage.ada.id}> (fast)"
    again = await stage.chain(zoomed, "U1")
    panned = await stage.chain(again, "⬅️")
    assert "Pan Left by" in panned.content
    assert panned.reference_id == again.id
    world = stage.playground.world
    await stage.until(
        lambda: len(world.messages.in_channel(grid.channel_id)) == 6
    )  # progress messages are gone
    pressed = [
        part
        for row in world.messages.find(grid.id).components
        for part in row["components"]
        if part["style"] == 1
    ]
    assert [part["label"] for part in pressed] == ["V2"]
    assert len(stage.sandbox.submits) == 6
    assert stage.playground.gaps == []
    look.check_bodies(world.log)


async def test_blend_mixes_the_given_pictures(stage: Stage, look: Any) -> None:
    asked = await stage.ada.command(
        "#general", "blend", image1=look.png("red"), image2=look.png("blue"), dimensions="landscape"
    )
    await asked.finished()
    grid = await stage.result()
    assert look.labels(grid)[0][:4] == ["U1", "U2", "U3", "U4"]
    (submit,) = stage.sandbox.submits
    assert submit.endpoint == "blend"
    look.check_bodies(stage.playground.world.log)


async def test_describe_then_two_and_imagine_all(stage: Stage, look: Any) -> None:
    asked = await stage.ada.command("#general", "describe", image=look.png("orange"))
    await asked.finished()
    described = await stage.result()
    assert look.labels(described) == [["1️⃣", "2️⃣", "3️⃣", "4️⃣", "🔄"], ["Imagine all"]]
    (embed,) = described.embeds
    assert embed["description"].count("\n\n") == 3
    opened = await stage.press(described, "2️⃣")
    assert opened.modal is not None
    (field,) = look.inputs(opened.modal)
    assert field["value"] in embed["description"]
    sent = await stage.ada.submit(opened, {field["custom_id"]: "an orange square, but round"})
    await sent.answered()
    picked = await stage.result(after=described.id)
    assert picked.content.startswith("**an orange square, but round**")
    await stage.press(described, "Imagine all")
    await stage.until(
        lambda: len([m for m in stage.ada.messages("#general") if look.finished(m) and m.id > picked.id]) == 4
    )
    assert (
        len([submit for submit in stage.sandbox.submits if submit.accepted and submit.endpoint == "imagine"])
        >= 4
    )
    look.check_bodies(stage.playground.world.log)
