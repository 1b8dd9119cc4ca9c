"""What the window needs of files: pictures for the screen, and files that come in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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

    # Imported where they are used, on the worker: the first frame needs no Pillow.

    def for_screen(self, media: str) -> Pixels:
        """Return a picture at screen size."""
        from hitl_app.files.pictures import picture_file, screen_pixels  # noqa: PLC0415  # reason above

        with picture_file(media, self.media) as path:
            return screen_pixels(path, self.cache)

    def in_full(self, media: str) -> Pixels:
        """Return a picture with all its detail."""
        from hitl_app.files.pictures import full_pixels, picture_file  # noqa: PLC0415  # reason above

        with picture_file(media, self.media) as path:
            return full_pixels(path)

    def thumbnail(self, media: str) -> Pixels:
        """Return a thumbnail."""
        from hitl_app.files.pictures import picture_file, thumbnail_pixels  # noqa: PLC0415  # reason above

        with picture_file(media, self.media) as path:
            return thumbnail_pixels(path, self.cache)

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
