"""The theme sample: pages with every widget in every state, to look at and to test.

python packaging/render.py FOLDER hitl_app.ui.gallery:figures
"""

import math
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hitl_app.domain.reviewer import Role
from hitl_app.ui import widgets as w
from hitl_app.ui.case_view import CaseView
from hitl_app.ui.shell import MainWindow, PageSpec, Who

LABELS = ["OK", "Scratch", "Dent", "Stain", "Crack", "Pitting", "Edge burr", "Foreign part"]
COUNTS = [
    [5210, 14, 3, 28, 0, 6, 9, 1],
    [11, 842, 5, 31, 9, 4, 1, 0],
    [4, 6, 518, 3, 0, 12, 0, 0],
    [22, 9, 2, 611, 1, 19, 0, 0],
    [2, 31, 0, 1, 402, 3, 0, 0],
    [5, 3, 9, 24, 2, 488, 0, 0],
    [12, 1, 0, 0, 0, 0, 377, 1],
    [3, 0, 1, 0, 0, 1, 2, 211],
]


class ForgottenSettings:
    """Settings that last as long as the window."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, name: str, default: Any) -> Any:
        """Return a value, or the default."""
        return self.values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Keep a value."""
        self.values[name] = value


def sample_image(width: int = 880, height: int = 660) -> QImage:
    """Return a grey plate with holes."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(52, 52, 52))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(170, 170, 172))
        painter.drawRoundedRect(
            QRect(width // 8, height // 7, width * 3 // 4, height * 5 // 7), 24, 24
        )
        painter.setBrush(QColor(40, 40, 40))
        for x in (width // 4, width * 3 // 4):
            for y in (height * 2 // 7, height * 5 // 7):
                painter.drawEllipse(QRect(x - 40, y - 40, 80, 80))
    return image


class ReviewSample(QWidget):
    """The arrangement of the review page, with made-up words."""

    key_contexts = ("review",)

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        banner = w.Banner(name="review.banner")
        banner.show_degree(
            3,
            "AI assistance",
            "The model makes a suggestion. Your decision is the result.",
            "Policy 37  ·  since 06:12",
        )
        whole.addWidget(banner)
        row = QHBoxLayout()
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addLayout(self._left(), 1)
        row.addWidget(self._right())
        whole.addLayout(row, 1)

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(w.Label("Case 48 213", "heading", "text", 600))
        head.addWidget(
            w.ElidedLabel("Plate B-17  ·  Station 3, top camera  ·  14:02:31", "body", "text2"), 1
        )
        for icon in ("minus", "plus", "corners-out", "lock-simple", "circle-half"):
            head.addWidget(w.Button("", icon, "quiet", help_text=icon))
        head.addWidget(w.Button("Good part", "copy"))
        head.addWidget(w.KeyCap("hold R"))
        left.addLayout(head)
        self.view = CaseView()
        self.view.set_image("48213", sample_image())
        left.addWidget(self.view, 1)
        self.strip = w.Filmstrip(name="review.strip")
        frames = [w.Frame(name, decided=True) for name in ("OK", "Stain", "OK", "OK")]
        frames += [w.Frame()] + [w.Frame("Next")] + [w.Frame()] * 3
        self.strip.set_frames(frames, 4, "8 next\ncases ready")
        for place in range(9):
            self.strip.set_image(place, sample_image().scaled(120, 90))
        left.addWidget(self.strip)
        return left

    def _right(self) -> w.ScrollColumn:
        column = w.ScrollColumn(width=364)
        progress = w.Card()
        strip = w.ProgressStrip()
        strip.show_progress("412", "of 900 today", 0.46, "488 left, about 1 h 10 min")
        strip.show_pace([5, 5.6, 5.4, 6.4, 6.1, 7.2, 6.9, 6, 6.7, 7.1, 6.9], "6.9 / min")
        progress.add(strip)
        column.add(progress)
        column.add(self._decide())
        suggestion = w.Card("The model suggests", "4.2.0", icon_name="cpu", tone="model")
        for place, (label, value) in enumerate(
            (("Scratch", 0.81), ("Crack", 0.11), ("Stain", 0.04))
        ):
            suggestion.add(w.ConfidenceBar("254"[place], label, value, leading=place == 0))
        suggestion.add(
            w.Label("Of 100 cases like this, it is right in about 88.", "small", "text2")
        )
        column.add(suggestion)
        column.column.addStretch(1)
        return column

    def _decide(self) -> w.Card:
        card = w.Card("What do you see?")
        card.title_row.addWidget(w.Button("Guide", "book-open", "link"))
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, label in enumerate(LABELS):
            button = w.KeyedButton(label, str(place + 1), name=f"review.class.{place + 1}")
            grid.addWidget(button, place % 4, place // 4)
        card.body.addLayout(grid)
        card.add(w.line())
        actions = QGridLayout()
        actions.setSpacing(8)
        rows = (
            ("Unsure", "U", "question"),
            ("Escalate", "E", "arrow-fat-up"),
            ("Flag", "F", "flag"),
            ("Comment", "C", "note-pencil"),
        )
        for place, (text, key, icon) in enumerate(rows):
            actions.addWidget(
                w.KeyedButton(text, key, "action", icon_name=icon), place // 2, place % 2
            )
        actions.addWidget(
            w.KeyedButton("Undo  OK", "Z", "action", icon_name="arrow-u-up-left"), 2, 0, 1, 2
        )
        card.body.addLayout(actions)
        return card


class FiguresSample(QWidget):
    """Tiles, matrix, whiskers and the small marks."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(self._controls())
        column.addLayout(self._tiles())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._matrix(), 5)
        row.addWidget(self._whiskers(), 3)
        row.addWidget(self._marks(), 3)
        column.addLayout(row, 1)

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        periods = [("7", "7 days"), ("30", "30 days"), ("60", "60 days"), ("own", "Own")]
        row.addWidget(w.SegmentedControl(periods, "60", title="Period", name="period"))
        row.addWidget(w.Picker([("all", "All stages"), ("s", "Surface")], title="Stage"))
        row.addWidget(w.Picker([("day", "Day"), ("week", "Week")], title="Bin"))
        row.addStretch(1)
        row.addWidget(w.Button("Copy chart", "copy"))
        row.addWidget(w.Button("Export CSV", "download-simple", "primary"))
        return row

    def _tiles(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for title, value, more, mark, state, icon in (
            ("Agreement, blind", "94.1 %", "93.4 – 94.7", "+0.5", "ok", "trend-up"),
            ("Cohen's kappa", "0.89", "0.88 – 0.90", "+0.01", "ok", "trend-up"),
            ("Cases compared", "8 960", "2 611 of them blind", "", "", ""),
            ("Seen, not blind", "97.5 %", "3.4 points above blind", "watch", "warn", ""),
            ("Cracks called OK by the model", "2 of 439", "0.5 %, limit 1 %", "", "", ""),
        ):
            tile = w.Tile(title, opens=True)
            tile.show_value(value, more, mark=mark, state=state, icon_name=icon)
            row.addWidget(tile)
        return row

    def _matrix(self) -> w.Card:
        card = w.Card("Where they differ", "row: person, column: model")
        matrix = w.MatrixView(name="agreement.matrix")
        matrix.set_counts(LABELS, COUNTS)
        matrix.select(4, 1)
        card.add(matrix, 1)
        return card

    def _whiskers(self) -> w.Card:
        card = w.Card("By class", "target 92 %")
        rows = w.WhiskerRows(title="By class")
        rows.set_rows(
            [
                w.Whisker(
                    label,
                    0.99 - i * 0.012,
                    0.97 - i * 0.02,
                    min(1, 1 - i * 0.004),
                    5271 // (i + 1),
                    label == "Edge burr",
                )
                for i, label in enumerate(LABELS)
            ]
            + [w.Whisker("Rare", None, n=4)],
            0.92,
        )
        card.add(rows)
        card.body.addStretch(1)
        return card

    def _marks(self) -> w.Card:
        card = w.Card("Marks", "all states")
        for state, text in (
            ("ok", "within"),
            ("warn", "not sure yet"),
            ("alarm", "broken"),
            ("human", "Decided"),
            ("model", "Automated"),
            ("text2", "no data"),
        ):
            row = QHBoxLayout()
            row.addWidget(w.StatusMark(text, state))
            row.addWidget(w.StatusMark(text, state, filled=True))
            row.addStretch(1)
            card.body.addLayout(row)
        chosen = w.KeyedButton("A class with a very long name indeed", "3")
        chosen.set_chosen(True)
        off = w.KeyedButton("Off", "4")
        off.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(w.Chip("Last 7 days"))
        row.addWidget(w.Button("Step down", "arrow-down", "danger"))
        busy = w.BusyBar()
        busy.show()
        spark = w.Sparkline(title="x", tone="chart_grey")
        spark.set_values([math.sin(i / 3) for i in range(40)], 0.8)
        for widget in (chosen, off, w.Bar(0.6, title="x"), busy, spark):
            card.add(widget)
        off_button = w.Button("Apply 0.93", "check", "primary")
        off_button.setEnabled(False)
        card.add(off_button)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card


def empty() -> QWidget:
    """Return the page when nothing waits."""
    card = w.EmptyState(
        "check-circle",
        "Nothing waits for you",
        "New cases come in by themselves. You will hear one soft sound.",
        tone="ok",
    )
    card.add_button("Look again at my unsure cases", lambda: None, "question")
    card.add_button("Take a break", lambda: None, "coffee")
    return w.centred(card, 500)


def window(role: Role = Role.SUPERVISOR, page: str = "review") -> MainWindow:
    """Return the whole window with sample pages."""
    made = MainWindow(
        [
            PageSpec("review", "Review", "eye", ReviewSample),
            PageSpec("queue", "Queue", "stack", empty),
            PageSpec("agreement", "Agreement", "chart-line-up", FiguresSample, (Role.SUPERVISOR,)),
            PageSpec("automation", "Automation", "sliders", empty, (Role.SUPERVISOR,)),
        ],
        Who("Mia Kraft", role),
        "Plate line 4  ·  Surface",
        ForgottenSettings(),
    )
    made.rail.set_badge("automation", 2)
    if role is Role.SUPERVISOR:
        made.top.set_degree(4, "Partial automation")
    made.show_page(page)
    return made


def review() -> MainWindow:
    """Return the window of an inspector, with a toast."""
    made = window(Role.INSPECTOR)
    page = made.page("review")
    toast = w.Toast(page.findChild(CaseView) or page)
    toast.show_text("Scratch saved", key="Z", hint="undo")
    return made


def figures() -> MainWindow:
    """Return the window of a supervisor on the figures."""
    return window(page="agreement")


def cases() -> QWidget:
    """Return the case view in each of its states."""
    page = QWidget()
    page.setProperty("page", True)
    grid = QGridLayout(page)
    views = [CaseView(name=f"case.{place}") for place in range(6)]
    for place, view in enumerate(views):
        grid.addWidget(view, place // 3, place % 3)
    views[0].set_image("a", sample_image())
    views[1].set_image("b", sample_image())
    views[1].picture.zoom_to(2.0)
    views[1].picture.set_light(10, 180)
    views[2].set_text("c", "The part came back from the customer. " * 12)
    views[3].set_fields("d", [("Station", "3"), ("Torque", "4.1 Nm"), ("Remark", "wet " * 30)])
    views[4].show_broken("This picture cannot be read", "The file ends too early.")
    views[5].show_waiting("Waiting for the picture")
    return page


def nothing() -> MainWindow:
    """Return the window with nothing to do."""
    return window(Role.INSPECTOR, "queue")


def keys() -> MainWindow:
    """Return the window with the keys card."""
    made = window(Role.INSPECTOR)
    made.resize(1440, 900)
    made.show()
    made.show_keys()
    return made


def settings() -> MainWindow:
    """Return the window with the settings."""
    made = window()
    made.resize(1440, 900)
    made.show()
    made.show_settings()
    return made
