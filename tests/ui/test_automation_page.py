from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree, Policy, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage import open_store
from hitl_app.ui.automation_page import AutomationPage, build_automation_page
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.ui.gallery import ForgottenSettings
from hitl_app.ui.theme import Look
from hitl_app.workflow import automation, projects
from hitl_app.workflow.changes import Changes
from hitl_app.workflow.ports import NewProject, Store

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
LABELS = ("OK", "Scratch", "Crack", "Foreign part")
TERMS = PolicyTerms(
    degree=Degree.PARTIAL,
    threshold=0.95,
    label_thresholds={"Scratch": 0.98},
    always_person=frozenset({"Crack"}),
    audit_rate=0.04,
)
Key = Qt.Key


class Place:
    """A workspace with two supervisors, and one of them at the screen."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.file = store, file
        self.project: Project = projects.create(
            store, NewProject(name="Line 4", labels=LABELS), "A. Senn", NOW
        ).value
        self.anna = self._person("A. Senn")
        projects.add_person(store, self.anna, "D. Roux", Role.SUPERVISOR, None, NOW)
        self.roux = self._person("D. Roux")
        self.apply(self.anna, TERMS)
        self.away = ""
        self.background: Background[Store]

    def _person(self, name: str) -> Person:
        with self.store.reading() as records:
            found = records.person(name)
        assert found is not None
        return found

    def apply(self, person: Person, terms: PolicyTerms) -> Policy:
        version = self.policy().version
        return automation.apply(
            self.store, self.project, person, terms, version, "a good reason", NOW
        ).value

    def policy(self) -> Policy:
        return automation.policy(self.store, self.project).value

    def history(self) -> list[Policy]:
        return list(automation.history(self.store, self.project).value)

    def opened(self) -> Store:
        """Open the store for the screen; it refuses while it is away."""
        place, store = self, open_store(str(self.file))

        class Away:
            def __getattr__(self, name: str) -> Any:
                if place.away and name in {"reading", "transaction"}:
                    raise Unavailable(place.away)
                return getattr(store, name)

        return Away()  # type: ignore[return-value]  # stands in for a store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "workspace.db"
    store = open_store(str(file), create=True)
    yield Place(store, file)
    store.close()


@pytest.fixture
def open_page(place: Place, qtbot: QtBot) -> Iterator[Callable[[], AutomationPage]]:
    backgrounds = []

    def build() -> AutomationPage:
        background: Background[Store] = Background(place.opened)
        backgrounds.append(background)
        place.background = background
        desk = Desk(
            project=place.project, person=place.anna, session="s", background=background,
            pictures=None, exports=None, clock=lambda: NOW, settings=ForgottenSettings(),
            dialogs=None,
        )  # type: ignore[arg-type]  # fmt: skip
        page = build_automation_page(desk)
        assert isinstance(page, AutomationPage)
        qtbot.addWidget(page)
        page.resize(1364, 848)
        page.show()
        page.page_shown()
        return page

    yield build
    for background in backgrounds:
        background.close()


@pytest.fixture
def page(open_page: Callable[[], AutomationPage], qtbot: QtBot) -> AutomationPage:
    made = open_page()
    qtbot.waitUntil(lambda: made.flow.situation is not None)
    return made


def find(page: QWidget, name: str) -> Any:
    found = [each for each in page.findChildren(QWidget, name) if not each.isHidden()]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(find(page, name), Qt.MouseButton.LeftButton)


def write(page: AutomationPage, reason: str) -> None:
    page.view.change.reason.setPlainText(reason)


def test_that_apply_is_guarded_by_draft_and_reason(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    apply = find(page, "auto.apply")
    write(page, "a reason that is long enough")
    assert not apply.isEnabled()
    click(page, "auto.threshold.less")
    write(page, "123456789")
    assert not apply.isEnabled()
    assert apply.text() == "Apply 0.94"
    write(page, "1234567890")
    assert apply.isEnabled()
    assert place.policy().threshold == 0.95
    click(page, "auto.apply")
    qtbot.waitUntil(lambda: page.flow.draft is not None and page.flow.draft.is_empty)
    assert place.policy().terms == replace(TERMS, threshold=0.94)
    assert place.policy().reason == "1234567890"
    assert page.view.change.reason.toPlainText() == ""
    assert page.telling.toast.text() == "Policy 3 is in force. Undo"


def test_that_undo_in_the_toast_goes_back(page: AutomationPage, place: Place, qtbot: QtBot) -> None:
    click(page, "auto.threshold.more")
    click(page, "auto.apply")
    qtbot.waitUntil(lambda: "Undo" in page.telling.toast.text())
    button = next(b for b in page.telling.toast.findChildren(QPushButton) if b.text() == "Undo")
    button.click()
    qtbot.waitUntil(lambda: page.telling.toast.text().startswith("Back to policy 2."))
    assert place.policy().terms == TERMS


def test_that_stepping_down_is_one_click_and_its_row_goes_back_exactly(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    assert find(page, "auto.step_down").text() == "Step down to AI assistance"
    click(page, "auto.step_down")
    assert QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: not page.view.why.isHidden())
    assert place.policy().degree is Degree.ASSISTANCE
    assert len(place.history()) == 3
    qtbot.waitUntil(lambda: bool(find(page, "auto.history.3").button.isEnabled()))
    assert find(page, "auto.history.3").what.text() == "Partial automation → AI assistance"
    click(page, "auto.history.back.3")
    qtbot.waitUntil(lambda: len(place.history()) == 4)
    assert place.policy().terms == TERMS
    assert place.policy().reason == "Back to policy 2."
    assert QApplication.activeModalWidget() is None


def test_that_the_reason_for_stepping_down_may_follow(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    click(page, "auto.step_down")
    qtbot.waitUntil(lambda: not page.view.why.isHidden())
    QTest.keyClicks(find(page, "auto.why.reason"), "gloss has drifted")
    click(page, "auto.why.keep")
    qtbot.waitUntil(page.view.why.isHidden)
    assert place.policy().reason == "gloss has drifted"
    qtbot.waitUntil(lambda: "gloss" in find(page, "auto.history.3").about.text())


def test_that_a_double_click_steps_down_once(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    click(page, "auto.step_down")
    click(page, "auto.step_down")
    qtbot.waitUntil(lambda: not page.view.why.isHidden())
    click(page, "auto.step_down")
    qtbot.waitUntil(lambda: page.flow.situation.policy.version == 3 and not page.flow.busy)
    assert len(place.history()) == 3


def test_that_human_only_has_no_step_down(
    place: Place, open_page: Callable[[], AutomationPage], qtbot: QtBot
) -> None:
    place.apply(place.anna, replace(TERMS, degree=Degree.HUMAN_ONLY))
    page = open_page()
    qtbot.waitUntil(lambda: page.flow.situation is not None)
    assert not find(page, "auto.step_down").isEnabled()
    assert "People decide everything" in find(page, "auto.step_down").toolTip()
    assert page.view.terms.threshold.idle() == "People decide at every confidence here."
    assert not find(page, "auto.audit").isEnabled()


def test_that_another_supervisors_policy_leaves_the_draft_and_is_told(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    click(page, "auto.threshold.less")
    write(page, "a week without alarm")
    place.apply(place.roux, replace(TERMS, audit_rate=0.2))
    click(page, "auto.apply")
    qtbot.waitUntil(lambda: "D. Roux has set policy 3: Audit" in page.view.notice.text())
    assert page.view.notice.text().startswith("Not applied. D. Roux has set policy 3 in the mean")
    assert page.flow.draft.terms.threshold == 0.94
    assert page.view.change.reason.toPlainText() == "a week without alarm"
    click(page, "auto.notice.move")
    assert page.view.notice.text() == ""
    click(page, "auto.apply")
    qtbot.waitUntil(lambda: len(place.history()) == 4)
    assert place.policy().terms == replace(TERMS, audit_rate=0.2, threshold=0.94)


def test_that_a_change_elsewhere_shows_a_line_while_a_draft_is_open(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    click(page, "auto.degree.full")
    place.apply(place.roux, replace(TERMS, threshold=0.97))
    place.background.changed.emit(Changes.POLICY)
    qtbot.waitUntil(lambda: page.view.notice.text() != "")
    assert "0.95 → 0.97" in page.view.notice.text()
    assert page.view.ladder.steps[4].is_drafted()
    click(page, "auto.notice.drop")
    assert page.view.notice.text() == ""
    assert find(page, "auto.threshold").text() == "0.97"


def test_that_threshold_entry_buttons_and_sentence_are_one_value(page: AutomationPage) -> None:
    entry, field = page.view.terms.threshold.entry, find(page, "auto.threshold")
    click(page, "auto.threshold.less")
    assert (field.text(), entry.value(), page.flow.draft.terms.threshold) == ("0.94", 0.94, 0.94)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0,9")
    assert page.flow.draft.terms.threshold == 0.9
    assert field.text() == "0,9"
    QTest.keyClick(field, Key.Key_Up)
    assert (field.text(), page.flow.draft.terms.threshold) == ("0.91", 0.91)
    assert "Cases from 0.91" in page.findChild(QLabel, "auto.consequence").text()
    field.selectAll()
    QTest.keyClicks(field, "7")
    assert page.flow.draft.terms.threshold == 0.91
    QTest.keyClick(field, Key.Key_Escape)
    assert (field.text(), page.flow.draft.is_empty) == ("0.95", True)


def test_that_esc_on_the_page_drops_the_draft_and_keeps_what_was_written(
    page: AutomationPage,
) -> None:
    write(page, "half a reason")
    QTest.keyClick(page, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert page.flow.draft.terms.threshold == 0.85
    QTest.keyClick(page.view.change.reason, Key.Key_Escape)
    assert not page.flow.draft.is_empty
    QTest.keyClick(page, Key.Key_Escape)
    assert page.flow.draft.is_empty
    assert page.view.change.reason.toPlainText() == "half a reason"


def test_that_the_ladder_is_walked_with_arrows_and_drafts(page: AutomationPage) -> None:
    steps = page.view.ladder.steps
    assert [step.is_running() for step in steps] == [False, False, False, True, False]
    assert "Now, since 12 May" in steps[3].accessibleName() or "Now" in steps[3].accessibleName()
    heights = [step.sizeHint().height() for step in steps]
    assert heights == sorted(set(heights))
    page.activateWindow()
    steps[3].setFocus()
    QTest.keyClick(steps[3], Key.Key_Right)
    QTest.keyClick(steps[4], Key.Key_Return)
    assert steps[4].is_drafted()
    assert find(page, "auto.apply").text() == "Apply Full automation"
    steps[3].click()
    assert page.flow.draft.is_empty


def test_that_a_class_can_have_its_own_threshold_or_a_person(page: AutomationPage) -> None:
    assert find(page, "auto.class.2.threshold").text() == "0.98"
    assert not find(page, "auto.class.3.threshold").isEnabled()
    click(page, "auto.class.1.threshold.less")
    click(page, "auto.class.2.follow")
    click(page, "auto.class.3.person")
    assert page.flow.draft.terms.label_thresholds == {"OK": 0.94}
    assert page.flow.draft.terms.always_person == frozenset()
    assert len(page.flow.draft.differences) == 3


def test_that_an_audit_of_nothing_is_warned_of(page: AutomationPage) -> None:
    field = find(page, "auto.audit")
    field.selectAll()
    QTest.keyClicks(field, "0")
    assert "unknown" in page.view.terms.audit.warning()


def test_that_a_store_that_is_away_turns_apply_off_and_says_what_holds(
    page: AutomationPage, place: Place, qtbot: QtBot
) -> None:
    click(page, "auto.threshold.more")
    place.away = "The disk is full."
    click(page, "auto.step_down")
    qtbot.waitUntil(lambda: "cannot be read" in page.view.notice.text())
    assert "Partial automation is still in force" in page.view.notice.text()
    assert not find(page, "auto.apply").isEnabled()
    assert place.policy().degree is Degree.PARTIAL
    place.away = ""
    click(page, "auto.notice.again")
    qtbot.waitUntil(lambda: find(page, "auto.apply").isEnabled())


def test_that_a_policy_that_cannot_be_read_has_a_card_with_try_again(
    place: Place, open_page: Callable[[], AutomationPage], qtbot: QtBot
) -> None:
    place.away = "The workspace cannot be opened."
    page = open_page()
    qtbot.waitUntil(lambda: page.findChild(QWidget, "auto.error").isVisible())
    place.away = ""
    click(page, "auto.again")
    qtbot.waitUntil(page.view.isVisible)


def test_that_all_of_the_history_opens_and_leads_back(
    place: Place, open_page: Callable[[], AutomationPage], qtbot: QtBot
) -> None:
    for step in range(4):
        place.apply(place.anna, replace(TERMS, threshold=0.9 + step / 100))
    page = open_page()
    qtbot.waitUntil(lambda: page.flow.situation is not None)
    assert find(page, "auto.history.all").text() == "All 6"
    click(page, "auto.history.all")
    find(page, "auto.all.back.3").click()
    qtbot.waitUntil(lambda: len(place.history()) == 7)
    assert place.policy().terms == TERMS
    assert place.policy().restores == 2


def test_that_every_control_has_a_name_to_be_read(page: AutomationPage) -> None:
    controls = page.findChildren(QPushButton) + page.findChildren(QLineEdit)
    nameless = [each.objectName() for each in controls if not each.accessibleName()]
    assert not [name for name in nameless if name]


@pytest.mark.parametrize("text_size", [100, 125, 150])
def test_that_nothing_is_cut_at_the_side(
    page: AutomationPage, look: Look, qtbot: QtBot, text_size: int
) -> None:
    look.set_text_size(text_size)
    page.resize(1201, 720)
    click(page, "auto.threshold.less")
    click(page, "auto.degree.full")
    field = find(page, "auto.audit")
    field.selectAll()
    QTest.keyClicks(field, "0")
    for name in ("auto.left", "auto.right"):
        column = page.findChild(QScrollArea, name)
        room = column.viewport()
        qtbot.waitUntil(lambda column=column, room=room: column.widget().width() <= room.width())
        assert column.widget().minimumSizeHint().width() <= room.width(), name
