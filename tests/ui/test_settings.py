"""What members set for themselves, and that it changes what they ask for. Real discord.py against the playground."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.preferences import Preferences
from bot.midjourney.models import Mode
from tests.ui.conftest import buttons, picture, with_account

if TYPE_CHECKING:
    from bot.playground.handles import InteractionHandle
    from bot.playground.models import Message
    from tests.ui.conftest import OpenStage, Stage


async def say(stage: Stage, command: str, **options: Any) -> str:
    """Use a command and give what it says to the person alone."""
    handle = await (await stage.ada.command("#general", command, **options)).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    return handle.response.content


async def panel(stage: Stage) -> Message:
    handle = await (await stage.ada.command("#general", "settings")).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    return handle.response


async def press(stage: Stage, message: Message, label: str) -> InteractionHandle:
    return await (await stage.ada.press(message, label=label)).answered()


def green(message: Message) -> list[str]:
    return [label for label, button in buttons(message).items() if button["style"] == 3]


async def sent_prompt(stage: Stage, prompt: str, n: int = 1) -> str:
    await stage.imagine(prompt)
    return (await stage.job(n)).request.prompt


async def test_the_panel_is_midjourneys_own(stage: Stage) -> None:
    shown = await panel(stage)
    rows = [[part.get("label", "select") for part in row["components"]] for row in shown.components]
    assert rows == [
        ["select"],
        ["RAW Mode", "Stylize low", "Stylize med", "Stylize high", "Stylize very high"],
        ["Personalization", "Public mode", "Remix mode", "High Variation Mode", "Low Variation Mode"],
        ["Turbo mode", "Fast mode", "Relax mode"],
        ["Reset Settings"],
    ]
    assert green(shown) == ["Stylize med", "Public mode", "High Variation Mode", "Fast mode"]
    assert "Current suffix: none" in shown.content


async def test_a_pressed_setting_turns_green_at_once_and_the_suffix_is_shown(stage: Stage) -> None:
    shown = await panel(stage)
    await press(stage, shown, "RAW Mode")
    await press(stage, shown, "Stylize high")
    assert {"RAW Mode", "Stylize high"} <= set(green(shown))
    assert "Stylize med" not in green(shown)
    assert "`--raw --s 250`" in shown.content
    await press(stage, shown, "RAW Mode")
    assert "RAW Mode" not in green(shown)


async def test_the_panel_works_after_a_restart(opening: OpenStage) -> None:
    async with opening() as stage:
        shown = await panel(stage)
    async with opening() as stage:
        await press(stage, shown, "Stylize low")
        await (await stage.ada.select(shown, ["v 7"])).answered()
        assert "`--v 7 --s 50`" in shown.content


async def test_settings_fill_in_what_the_prompt_leaves_open_and_never_overrule_it(stage: Stage) -> None:
    shown = await panel(stage)
    await press(stage, shown, "Stylize high")
    await (await stage.ada.select(shown, ["v 6"])).answered()
    assert await sent_prompt(stage, "a red fox") == "a red fox --v 6 --s 250"
    assert await sent_prompt(stage, "a red fox --s 10 --v 6.1", 2) == "a red fox --s 10 --v 6.1"


async def test_a_setting_that_the_prompts_model_does_not_know_is_left_out(stage: Stage) -> None:
    await press(stage, await panel(stage), "RAW Mode")
    assert await sent_prompt(stage, "a red fox --v 4") == "a red fox --v 4"


async def test_settings_belong_to_who_set_them(stage: Stage) -> None:
    await press(stage, await panel(stage), "Stylize high")
    await (await stage.bo.command("#general", "imagine", prompt="a fox")).answered()
    assert (await stage.job()).request.prompt == "a fox"


async def test_reset_brings_everything_on_the_panel_back(stage: Stage) -> None:
    await say(stage, "prefer suffix", new_value="--ar 3:2")
    await say(stage, "prefer auto_dm")
    shown = await panel(stage)
    await press(stage, shown, "Remix mode")
    await press(stage, shown, "Reset Settings")
    assert "Current suffix: none" in shown.content
    assert "Remix mode" not in green(shown)
    assert await stage.services.bot.desk.preferences.of(stage.ada.id) == Preferences(auto_dm=True)


async def test_a_suffix_ends_every_prompt_that_does_not_say_otherwise(stage: Stage) -> None:
    assert "--ar 3:2 --s 50" in await say(stage, "prefer suffix", new_value="--ar 3:2 --s 50")
    assert await sent_prompt(stage, "a fox --ar 1:2") == "a fox --ar 1:2 --s 50"
    assert "removed" in await say(stage, "prefer suffix")
    assert await sent_prompt(stage, "a fox", 2) == "a fox"


@pytest.mark.parametrize(
    ("suffix", "words"), [("in oil --ar 3:2", "holds parameters only"), ("--s 5000", "from 0 to 1000")]
)
async def test_a_suffix_that_would_break_every_prompt_is_refused(
    stage: Stage, suffix: str, words: str
) -> None:
    assert words in await say(stage, "prefer suffix", new_value=suffix)
    assert (await stage.services.bot.desk.preferences.of(stage.ada.id)).suffix == ""


async def test_a_saved_option_stands_for_its_value_until_it_is_deleted(stage: Stage) -> None:
    assert "--oil now stands for" in await say(
        stage, "prefer option set", option="--Oil", value="in oil --s 50"
    )
    assert "**--oil** in oil" in await say(stage, "prefer option list")
    assert await sent_prompt(stage, "a fox --oil") == "a fox in oil --s 50"
    assert "Deleted" in await say(stage, "prefer option set", option="oil")
    assert "no option called oil" in await say(stage, "prefer option set", option="oil")
    assert "no saved options" in await say(stage, "prefer option list")


@pytest.mark.parametrize(
    ("value", "words"), [("in oil --ar 99", "--ar"), ("--s 5000", "from 0 to 1000"), ("{red, blue", "no “}”")]
)
async def test_a_wrong_value_of_an_option_is_saved_and_said_to_be_wrong(
    stage: Stage, value: str, words: str
) -> None:
    told = await say(stage, "prefer option set", option="oil", value=value)
    saved, _, wrong = told.partition("\n")
    assert "--oil now stands for" in saved
    assert words in wrong
    assert await stage.services.bot.desk.preferences.options(stage.ada.id) == {"oil": value}


async def test_a_parameter_of_midjourneys_own_cannot_be_taken_as_an_option(stage: Stage) -> None:
    assert "parameter of Midjourney" in await say(stage, "prefer option set", option="ar", value="x")
    assert "begins with a letter" in await say(stage, "prefer option set", option="1 2", value="x")


async def test_the_twenty_first_option_is_refused_with_what_to_do(stage: Stage) -> None:
    for n in range(20):
        await stage.services.bot.desk.preferences.set_option(stage.ada.id, f"o{n}", "x")
    assert "Delete one first" in await say(stage, "prefer option set", option="more", value="x")
    assert "now stands for" in await say(stage, "prefer option set", option="o3", value="y")


async def test_a_speed_holds_until_another_is_chosen_and_a_prompts_own_wins(stage: Stage) -> None:
    assert "turbo mode" in await say(stage, "turbo")
    await stage.imagine("a fox --v 7")
    await stage.imagine("a fox --relax")
    assert [(await stage.job(n)).mode for n in (1, 2)] == [Mode.TURBO, Mode.RELAX]
    assert "Turbo mode" in green(await panel(stage))
    assert "fast mode" in await say(stage, "fast")
    await stage.imagine("a fox")
    assert (await stage.job(3)).mode is Mode.FAST


PATHS = {"relax": "mj-relax", "fast": "mj-fast"}


@pytest.mark.dialect("midjourney_proxy")
async def test_a_press_runs_in_the_pressers_own_speed_where_the_service_can_be_told(
    opening: OpenStage,
) -> None:
    async with opening(change=with_account(mode_paths=PATHS)) as stage:
        parent = await stage.result()
        await (await stage.bo.command("#general", "relax")).answered()
        await (await stage.bo.press(parent, label="V1")).answered()
        assert (await stage.running(2)).mode is Mode.RELAX


async def test_a_press_is_shown_at_its_parents_speed_where_no_other_can_be_asked_for(stage: Stage) -> None:
    parent = await stage.result()
    await (await stage.bo.command("#general", "relax")).answered()
    handle = await (await stage.bo.press(parent, label="V1")).answered()
    assert (await stage.job(2)).mode is Mode.FAST
    (shown,) = await stage.until(lambda: handle.messages)
    assert "relax" not in shown.content


@pytest.mark.parametrize("way", ["command", "panel"])
async def test_preferred_turbo_gives_way_where_the_model_has_none_and_that_is_said(
    stage: Stage, way: str
) -> None:
    if way == "command":
        await say(stage, "turbo")
    else:
        await press(stage, await panel(stage), "Turbo mode")
    handle = await stage.imagine("a fox")
    assert (await stage.running()).mode is Mode.FAST
    assert "turbo" not in str(stage.sandbox.submits[-1].body).lower()
    (told,) = await stage.until(lambda: [each for each in handle.messages if each.only_for == stage.ada.id])
    assert "no turbo mode, so they run in fast mode" in told.content
    await stage.imagine("a fox --v 7")
    assert (await stage.job(2)).mode is Mode.TURBO


async def test_turbo_says_at_once_where_it_does_not_apply(opening: OpenStage) -> None:
    async with opening() as stage:
        assert "V8.2, which draws where a prompt names no version, has no turbo mode" in await say(
            stage, "turbo"
        )
    async with opening(change=with_account(default_model="7")) as stage:
        assert "has no turbo mode" not in await say(stage, "turbo")


@pytest.mark.parametrize(
    ("modes", "instead"), [(("turbo", "relax"), Mode.RELAX), (("turbo", "relax", "fast"), Mode.FAST)]
)
async def test_turbo_as_the_accounts_usual_speed_gives_way_to_one_that_it_offers(
    opening: OpenStage, modes: tuple[str, ...], instead: Mode
) -> None:
    async with opening(change=with_account(modes=modes, default_mode="turbo")) as stage:
        handle = await stage.imagine("a fox")
        assert (await stage.job()).mode is instead
        (told,) = await stage.until(lambda: [each for each in handle.messages if each.only_for is not None])
        assert f"in {instead} mode here" in told.content


async def test_turbo_gives_way_in_those_jobs_of_a_batch_alone_that_have_none(stage: Stage) -> None:
    await say(stage, "turbo")
    question = (await stage.imagine("a fox {--v 7, --v 8.1}")).response
    assert question is not None
    assert question.content.startswith("**Run 2 jobs?** 1 × turbo, 1 × fast")
    assert question.content.count("no turbo mode") == 1
    await press(stage, question, "Yes")
    assert [(await stage.job(n)).mode for n in (1, 2)] == [Mode.TURBO, Mode.FAST]


async def test_turbo_gives_way_in_a_corrected_prompt_too(stage: Stage) -> None:
    await say(stage, "turbo")
    question = (await stage.imagine("a fox --s 5000")).response
    assert question is not None
    handle = await press(stage, question, "Use the corrected prompt")
    assert (await stage.job()).mode is Mode.FAST
    (told,) = await stage.until(lambda: [each for each in handle.messages if "no turbo mode" in each.content])
    assert told.only_for == stage.ada.id


async def test_a_speed_that_the_account_lacks_is_said_plainly(opening: OpenStage) -> None:
    async with opening() as stage:
        await say(stage, "turbo")
    async with opening(change=with_account(modes=("fast", "relax"))) as stage:
        words = await say(stage, "turbo")
        assert "does not offer --turbo" in words
        assert "--fast, --relax" in words
        assert "Turbo mode" not in buttons(await panel(stage))
        # What was chosen before the operator took it away must not keep anybody from imagining.
        await stage.imagine("a fox")
        assert (await stage.job()).mode is Mode.FAST


async def test_stealth_is_a_parameter_until_public_takes_its_place(opening: OpenStage) -> None:
    async with opening(change=with_account(stealth=True)) as stage:
        assert "whoever sees this channel still sees them" in await say(stage, "stealth")
        assert await sent_prompt(stage, "a fox") == "a fox --stealth"
        await stage.finish()
        hidden = await stage.until(lambda: stage.shown("(fast, stealth)", finished=True))
        await (await stage.ada.press(hidden, label="V1")).answered()
        await stage.finish(2)
        varied = await stage.until(lambda: stage.shown("Variations by", finished=True))
        assert varied.content.endswith("(fast, stealth)")
        shown = await panel(stage)
        assert "Public mode" not in green(shown)
        await press(stage, shown, "Public mode")
        assert "Current suffix: none" in shown.content
        await press(stage, shown, "Public mode")
        assert "--stealth" in shown.content
        assert "--public" in await say(stage, "public")
        assert await sent_prompt(stage, "a fox", 3) == "a fox --public"
        await stage.finish(3)
        assert await stage.until(
            lambda: stage.shown("--public** - <@" + str(stage.ada.id) + "> (fast)", finished=True)
        )


async def test_an_account_without_stealth_says_so_and_stays_public(opening: OpenStage) -> None:
    async with opening(change=with_account(stealth=True)) as stage:
        await say(stage, "stealth")
    async with opening() as stage:
        for command in ("stealth", "public"):
            assert "has no stealth mode" in await say(stage, command)
        shown = await panel(stage)
        assert "Public mode" in green(shown)
        told = await (await stage.ada.press(shown, label="Public mode")).finished()
        assert "has no stealth mode" in told.content
        # What was chosen while the plan had it must not make prompts that Midjourney would refuse.
        assert await sent_prompt(stage, "a fox") == "a fox"


async def test_prompts_that_name_no_model_are_checked_by_the_accounts_own(opening: OpenStage) -> None:
    async with opening(change=with_account(default_model="7")) as stage:
        assert await sent_prompt(stage, "a fox --q 4") == "a fox --q 4"
    async with opening() as stage:
        await stage.imagine("a fox --q 4")
        assert await stage.until(lambda: stage.shown("not with V8.2"))


async def test_variability_says_that_the_service_cannot_be_told(stage: Stage) -> None:
    assert "Low variation mode is noted, but the service cannot be told" in await say(
        stage, "prefer variability"
    )
    assert "High variation mode" in await say(stage, "prefer variability")


async def test_auto_dm_is_kept(stage: Stage) -> None:
    await say(stage, "prefer auto_dm")
    assert (await stage.services.bot.desk.preferences.of(stage.ada.id)).auto_dm
    await say(stage, "prefer auto_dm")
    assert not (await stage.services.bot.desk.preferences.of(stage.ada.id)).auto_dm


async def test_typing_is_helped_by_saved_options_and_recent_prompts(stage: Stage) -> None:
    await stage.imagine("a red fox")
    await stage.imagine("a blue bird")
    await stage.imagine("a red fox")
    await say(stage, "prefer option set", option="oil", value="in oil")

    async def choices(typed: str) -> list[str]:
        found = await stage.ada.autocomplete("#general", "imagine", "prompt", prompt=typed)
        return [choice["value"] for choice in found]

    assert await choices("") == ["a red fox", "a blue bird"]
    assert await choices("BLUE") == ["a blue bird"]
    assert await choices("a cat --o") == ["a cat --oil"]
    assert await stage.ada.autocomplete("#general", "prefer option set", "option", option="o") == [
        {"name": "--oil", "value": "oil"}
    ]


async def test_a_recent_prompt_longer_than_a_choice_runs_whole(stage: Stage) -> None:
    long = "a red fox in the snow, " * 8 + "--ar 3:2"
    await stage.imagine(long)
    (choice,) = await stage.ada.autocomplete("#general", "imagine", "prompt", prompt="a red")
    assert (len(choice["name"]), choice["name"][-1]) == (100, "…")
    assert await sent_prompt(stage, choice["value"], 2) == long
    theirs = await (await stage.bo.command("#general", "imagine", prompt=choice["value"])).answered()
    assert "no longer known" in theirs.response.content


async def test_nobodys_typing_sees_the_prompts_of_others(stage: Stage) -> None:
    await stage.imagine("a secret fox")
    assert await stage.bo.autocomplete("#general", "imagine", "prompt", prompt="") == []


async def test_typing_goes_on_when_the_database_does_not(stage: Stage) -> None:
    cog: Any = stage.services.bot.get_cog("Imagine")
    cog._desk = replace(cog._desk, preferences=None)
    assert await stage.ada.autocomplete("#general", "imagine", "prompt", prompt="a") == []


async def test_the_chosen_speed_holds_for_blends_and_descriptions_too(stage: Stage) -> None:
    await say(stage, "relax")
    pictures = {"image1": picture("a.png"), "image2": picture("b.png")}
    await (await stage.ada.command("#general", "blend", **pictures)).answered()
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    assert [(await stage.job(n)).mode for n in (1, 2)] == [Mode.RELAX, Mode.RELAX]
