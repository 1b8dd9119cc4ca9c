"""Asking a person, behind a seam: never a nested event loop, and tests answer by themselves.

Ask rarely: for decisions, stepping down and going back there is undo instead of a question.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


class Dialogs(Protocol):
    """What pages may ask for; answers come later, through the callbacks."""

    def ask(self, question: str, yes: Callable[[], None], *, more: str = "") -> None:
        """Ask a question that can be answered with yes or no."""

    def tell(self, message: str, *, more: str = "", details: str = "") -> None:
        """Say something that must not be missed."""

    def save_as(
        self, title: str, suggested: str, kinds: Sequence[str], then: Callable[[Path], None]
    ) -> None:
        """Ask where to write a file; kinds like `CSV (*.csv)`."""

    def open_files(
        self, title: str, kinds: Sequence[str], then: Callable[[list[Path]], None]
    ) -> None:
        """Ask which files to read."""

    def open_folder(self, title: str, then: Callable[[Path], None]) -> None:
        """Ask for a folder."""


class QtDialogs:
    """The dialogs of the desktop."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def ask(self, question: str, yes: Callable[[], None], *, more: str = "") -> None:
        """Ask a question that can be answered with yes or no."""
        box = self._box(question, more)
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.accepted.connect(yes)
        box.open()

    def tell(self, message: str, *, more: str = "", details: str = "") -> None:
        """Say something that must not be missed."""
        box = self._box(message, more)
        box.setDetailedText(details)
        box.open()

    def save_as(
        self, title: str, suggested: str, kinds: Sequence[str], then: Callable[[Path], None]
    ) -> None:
        """Ask where to write a file."""
        dialog = self._files(title, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(suggested).suffix.lstrip("."))
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(lambda file: then(Path(file)))
        dialog.open()

    def open_files(
        self, title: str, kinds: Sequence[str], then: Callable[[list[Path]], None]
    ) -> None:
        """Ask which files to read."""
        dialog = self._files(title, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: then([Path(file) for file in files]))
        dialog.open()

    def open_folder(self, title: str, then: Callable[[Path], None]) -> None:
        """Ask for a folder."""
        dialog = self._files(title, ())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: then(Path(folder)))
        dialog.open()

    def _box(self, message: str, more: str) -> QMessageBox:
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(message)
        box.setInformativeText(more)
        return box

    def _files(self, title: str, kinds: Sequence[str]) -> QFileDialog:
        dialog = QFileDialog(self._parent, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if kinds:
            dialog.setNameFilters(list(kinds))
        return dialog
