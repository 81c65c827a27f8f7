"""The Discord face: what people see and press, and how answers reach them.

Pure at the core (`prompts`, `messages`, `rows`, `custom_ids`, `plan`, `inputs`), discord.py at the edge (`buttons`,
`modals`, `answers`, `delivery`, `outbox`, `errors`). No rule of the engine lives here.
"""
