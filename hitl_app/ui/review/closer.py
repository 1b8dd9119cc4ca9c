"""A closer look: the picture itself in the place of the copy that fits a screen."""

from functools import partial

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage

from hitl_app.domain.errors import HitlError
from hitl_app.ui.background import Request
from hitl_app.ui.case_view import CaseView
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.pictures import read_image


class Closer(QObject):
    """Fetches a picture whole, once, when somebody zooms in further than the copy reaches."""

    def __init__(self, desk: Desk, view: CaseView, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self._media = ""
        self._request: Request | None = None
        view.picture.wants_detail.connect(self._fetch)

    def look_at(self, media: str) -> None:
        """Go on with another picture; what is on its way for the one before is dropped."""
        if self._request is not None:
            self._request.cancel()
        self._media, self._request = media, None

    def _fetch(self) -> None:
        if not self._media or self._request is not None:
            return
        self._request = self._desk.background.run_beside(
            partial(read_image, self._desk.pictures.in_full, self._media),
            self._swap_in,
            _stay_with_the_copy,
        )

    def _swap_in(self, found: tuple[QImage, QSize | None]) -> None:
        self._view.set_detail(found[0])


def _stay_with_the_copy(_error: HitlError) -> None:
    """Leave the smaller copy on the screen; it can be decided by."""
