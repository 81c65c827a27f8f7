"""The bot's features, one cog each: options in, request built, service called. No rule of the engine lives here."""

EXTENSIONS = (
    "cogs.imagine",
    "cogs.blend",
    "cogs.describe",
    "cogs.region",
    "cogs.shorten",
    "cogs.show",
    "cogs.seed",
    "cogs.info",
    "cogs.check",
    "cogs.help",
    "cogs.invite",
    "cogs.userid",
    "cogs.message_menus",
    "cogs.reactions",
    "cogs.settings",
    "cogs.prefer",
    "cogs.speeds",
    "cogs.visibility",
)
"""Every cog, loaded in this order. One that fails to load keeps the bot from starting."""
