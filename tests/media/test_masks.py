from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from bot.media.errors import NotAPicture
from bot.media.masks import AllBlack, AllWhite, ExactMasks, MaskError, NotBlackWhite, WrongSize
from bot.midjourney.models import Picture

SIZE = (90, 60)


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    stored = io.BytesIO()
    image.save(stored, form)
    return stored.getvalue()


def drawing(mode: str = "L", ground: str = "black", ink: str = "white") -> Image.Image:
    image = Image.new(mode, SIZE, ground)
    ImageDraw.Draw(image).rectangle((10, 10, 39, 29), fill=ink)
    return image


@pytest.fixture
def picture() -> Picture:
    return Picture(encoded(Image.new("RGB", SIZE, "teal")), "image/png")


WANTED = np.zeros((60, 90), np.uint8)
WANTED[10:30, 10:40] = 255


@pytest.mark.parametrize(
    "given",
    [
        encoded(drawing()),
        encoded(drawing("1")),
        encoded(drawing("RGB")),
        encoded(drawing("RGBA", "#ffffff00", "#ffffffff")),
        encoded(drawing("P", "black", "white").convert("P")),
        encoded(drawing("RGB"), "WEBP"),
        encoded(drawing(ink="#f0f0f0", ground="#0c0c0c")),
    ],
    ids=["grey", "one bit", "colour", "transparent", "palette", "webp", "nearly"],
)
async def test_every_way_of_drawing_becomes_the_same_exact_mask(given: bytes, picture: Picture) -> None:
    mask = await ExactMasks().exact(given, picture)
    image = Image.open(io.BytesIO(mask.data))
    assert (image.format, image.mode, mask.content_type) == ("PNG", "L", "image/png")
    assert np.array_equal(np.asarray(image), WANTED)


async def test_soft_edges_fall_to_one_side(picture: Picture) -> None:
    soft = drawing().filter(ImageFilter.GaussianBlur(1))
    mask = await ExactMasks().exact(encoded(soft), picture)
    assert set(np.unique(np.asarray(Image.open(io.BytesIO(mask.data))))) == {0, 255}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (encoded(Image.new("L", SIZE, "black")), AllBlack),
        (encoded(Image.new("RGBA", SIZE, "#ffffff00")), AllBlack),
        (encoded(Image.new("L", SIZE, "white")), AllWhite),
        (encoded(Image.new("L", SIZE, "grey")), NotBlackWhite),
        (encoded(drawing().resize((45, 30))), WrongSize),
        (b"<svg/>", NotAPicture),
    ],
    ids=["black", "clear", "white", "grey", "small", "no picture"],
)
async def test_what_cannot_be_a_mask_is_refused_for_its_own_reason(
    given: bytes, why: type[Exception], picture: Picture
) -> None:
    with pytest.raises(why):
        await ExactMasks().exact(given, picture)


async def test_a_mask_of_the_wrong_size_is_told_both_sizes(picture: Picture) -> None:
    with pytest.raises(MaskError) as refused:
        await ExactMasks().exact(encoded(drawing().resize((45, 30))), picture)
    assert refused.value.params == {"width": 45, "height": 30, "wanted_width": 90, "wanted_height": 60}
