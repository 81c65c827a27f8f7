"""The names of commands and of their options, marked for translation.

discord.py takes most of these from the names of functions and parameters, where Babel's extraction cannot see them.
Here they stand a second time, so that `make messages` brings them into the catalogues. Nothing is looked up here:
`bot.ui.translator` is asked with the names themselves, and a test holds this table to the registered commands.

A catalogue holds the meaning of a command's name alone: the translator puts it behind the name.
"""

from __future__ import annotations

from bot.errors import N_

COMMAND_WORDS = frozenset({
    N_("imagine"), N_("blend"), N_("describe"), N_("region"), N_("shorten"),
    N_("show"), N_("seed"), N_("info"), N_("check"),
    N_("help"), N_("invite"), N_("userid"), N_("settings"),
    N_("prefer"), N_("option"), N_("set"), N_("list"), N_("suffix"), N_("remix"), N_("auto_dm"), N_("variability"),
    N_("fast"), N_("relax"), N_("turbo"), N_("stealth"), N_("public"),
})  # fmt: skip
"""Commands, groups and subcommands."""

OPTION_WORDS = frozenset({
    N_("prompt"), N_("image"), N_("aspect"), N_("mode"), N_("model"),
    N_("image1"), N_("image2"), N_("image3"), N_("image4"), N_("image5"), N_("dimensions"),
    N_("job"), N_("link"), N_("mask"), N_("option"), N_("value"), N_("new_value"),
})  # fmt: skip
