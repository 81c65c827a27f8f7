"""What the editor for Vary (Region) says: English message ids by the names that its page and scripts use."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import N_

WORDS: Mapping[str, str] = {
    "title": N_("Vary (Region)"),
    "tools": N_("Editor"),
    "tool": N_("Tool"),
    "rectangle": N_("Rectangle"),
    "lasso": N_("Lasso"),
    "brush": N_("Brush"),
    "erase": N_("Eraser"),
    "move": N_("Move the picture"),
    "size": N_("Brush size"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "clear": N_("Clear"),
    "invert": N_("Invert"),
    "in": N_("Zoom in"),
    "out": N_("Zoom out"),
    "fit": N_("Show the whole picture"),
    "help": N_("Keys and gestures"),
    "close": N_("Close"),
    "prompt": N_("Prompt for the marked part"),
    "send": N_("Send"),
    "keep": N_("Save the mask"),
    "loading": N_("Loading the picture…"),
    "no_picture": N_("The picture cannot be shown"),
    "stage": N_("Picture. Mark the part that shall change."),
    "keyboard": N_(
        "Arrow keys move a rectangle, with Shift they size it. Enter marks it, Delete unmarks it. "
        "Press the question mark for all keys."
    ),
    "hint": N_("Mark the part that shall change, then press Send."),
    "hint_rectangle": N_("Drag a rectangle over the part that shall change."),
    "hint_lasso": N_("Draw around the part that shall change."),
    "hint_brush": N_("Paint over the part that shall change."),
    "hint_erase": N_("Wipe away what shall stay as it is."),
    "hint_move": N_("Drag to move the picture."),
    "cursor": N_("Rectangle at {x}, {y}: {width} × {height} pixels"),
    "added": N_("Rectangle marked"),
    "removed": N_("Rectangle unmarked"),
    "undone": N_("Undone"),
    "redone": N_("Redone"),
    "cleared": N_("Nothing is marked"),
    "inverted": N_("Marked and unmarked are swapped"),
    "nothing": N_("Nothing is marked yet. Mark the part of the picture that shall change."),
    "sending": N_("Sending…"),
    "unreadable": N_(
        "This browser cannot read it. Open the link in another one, or give a mask with /region."
    ),
    "offline": N_(
        "Not sent: no answer came. Check the connection and press Send again; nothing is sent twice."
    ),
}
PLACES = {name: f"{{{name}}}" for name in ("x", "y", "width", "height")}
"""Filled in by the page's scripts, so they stay as they are here."""

SHORTCUTS: Mapping[str, str] = {
    "R L B E H": N_("Rectangle, lasso, brush, eraser, move"),
    "[ ]": N_("Smaller or larger brush"),
    "Alt": N_("Held while drawing: unmark instead"),
    "Ctrl+Z, Ctrl+Y": N_("Undo, redo"),
    "C, I": N_("Clear, invert"),
    "+ - 0": N_("Zoom in, zoom out, show the whole picture"),
    "Space": N_("Held while dragging: move the picture. Two fingers do the same."),
    "← ↑ → ↓": N_("Move the rectangle of the keyboard; Shift sizes it, Ctrl goes pixel by pixel"),
    "Enter, Delete": N_("Mark or unmark that rectangle"),
    "Ctrl+Enter": N_("Send"),
}
