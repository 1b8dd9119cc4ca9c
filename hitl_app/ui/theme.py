"""How the program looks: the colours and sizes in force, and the one place that changes them.

The look belongs to the application, as Qt's own style, palette and font do. Widgets ask for it
when they paint, so nobody hands it around:

- `install(app, choice="system", text_size=100)` once, at start;
- `look().theme.accent` (text), `color("accent")` (QColor), `px(13)`, `font("body", weight=500)`;
- `look().set_theme("dark")`, `look().set_text_size(125)`. A change sends Qt's StyleChange event to
  every widget, whose default handler repaints and measures again; so painted widgets that use
  `px()` in `sizeHint()` and `color()` in `paintEvent()` need nothing more. `look().changed` is for
  the rest (pictures kept in a cache, charts).
"""

from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from hitl_app.ui.stylesheet import stylesheet
from hitl_app.ui.tokens import DARK, LIGHT, TEXT_SIZES, Theme, high_contrast

__all__ = [
    "DARK",
    "LIGHT",
    "Look",
    "Theme",
    "ThemeChoice",
    "color",
    "font",
    "install",
    "look",
    "px",
]

SCALES: Final = (90, 100, 115, 125, 150)
FAMILY: Final = "Inter"
_WEIGHTS: Final = {
    400: QFont.Weight.Normal,
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
}


class ThemeChoice(StrEnum):
    """What a person can choose; `system` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Look(QObject):
    """The theme and text size in force for the whole application."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "light", text_size: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice(choice)
        self._text_size = text_size
        # Both are kept: PySide lets go of the inner one together with its outer one.
        self._hints = app.styleHints()
        self._access = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        self._access.contrastPreferenceChanged.connect(self.apply)

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        plain = self._chosen_theme()
        wants_more = self._access.contrastPreference() == Qt.ContrastPreference.HighContrast
        return high_contrast(plain) if wants_more else plain

    def _chosen_theme(self) -> Theme:
        if self._choice is ThemeChoice.SYSTEM:
            scheme = self._app.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice is ThemeChoice.DARK else LIGHT

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose, which may be `system`."""
        return self._choice

    @property
    def text_size(self) -> int:
        """Text size in per cent."""
        return self._text_size

    def set_theme(self, choice: str) -> None:
        """Use another theme from now on."""
        self._choice = ThemeChoice(choice)
        self.apply()

    def set_text_size(self, percent: int) -> None:
        """Use another text size, the nearest of those offered."""
        self._text_size = min(SCALES, key=lambda scale: abs(scale - percent))
        self.apply()

    def step_text_size(self, steps: int) -> None:
        """Go some steps up or down in the list of text sizes."""
        place = SCALES.index(self._text_size) + steps
        self.set_text_size(SCALES[max(0, min(place, len(SCALES) - 1))])

    def px(self, size: float) -> int:
        """Scale a length given for 100 % to the text size in force."""
        return round(size * self._text_size / 100)

    def apply(self) -> None:
        """Give the application its palette, font and style sheet, and say that they changed."""
        self._app.setFont(font("body"))
        self._app.setPalette(_palette(self.theme))
        self._app.setStyleSheet(stylesheet(self.theme, self.px))
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self.apply()


def install(app: QApplication, choice: str = "system", text_size: int = 100) -> Look:
    """Load the fonts and give the application its look."""
    app.setStyle("Fusion")
    _load_fonts()
    look().set_text_size(text_size)
    look().set_theme(choice)
    return look()


def look() -> Look:
    """Return the look of the running application."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        message = "There is no QApplication yet"
        raise TypeError(message)
    found = app.findChild(Look, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Look) else Look(app)


def px(size: float) -> int:
    """Scale a length given for 100 % to the text size in force."""
    return look().px(size)


def color(token: str, alpha: int = 255) -> QColor:
    """Return a colour by its token name."""
    found = QColor(getattr(look().theme, token))
    found.setAlpha(alpha)
    return found


def font(size: str = "body", weight: int = 400) -> QFont:
    """Return the program's font with digits of equal width."""
    made = QFont(FAMILY)
    made.setPixelSize(px(TEXT_SIZES[size]))
    made.setWeight(_WEIGHTS[weight])
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def resources() -> Path:
    """Return the folder of fonts and texts: beside the package in a checkout, else inside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted((resources() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for place, token in (
        (role.Window, theme.bg),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.surface2),
        (role.Button, theme.surface),
        (role.ToolTipBase, theme.surface),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipText, theme.text),
        (role.BrightText, theme.alarm),
        (role.PlaceholderText, theme.text3),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.surface3),
        (role.Midlight, theme.border),
        (role.Mid, theme.border),
        (role.Dark, theme.border_strong),
        (role.Shadow, theme.border_strong),
    ):
        palette.setColor(place, QColor(token))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(theme.text3))
    return palette
