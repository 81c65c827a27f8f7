"""The sandbox: a local stand-in for a Midjourney API, in both dialects, with real pictures.

People try the bot with it and need no key; tests run against it over real sockets. It is not part of
the bot: it imports nothing else of it, so that a misreading of the documents cannot agree with itself.
"""

from bot.sandbox.faults import Fault, Faults, Kind
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox

__all__ = ["Fault", "Faults", "Kind", "Sandbox", "SandboxOptions", "open_sandbox"]
