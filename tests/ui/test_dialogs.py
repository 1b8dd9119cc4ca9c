from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.ui.dialogs import Dialogs, QtDialogs


def test_that_a_question_is_answered_later(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    answers: list[str] = []
    QtDialogs(page).ask("Leave without a reason?", lambda: answers.append("yes"))
    box = page.findChild(QMessageBox)
    assert box is not None
    assert answers == []
    box.button(QMessageBox.StandardButton.Yes).click()
    assert answers == ["yes"]


def test_that_no_changes_nothing(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    answers: list[str] = []
    QtDialogs(page).ask("Leave?", lambda: answers.append("yes"))
    box = page.findChild(QMessageBox)
    assert box is not None
    box.button(QMessageBox.StandardButton.No).click()
    assert answers == []


def test_that_a_file_is_asked_for_without_stopping_the_program(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    files: list[Path] = []
    QtDialogs(page).save_as("Export", "agreement.csv", ["CSV (*.csv)"], files.append)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "agreement.csv"))
    dialog.close()
    assert files == [tmp_path / "agreement.csv"]


def test_that_the_dialogs_of_tests_answer_at_once(dialogs: Dialogs, tmp_path: Path) -> None:
    answers: list[str] = []
    dialogs.ask("Leave?", lambda: answers.append("yes"))
    assert answers == ["yes"]
