from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hitl_app.ui import ready_copy
from hitl_app.ui.case_view import CaseView
from hitl_app.ui.placing import Placing
from hitl_app.ui.ready_copy import adjusted
from hitl_app.ui.widgets import Button


@pytest.fixture
def view(qtbot: QtBot) -> CaseView:
    made = CaseView()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def picture(width: int = 1200, height: int = 800, shade: int = 120) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(shade, shade, shade))
    return image


def wheel(view: CaseView, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at, view.picture.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.picture, event)


def test_that_a_case_counts_as_painted_after_its_first_paint(view: CaseView, qtbot: QtBot) -> None:
    painted: list[object] = []
    view.painted.connect(painted.append)
    view.set_image("a", picture())
    assert painted == []
    qtbot.waitUntil(lambda: painted == ["a"])
    view.picture.update()
    view.set_text("b", "Water on the line")
    qtbot.waitUntil(lambda: painted == ["a", "b"])
    view.set_fields("c", [("Station", "3"), ("Torque", "4.1 Nm")])
    qtbot.waitUntil(lambda: painted == ["a", "b", "c"])


def test_that_waiting_and_broken_pictures_do_not_count_as_painted(
    view: CaseView, qtbot: QtBot
) -> None:
    painted: list[object] = []
    view.painted.connect(painted.append)
    view.set_image("a", picture())
    view.show_waiting("Fetching the picture")
    view.grab()
    view.show_broken("This picture cannot be read", "The file ends too early.")
    view.grab()
    with qtbot.waitSignal(view.skip):
        view.findChildren(Button)[1].click()
    assert painted == []


def test_that_a_broken_picture_offers_two_ways_on(view: CaseView, qtbot: QtBot) -> None:
    view.show_broken("This picture cannot be read")
    buttons = [button for button in view.findChildren(Button) if button.isVisible()]
    assert [button.text() for button in buttons] == ["Try again", "Skip, tell the supervisor"]
    with qtbot.waitSignal(view.try_again):
        buttons[0].click()
    view.show_waiting()
    assert not [button for button in view.findChildren(Button) if button.isVisible()]


def test_that_zoom_starts_anew_unless_it_is_locked(view: CaseView) -> None:
    view.set_image("a", picture())
    assert view.zoom_text() == "Fit"
    view.one_to_one()
    view.picture.set_light(20, 150)
    assert view.zoom_text() == "100 %"
    view.set_locked(True)
    view.set_image("b", picture())
    assert view.zoom_text() == "100 %"
    assert view.picture.light == (20, 150)
    view.set_locked(False)
    view.set_image("c", picture())
    assert view.zoom_text() == "Fit"
    assert view.picture.light == (0, 100)


def test_that_the_wheel_zooms_at_the_pointer(view: CaseView) -> None:
    image = picture()
    image.setPixelColor(300, 200, QColor(255, 0, 0))
    view.set_image("a", image)
    wheel(view, QPointF(150, 100), 6)
    assert view.picture.scale > 1.5
    wheel(view, QPointF(150, 100), -20)
    assert view.picture.placing.fits


def test_that_the_point_under_the_pointer_stays_there() -> None:
    placing = Placing()
    placing.picture, placing.view = QSize(1200, 800), QSize(608, 408)
    at = QPointF(154, 104)
    before = (at - placing.target.topLeft()) / placing.scale
    placing.zoom_to(2.0, at)
    after = (at - placing.target.topLeft()) / placing.scale
    assert (before - after).manhattanLength() < 1


def test_that_the_edge_of_a_picture_is_never_dragged_into_the_view() -> None:
    placing = Placing()
    placing.picture, placing.view = QSize(1200, 800), QSize(608, 408)
    placing.zoom_to(2.0, QPointF(304, 204))
    placing.move_by(-100, -100)
    assert placing.target.topLeft() == QPoint(0, 0)
    placing.move_by(100, 100)
    assert placing.target.bottomRight() == QPoint(607, 407)


def test_that_dragging_and_arrows_move_a_zoomed_picture(view: CaseView, qtbot: QtBot) -> None:
    image = picture()
    image.fill(QColor(10, 10, 10))
    view.set_image("a", image)
    view.one_to_one()
    before = view.picture.placing.target
    view.move_view(1, 0)
    assert view.picture.placing.target.left() < before.left()
    qtbot.mousePress(view.picture, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view.picture, QPoint(160, 100))
    view.picture.grab()
    qtbot.mouseRelease(view.picture, Qt.MouseButton.LeftButton)
    assert view.picture.placing.target.left() == before.left()


def test_that_a_double_click_changes_between_all_and_one_to_one(
    view: CaseView, qtbot: QtBot
) -> None:
    view.set_image("a", picture())
    qtbot.mouseDClick(view.picture, Qt.MouseButton.LeftButton)
    assert view.zoom_text() == "100 %"
    qtbot.mouseDClick(view.picture, Qt.MouseButton.LeftButton)
    assert view.zoom_text() == "Fit"


def test_that_the_whole_picture_is_asked_for_when_the_small_one_is_not_enough(
    view: CaseView, qtbot: QtBot
) -> None:
    view.set_image("a", picture(600, 400), QSize(4000, 2667))
    asked: list[bool] = []
    view.picture.wants_detail.connect(lambda: asked.append(True))
    view.zoom_in()
    assert asked
    scale = view.picture.scale
    view.set_detail(picture(4000, 2667))
    assert view.picture.scale == scale


def test_that_brightness_and_contrast_change_every_grey_value_alike() -> None:
    brighter = adjusted(picture(3, 3, 100), 25, 100)
    assert brighter.pixelColor(1, 1) == QColor(132, 132, 132)
    harder = adjusted(picture(3, 3, 100), 0, 200)
    assert harder.pixelColor(1, 1) == QColor(72, 72, 72)
    grey = picture(3, 3, 100).convertToFormat(QImage.Format.Format_Grayscale8)
    assert adjusted(grey, 25, 100).pixelColor(1, 1) == QColor(132, 132, 132)


def test_that_the_reference_is_shown_in_the_same_place(view: CaseView) -> None:
    view.set_image("a", picture(shade=50))
    view.picture.set_cover("reference", picture(shade=200))
    middle = QPoint(300, 200)
    assert view.picture.grab().toImage().pixelColor(middle) == QColor(50, 50, 50)
    view.picture.show_cover("reference")
    assert view.picture.grab().toImage().pixelColor(middle) == QColor(200, 200, 200)
    view.picture.show_cover("")
    assert view.picture.grab().toImage().pixelColor(middle) == QColor(50, 50, 50)


def test_that_painting_again_only_copies(view: CaseView, monkeypatch: pytest.MonkeyPatch) -> None:
    scaled, scale = [], ready_copy._scaled_part  # noqa: SLF001  # the costly part, counted here

    def counted(*given: Any) -> QImage:
        scaled.append(given)
        return scale(*given)

    monkeypatch.setattr(ready_copy, "_scaled_part", counted)
    view.set_image("a", picture(4000, 3000))
    for _ in range(5):
        view.grab()
    assert len(scaled) == 1


def test_that_arrows_scroll_a_long_text(view: CaseView) -> None:
    view.set_text("a", "\n".join(f"line {number}" for number in range(200)))
    view.grab()
    view.move_view(0, 5)
    assert view.findChild(QPlainTextEdit).verticalScrollBar().value() > 0
    assert not view.is_picture()


def test_that_a_zoomed_picture_keeps_its_middle_when_the_view_changes_its_size() -> None:
    placing = Placing()
    placing.picture = QSize(1200, 800)
    placing.resize(QSize(608, 408))
    placing.zoom_to(2.0, QPointF(304, 204))
    placing.resize(QSize(408, 308))
    middle = QPointF(204, 154) - placing.target.topLeft()
    assert (middle / placing.scale - QPointF(600, 400)).manhattanLength() < 2
    placing.resize(QSize(4000, 3000))
    assert placing.fits
