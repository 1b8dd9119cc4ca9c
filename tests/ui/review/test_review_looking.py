"""Looking closer, looking back and ahead: nothing of it decides."""

import pytest
from PySide6.QtCore import QEvent, Qt

from hitl_app.domain.policy import Degree
from hitl_app.ui.review.pictures import PictureShelf


def test_that_cases_before_and_after_are_only_looked_at(workplace, sit, press, settled):
    workplace.receive(4)
    page = sit()
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    press(page, Qt.Key.Key_BracketLeft, "[")
    assert "Only looking at case 48\u202f213. You said Scratch." in page.parts.banner.text()
    assert not any(each.isEnabled() for each in page.parts.decide.classes)
    press(page, Qt.Key.Key_3, "3")
    settled(page)
    assert workplace.kinds() == ["decision"]
    press(page, Qt.Key.Key_BracketRight, "]")
    assert page.parts.banner.text().startswith("Human only")
    press(page, Qt.Key.Key_BracketRight, "]")
    assert "case 48\u202f215." in page.parts.banner.text()
    press(page, Qt.Key.Key_Escape)
    settled(page)
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert workplace.kinds() == ["decision", "decision"]


def test_that_a_click_on_the_strip_looks_at_a_case(workplace, sit, press, settled, qtbot):
    workplace.receive(4)
    page = sit()
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    strip = page.parts.strip
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.frame_rect(0).center())
    assert "case 48\u202f213" in page.parts.banner.text()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.frame_rect(1).center())
    assert page.parts.banner.text().startswith("Human only")


def test_that_looking_away_from_a_suggestion_hides_it(workplace, sit, press, settled):
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    workplace.receive(3, predicted="Scratch")
    page = sit()
    press(page, Qt.Key.Key_BracketRight, "]")
    assert [card.objectName() for card in page.parts.third.shown()] == ["review.only_looking"]
    press(page, Qt.Key.Key_BracketLeft, "[")
    assert [card.objectName() for card in page.parts.third.shown()] == ["review.suggestion"]


def test_that_undo_comes_back_from_looking(workplace, sit, press, settled):
    workplace.receive(3)
    page = sit()
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    press(page, Qt.Key.Key_BracketLeft, "[")
    press(page, Qt.Key.Key_Z, "z")
    settled(page)
    assert page.flow.case.case.case_id == "48213"
    assert page.screen_.film.place == 0


def test_that_zoom_goes_with_the_case_unless_it_is_locked(workplace, sit, press, settled):
    workplace.receive(4)
    page = sit()
    zoom = page.findChild(object, "review.zoom")
    press(page, Qt.Key.Key_Plus, "+")
    assert zoom.text().endswith("%")
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert zoom.text() == "Fit"
    press(page, Qt.Key.Key_Plus, "+")
    press(page, Qt.Key.Key_L, "l")
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert zoom.text().endswith("%")
    press(page, Qt.Key.Key_0, "0")
    assert zoom.text() == "Fit"


def test_that_a_held_plus_zooms_on(workplace, sit, press):
    workplace.receive(1)
    page = sit()
    press(page, Qt.Key.Key_Plus, "+")
    once = page.parts.view.picture.scale
    press(page, Qt.Key.Key_Plus, "+", repeat=True)
    assert page.parts.view.picture.scale > once


def test_that_brightness_is_set_beside_the_picture_and_numbers_still_decide(
    workplace, sit, press, settled
):
    workplace.receive(2)
    page = sit()
    press(page, Qt.Key.Key_B, "b")
    assert page.parts.light.brightness.hasFocus()
    press(page, Qt.Key.Key_Right)
    assert page.parts.view.picture.light[0] == 5
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    assert workplace.kinds() == ["decision"]
    assert page.parts.view.picture.light == (0, 100)
    assert not page.parts.light.isVisible()
    assert page.hasFocus()


def test_that_the_good_part_is_shown_while_its_key_is_down(workplace, sit, press, qtbot):
    workplace.receive(1)
    page = sit()
    shelf = page.screen_.sight.shelf
    qtbot.waitUntil(lambda: shelf.image(workplace.project.reference) is not None)
    before = page.parts.view.grab().toImage()
    press(page, Qt.Key.Key_R, "r")
    assert page.parts.view.grab().toImage() != before
    press(page, Qt.Key.Key_R, "r", kind=QEvent.Type.KeyRelease)
    assert page.parts.view.grab().toImage() == before


@pytest.mark.parametrize("shown", [True, False])
def test_that_where_the_model_looks_is_shown_only_with_its_suggestion(
    workplace, sit, press, qtbot, shown
):
    heat = str(workplace.folder / "good.png")
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0 if shown else 1.0)
    workplace.receive(1, predicted="Scratch", explanation=heat)
    page = sit()
    qtbot.waitUntil(lambda: page.screen_.sight.shelf.image(heat) is not None)
    before = page.parts.view.grab().toImage()
    press(page, Qt.Key.Key_H, "h")
    assert (page.parts.view.grab().toImage() != before) is shown
    press(page, Qt.Key.Key_H, "h", kind=QEvent.Type.KeyRelease)
    assert page.parts.view.grab().toImage() == before


def test_that_the_next_pictures_are_fetched_before_they_are_asked_for(
    workplace, sit, press, settled, qtbot
):
    workplace.receive(12)
    page = sit()
    qtbot.waitUntil(lambda: page.screen_.sight.ready_ahead() == 8)
    assert page.parts.strip.accessibleDescription() == "8 next\ncases ready"
    del workplace.pictures.asked[:]
    press(page, Qt.Key.Key_1, "1")
    settled(page)
    assert workplace.pictures.asked in ([], [str(workplace.folder / "plate10.png")])


def test_that_the_shelf_drops_what_is_stale_and_stays_small(workplace, sit, qtbot):
    page = sit(ready=False)
    shelf = PictureShelf(
        page.sitting.background, workplace.pictures.for_screen, limit=700_000, parent=page
    )
    media = [str(workplace.folder / name) for name in ("good.png", "guide0.png", "guide1.png")]
    shelf.want(media)
    qtbot.waitUntil(lambda: shelf.image(media[0]) is not None and shelf.image(media[1]) is not None)
    shelf.want(media[2:])
    qtbot.waitUntil(lambda: shelf.image(media[2]) is not None)
    assert shelf.size() <= 700_000
    assert shelf.image(media[2]) is not None
