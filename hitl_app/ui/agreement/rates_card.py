"""Rates with their intervals, a row each: by class, and by person, degree or model."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from hitl_app.presentation.agreement import NOT_FOR_RANKING, SWITCHED_OFF, RateRow, Screen
from hitl_app.presentation.agreement_cases import of_label, of_part
from hitl_app.ui.agreement.saying import tip
from hitl_app.ui.widgets import (
    Card,
    Label,
    ScrollColumn,
    SegmentedControl,
    Whisker,
    WhiskerRows,
)

_KINDS = (("person", "Person"), ("degree", "Degree"), ("model", "Model"))


class LabelsCard(Card):
    """How far both agree on what people called by a label. `selected(Selection)` brings cases."""

    selected = Signal(object)

    def __init__(self) -> None:
        super().__init__("By class", "blind only")
        self.setObjectName("agreement.labels_card")
        self._shown: Screen | None = None
        self.rows = WhiskerRows(title="By class", name="agreement.labels")
        self.rows.row_activated.connect(self._open)
        _fill(self, self.rows)

    def show_screen(self, shown: Screen) -> None:
        """Show other rates."""
        self._shown = shown
        self.rows.set_rows(_whiskers(shown.by_label))
        self.rows.setToolTip(tip("\n".join(row.more for row in shown.by_label)))

    def _open(self, row: int) -> None:
        found = of_label(self._shown.seen, row) if self._shown is not None else None
        if found is not None:
            self.selected.emit(found)


class PartsCard(Card):
    """Persons by name and unranked, degrees, or models. `selected(Selection)` brings cases."""

    selected = Signal(object)

    def __init__(self, *, persons: bool) -> None:
        super().__init__()
        self.setObjectName("agreement.parts_card")
        self.setAccessibleName("By person, degree or model")
        self._shown: Screen | None = None
        self._kind = SegmentedControl(
            _KINDS if persons else _KINDS[1:], title="Rates by", name="agreement.parts.kind"
        )
        self._kind.chosen.connect(lambda _key: self._show())
        self.rows = WhiskerRows(title="By person, degree or model", name="agreement.parts")
        self.rows.row_activated.connect(self._open)
        self._remark = Label("", "small", "text2", wrap=True, name="agreement.parts.note")
        self._off = "" if persons else SWITCHED_OFF
        self.title_row.insertWidget(0, self._kind)
        self._kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.body.addLayout(self.title_row)
        _fill(self, self.rows)
        self.add(self._remark)

    def show_screen(self, shown: Screen) -> None:
        """Show other rates."""
        self._shown = shown
        self._show()

    def _rows(self) -> tuple[RateRow, ...]:
        if self._shown is None:
            return ()
        kinds = {
            "person": self._shown.by_person,
            "degree": self._shown.by_degree,
            "model": self._shown.by_model,
        }
        return kinds[self._kind.current()]

    def _show(self) -> None:
        person = self._kind.current() == "person"
        self.rows.set_rows(_whiskers(self._rows()))
        words = NOT_FOR_RANKING if person else self._off
        self._remark.setText(f"Blind only. {words}".strip())

    def _open(self, row: int) -> None:
        if self._shown is None:
            return
        found = of_part(self._shown.seen, self._kind.current(), self._rows()[row].key)
        if found is not None:
            self.selected.emit(found)


def _fill(card: Card, rows: WhiskerRows) -> None:
    # More rows than fit scroll in their card; the page keeps its size.
    column = ScrollColumn()
    column.add(rows)
    column.column.addStretch(1)
    card.add(column, 1)


def _whiskers(rows: Sequence[RateRow]) -> list[Whisker]:
    return [Whisker(row.name, row.point, row.low, row.high, row.n) for row in rows]
