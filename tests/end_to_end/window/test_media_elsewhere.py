"""Pictures on a server: shown like any other, and a state of the case where they cannot be."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.unit.files.media_server import MediaServer, media_server


@pytest.fixture
def server(monkeypatch) -> Iterator[MediaServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with media_server() as server:
        yield server


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (9, 80, 9)).save(file, "PNG")
    return file.getvalue()


def test_that_a_picture_on_a_server_is_shown_and_fetched_once(place, server, start):
    server.files = {"1.png": _png()}
    place.receive(1, media=server.address("1.png?sig=hidden"))
    at = start(place.opening(), place.clock)
    picture = at.review.parts.view.picture
    at.until(lambda: picture._image.width() == 320)  # noqa: SLF001  # the picture itself, not its thumbnail
    at.press("2")
    at.until(lambda: place.stats().decided == 1)
    assert server.asked == ["1.png"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("lost.png", "it is missing there"),
        ("answer/403.png", "you have no right to it"),
        ("answer/503.png", "the server answers 503"),
        ("page/in-place-of-a-picture", "is broken, or no JPEG"),
    ],
)
def test_that_a_picture_that_cannot_be_fetched_is_a_state_of_its_case(
    path, words, place, server, start
):
    place.receive(1, media=server.address(f"{path}?sig=hidden"))
    place.receive(1)
    at = start(place.opening(), place.clock, ready=False)
    at.until(lambda: at.program.window is not None and bool(at.review.screen_.sight.why_broken()))
    reason = at.review.screen_.sight.why_broken()
    assert words in reason
    assert "hidden" not in reason
    at.press("e")
    at.press("e")
    at.until(lambda: at.case_id == "B-002")
    at.until_ready()
    (escalated,) = place.log("escalated")
    assert words in escalated.body
    assert "hidden" not in escalated.body


def test_that_try_again_shows_what_a_server_has_by_now(place, server, start):
    server.is_away = True
    place.receive(1, media=server.address("1.png"))
    at = start(place.opening(), place.clock, ready=False)
    at.until(lambda: at.program.window is not None and bool(at.review.screen_.sight.why_broken()))
    server.is_away, server.files = False, {"1.png": _png()}
    at.review.parts.view.try_again.emit()
    at.until_ready()
    assert not at.review.screen_.sight.why_broken()
