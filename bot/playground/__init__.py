"""The playground: Discord on loopback, for the real discord.py and for people in a browser.

One store (`world`) has three projections: Discord's REST API (`rest`), its gateway (`gateway`), and what a person
sees and does (`people`, and `page_api` for the web page). It refuses what Discord would refuse, with Discord's own
codes, and what it does not implement it refuses loudly and records in `Playground.gaps`.

It imports nothing of the bot that it stands in for, nor discord.py: a shared mistake would pass every test.
"""

from bot.playground.handles import InteractionHandle
from bot.playground.levers import Lever
from bot.playground.people import PersonHandle
from bot.playground.server import Playground, PlaygroundOptions, open_playground
from bot.playground.uploads import Upload

__all__ = [
    "InteractionHandle",
    "Lever",
    "PersonHandle",
    "Playground",
    "PlaygroundOptions",
    "Upload",
    "open_playground",
]
