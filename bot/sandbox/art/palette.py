"""The colours a scene is painted with, and the words that steer them. Data and arithmetic on colours."""

import colorsys
from dataclasses import dataclass, fields
from typing import TypeAlias

Colour: TypeAlias = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Eight colours that go together, by the part they play."""

    top: Colour
    """The sky overhead, then halfway, then at the horizon; paper and grounds elsewhere."""
    middle: Colour
    low: Colour
    glow: Colour
    """The sun, lit windows, highlights."""
    far: Colour
    near: Colour
    """The darkest: what stands in front."""
    accent: Colour
    second: Colour


def of_hex(code: str) -> Colour:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (red, green, blue)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


_MOODS = {
    "day": "3f7fbf 8fc1e3 f3ead6 fff6da 7fa3b5 1f4a4a e2725b f2b84b",
    "dawn": "6f8fc0 e8b7b0 fde2c4 fff1d6 a79ab8 3a3f5c e58a6b f4c27a",
    "sunset": "2b2350 b2486b f7a45c ffe1a0 7a3b5f 1c1230 ef6f5b f9c46b",
    "dusk": "1b2448 5a4b86 e59a8e ffd9b0 54497f 14142b d9728f f0b67f",
    "night": "0a1030 1c2f5e 4a6a94 f6efd0 26406f 060a18 f2c14e 8fb8de",
    "storm": "3b4752 7d8b93 c3c9c5 e9eee8 75838a 1b2429 b9574a d9b45f",
    "autumn": "6d8ba0 e9cfa4 f6dfb5 fff0c8 b5713f 3b1f16 c8432a e8a33d",
    "spring": "9cc7d8 d9e8d8 fbe6e3 fffaf0 9dbf9e 2f5a4a e88fa5 f3cf6d",
    "winter": "7f9fbd b9cfde eef2f4 ffffff a9bdd0 2b3d55 c8505a e6c27a",
    "neon": "0b0620 3a0f5e b0217f ff5fd2 2b1a5e 05030f 19e3e0 ffd23f",
    "pastel": "a9c4e4 d9c8e8 fbe0e4 fff6e6 b7b4dd 6d6a9e f2a0a8 f6d08b",
    "noir": "15171b 3f4348 9a9c9c f0efe9 4b4e52 08090b b23b35 d8d2c4",
    "vintage": "35606a 8db3a6 f0dcae f8ecc9 6c9487 223a3d d96b43 e9b44c",
    "fire": "2a0a12 8a1c1c f26b21 ffd166 6b1a1f 150508 ff9f1c ffe29a",
    "ocean": "0b3954 1f7a8c bfdbd4 fdf6e3 2d7f90 062530 ff8c61 f4d58d",
    "ink": "eee7d8 e6decb d9cfb8 b8322a 8b8577 1d1b1a b8322a 5e584c",
    "desert": "4d7ea8 e6b89c f7d9b0 fff1cf d98e5f 6b2d1f c9573a f1b15b",
}
_WORDS = {
    "day": "noon day sunny summer bright clear 白天 夏 晴",
    "dawn": "dawn sunrise morning soft 黎明 日出 早晨 清晨",
    "sunset": "sunset evening golden warm 日落 夕阳 傍晚",
    "dusk": "dusk twilight dreamy romantic 黄昏 暮 梦",
    "night": "night midnight moon moonlit moonlight dark star starry 夜 月 星",
    "storm": "storm fog foggy mist misty rain rainy gloomy grey gray 雨 雾 风暴",
    "autumn": "autumn fall october harvest maple 秋 枫",
    "spring": "spring cherry sakura blossom may 春 樱",
    "winter": "winter snow snowy ice frozen frost christmas 冬 雪 冰",
    "neon": "neon cyberpunk synthwave vaporwave tokyo hologram 霓虹 赛博",
    "pastel": "pastel kawaii cute candy gentle baby 可爱 粉彩",
    "noir": "noir monochrome grayscale greyscale bw 黑白",
    "vintage": "vintage retro poster classic japanese 复古",
    "fire": "fire lava volcano hell flame dragon 火 火山 龙",
    "ocean": "underwater tropical coral reef lagoon 海底 热带",
    "ink": "ink sumi calligraphy zen minimal minimalist 水墨 国画 禅",
    "desert": "desert dune sahara canyon egypt 沙漠",
}
DEFAULTS = ("day", "dawn", "sunset", "dusk", "vintage", "ocean", "autumn", "pastel", "night")
"""The moods that the seed chooses from when no word does."""
_COLOURS = {
    "red": "c8283c", "crimson": "b01030", "orange": "f08a24", "amber": "ffb52e", "yellow": "f4d03f",
    "gold": "e0b040", "green": "3aa655", "emerald": "1f9d6b", "teal": "1d9a9a", "cyan": "2cc5d8",
    "blue": "2a62d8", "indigo": "4338a8", "purple": "8040b8", "violet": "8f4fd0", "pink": "f078a8",
    "magenta": "d030a0", "brown": "8a5a34", "white": "f4f4f0", "black": "101014", "turquoise": "30c9b8",
}  # fmt: skip
_CHINESE = {"红": "red", "橙": "orange", "黄色": "yellow", "金": "gold", "绿": "green", "青": "teal", "蓝": "blue",
            "紫": "purple", "粉红": "pink", "棕": "brown", "白色": "white", "黑色": "black"}  # fmt: skip


def mood_words() -> dict[str, str]:
    """Return each mood's words, parted by spaces."""
    return dict(_WORDS)


def colour_names() -> dict[str, Colour]:
    """Return the colour words that the sandbox draws with, to name colours by as well."""
    return {name: of_hex(code) for name, code in _COLOURS.items()}


def palette_of(mood: str) -> Palette:
    return Palette(*(of_hex(code) for code in _MOODS[mood].split()))


def tinted(palette: Palette, words: frozenset[str], text: str) -> Palette:
    """Return the palette drawn towards the colours that the words name."""
    said = words | {name for sign, name in _CHINESE.items() if sign in text}
    named = [colour for name, colour in colour_names().items() if name in said]
    if not named:
        return palette
    first, last = named[0], named[-1]
    return Palette(
        top=mix(palette.top, first, 0.5),
        middle=mix(palette.middle, first, 0.5),
        low=mix(palette.low, last, 0.4),
        glow=mix(palette.glow, last, 0.12),
        far=mix(palette.far, first, 0.5),
        near=mix(palette.near, last, 0.22),
        accent=mix(palette.accent, last, 0.75),
        second=mix(palette.second, first, 0.6),
    )


def turned(palette: Palette, turn: float) -> Palette:
    """Return the palette with its hues turned; 1 is the whole circle."""

    def hue(colour: Colour) -> Colour:
        h, lightness, saturation = colorsys.rgb_to_hls(*colour)
        return colorsys.hls_to_rgb((h + turn) % 1.0, lightness, saturation)

    return Palette(*(hue(getattr(palette, field.name)) for field in fields(palette)))
