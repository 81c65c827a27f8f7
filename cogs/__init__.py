"""The bot's features, one cog each: options in, request built, service called. No rule of the engine lives here."""
