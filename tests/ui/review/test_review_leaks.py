"""A hidden prediction is nowhere; and nothing on the screen depends on it."""

import gc
import logging

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from hitl_app.domain.policy import Degree
from hitl_app.workflow.ports import ClaimedCase, Suggestion

MARKER = 0.8374
LABEL = "Foreign part"
VERSION = "secret-4.2.0"

HIDDEN = [
    pytest.param(Degree.HUMAN_ONLY, {}, id="human only"),
    pytest.param(Degree.SHADOW, {}, id="shadow"),
    pytest.param(Degree.ASSISTANCE, {"holdback_rate": 1.0}, id="holdback in assistance"),
    pytest.param(
        Degree.PARTIAL,
        {"holdback_rate": 0.0, "audit_rate": 1.0, "threshold": 0.5},
        id="audit in partial",
    ),
    pytest.param(Degree.FULL, {"audit_rate": 1.0}, id="audit in full"),
]


def texts(page):
    """Every word of every widget, for eyes, tooltips and screen readers."""
    found = [QApplication.clipboard().text(), page.window().windowTitle()]
    for widget in [page, *page.findChildren(QWidget)]:
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        found += [widget.statusTip(), widget.whatsThis(), widget.objectName()]
        for name in ("text", "toPlainText", "title", "placeholderText"):
            method = getattr(widget, name, None)
            if callable(method):
                said = method()
                found.append(said if isinstance(said, str) else "")
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None:
            found += [
                interface.text(kind)
                for kind in (QAccessible.Text.Name, QAccessible.Text.Description)
            ]
    return found


def leaks(text):
    return any(part in text for part in (str(MARKER), "0.84", "83.74", VERSION))


def reachable(page):
    """Every plain object of ours that can be reached from the page."""
    seen, waiting, found = set(), [page.__dict__], []
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type):
            continue
        seen.add(id(each))
        found.append(each)
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list | tuple | set | frozenset):
            waiting += list(each)
        elif type(each).__module__.startswith("hitl_app"):
            waiting += [getattr(each, "__dict__", {})]
            waiting += [getattr(each, name, None) for name in getattr(each, "__slots__", ())]
    return found


@pytest.mark.parametrize(("degree", "terms"), HIDDEN)
def test_that_a_hidden_prediction_is_nowhere(workplace, sit, press, settled, caplog, degree, terms):
    caplog.set_level(logging.DEBUG)
    workplace.set_degree(degree, **terms)
    workplace.receive(
        4, predicted=LABEL, confidence=MARKER, version=VERSION, explanation="secret-heat.png"
    )
    page = sit()
    for key in ("2", "8", "z", "["):
        assert page.flow.case.suggestion is None
        assert not [said for said in texts(page) if leaks(said)]
        press(page, ord(key.upper()), key)
        settled(page)
    held = reachable(page)
    assert any(isinstance(each, ClaimedCase) for each in held)
    assert not any(isinstance(each, Suggestion) for each in held)
    assert MARKER not in [each for each in held if isinstance(each, float)]
    assert not [each for each in held if isinstance(each, str) and leaks(each)]
    shown = [each for each in gc.get_objects() if isinstance(each, Suggestion)]
    assert not [each for each in shown if each.confidence == MARKER]
    assert not leaks(caplog.text)
    assert "secret-heat.png" not in workplace.pictures.asked
    assert not any(leaks(str(value)) for value in workplace.settings.values.values())


def test_that_a_suggestion_that_was_shown_is_gone_with_its_case(workplace, sit, press, settled):
    workplace.set_degree(Degree.ASSISTANCE, holdback_rate=0.0)
    workplace.receive(1, predicted=LABEL, confidence=MARKER, version=VERSION)
    workplace.receive(1)
    page = sit()
    assert [said for said in texts(page) if leaks(said)]
    press(page, Qt.Key.Key_2, "2")
    settled(page)
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gc.collect()
    assert page.flow.case.suggestion is None
    assert not [said for said in texts(page) if leaks(said)]
    assert not any(isinstance(each, Suggestion) for each in reachable(page))


def picture_of(page):
    """The page as it is painted, without its banner, the toast in its place."""
    image = page.grab().toImage()
    with QPainter(image) as painter:
        banner = page.parts.banner
        painter.fillRect(
            QRect(banner.mapTo(page, QPoint(0, 0)), banner.size()), Qt.GlobalColor.black
        )
    return image


@pytest.mark.parametrize("keys", ["", "2", "2z", "fc"])
def test_that_human_only_and_shadow_are_the_same_picture(
    tmp_path, sit, workplace, press, settled, qtbot, keys
):
    workplace.receive(6, predicted=LABEL, confidence=MARKER)
    pictures = []
    for degree in (Degree.HUMAN_ONLY, Degree.SHADOW):
        workplace.set_degree(degree)
        page = sit()
        for key in keys:
            press(page, ord(key.upper()), key)
            settled(page)
        qtbot.waitUntil(lambda page=page: is_still(page))
        page.parts.comment.box.setCursorWidth(0)
        pictures.append(picture_of(page))
        if keys in {"2", "fc"}:
            undo_all(page, press, settled)
        page.leave()
    assert pictures[0] == pictures[1]


def is_still(page):
    """Nothing is being fetched, and no button is lit."""
    film, sight = page.screen_.film, page.screen_.sight
    fetched = all(film.thumbs.image(media) is not None for media in film.media)
    lit = [timer for timer in page.parts.decide.findChildren(QTimer) if timer.isActive()]
    return fetched and not lit and sight.ready_ahead() == len(page.flow.around.upcoming)


def undo_all(page, press, settled):
    press(page, Qt.Key.Key_Escape)
    if page.flow.notes.flagged:
        press(page, Qt.Key.Key_F, "f")
    if page.flow.around.facts:
        press(page, Qt.Key.Key_Z, "z")
    settled(page)


def test_that_what_is_said_after_a_decision_does_not_tell_whether_the_model_agreed(
    workplace, sit, press, settled
):
    workplace.set_degree(Degree.SHADOW)
    for place in range(8):
        workplace.receive(1, predicted="Scratch" if place % 2 else "Dent")
    page = sit()
    said = set()
    for _ in range(7):
        press(page, Qt.Key.Key_2, "2")
        settled(page)
        said.add(page.parts.toast.text())
    assert said == {"Scratch saved Z undo"}


def test_that_every_widget_of_the_page_can_be_named(workplace, sit):
    workplace.receive(2)
    page = sit()
    for button in [*page.parts.decide.classes, *page.parts.decide.others.values()]:
        assert button.objectName().startswith("review.")
        assert button.accessibleName()
    assert isinstance(page.findChild(QObject, "review.banner"), QWidget)
