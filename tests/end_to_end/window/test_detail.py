"""Whoever zooms in sees the picture itself, not only the copy that fits a screen."""

from threading import Event

from PIL import Image

from hitl_app.files.desk import ScreenPictures

WHOLE = (4000, 3000)


def held(picture):
    return picture._image  # noqa: SLF001  # which of both pictures it holds is not seen otherwise


def test_that_zooming_in_brings_the_whole_picture_in_the_same_place(place, start):
    path = place.folder / "large.png"
    Image.linear_gradient("L").resize(WHOLE).save(path)
    place.receive(1, media=str(path))
    at = start(place.opening(), place.clock)
    picture = at.review.parts.view.picture
    at.until(lambda: picture.placing.picture.width() == WHOLE[0])
    assert held(picture).width() < WHOLE[0]

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
    at.until(lambda: held(picture).width() == 320)
    before = held(picture).cacheKey()
    for _ in range(12):
        at.press("+")
    assert held(picture).cacheKey() == before


def test_that_a_small_picture_is_enough_to_begin_with(place, start, monkeypatch):
    released, read = Event(), ScreenPictures.for_screen

    def slow(pictures, media):
        assert released.wait(20)
        return read(pictures, media)

    monkeypatch.setattr(ScreenPictures, "for_screen", slow)
    place.receive(1)
    try:
        at = start(place.opening(), place.clock)
        picture = at.review.parts.view.picture
        assert held(picture).width() <= 240
    finally:
        released.set()
    at.until(lambda: held(picture).width() == 320)


def test_that_a_thumbnail_that_comes_late_does_not_undo_a_zoom(place, start):
    place.receive(1)
    at = start(place.opening(), place.clock)
    picture = at.review.parts.view.picture
    at.until(lambda: held(picture).width() == 320)
    at.press("+")
    at.press("+")
    zoomed = picture.scale

    at.review.screen_.film.thumbs.arrived.emit(at.review.flow.case.case.media)

    assert picture.scale == zoomed
