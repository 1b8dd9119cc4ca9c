"""The bar at the top: screen, project, whether all is saved, degree of automation, light."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from hitl_app.ui.icons import pixmap
from hitl_app.ui.theme import look, px
from hitl_app.ui.tokens import SPACE_L, SPACE_M, SPACE_S
from hitl_app.ui.widgets import Button, DegreeChip, ElidedLabel, Label, StatusMark

SAVING_AFTER_MS = 400


class TopBar(QFrame):
    """Sends `degree_clicked` and `theme_clicked`."""

    degree_clicked = Signal()
    theme_clicked = Signal()

    def __init__(self, project: str) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setProperty("top", True)
        self._pending = 0
        self._title = Label("", "title", "text", 600, name="top.title")
        self._project_mark = Label()
        self._project = ElidedLabel(project, "body", "text", 500, name="top.project")
        self._saved_mark = Label()
        self._saved = Label("All saved", "body", "text2", 500, name="top.saving")
        self._away = StatusMark("", "warn", filled=True, icon_name="cloud-slash")
        self._away.setObjectName("top.away")
        self._degree = DegreeChip(name="top.degree")
        self._theme = Button("", "moon", "quiet", name="top.theme", help_text="Light or dark")
        self._late = QTimer(self, singleShot=True, interval=SAVING_AFTER_MS)
        self._lay_out()
        self._late.timeout.connect(self._say_saving)
        self._degree.clicked.connect(self.degree_clicked)
        self._theme.clicked.connect(self.theme_clicked)
        look().changed.connect(self._dress)
        self._dress()

    def set_title(self, title: str) -> None:
        """Name the screen."""
        self._title.setText(title)

    def set_project(self, project: str) -> None:
        """Name the project."""
        self._project.setText(project)

    def set_pending(self, count: int) -> None:
        """Tell how many steps are not stored yet; short ones are not worth a word."""
        self._pending = count
        if count == 0:
            self._late.stop()
            self._saved.setText("All saved")
        elif not self._late.isActive() and self._saved.text() == "All saved":
            self._late.start()
        elif not self._late.isActive():
            self._say_saving()

    def set_away(self, text: str) -> None:
        """Say that the server is away ("Server away · 3 kept here"); empty: it is back."""
        if text:
            self._away.set_state(text, "warn", "cloud-slash")
        self._away.setVisible(bool(text))
        self._saved.setVisible(not text)
        self._saved_mark.setVisible(not text)

    def set_degree(self, step: int, degree: str) -> None:
        """Show the degree of automation; an empty word hides it, as for inspectors."""
        self._degree.setVisible(bool(degree))
        self._degree.set_degree(step, degree)

    def _say_saving(self) -> None:
        if self._pending:
            self._saved.setText(f"Saving {self._pending}")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, 0, SPACE_M, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._title)
        row.addSpacing(SPACE_L)
        row.addWidget(self._project_mark)
        row.addWidget(self._project, 1)
        row.addWidget(self._saved_mark)
        for widget in (self._saved, self._away, self._degree, self._theme):
            row.addWidget(widget)
            row.addSpacing(4)
        self._degree.hide()
        self._away.hide()

    def _dress(self) -> None:
        self.setFixedHeight(px(52))
        self._project_mark.setPixmap(pixmap("folder-simple", px(15)))
        self._saved_mark.setPixmap(pixmap("cloud-check", px(18), "text2"))
        self._theme.set_icon("sun" if look().theme.dark else "moon")
