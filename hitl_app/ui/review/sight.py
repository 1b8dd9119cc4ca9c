"""What is seen of a case: its picture from the shelf, its text or its fields."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from hitl_app.domain.case import Case, CaseKind
from hitl_app.presentation import review as words
from hitl_app.ui.case_view import CaseView
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.closer import Closer
from hitl_app.ui.review.pictures import PictureShelf

REFERENCE, HEAT = "reference", "heat"


class Sight(QObject):
    """Fills the case view; `painted(case_no)` and `broken(reason)` are about the case in hand."""

    painted = Signal(int)
    broken = Signal(str)

    def __init__(self, desk: Desk, view: CaseView, small: PictureShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._project = desk.project
        self._view = view
        self._closer = Closer(desk, view, self)
        # Until the large picture is here, what the strip has of it is enough to begin with.
        self._small = small
        small.arrived.connect(self._arrived)
        self.shelf = PictureShelf(desk.background, desk.pictures.for_screen, parent=self)
        self._media, self._heat = "", ""
        self._key: object = None
        self._laid: QImage | None = None
        self._ahead: tuple[str, ...] = ()
        self.shelf.arrived.connect(self._arrived)
        self.shelf.failed.connect(self._failed)
        view.painted.connect(self._painted)

    def show_case(self, case: Case, heat: str = "") -> None:
        """Show the case in hand; its keys count once it is painted."""
        self._heat = heat if is_picture(heat) else ""
        self._show(case, case.case_no)

    def look_at(self, case: Case) -> None:
        """Show another case, which cannot be decided."""
        self._heat = ""
        self._show(case, ("look", case.case_no))

    def show_nothing(self) -> None:
        """Show that no case is here."""
        self._media, self._heat, self._key = "", "", None
        self._view.show_waiting(words.FETCHING.title)
        self._want()

    def fetch_ahead(self, media: Sequence[str]) -> None:
        """Fetch what may be shown next."""
        self._ahead = tuple(media) if self._project.kind is not CaseKind.AUDIO else ()
        self._want()

    def ready_ahead(self) -> int:
        """Return how many of the next cases can be shown at once."""
        return sum(not name or self.shelf.image(name) is not None for name in self._ahead)

    def try_again(self) -> None:
        """Fetch the picture once more."""
        self._laid = None
        self._view.show_waiting(words.OPENING.title)
        self.shelf.try_again(self._media)

    def cover(self, name: str) -> None:
        """Show the good part or the heat map in the same place, or neither."""
        self._view.picture.show_cover(name)

    def is_waiting(self) -> bool:
        """Return whether the picture is still on its way."""
        here = self._at_hand() is not None or bool(self.why_broken())
        return bool(self._media) and not here

    def why_broken(self) -> str:
        """Return why the case cannot be shown."""
        return self.shelf.why_broken(self._media)

    def has_heat(self) -> bool:
        """Return whether it can be shown where the model looks; never so in a blind case."""
        return bool(self._heat)

    def _show(self, case: Case, key: object) -> None:
        self._key, self._laid = key, None
        self._media = case.media if self._project.kind is not CaseKind.AUDIO else ""
        self._closer.look_at(self._media)
        self._want()
        if self._media:
            self._show_picture()
        elif case.text:
            self._view.set_text(key, case.text)
        else:
            self._view.set_fields(key, words.field_rows(case))

    def _show_picture(self) -> None:
        image = self._at_hand()
        if reason := self.shelf.why_broken(self._media):
            self._tell_broken(reason)
        elif image is not None and image is not self._laid:
            # Not twice: a thumbnail that comes late must not undo a zoom, or the whole picture.
            self._laid = image
            self._view.set_image(self._key, image, self.shelf.whole(self._media))
            self._lay_covers()
        elif image is None:
            self._view.show_waiting(words.OPENING.title)

    def _at_hand(self) -> QImage | None:
        """Return the picture, or the small one; a kept zoom would not fit the small one."""
        large = self.shelf.image(self._media)
        if large is not None or self._view.locked:
            return large
        return self._small.image(self._media)

    def _tell_broken(self, reason: str) -> None:
        said = words.broken_picture(reason)
        self._view.show_broken(said.title, said.sentence)
        if isinstance(self._key, int):
            self.broken.emit(reason)

    def _lay_covers(self) -> None:
        for name, media in ((REFERENCE, self._project.reference), (HEAT, self._heat)):
            image = self.shelf.image(media)
            if image is not None:
                self._view.picture.set_cover(name, image)

    def _want(self) -> None:
        self.shelf.want([self._media, self._heat, self._project.reference, *self._ahead])

    def _arrived(self, media: str) -> None:
        if media == self._media and self._key is not None:
            self._show_picture()
        elif media in {self._heat, self._project.reference}:
            self._lay_covers()

    def _failed(self, media: str, reason: str) -> None:
        if media == self._media and self._key is not None:
            self._tell_broken(reason)

    def _painted(self, key: object) -> None:
        if isinstance(key, int) and key == self._key:
            self.painted.emit(key)


def is_picture(explanation: str) -> bool:
    """Say whether an explanation is the path of a heat map rather than JSON of boxes."""
    return bool(explanation) and explanation.lstrip()[:1] not in {"{", "["}
