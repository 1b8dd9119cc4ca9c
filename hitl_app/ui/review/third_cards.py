"""The card below the class buttons: what is often mixed up, a suggestion, or that there is none."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hitl_app.domain.case import GuideEntry
from hitl_app.presentation import review as words
from hitl_app.ui.review.pictures import PictureShelf
from hitl_app.ui.theme import color, px
from hitl_app.ui.tokens import SPACE_M, SPACE_S
from hitl_app.ui.widgets import Card, ConfidenceBar, KeyCap, Label
from hitl_app.ui.widgets.painting import begin, rounded


class GuidePicture(QWidget):
    """A picture of a class, cut to the shape of its place."""

    def __init__(self, height: int, *, name: str = "", width: int = 0) -> None:
        super().__init__()
        self._height, self._width = height, width
        self._image = QImage()
        self.setObjectName(name)
        across = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def set_image(self, image: QImage | None) -> None:
        """Show a picture, or the empty ground."""
        self._image = image or QImage()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(px(self._width or 150), px(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the middle of the picture."""
        with begin(self) as painter:
            rounded(painter, self.rect(), color("stage"), radius=5)
            if self._image.isNull():
                return
            path = QPainterPath()
            path.addRoundedRect(self.rect(), 5, 5)
            painter.setClipPath(path)
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
            size = self._image.size().scaled(
                self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawImage(QRect(left, top, size.width(), size.height()), self._image)


class MixedUpCard(Card):
    """Two classes that are often mixed up, from the guide."""

    def __init__(self, shelf: PictureShelf) -> None:
        super().__init__("Often mixed up", "from the guide", name="review.mixed_up")
        self._shelf = shelf
        self._shown: tuple[GuideEntry, ...] | None = None
        self._pictures: dict[str, list[GuidePicture]] = {}
        self._inside = QWidget()
        self.add(self._inside)
        shelf.arrived.connect(self._fill)

    def show_entries(self, entries: Sequence[GuideEntry], labels: Sequence[str]) -> None:
        """Show these classes; the same ones again change nothing."""
        if self._shown == tuple(entries):
            return
        self._shown = tuple(entries)
        self._pictures = {}
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        for entry in entries:
            row.addLayout(self._entry(entry, words.key_of(entry.label, labels)), 1)
        if not entries:
            row.addWidget(Label(words.EMPTY_GUIDE.sentence, "small", "text2", wrap=True))
        self.body.replaceWidget(self._inside, inside)
        self._inside.setParent(None)
        self._inside.deleteLater()
        self._inside = inside
        self._shelf.want([entry.picture for entry in entries])
        for media in self._pictures:
            self._fill(media)

    def _entry(self, entry: GuideEntry, key: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S // 2)
        picture = GuidePicture(76)
        picture.setAccessibleName(f"Picture of {entry.label}")
        self._pictures.setdefault(entry.picture, []).append(picture)
        title = QHBoxLayout()
        title.setSpacing(SPACE_S)
        if key:
            title.addWidget(KeyCap(key))
        title.addWidget(Label(entry.label, "body", "text", 600), 1)
        text = Label(entry.words, "small", "text2", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(picture)
        column.addLayout(title)
        column.addWidget(text, 1)
        return column

    def _fill(self, media: str) -> None:
        for picture in self._pictures.get(media, []):
            picture.set_image(self._shelf.image(media))


class SuggestionCard(Card):
    """What the model suggests, made anew for each case and thrown away after it."""

    def __init__(self, shown: words.SuggestionWords, heat_key: str) -> None:
        super().__init__(
            "The model suggests",
            shown.version,
            icon_name="cpu",
            tone="model",
            name="review.suggestion",
        )
        self.setAccessibleDescription(shown.said)
        self.body.setSpacing(5)
        if shown.unsure:
            self.add(Label("not sure", "heading", "text", 600))
        for place, (key, label, share) in enumerate(shown.rows):
            leading = place == 0 and not shown.unsure
            name = f"review.suggestion.{place + 1}"
            self.add(ConfidenceBar(key, label, share, leading=leading, name=name))
        if shown.calibration:
            said = Label(shown.calibration, "small", "text2", wrap=True)
            said.setObjectName("review.calibration")
            self.add(said)
        if heat_key:
            row = QHBoxLayout()
            row.setSpacing(SPACE_S)
            row.addWidget(KeyCap(f"hold {heat_key}"))
            row.addWidget(Label("where it looks", "small", "text2"), 1)
            self.body.addLayout(row)


class SayingCard(Card):
    """A card that says one thing."""

    def __init__(self, said: words.StateWords, icon_name: str, *, name: str) -> None:
        super().__init__(said.title, icon_name=icon_name, tone="text2", name=name)
        self._sentence = Label(said.sentence, "small", "text2", wrap=True)
        self.add(self._sentence)


class ThirdPlace(QWidget):
    """Shows one of the cards; the others are gone, not hidden beneath."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review.third")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_M)
        self._shown: list[QWidget] = []
        self._kept: set[QWidget] = set()

    def keep(self, card: QWidget) -> None:
        """Say that a card is used again, not thrown away when another takes its place."""
        card.setParent(self)
        card.hide()
        self._kept.add(card)

    def show_cards(self, *cards: QWidget) -> None:
        """Put cards in the place of those shown."""
        if self._shown == list(cards):
            return
        for card in self._shown:
            self._column.removeWidget(card)
            card.hide()
            if card not in self._kept and card not in cards:
                # What a model suggested must not outlive its case.
                card.setParent(None)
                card.deleteLater()
        self._shown = list(cards)
        for card in cards:
            self._column.addWidget(card)
            card.show()

    def shown(self) -> list[QWidget]:
        """Return the cards in sight."""
        return list(self._shown)
