import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hitl_app.ui import icons
from hitl_app.ui.theme import DARK, LIGHT, Look, Theme, color, font, px
from hitl_app.ui.tokens import contrast, high_contrast
from hitl_app.ui.widgets import Button, Label

GROUNDS = ("surface", "surface2", "bg", "surface3")
TEXTS = ("text", "text2", "text3", "accent", "human", "model", "blue", "green", "ok", "warn",
         "alarm", "info")  # fmt: skip
SOFT = ("accent", "human", "model", "blue", "green", "ok", "warn", "alarm", "info")
themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@themes
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_that_text_can_be_read_on_every_ground(theme: Theme, ground: str, text: str) -> None:
    assert contrast(theme.colors[text], theme.colors[ground]) >= 4.5


@themes
@pytest.mark.parametrize("ground", GROUNDS)
def test_that_edges_of_controls_can_be_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.border_strong, theme.colors[ground]) >= 3
    assert contrast(theme.focus, theme.colors[ground]) >= 3


@themes
@pytest.mark.parametrize("hue", SOFT)
def test_that_soft_grounds_carry_text_and_their_own_hue(theme: Theme, hue: str) -> None:
    soft = theme.colors[f"{hue}_soft"]
    assert contrast(theme.text, soft) >= 4.5
    assert contrast(theme.colors[hue], soft) >= 4.5


@themes
def test_that_lines_of_charts_can_be_seen(theme: Theme) -> None:
    for line in (*theme.chart_colors, theme.chart_grey):
        assert contrast(line, theme.surface) >= 3


@themes
def test_that_more_contrast_leaves_no_grey_text_and_no_faint_border(theme: Theme) -> None:
    strong = high_contrast(theme)
    assert {strong.text2, strong.text3} == {theme.text}
    assert contrast(strong.border, strong.surface) >= 3


@themes
def test_that_filled_buttons_and_the_stage_can_be_read(theme: Theme) -> None:
    assert contrast(theme.accent_text, theme.accent) >= 4.5
    assert contrast(theme.surface, theme.human) >= 4.5
    assert contrast(theme.stage_text, theme.stage) >= 4.5


def test_that_the_bundled_font_is_used_with_digits_of_equal_width() -> None:
    face = font("body")
    assert QFontInfo(face).family() == "Inter"
    metrics = QFontMetrics(face)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_that_sizes_follow_the_text_size(look: Look) -> None:
    look.set_text_size(150)
    assert px(46) == 69
    assert font("body").pixelSize() == 20
    look.set_text_size(120)
    assert look.text_size == 115
    look.step_text_size(-5)
    assert look.text_size == 90


def test_that_a_change_of_theme_reaches_widgets_that_are_shown(look: Look, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    label, button = Label("Metric", "metric", "model", 600), Button("Save", "check")
    column = QVBoxLayout(page)
    column.addWidget(label)
    column.addWidget(button)
    page.show()
    before, picture = label.height(), button.icon().pixmap(16).toImage()
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    look.set_text_size(150)
    qtbot.waitUntil(lambda: label.height() > before)
    assert label.palette().windowText().color() == color("model")
    assert button.icon().pixmap(16).toImage() != picture


def test_that_following_the_desktop_is_light_where_the_desktop_says_nothing(look: Look) -> None:
    look.set_theme("system")
    assert look.theme is LIGHT


def test_that_icons_are_made_once_for_each_colour(look: Look) -> None:
    assert icons.icon("eye").cacheKey() == icons.icon("eye").cacheKey()
    light = icons.pixmap("eye", 16, "accent", filled=True).toImage()
    look.set_theme("dark")
    assert icons.pixmap("eye", 16, "accent", filled=True).toImage() != light
