"""The line above the case: which one it is, and how it is looked at."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from hitl_app.ui.actions import Keymap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_S
from hitl_app.ui.widgets import Button, ElidedLabel, KeyCap, Label, StatusMark

_TOOLS: Final = (
    ("zoom_out", "minus", "Smaller"),
    ("zoom_in", "plus", "Larger"),
    ("fit", "corners-out", "Fit"),
    ("lock_view", "lock-simple-open", "Keep zoom and place for the next case"),
    ("brightness", "circle-half", "Brightness and contrast"),
)


class CaseHeader(QWidget):
    """Sends `asked(command id)` for the tools and `reference_held(bool)` for the good part."""

    asked = Signal(str)
    reference_held = Signal(bool)

    def __init__(self, *, has_reference: bool) -> None:
        super().__init__()
        self.setObjectName("review.header")
        self._title = Label("", "heading", "text", 600, name="review.case_id")
        self._details = ElidedLabel("", "body", "text2", name="review.case_details")
        self._flag = StatusMark("Flagged", "warn", filled=True, icon_name="flag")
        self._flag.setObjectName("review.flagged")
        self._flag.hide()
        self._zoom = Label("Fit", "body", "text", 600, name="review.zoom")
        self._tools = {name: self._tool(name, *rest) for name, *rest in _TOOLS}
        self._good = Button("Good part", "copy", name="review.reference")
        self._hold = KeyCap("hold R")
        self._good.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._good.pressed.connect(lambda: self.reference_held.emit(True))
        self._good.released.connect(lambda: self.reference_held.emit(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S + 2)
        row.addWidget(self._title)
        row.addWidget(self._details, 1)
        row.addWidget(self._flag)
        row.addWidget(self._toolbar(), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._good)
        row.addWidget(self._hold)
        self._good.setVisible(has_reference)
        self._hold.setVisible(has_reference)
        look().changed.connect(self._measure)
        self._measure()

    def show_case(self, title: str, details: str) -> None:
        """Name a case."""
        self._title.setText(title)
        self._details.setText(details)

    def show_flag(self, flagged: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Show that the case is flagged."""
        self._flag.setVisible(flagged)

    def show_zoom(self, text: str) -> None:
        """Show how large the picture is."""
        self._zoom.setText(text)

    def show_locked(self, locked: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Show whether the view is kept for the next case."""
        self._tools["lock_view"].set_icon("lock-simple" if locked else "lock-simple-open")
        self._tools["lock_view"].setChecked(locked)

    def allow(self, *, picture: bool) -> None:
        """Let the picture tools be used, or not."""
        for tool in (*self._tools.values(), self._good):
            tool.setEnabled(picture)

    def show_keys(self, keymap: Keymap) -> None:
        """Say the keys in force."""
        self._hold.set_text(f"hold {keymap.label('review.reference')}".strip())
        for name, _icon, says in _TOOLS:
            key = keymap.label(f"review.{name}")
            self._tools[name].setToolTip(f"{says}  {key}".strip())

    def _tool(self, name: str, icon_name: str, says: str) -> Button:
        tool = Button("", icon_name, "quiet", name=f"review.tool.{name}", help_text=says)
        tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tool.setCheckable(name == "lock_view")
        tool.clicked.connect(lambda _on: self.asked.emit(f"review.{name}"))
        return tool

    def _toolbar(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("inset", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for name, tool in self._tools.items():
            row.addWidget(tool)
            if name == "zoom_out":
                row.addWidget(self._zoom)
        return frame

    def _measure(self) -> None:
        self.setFixedHeight(px(40))
        self._zoom.setFixedWidth(px(52))
        for tool in self._tools.values():
            tool.setFixedSize(px(34), px(30))
