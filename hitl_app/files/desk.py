"""What the window needs of files: pictures for the screen, and files that come in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hitl_app.domain.errors import Unavailable
from hitl_app.files.at_hand import AtHand
from hitl_app.files.elsewhere import local_path
from hitl_app.files.media import MediaPlace
from hitl_app.files.refused import RefusedRows, refused_path, writable_place
from hitl_app.files.sources import open_source
from hitl_app.workflow.ports import Pixels, Refusal, RowSource


class ScreenPictures:
    """Pictures for the screen, from copies in a cache folder that is kept within bounds."""

    def __init__(self, cache: Path, media: MediaPlace | None = None) -> None:
        """Fetch media that lie elsewhere into ``media``, else into a folder of the cache."""
        self.cache = cache
        self.media = MediaPlace(cache / "media") if media is None else media
        self._at_hand = AtHand(cache / "at_hand")

    # Imported where they are used, on the worker: the first frame needs no Pillow.

    def for_screen(self, media: str) -> Pixels:
        """Return a picture at screen size."""
        from hitl_app.files.pictures import screen_pixels  # noqa: PLC0415  # reason above

        return self._read(media, lambda path: screen_pixels(path, self.cache))

    def in_full(self, media: str) -> Pixels:
        """Return a picture with all its detail."""
        from hitl_app.files.pictures import full_pixels  # noqa: PLC0415  # reason above

        return self._read(media, full_pixels)

    def thumbnail(self, media: str) -> Pixels:
        """Return a thumbnail."""
        from hitl_app.files.pictures import thumbnail_pixels  # noqa: PLC0415  # reason above

        return self._read(media, lambda path: thumbnail_pixels(path, self.cache))

    def lay_in(self, media: str) -> None:
        """Fetch a picture, so that it can be shown when its server or share is away."""
        if local_path(media) is None:
            self.media.fetch(media)
        else:
            self._at_hand.lay_in(media)

    def keep(self, media: Sequence[str]) -> None:
        """Let these pictures not go from here; others laid in before may."""
        self.media.keep(media)
        self._at_hand.keep(media)

    def _read(self, media: str, read: Callable[[Path], Pixels]) -> Pixels:
        from hitl_app.files.pictures import picture_file  # noqa: PLC0415  # reason above

        try:
            with picture_file(media, self.media) as path:
                return read(path)
        except Unavailable:
            copy = self._at_hand.instead_of(media)
            if copy is None:
                raise
            return read(copy)

    def trim(self) -> int:
        """Remove what was not used for long; return the bytes gone."""
        from hitl_app.files.pictures import trim  # noqa: PLC0415  # reason above

        return trim(self.cache) + self.media.trim()


class FileIntakes:
    """Files and folders that come in: workflow.ports.Intakes on the disk."""

    def open(self, path: Path, labels: tuple[str, ...]) -> RowSource:
        """Open a file or folder by its kind."""
        return open_source(path, labels=labels)

    @contextmanager
    def refusals(self, source: Path) -> Iterator[Callable[[Refusal], None]]:
        """Write refused rows down beside their source, or at home where that cannot be written."""
        with RefusedRows(self.refused_beside(source)) as refused:
            yield refused.add

    def refused_beside(self, source: Path) -> Path:
        """Name the file of refused rows."""
        return writable_place(refused_path(source), (Path.home(),))
