"""Pieces that the Queue and the card of its conflicts share."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.ui.theme import px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import KeyCap, Label


def keys_row(keys: Sequence[tuple[str, str]]) -> QHBoxLayout:
    """Return the keys of a list with what they do, at the right."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, SPACE_S, 0)
    row.setSpacing(SPACE_S)
    row.addStretch(1)
    for key, said in keys:
        row.addWidget(KeyCap(key))
        row.addWidget(Label(said, "small", "text2"))
    return row


def in_the_middle(widget: QWidget, width: int = 520) -> QWidget:
    """Return a place with a widget in its middle, wide enough for a sentence."""
    place = QWidget()
    widget.setMinimumWidth(px(width))
    column, row = QVBoxLayout(place), QHBoxLayout()
    # Stretches, no alignment: beside one, a sentence that wraps gets too little height.
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return place
