"""Whoever zooms in sees the picture itself, not only the copy that fits a screen."""

from PIL import Image

WHOLE = (4000, 3000)


def held(picture):
    return picture._image  # noqa: SLF001  # which of both pictures it holds is not seen otherwise


def test_that_zooming_in_brings_the_whole_picture_in_the_same_place(place, start):
    path = place.folder / "large.png"
    Image.linear_gradient("L").resize(WHOLE).save(path)
    place.receive(1, media=str(path))
    at = start(place.opening(), place.clock)
    picture = at.review.parts.view.picture
    assert held(picture).width() < WHOLE[0]
    assert picture.placing.picture.width() == WHOLE[0]

    at.press("+")
    while picture.scale < 1:
        before = picture.scale
        at.press("+")
        assert picture.scale > before
    at.until(lambda: held(picture).width() == WHOLE[0])

    assert picture.placing.picture.width() == WHOLE[0]
    assert at.review.flow.case is not None


def test_that_a_picture_that_fits_the_screen_is_read_once(place, start):
    place.receive(1)
    at = start(place.opening(), place.clock)
    picture = at.review.parts.view.picture
    before = held(picture).cacheKey()
    for _ in range(12):
        at.press("+")
    assert held(picture).cacheKey() == before
