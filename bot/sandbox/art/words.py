"""What the words of a prompt ask for: a style, a place, a subject, a mood, a finish. Tables and look-up.

English words are matched whole (a plural counts too), Chinese ones wherever they stand.
"""

import re
from dataclasses import dataclass

from bot.sandbox.art.palette import mood_words

_STYLES = {
    "figure": "portrait woman man girl boy face person people queen king prince princess lady selfie warrior "
    "knight wizard witch astronaut robot hero angel dancer model character 肖像 人像 女人 男人 女孩 "
    "男孩 美女 宇航员 机器人",
    "city": "city cityscape street town skyline building tower skyscraper cyberpunk tokyo paris london york "
    "shanghai metropolis urban downtown car neon market 城市 都市 街 上海 东京 高楼",
    "cosmos": "space galaxy planet nebula cosmos cosmic universe alien rocket moonbase saturn mars orbit spaceship "
    "宇宙 星空 星球 银河 太空",
    "botany": "flower flowers botanical plant leaf leaves rose tulip sunflower bouquet fern herb bloom garden lotus "
    "orchid poppy daisy peony lavender mushroom 花 植物 叶 玫瑰 莲 花园",
    "abstract": "abstract pattern marble liquid smoke fractal texture swirl silk logo "
    "geometric bauhaus mondrian cubism "
    "wallpaper flow wave waves shapes minimal minimalism 抽象 几何 图案 纹理",
    "land": "mountain landscape valley hill alps view nature scenery sea ocean lake beach island river water harbor "
    "harbour coast forest wood woods jungle desert dune field meadow prairie village countryside cliff canyon sunset "
    "sunrise sky cloud cabin 山 风景 海 湖 河 森林 沙漠 田 草原 天空 云",
}
_PLACES = {
    "sea": "sea ocean beach boat ship island harbor harbour lighthouse coast wave sail sailboat surf whale "
    "海 岛 船 灯塔 鲸",
    "lake": "lake river water reflection pond swan 湖 河 倒影 江",
    "forest": "forest tree wood woods jungle fox deer bear owl mushroom cabin pine 森林 树 林 鹿 狐",
    "desert": "desert dune sand egypt camel pyramid savanna savannah lion canyon 沙漠",
    "mountain": "mountain alps castle dragon snow peak cliff landscape 山 城堡 雪",
    "hills": "hill field meadow village house prairie countryside farm valley rabbit horse 田 草原 村 房",
}
_SUBJECTS = {
    "cat": "cat kitten kitty 猫",
    "dog": "dog puppy corgi wolf 狗 犬 狼",
    "fox": "fox 狐",
    "bear": "bear panda 熊",
    "lion": "lion tiger 狮 虎",
    "owl": "owl 猫头鹰",
    "bird": "bird sparrow robin eagle crane heron stork egret flamingo swan parrot raven crow 鸟 鹤 鹭 鹰",
    "fish": "fish koi goldfish shark 鱼",
    "whale": "whale dolphin 鲸",
    "rabbit": "rabbit bunny hare 兔",
    "deer": "deer stag reindeer elk moose 鹿",
    "butterfly": "butterfly moth 蝴蝶",
    "lighthouse": "lighthouse 灯塔",
    "castle": "castle palace fortress kingdom 城堡 宫",
    "house": "house cabin cottage hut home barn 房子 小屋",
    "boat": "boat ship sailboat yacht sail regatta pirate 船 帆",
    "tree": "tree oak baobab bonsai 树",
    "pyramid": "pyramid 金字塔",
}
_FINISHES = {
    "mono": "monochrome grayscale greyscale noir charcoal pencil sketch bw 黑白 素描",
    "pixel": "pixel 8bit 16bit pixelart voxel 像素",
    "paint": "watercolor watercolour painting oil gouache impressionist brush 水彩 油画",
}
ANIMALS = frozenset(
    ("cat", "dog", "fox", "bear", "lion", "owl", "bird", "fish", "whale", "rabbit", "deer", "butterfly")
)


_OF_ANYBODY = frozenset(("portrait", "face", "model", "character", "hero"))
"""Words for a figure that may be an animal's as well."""
_PEOPLE = frozenset(_STYLES["figure"].split()) - _OF_ANYBODY


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found; an empty string where no word says anything."""

    style: str
    place: str
    subject: str
    mood: str
    finish: str
    words: frozenset[str]


def read_words(text: str) -> Reading:
    lowered = text.lower()
    found = re.findall(r"[a-z0-9]+", lowered)
    words = frozenset([*found, *(word[:-1] for word in found if word.endswith("s") and len(word) > 3)])  # noqa: PLR2004 - "gas" is no plural
    subject = _chosen(_SUBJECTS, words, lowered)
    style = _chosen(_STYLES, words, lowered)
    if subject in ANIMALS and (not style or (style == "figure" and not words & _PEOPLE)):
        style = "emblem"
    elif subject and not style:
        style = "land"
    return Reading(
        style=style,
        place=_chosen(_PLACES, words, lowered),
        subject=subject,
        mood=_chosen(mood_words(), words, lowered),
        finish=_chosen(_FINISHES, words, lowered),
        words=words,
    )


def _chosen(table: dict[str, str], words: frozenset[str], text: str) -> str:
    """Return the entry that most words name; of equals, the one whose word comes first in the text."""

    def hits(name: str) -> list[str]:
        return [
            word for word in table[name].split() if word in words or (not word.isascii() and word in text)
        ]

    scored = {name: hits(name) for name in table}
    best = min(
        table,
        key=lambda n: (
            -sum(map(len, scored[n])) if not text.isascii() else -len(scored[n]),
            _place(scored[n], text),
        ),
    )
    return best if scored[best] else ""


def _place(hits: list[str], text: str) -> int:
    return min((text.find(word) for word in hits), default=len(text))
