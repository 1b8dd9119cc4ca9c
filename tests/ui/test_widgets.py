from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.ui import gallery
from hitl_app.ui import widgets as w
from hitl_app.ui.theme import Look, color, px
from hitl_app.ui.widgets.toast import PLAIN_MS, WITH_ACTION_MS

Key = Qt.Key
Shown = Callable[..., QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    """Put a widget into a page: as a window of its own it would treat focus differently."""
    pages = []

    def show(widget: QWidget, width: int = 320, height: int = 240) -> QWidget:
        page = QWidget()
        qtbot.addWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        page.resize(width, height)
        page.show()
        page.activateWindow()
        pages.append(page)
        return page

    yield show
    pages.clear()


def holds(widget: QWidget, wanted: QColor) -> bool:
    """Tell whether a colour can be seen on a widget."""
    image = widget.grab().toImage()
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_that_a_class_button_is_large_enough_and_says_its_key(qtbot: QtBot) -> None:
    button = w.KeyedButton("Scratch", "2", name="review.class.2", help_text="A straight mark.")
    qtbot.addWidget(button)
    assert button.sizeHint().width() >= 163
    assert button.sizeHint().height() >= 46
    assert button.accessibleName() == "Scratch, key 2"
    assert button.toolTip() == "A straight mark."


def test_that_a_long_class_name_is_cut_and_has_a_tooltip(qtbot: QtBot, shown: Shown) -> None:
    button = w.KeyedButton("A name that is far longer than its button", "2")
    shown(button, 170, 60)
    assert "far longer" in button.toolTip()


def test_that_a_decided_button_lights_up_and_goes_dark_again(qtbot: QtBot, shown: Shown) -> None:
    button = w.KeyedButton("Scratch", "2")
    shown(button, 170, 60)
    assert not holds(button, color("human"))
    button.flash()
    assert holds(button, color("human"))
    qtbot.waitUntil(lambda: not holds(button, color("human")))


def test_that_marking_the_old_choice_moves_nothing(qtbot: QtBot, shown: Shown) -> None:
    button = w.KeyedButton("Scratch", "2")
    shown(button, 170, 60)
    before = button.geometry()
    button.set_chosen(True)
    assert button.is_chosen()
    assert button.geometry() == before
    assert "earlier choice" in button.accessibleName()
    assert button.minimumSizeHint() == w.KeyedButton("Scratch", "2").minimumSizeHint()


def test_that_a_click_on_a_class_button_leaves_the_focus_where_it_is(
    qtbot: QtBot, shown: Shown
) -> None:
    button, box = w.KeyedButton("Scratch", "2"), QLineEdit()
    page = shown(button)
    page.layout().addWidget(box)
    box.show()
    box.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.focusWidget() is box


def test_that_a_segment_is_chosen_by_click_and_arrow(qtbot: QtBot, shown: Shown) -> None:
    control = w.SegmentedControl([("a", "Day"), ("b", "Week")], title="Bin", name="bin")
    shown(control)
    with qtbot.waitSignal(control.chosen) as sent:
        qtbot.mouseClick(control.findChild(QAbstractButton, "bin.b"), Qt.MouseButton.LeftButton)
    assert sent.args == ["b"]
    control.set_current("a")
    assert control.current() == "a"


def test_that_a_picker_tells_only_what_a_person_picked(qtbot: QtBot, shown: Shown) -> None:
    picker = w.Picker([("all", "All stages"), ("s", "Surface")], title="Stage")
    shown(picker)
    told: list[str] = []
    picker.picked.connect(told.append)
    picker.set_current("s")
    assert told == []
    qtbot.keyClick(picker, Key.Key_Up)
    assert told == ["all"]


@pytest.mark.parametrize("count", [2, 8, 40])
def test_that_a_matrix_of_any_size_is_walked_with_the_arrows(
    qtbot: QtBot, shown: Shown, count: int
) -> None:
    matrix = w.MatrixView(name="matrix")
    labels = [f"Label {place}" for place in range(count)]
    matrix.set_counts(labels, [[row * column for column in range(count)] for row in range(count)])
    shown(matrix, 420, 380)
    qtbot.keyClick(matrix, Key.Key_Right)
    assert matrix.chosen() == (0, 0)
    for _ in range(count + 3):
        qtbot.keyClick(matrix, Key.Key_Right)
        qtbot.keyClick(matrix, Key.Key_Down)
    assert matrix.chosen() == (count - 1, count - 1)
    assert matrix.viewport().rect().intersects(matrix.cell_rect(count - 1, count - 1))
    assert f"{(count - 1) ** 2} cases" in matrix.accessibleDescription()
    with qtbot.waitSignal(matrix.cell_activated) as sent:
        qtbot.keyClick(matrix, Key.Key_Return)
    assert sent.args == [count - 1, count - 1]


def test_that_a_click_on_a_cell_opens_it(qtbot: QtBot, shown: Shown) -> None:
    matrix = w.MatrixView(name="matrix")
    matrix.set_counts(gallery.LABELS, gallery.COUNTS)
    shown(matrix, 500, 400)
    place = matrix.cell_rect(4, 1).center()
    with qtbot.waitSignal(matrix.cell_activated) as sent:
        qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sent.args == [4, 1]


def test_that_the_diagonal_is_grey_and_the_worst_cell_is_the_strongest(
    qtbot: QtBot, shown: Shown
) -> None:
    matrix = w.MatrixView(name="matrix")
    matrix.set_counts(gallery.LABELS, gallery.COUNTS)
    shown(matrix, 500, 400)
    image = matrix.viewport().grab().toImage()

    def ground(row: int, column: int) -> QColor:
        return image.pixelColor(matrix.cell_rect(row, column).topLeft() + QPoint(3, 3))

    assert ground(0, 0) == color("surface3")
    assert ground(4, 1) == color("chart_vermilion")
    assert ground(2, 4) == color("surface")


def test_that_rows_with_intervals_are_walked_and_opened(qtbot: QtBot, shown: Shown) -> None:
    rows = w.WhiskerRows(title="By class")
    rows.set_rows([w.Whisker("OK", 0.99, 0.98, 1.0, 5271), w.Whisker("Rare", None, n=4)], 0.92)
    shown(rows)
    assert rows.accessibleDescription() == "OK: 99.0%, 98.0% to 100.0%, 5271 cases"
    qtbot.keyClick(rows, Key.Key_Down)
    assert rows.accessibleDescription() == "Rare: too few cases, 4 cases"
    with qtbot.waitSignal(rows.row_activated) as sent:
        qtbot.keyClick(rows, Key.Key_Return)
    assert sent.args == [1]


def test_that_a_tile_opens_its_cases(qtbot: QtBot, shown: Shown) -> None:
    tile = w.Tile("Agreement, blind", opens=True)
    tile.show_value("94.1 %", "93.4 – 94.7", mark="+0.5", state="ok")
    shown(tile)
    with qtbot.waitSignal(tile.opened):
        qtbot.keyClick(tile, Key.Key_Return)
    assert tile.accessibleDescription() == "94.1 % 93.4 – 94.7 +0.5"


def test_that_a_toast_never_takes_the_focus_and_is_replaced_by_the_next(
    qtbot: QtBot, shown: Shown
) -> None:
    box = QLineEdit()
    page = shown(box)
    box.setFocus()
    toast = w.Toast(page)
    toast.show_text("Scratch saved", key="Z", hint="undo")
    toast.show_text("Crack saved", key="Z", hint="undo")
    assert toast.text() == "Crack saved Z undo"
    assert page.focusWidget() is box
    assert toast.geometry().left() < 20
    assert page.height() - toast.geometry().bottom() < 20
    page.resize(400, 500)
    qtbot.waitUntil(lambda: page.height() - toast.geometry().bottom() < 20)


def test_that_a_toast_with_an_action_stays_longer_and_acts(qtbot: QtBot, shown: Shown) -> None:
    page = shown(QWidget())
    toast = w.Toast(page)
    done: list[str] = []
    toast.show_text("Policy applied", action="Undo", act=lambda: done.append("undo"))
    assert WITH_ACTION_MS > PLAIN_MS
    qtbot.mouseClick(toast.findChild(w.Button), Qt.MouseButton.LeftButton)
    assert done == ["undo"]
    assert toast.isHidden()


def test_that_esc_closes_an_overlay_and_gives_the_focus_back(qtbot: QtBot, shown: Shown) -> None:
    box = QLineEdit()
    page = shown(box, 700, 500)
    box.setFocus()
    overlay = w.Overlay(page, "Export")
    overlay.open()
    assert QApplication.activeModalWidget() is None
    assert overlay.size() == page.size()
    with qtbot.waitSignal(overlay.closed):
        qtbot.keyClick(overlay, Key.Key_Escape)
    assert overlay.isHidden()
    assert page.focusWidget() is box


def test_that_an_error_card_can_be_copied(qtbot: QtBot, shown: Shown) -> None:
    card = w.ErrorCard("The disk is full", "Nothing was lost.", "ENOSPC on /data")
    shown(card)
    copy = next(button for button in card.findChildren(w.Button) if button.text())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "ENOSPC on /data"


def test_that_the_frame_under_the_pointer_is_chosen(qtbot: QtBot, shown: Shown) -> None:
    strip = w.Filmstrip(name="strip")
    strip.set_frames([w.Frame("OK", decided=True), w.Frame(), w.Frame("Next")], 1, "8 next")
    shown(strip, 500, 100)
    red = QImage(90, 60, QImage.Format.Format_RGB32)
    red.fill(QColor(255, 0, 0))
    strip.set_image(2, red)
    assert holds(strip, QColor(255, 0, 0))
    with qtbot.waitSignal(strip.chosen) as sent:
        place = strip.frame_rect(2).center()
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert sent.args == [2]


def test_that_a_busy_bar_waits_before_it_shows(qtbot: QtBot, shown: Shown) -> None:
    bar = w.BusyBar()
    shown(bar)
    bar.wait()
    assert bar.isHidden()
    qtbot.waitUntil(bar.isVisible)
    bar.rest()
    assert bar.isHidden()


def test_that_a_chip_is_removed_by_key(qtbot: QtBot, shown: Shown) -> None:
    chip = w.Chip("Last 7 days")
    shown(chip)
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Key.Key_Space)


def test_that_a_cut_label_tells_its_text_in_a_tooltip(qtbot: QtBot, shown: Shown) -> None:
    label = w.ElidedLabel("Plate B-17, station 3, top camera, 14:02:31")
    shown(label, 120, 40)
    assert label.toolTip() == label.text()
    label.window().resize(600, 40)
    qtbot.waitUntil(lambda: label.toolTip() == "")


def test_that_case_data_are_never_read_as_markup(qtbot: QtBot) -> None:
    label = w.Label("<b>bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_every_widget_is_named_and_painted_in_both_themes(
    look: Look, qtbot: QtBot, theme: str, scale: int
) -> None:
    look.set_theme(theme)
    look.set_text_size(scale)
    window = gallery.figures()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    assert not window.grab().isNull()
    focusable = [
        child
        for child in window.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
    ]
    nameless = [
        child
        for child in focusable
        if not child.accessibleName() and child.metaObject().className() != "QComboBoxListView"
    ]
    assert focusable
    assert [type(child).__name__ for child in nameless] == []
    assert [c.objectName() for c in focusable if c.height() < px(22)] == []


def test_that_the_keyboard_shows_where_it_is(qtbot: QtBot, shown: Shown) -> None:
    button = w.KeyedButton("Scratch", "2")
    shown(button, 170, 60)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert holds(button, color("focus"))
    QTest.keyClick(button, Key.Key_Space)


def test_that_a_number_is_stepped_written_and_kept_within_its_bounds(qtbot: QtBot) -> None:
    field = w.NumberField(0.93, 0, 1, step=0.01, decimals=2, title="Threshold")
    qtbot.addWidget(field)
    told: list[float] = []
    field.changed.connect(told.append)
    qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert told == [0.94, 0.84]
    for written, value in (("0,9", 0.9), ("7", 1.0), ("no number", 1.0)):
        field.setText(written)
        field.editingFinished.emit()
        assert field.value() == value
    assert field.text() == "1.00"
    field.set_value(0.5)
    assert told == [0.94, 0.84, 0.9, 1.0]


def test_that_a_unit_is_shown_and_may_be_left_out(qtbot: QtBot) -> None:
    field = w.NumberField(150, 0, 500, unit=" ms", title="Wait")
    qtbot.addWidget(field)
    assert field.text() == "150 ms"
    field.setText("200")
    field.editingFinished.emit()
    assert field.text() == "200 ms"
    assert field.value() == 200
