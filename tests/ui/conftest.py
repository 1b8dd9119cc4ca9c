"""What every test of the screen may rely on: the look of the program, dialogs that answer."""

from collections.abc import Callable, Sequence
from pathlib import Path

# ruff: noqa: ARG002  the arguments are those of the dialogs it stands for
import pytest
from PySide6.QtWidgets import QApplication

from hitl_app.ui import theme


class RecordingDialogs:
    """Answers at once, and remembers what it was asked; no test can hang on a box."""

    def __init__(self) -> None:
        self.yes = True
        self.file: Path | None = None
        self.asked: list[str] = []
        self.told: list[str] = []

    def ask(self, question: str, yes: Callable[[], None], *, more: str = "") -> None:
        self.asked.append(question)
        if self.yes:
            yes()

    def tell(self, message: str, *, more: str = "", details: str = "") -> None:
        self.told.append(message)

    def save_as(
        self, title: str, suggested: str, kinds: Sequence[str], then: Callable[[Path], None]
    ) -> None:
        self.asked.append(f"{title}: {suggested}")
        if self.file is not None:
            then(self.file)

    def open_files(
        self, title: str, kinds: Sequence[str], then: Callable[[list[Path]], None]
    ) -> None:
        self.asked.append(title)
        if self.file is not None:
            then([self.file])

    def open_folder(self, title: str, then: Callable[[Path], None]) -> None:
        self.asked.append(title)
        if self.file is not None:
            then(self.file)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> theme.Look:
    """The light theme at 100 %, whatever the test before chose."""
    found = theme.look()
    if qapp.styleSheet() == "" or (found.choice, found.text_size) != ("light", 100):
        theme.install(qapp, "light", 100)
    return theme.look()


@pytest.fixture
def dialogs() -> RecordingDialogs:
    return RecordingDialogs()
