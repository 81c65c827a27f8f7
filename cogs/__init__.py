"""The bot's features, one cog each: options in, request built, service called. No rule of the engine lives here."""

EXTENSIONS = ("cogs.imagine", "cogs.blend", "cogs.describe")
"""Every cog, loaded in this order. One that fails to load keeps the bot from starting."""
