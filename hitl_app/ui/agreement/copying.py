"""A picture and its numbers on the clipboard of the desktop."""

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage


class Copier(QObject):
    """Puts both there as one; what is pasted decides which of them it takes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._numbers: str | None = None
        application = QGuiApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.release)

    def copy(self, picture: QImage, numbers: str) -> None:
        """Put a picture and its numbers, as CSV, on the clipboard."""
        found = QMimeData()
        found.setImageData(picture)
        found.setText(numbers)
        found.setData("text/csv", numbers.encode("utf-8"))
        self._numbers = numbers
        QGuiApplication.clipboard().setMimeData(found)

    def release(self) -> None:
        """Leave plain text behind: Qt frees the clipboard after Python, and would crash on ours."""
        clipboard = QGuiApplication.clipboard()
        if self._numbers is not None and clipboard.text() == self._numbers:
            clipboard.setText(self._numbers)
        self._numbers = None
