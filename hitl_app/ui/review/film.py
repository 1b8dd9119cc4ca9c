"""The strip of cases before and after, and looking at them without deciding."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject

from hitl_app.domain.case import Case
from hitl_app.presentation import review as words
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.flow import Flow
from hitl_app.ui.review.pictures import PictureShelf
from hitl_app.ui.theme import px
from hitl_app.ui.widgets import Filmstrip, Frame
from hitl_app.workflow.ports import Upcoming

_BEFORE: Final = 4
_THUMBNAIL_BYTES: Final = 8 << 20
_LONGEST: Final = 240


@dataclass(frozen=True, slots=True)
class Looked:
    """A case that is only looked at, and one's own answer to it."""

    case: Case
    label: str | None


class Film(QObject):
    """Fills the strip from what lies around the case; `place` 0 is the case in hand."""

    def __init__(self, desk: Desk, flow: Flow, strip: Filmstrip, parent: QObject) -> None:
        super().__init__(parent)
        self._flow, self._strip = flow, strip
        self.place, self._before = 0, 0
        self.thumbs = PictureShelf(
            desk.background,
            desk.pictures.thumbnail,
            limit=_THUMBNAIL_BYTES,
            longest=_LONGEST,
            parent=self,
        )
        self.media: list[str] = []
        self.thumbs.arrived.connect(self._fill)

    def show(self, ready: int) -> None:
        """Show the last answers, the case in hand, and what may come."""
        # In a narrow window the case in hand and the next one come first.
        room = (self._strip.width() - px(108)) // px(92) - 2
        self._before = max(0, min(_BEFORE, room, len(self._flow.around.facts)))
        facts = self._flow.around.facts[: self._before][::-1]
        upcoming = self._flow.around.upcoming
        frames = [Frame(words.answer_word(f.label, f.aside), decided=True) for f in facts]
        self.media = [fact.case.media for fact in facts]
        current = len(frames)
        if self._flow.case is not None:
            frames.append(Frame())
            self.media.append(self._flow.case.case.media)
        frames += [Frame("" if place else "Next") for place in range(len(upcoming))]
        self.media += [each.media for each in upcoming]
        self._strip.set_frames(frames, current + self.place, words.next_ready(ready))
        self.thumbs.want(self.media[current:] + self.media[:current][::-1])
        for media in set(self.media):
            self._fill(media)

    def move(self, steps: int) -> bool:
        """Look at a case further back or ahead; false where there is none."""
        wanted = self.place + steps
        if wanted != 0 and self._at(wanted) is None:
            return False
        self.place = wanted
        return True

    def place_of(self, frame: int) -> int:
        """Return the place of a frame of the strip."""
        return frame - self._before

    def looked(self) -> Looked | None:
        """Return the case that is only looked at."""
        return self._at(self.place) if self.place else None

    def _at(self, place: int) -> Looked | None:
        around = self._flow.around
        if place < 0 and -place <= len(around.facts):
            fact = around.facts[-place - 1]
            return Looked(fact.case, words.answer_word(fact.label, fact.aside))
        if 0 < place <= len(around.upcoming) and around.upcoming[place - 1].media:
            return Looked(_as_case(around.upcoming[place - 1], self._flow), None)
        return None

    def _fill(self, media: str) -> None:
        image = self.thumbs.image(media)
        if image is not None:
            for place in [at for at, name in enumerate(self.media) if name == media]:
                self._strip.set_image(place, image)


def _as_case(upcoming: Upcoming, flow: Flow) -> Case:
    return Case(
        case_no=upcoming.case_no,
        case_id=upcoming.case_id,
        arrived_at=flow.desk.clock(),
        media=upcoming.media,
    )
