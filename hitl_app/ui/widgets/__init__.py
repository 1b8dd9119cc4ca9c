"""The widgets that pages are made of; each small, painted from tokens, named for screen readers."""

from hitl_app.ui.widgets.banner import Banner
from hitl_app.ui.widgets.button import Button
from hitl_app.ui.widgets.card import Card
from hitl_app.ui.widgets.check import CheckBox
from hitl_app.ui.widgets.chip import Chip, StatusMark
from hitl_app.ui.widgets.confidence import ConfidenceBar
from hitl_app.ui.widgets.filmstrip import Filmstrip, Frame
from hitl_app.ui.widgets.keycap import KeyCap
from hitl_app.ui.widgets.keyed_button import KeyedButton
from hitl_app.ui.widgets.keys_card import KeysCard
from hitl_app.ui.widgets.ladder import DegreeChip, LadderGlyph
from hitl_app.ui.widgets.matrix import MatrixView
from hitl_app.ui.widgets.number import NumberField
from hitl_app.ui.widgets.overlay import Overlay
from hitl_app.ui.widgets.picker import Picker
from hitl_app.ui.widgets.progress import Bar, BusyBar, ProgressStrip
from hitl_app.ui.widgets.scroll import ScrollColumn
from hitl_app.ui.widgets.segmented import SegmentedControl
from hitl_app.ui.widgets.sparkline import Sparkline
from hitl_app.ui.widgets.states import EmptyState, ErrorCard, centred
from hitl_app.ui.widgets.text import ElidedLabel, Label, line, restyle
from hitl_app.ui.widgets.tile import Tile
from hitl_app.ui.widgets.toast import Toast
from hitl_app.ui.widgets.whiskers import Whisker, WhiskerRows

__all__ = [
    "Banner",
    "Bar",
    "BusyBar",
    "Button",
    "Card",
    "CheckBox",
    "Chip",
    "ConfidenceBar",
    "DegreeChip",
    "ElidedLabel",
    "EmptyState",
    "ErrorCard",
    "Filmstrip",
    "Frame",
    "KeyCap",
    "KeyedButton",
    "KeysCard",
    "Label",
    "LadderGlyph",
    "MatrixView",
    "NumberField",
    "Overlay",
    "Picker",
    "ProgressStrip",
    "ScrollColumn",
    "SegmentedControl",
    "Sparkline",
    "StatusMark",
    "Tile",
    "Toast",
    "Whisker",
    "WhiskerRows",
    "centred",
    "line",
    "restyle",
]
