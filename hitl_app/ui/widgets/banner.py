"""The strip that says which degree of automation holds, in words everybody sees."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_L, SPACE_S
from hitl_app.ui.widgets.ladder import LadderGlyph
from hitl_app.ui.widgets.text import ElidedLabel, Label


class Banner(QFrame):
    """Bars, the degree in bold, a sentence, and at the right which policy since when."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("bar", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ladder = LadderGlyph()
        self._degree = Label("", "body", "text", 600)
        self._sentence = ElidedLabel("", "body", "text2")
        self._right = Label("", "small", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        row.setSpacing(SPACE_S)
        for widget, stretch in (
            (self._ladder, 0),
            (self._degree, 0),
            (self._sentence, 1),
            (self._right, 0),
        ):
            row.addWidget(widget, stretch)
        look().changed.connect(self._measure)
        self._measure()

    def show_degree(self, step: int, degree: str, sentence: str, right: str = "") -> None:
        """Say which degree holds now: step 1 (human only) to 5 (full automation)."""
        self._ladder.set_step(step, degree)
        self._degree.setText(degree)
        self._sentence.setText(sentence)
        self._right.setText(right)
        self.setAccessibleName(f"{degree}. {sentence}")

    def text(self) -> str:
        """Return all the words, for tests and for reading aloud."""
        parts = (self._degree.text(), self._sentence.text(), self._right.text())
        return " · ".join(filter(None, parts))

    def _measure(self) -> None:
        self.setFixedHeight(px(36))
