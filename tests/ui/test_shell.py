import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.domain.reviewer import Role
from hitl_app.ui import gallery
from hitl_app.ui.actions import Keymap
from hitl_app.ui.rail import RailButton
from hitl_app.ui.settings_card import SettingsCard
from hitl_app.ui.shell import MainWindow, PageSpec, Who
from hitl_app.ui.theme import Look
from hitl_app.ui.widgets import KeysCard, Label

Key = Qt.Key


class Page(QWidget):
    def __init__(self, log: list[str], name: str) -> None:
        super().__init__()
        self.log, self.name = log, name
        log.append(f"{name} built")

    def page_shown(self) -> None:
        self.log.append(f"{self.name} shown")

    def page_hidden(self) -> None:
        self.log.append(f"{self.name} hidden")


def window(
    qtbot: QtBot,
    role: Role,
    log: list[str] | None = None,
    kept: dict[str, object] | None = None,
) -> MainWindow:
    notes = log if log is not None else []
    specs = [
        PageSpec("review", "Review", "eye", lambda: Page(notes, "review")),
        PageSpec("queue", "Queue", "stack", lambda: Page(notes, "queue")),
        PageSpec("agreement", "Agreement", "chart-line-up", QWidget, (Role.SUPERVISOR,)),
    ]
    settings = gallery.ForgottenSettings()
    settings.values = kept if kept is not None else {}
    made = MainWindow(specs, Who("Mia Kraft", role), "Plate line 4", settings)
    qtbot.addWidget(made)
    made.show_page("review")
    made.show()
    return made


def rail_titles(made: MainWindow) -> list[str]:
    return [button.text() for button in made.findChildren(RailButton) if button.isCheckable()]


def test_that_inspectors_see_review_and_queue_only(qtbot: QtBot) -> None:
    made = window(qtbot, Role.INSPECTOR)
    assert rail_titles(made) == ["Review", "Queue"]
    made.show_page("agreement")
    assert made.current_page() == "review"


def test_that_pages_are_built_when_first_shown_and_kept(qtbot: QtBot) -> None:
    log: list[str] = []
    made = window(qtbot, Role.SUPERVISOR, log)
    assert log == ["review built", "review shown"]
    made.show_page("queue")
    made.show_page("review")
    assert log[2:] == [
        "review hidden", "queue built", "queue shown", "queue hidden", "review shown",
    ]  # fmt: skip


def test_that_the_rail_leads_to_a_page(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    button = made.findChild(RailButton, "rail.queue")
    assert button is not None
    with qtbot.waitSignal(made.page_changed) as sent:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sent.args == ["queue"]
    assert button.isChecked()
    found = made.findChild(QLabel, "top.title")
    assert found is not None
    assert found.text() == "Queue"


def test_that_alt_and_a_digit_lead_to_a_page(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.keyClick(made, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert made.current_page() == "agreement"


def test_that_small_windows_show_icons_only(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.resize(1440, 900)
    wide = made.rail.width()
    made.resize(1280, 800)
    assert (wide, made.rail.width()) == (77, 53)
    assert made.minimumSizeHint().width() <= 1280


def test_that_a_badge_counts_in_words_too(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.rail.set_badge("queue", 2)
    made.rail.set_badge("monitoring", 2)
    button = made.findChild(RailButton, "rail.queue")
    assert button is not None
    assert button.accessibleName() == "Queue, 2 open"


def test_that_saving_is_said_only_when_it_takes_long(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    saving = made.findChild(Label, "top.saving")
    assert saving is not None
    made.top.set_pending(1)
    made.top.set_pending(0)
    assert saving.text() == "All saved"
    made.top.set_pending(1)
    made.top.set_pending(2)
    assert saving.text() == "All saved"
    qtbot.waitUntil(lambda: saving.text() == "Saving 2")
    made.top.set_pending(0)
    assert saving.text() == "All saved"


def test_that_the_degree_is_shown_to_supervisors(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    chip = made.findChild(QWidget, "top.degree")
    assert chip is not None
    assert chip.isHidden()
    made.top.set_degree(4, "Partial automation")
    assert chip.isVisible()
    assert chip.accessibleName() == "Degree of automation: Partial automation"


def test_that_text_size_and_theme_are_changed_and_kept(qtbot: QtBot, look: Look) -> None:
    kept: dict[str, object] = {}
    made = window(qtbot, Role.SUPERVISOR, kept=kept)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.keyClick(made, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert look.text_size == 115
    button = made.findChild(QPushButton, "top.theme")
    assert button is not None
    button.click()
    assert look.theme.dark
    assert kept == {"text_size": 115, "theme": "dark"}


def test_that_the_question_mark_shows_the_keys_of_the_page(qtbot: QtBot) -> None:
    made = window(qtbot, Role.INSPECTOR)
    page = made.page("review")
    qtbot.keyClick(page, "?")
    card = made.findChild(KeysCard)
    assert card is not None
    assert card.isVisible()
    words = [label.text() for label in card.findChildren(Label)]
    assert "class with this number" in words
    assert "step down, at once" not in words
    qtbot.keyClick(card, Key.Key_Escape)
    assert card.isHidden()


def test_that_settings_hold_at_once_and_warn_of_a_key_given_twice(qtbot: QtBot, look: Look) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.show_settings()
    card = made.findChild(SettingsCard)
    assert card is not None
    dark = card.findChild(QWidget, "settings.theme.dark")
    qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert look.theme.dark
    warning = card.findChild(Label, "settings.conflict")
    field = card.findChild(QLineEdit, "settings.key.review.unsure")
    assert isinstance(warning, Label)
    assert isinstance(field, QLineEdit)
    assert warning.isHidden()
    field.setText("f")
    field.editingFinished.emit()
    assert "Unsure" in warning.text()
    assert made.keymap.label("review.unsure") == "F"
    field.setText("U")
    field.editingFinished.emit()
    assert made.keymap.overrides == {}
    assert warning.isHidden()
    card.shut()


def test_that_nothing_modal_is_ever_opened(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.show_settings()
    made.show_keys()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("scale", [100, 125])
@pytest.mark.parametrize("sample", [gallery.review, gallery.figures, gallery.nothing])
def test_that_every_sample_fits_the_least_window(
    qtbot: QtBot, look: Look, sample: object, scale: int
) -> None:
    look.set_text_size(scale)
    assert callable(sample)
    made = sample()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    if scale == 100:
        assert made.minimumSizeHint().width() <= 1280
        assert made.minimumSizeHint().height() <= 800
    cut = [
        label.text()
        for label in made.findChildren(QLabel)
        if label.isVisible() and not label.wordWrap() and label.text()
        and label.width() < label.sizeHint().width()
    ]  # fmt: skip
    assert cut == []


def test_that_initials_come_from_first_and_last_name() -> None:
    assert Who("Mia van Kraft", Role.INSPECTOR).initials == "MK"
    assert Who("anna", Role.INSPECTOR).initials == "A"
    assert Who("", Role.INSPECTOR).initials == "?"


def test_that_the_frame_starts_without_charts_and_statistics() -> None:
    script = (
        "import sys, hitl_app.ui.shell\n"
        "heavy = {'pyqtgraph', 'scipy', 'numpy', 'pandas', 'sqlite_utils'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
    assert done.returncode == 0


def test_that_a_changed_keymap_of_the_person_is_used(qtbot: QtBot) -> None:
    keymap = Keymap({"shell.keys": "K"}, Role.INSPECTOR)
    specs = [PageSpec("review", "Review", "eye", QWidget)]
    made = MainWindow(specs, Who("A B", Role.INSPECTOR), "P", gallery.ForgottenSettings(), keymap)
    qtbot.addWidget(made)
    made.show_page("review")
    made.show()
    qtbot.keyClick(made.page("review"), "k")
    card = made.findChild(KeysCard)
    assert card is not None
    assert card.isVisible()


def test_that_another_screen_closes_the_card_over_the_last_one(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.show_settings()
    card = made.findChild(SettingsCard)
    assert card is not None
    made.show_page("queue")
    assert card.isHidden()


def test_that_tab_stays_inside_a_card(qtbot: QtBot) -> None:
    made = window(qtbot, Role.SUPERVISOR)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_keys()
    card = made.findChild(KeysCard)
    assert card is not None
    qtbot.keyClick(card, Key.Key_Tab)
    assert card.hasFocus()
    made.show_settings()
    settings = made.findChild(SettingsCard)
    assert settings is not None
    for _ in range(12):
        qtbot.keyClick(made.focusWidget(), Key.Key_Tab)
        assert settings.isAncestorOf(made.focusWidget())
