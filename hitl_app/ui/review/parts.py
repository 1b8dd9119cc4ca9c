"""The widgets of the Review page and their places, which are the same in every degree and state."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hitl_app.presentation import review as words
from hitl_app.ui.case_view import CaseView
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.comment_card import CommentCard
from hitl_app.ui.review.decide_card import DecideCard
from hitl_app.ui.review.header import CaseHeader
from hitl_app.ui.review.notice import LightPanel, Notice
from hitl_app.ui.review.pictures import PictureShelf
from hitl_app.ui.review.progress_card import ProgressCard
from hitl_app.ui.review.states import DoneCard, EmptyProject, PausePage, StuckCard
from hitl_app.ui.review.third_cards import MixedUpCard, SayingCard, ThirdPlace
from hitl_app.ui.theme import look, px
from hitl_app.ui.widgets import Banner, Filmstrip, ScrollColumn, Toast, centred

WIDE_FROM: Final = 1600
_COLUMN, _WIDE_COLUMN = 364, 404
_TWO_CARDS: Final = 900
_EDGE: Final = 12
_GAP: Final = 10
_GUIDE_PICTURE, _GUIDE_BYTES = 320, 16 << 20


class RightColumn(QWidget):
    """Progress above, then what scrolls when the window is low: decide first, the third card last.

    The scroll bar lies in the margin, so that the cards keep their width when it appears.
    """

    def __init__(self, progress: QWidget, decide: QWidget, third: QWidget) -> None:
        super().__init__()
        self._width = _COLUMN
        self._progress = progress
        self._cards = ScrollColumn(name="review.column")
        self._cards.add(decide)
        self._cards.add(third)
        self._cards.column.addStretch(1)
        self._cards.column.setSpacing(_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(progress)
        column.addWidget(self._cards, 1)
        look().changed.connect(self._measure)
        self._measure()

    def set_wide(self, wide: bool) -> None:  # noqa: FBT001  a setter of one flag
        """Use the wider column of wide windows."""
        self._width = _WIDE_COLUMN if wide else _COLUMN
        self._measure()

    def has_room_for_two(self) -> bool:
        """Return whether a suggestion and the guide fit below the class buttons."""
        return self._width == _WIDE_COLUMN and self.height() >= px(_TWO_CARDS)

    def _measure(self) -> None:
        width = px(self._width)
        self.setFixedWidth(width + _EDGE)
        self._progress.setFixedWidth(width)
        if inside := self._cards.widget():
            inside.setFixedWidth(width)


class ReviewParts:
    """All widgets of the page, made once."""

    def __init__(self, desk: Desk) -> None:
        project, settings = desk.project, desk.settings
        # Two shelves: what the whole guide wants must not push out what the third card shows.
        guide, self.whole_guide = (
            PictureShelf(
                desk.background,
                desk.pictures.for_screen,
                limit=_GUIDE_BYTES,
                longest=_GUIDE_PICTURE,
            )
            for _ in range(2)
        )
        self.banner = Banner(name="review.banner")
        self.header = CaseHeader(has_reference=bool(project.reference))
        self.view = CaseView(name="review.case")
        self.strip = Filmstrip(name="review.strip")
        self.toast = Toast(self.view, name="review.toast")
        self.notice = Notice(self.view)
        self.light = LightPanel(self.view)
        self.progress = ProgressCard(hidden=not settings.get("show_pace", True))
        meanings = {entry.label: entry.words for entry in project.guide}
        self.decide = DecideCard(project.question, project.labels, meanings)
        self.comment = CommentCard(settings.get("comment_chips", list(words.CHIPS)))
        self.mixed_up = MixedUpCard(guide)
        self.no_suggestion = SayingCard(
            words.NO_SUGGESTION, "eye-slash", name="review.no_suggestion"
        )
        self.only_looking = SayingCard(words.ONLY_LOOKING, "eye", name="review.only_looking")
        self.third = ThirdPlace()
        for card in (self.comment, self.mixed_up, self.no_suggestion, self.only_looking):
            self.third.keep(card)
        self.done, self.paused, self.stuck = DoneCard(), PausePage(), StuckCard()
        self.case_place, self.pages = QStackedWidget(), QStackedWidget()
        self.column = RightColumn(self.progress, self.decide, self.third)

    def lay_out(self, page: QWidget) -> None:
        """Put everything in its place."""
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self.pages, 1)
        self.done_page, self.stuck_page = centred(self.done, 500), centred(self.stuck, 460)
        self.empty_page = centred(EmptyProject(), 500)
        self.case_place.addWidget(self.view)
        self.case_place.addWidget(self.stuck_page)
        self.work = self._work()
        for each in (self.work, self.done_page, self.empty_page, self.paused):
            self.pages.addWidget(each)
        for each in (self.paused, self.work):
            each.setProperty("page", True)
            each.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.paused.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _work(self) -> QWidget:
        work = QWidget()
        row, left = QHBoxLayout(work), QVBoxLayout()
        row.setContentsMargins(_EDGE, 10, 0, 10)
        row.setSpacing(_EDGE)
        left.setSpacing(6)
        left.addWidget(self.header)
        left.addWidget(self.case_place, 1)
        left.addWidget(self.strip)
        row.addLayout(left, 1)
        row.addWidget(self.column)
        return work
