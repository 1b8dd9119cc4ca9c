"""Cards over the Review page: the guide, and a class by its name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from hitl_app.domain.case import GuideEntry
from hitl_app.presentation import review as words
from hitl_app.ui.review.pictures import PictureShelf
from hitl_app.ui.review.third_cards import GuidePicture
from hitl_app.ui.tokens import SPACE_L, SPACE_S
from hitl_app.ui.widgets import KeyCap, Label, Overlay, ScrollColumn


class GuideOverlay(Overlay):
    """What each class means, with a picture; made when it is opened."""

    def __init__(
        self,
        parent: QWidget,
        guide: Sequence[GuideEntry],
        labels: Sequence[str],
        shelf: PictureShelf,
    ) -> None:
        super().__init__(parent, "Guide", width=760, name="review.guide_card")
        self._shelf = shelf
        self._pictures: dict[str, list[GuidePicture]] = {}
        column = ScrollColumn(name="review.guide_entries")
        for entry in guide:
            column.add(self._entry(entry, words.key_of(entry.label, labels)))
        if not guide:
            column.add(Label(words.EMPTY_GUIDE.sentence, "body", "text2", wrap=True))
        column.column.addStretch(1)
        column.setMinimumHeight(min(560, 120 * max(1, len(guide))))
        self.body.addWidget(column, 1)
        shelf.arrived.connect(self._fill)
        shelf.want([entry.picture for entry in guide])
        for media in self._pictures:
            self._fill(media)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with the key that opened it, too."""
        if event.key() == Qt.Key.Key_G:
            self.shut()
        super().keyPressEvent(event)

    def _entry(self, entry: GuideEntry, key: str) -> QWidget:
        inside = QWidget()
        row, text = QHBoxLayout(inside), QVBoxLayout()
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(SPACE_L)
        picture = GuidePicture(84, width=112)
        picture.setAccessibleName(f"Picture of {entry.label}")
        self._pictures.setdefault(entry.picture, []).append(picture)
        title = QHBoxLayout()
        title.setSpacing(SPACE_S)
        if key:
            title.addWidget(KeyCap(key))
        title.addWidget(Label(entry.label, "strong", "text", 600), 1)
        text.addLayout(title)
        text.addWidget(Label(entry.words, "body", "text", wrap=True))
        if entry.mixed_up_with:
            others = ", ".join(entry.mixed_up_with)
            text.addWidget(Label(f"Often mixed up with {others}", "small", "text2", wrap=True))
        text.addStretch(1)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        return inside

    def _fill(self, media: str) -> None:
        for picture in self._pictures.get(media, []):
            picture.set_image(self._shelf.image(media))


class ClassFinder(Overlay):
    """Find a class by typing a part of its name; Enter decides."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, labels: Sequence[str]) -> None:
        super().__init__(
            parent, "Class by name", "Enter decides", width=420, name="review.class_finder"
        )
        self._labels = tuple(labels)
        self._field = QLineEdit()
        self._field.setObjectName("review.class_finder.text")
        self._field.setAccessibleName("Part of the class name")
        self._field.setPlaceholderText("Type a part of the name")
        self._list = QListWidget()
        self._list.setObjectName("review.class_finder.list")
        self._list.setAccessibleName("Classes")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSpacing(2)
        self._list.setFixedHeight(240)
        self.body.addWidget(self._field)
        self.body.addWidget(self._list)
        self._field.textChanged.connect(self._narrow)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(lambda _item: self._choose())

    def open(self) -> None:
        """Open with all classes."""
        self._field.clear()
        self._narrow("")
        super().open()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and choose from it while the text has the keyboard."""
        if watched is self._field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)  # noqa: S101  what the type of the event says
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                last = self._list.count() - 1
                self._list.setCurrentRow(max(0, min(last, self._list.currentRow() + step)))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if not event.isAutoRepeat():
                    self._choose()
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        self._list.clear()
        wanted = text.casefold().strip()
        found = [label for label in self._labels if wanted in label.casefold()]
        self._list.addItems(
            sorted(found, key=lambda label: not label.casefold().startswith(wanted))
        )
        self._list.setCurrentRow(0)

    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.shut()
            self.chosen.emit(self._labels.index(item.text()))
