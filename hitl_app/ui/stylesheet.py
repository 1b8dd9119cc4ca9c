"""The one Qt style sheet, generated from the tokens.

Widgets carry properties, never colours: `textsize` (caption, small, body, strong, heading,
title, metric), `weight` (400, 500, 600) and `tone` (a token name) on labels; `kind` (primary,
danger, quiet, link) on push buttons; `card` (true) and `page` (true) on frames. Containers
are never made transparent here: that would unpaint the buttons inside them.
"""

from collections.abc import Callable

from hitl_app.ui.tokens import RADIUS_CARD, RADIUS_CONTROL, TEXT_SIZES, Theme

_TONES = [
    "text",
    "text2",
    "text3",
    "accent",
    "accent_text",
    "human",
    "model",
    "blue",
    "green",
    "ok",
    "warn",
    "alarm",
    "info",
    "stage_text",
]


def stylesheet(theme: Theme, px: Callable[[float], int]) -> str:
    """Return the style sheet for these colours and this text size."""
    parts = (_base(theme, px), _labels(theme, px), _buttons(theme, px), _fields(theme, px))
    return "\n".join((*parts, _bars(theme, px), _lists(theme, px)))


def _base(t: Theme, px: Callable[[float], int]) -> str:
    return f"""
QWidget {{ color: {t.text}; font-size: {px(13)}px; }}
QMainWindow, QWidget[page="true"] {{ background: {t.bg}; }}
QWidget[stage="true"] {{ background: {t.stage}; border-radius: {RADIUS_CARD}px; }}
QFrame[card="true"] {{ background: {t.surface}; border: 1px solid {t.border};
  border-radius: {RADIUS_CARD}px; }}
QFrame[inset="true"] {{ background: {t.surface2}; border: 1px solid {t.border};
  border-radius: {RADIUS_CONTROL}px; }}
QFrame[bar="true"] {{ background: {t.surface2}; border: 0; border-bottom: 1px solid {t.border}; }}
QFrame[top="true"] {{ background: {t.rail}; border: 0; border-bottom: 1px solid {t.border}; }}
QFrame[rail="true"] {{ background: {t.rail}; border: 0; border-right: 1px solid {t.border}; }}
QFrame[line="true"] {{ background: {t.border}; border: 0; max-height: 1px; min-height: 1px; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
  padding: 5px 8px; font-size: {px(12)}px; }}
"""


def _labels(t: Theme, px: Callable[[float], int]) -> str:
    sizes = (f'QLabel[textsize="{n}"] {{ font-size: {px(s)}px; }}' for n, s in TEXT_SIZES.items())
    weights = (f'QLabel[weight="{w}"] {{ font-weight: {w}; }}' for w in (400, 500, 600))
    tones = (f'QLabel[tone="{name}"] {{ color: {getattr(t, name)}; }}' for name in _TONES)
    return "\n".join(("QLabel { background: transparent; border: 0; }", *sizes, *weights, *tones))


def _buttons(t: Theme, px: Callable[[float], int]) -> str:
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_CONTROL}px; padding: {px(6)}px {px(13)}px; font-weight: 500; }}
QPushButton:hover {{ background: {t.surface2}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.surface3}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: {px(6) - 1}px {px(13) - 1}px; }}
QPushButton:disabled {{ background: {t.surface3}; color: {t.text3}; border-color: {t.border}; }}
QPushButton[kind="primary"]:enabled {{ background: {t.accent}; color: {t.accent_text};
  border-color: {t.accent}; }}
QPushButton[kind="primary"]:enabled:hover, QPushButton[kind="primary"]:enabled:pressed {{
  border-color: {t.text}; }}
QPushButton[kind="primary"]:enabled:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="danger"]:enabled {{ color: {t.alarm}; border-color: {t.alarm}; }}
QPushButton[kind="danger"]:enabled:hover {{ background: {t.alarm_soft}; }}
QPushButton[kind="danger"]:enabled:focus {{ border: 2px solid {t.alarm}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent;
  padding: {px(6)}px {px(8)}px; }}
QPushButton[kind="quiet"]:hover {{ background: {t.surface3}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {t.focus};
  padding: {px(6) - 1}px {px(8) - 1}px; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent;
  color: {t.accent}; padding: {px(2)}px {px(2)}px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.focus};
  padding: {px(2) - 1}px {px(2) - 1}px; }}
"""


def _fields(t: Theme, px: Callable[[float], int]) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit {{ background: {t.surface}; color: {t.text};
  border: 1px solid {t.border_strong}; border-radius: {RADIUS_CONTROL}px;
  padding: {px(6)}px {px(9)}px;
  selection-background-color: {t.accent}; selection-color: {t.accent_text}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {t.focus};
  padding: {px(6) - 1}px {px(9) - 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {t.surface3}; color: {t.text3}; }}
QAbstractSpinBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; }}
"""


def _bars(t: Theme, px: Callable[[float], int]) -> str:
    return f"""
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea > QWidget > QWidget[scrolled="true"] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
QScrollBar::handle {{ background: {t.border_strong}; border-radius: {px(3)}px; margin: 2px;
  min-height: {px(28)}px; min-width: {px(28)}px; }}
QScrollBar::handle:hover {{ background: {t.text3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _lists(t: Theme, px: Callable[[float], int]) -> str:
    return f"""
QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
  outline: 0; alternate-background-color: {t.surface2}; gridline-color: {t.border};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QAbstractItemView[bare="true"] {{ border: 0; }}
QTableView::item {{ padding: {px(4)}px {px(8)}px; }}
QHeaderView::section {{ background: {t.surface2}; color: {t.text2}; border: 0;
  border-bottom: 1px solid {t.border}; padding: {px(6)}px {px(8)}px; font-weight: 500; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border_strong}; padding: 4px; }}
QMenu::item {{ padding: {px(6)}px {px(16)}px; border-radius: {RADIUS_CONTROL}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
"""
