"""The row of figures at the top: value, interval, what it rests on, and what nobody knows."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPaintEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QSizePolicy, QWidget

from hitl_app.presentation.agreement_cases import Selection
from hitl_app.presentation.agreement_tiles import TileWords
from hitl_app.ui.agreement.saying import tip
from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import RADIUS_CARD
from hitl_app.ui.widgets import ElidedLabel, Label, Tile
from hitl_app.ui.widgets.painting import begin, focus_ring, rounded

_KEYS: Final = ("blind", "estimate", "kappa", "compared", "seen")
_WAITING_OPACITY: Final = 0.6
_USUAL, _WIDER = 10, 13


class Hatch(QWidget):
    """A small hatched field: nobody has looked there."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("unknown")

    def sizeHint(self) -> QSize:
        """Return the size of the field."""
        return QSize(px(22), px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hatching."""
        with begin(self) as painter:
            rounded(painter, self.rect(), None, color("border_strong"), radius=2)
            inside = self.rect().adjusted(1, 1, -1, -1)
            painter.fillRect(inside, QBrush(color("text3"), Qt.BrushStyle.BDiagPattern))


class FigureTile(Tile):
    """A tile with a third line: what the figure rests on, greyed or hatched."""

    def __init__(self, words: TileWords, *, name: str) -> None:
        super().__init__(words.title, name=name, opens=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._hatch = Hatch()
        self._rests_on = ElidedLabel("", "small", "text3", name=f"{name}.note")
        self._unknown = Label("", "small", "text2", name=f"{name}.unknown")
        row = QHBoxLayout()
        row.setSpacing(px(6))
        row.addWidget(self._rests_on, 1)
        row.addWidget(self._hatch)
        row.addWidget(self._unknown)
        row.addStretch(0)
        self.body.addLayout(row)
        self.show_words(words)

    def show_words(self, words: TileWords) -> None:
        """Show another figure."""
        self.show_value(
            words.value, words.beside, mark=words.mark, state=words.state, icon_name=words.icon
        )
        self._rests_on.setText(words.note)
        self._unknown.setText(words.unknown)
        for widget in (self._hatch, self._unknown):
            widget.setVisible(bool(words.unknown))
        # The hatching begins at the left where nothing stands before it.
        self._rests_on.setVisible(bool(words.note) or not words.unknown)
        self.setToolTip(tip(words.help))
        opens = words.opens is not None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.TabFocus)
        cursor = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        said = (words.value, words.beside, words.note, words.unknown, words.mark)
        self.setAccessibleDescription(", ".join(filter(None, said)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            with begin(self) as painter:
                focus_ring(painter, self.rect(), RADIUS_CARD)

    def rests_on(self) -> str:
        """Return what the figure rests on."""
        return self._rests_on.text()

    def unknown(self) -> str:
        """Return what stands beside the hatching."""
        return self._unknown.text()


class TileRow(QWidget):
    """All tiles; `opened` brings the cases behind the one that was clicked."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tiles: dict[str, FigureTile] = {}
        self._opens: dict[str, Selection | None] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._paler = QGraphicsOpacityEffect(self, opacity=_WAITING_OPACITY)
        self._paler.setEnabled(False)
        self.setGraphicsEffect(self._paler)

    def show_tiles(self, tiles: Sequence[TileWords]) -> None:
        """Show other figures."""
        for key, words in zip(_KEYS, tiles, strict=True):
            self._opens[key] = words.opens
            if key in self._tiles:
                self._tiles[key].show_words(words)
            else:
                self._add(key, words)
            place = list(self._tiles).index(key)
            self._row.setStretch(place, _WIDER if words.note and words.unknown else _USUAL)

    def set_waiting(self, *, waiting: bool) -> None:
        """Be paler while new figures are fetched."""
        self._paler.setEnabled(waiting)

    def _add(self, key: str, words: TileWords) -> None:
        tile = FigureTile(words, name=f"agreement.tile.{key}")
        tile.opened.connect(lambda: self._open(key))
        self._tiles[key] = tile
        self._row.addWidget(tile)

    def _open(self, key: str) -> None:
        if self._opens[key] is not None:
            self.opened.emit(self._opens[key])
