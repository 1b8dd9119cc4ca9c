"""Copies of pictures that lie on a share, for as long as their cases are worked on."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from hitl_app.files.atomic import PART, writing_bytes
from hitl_app.files.elsewhere import local_path
from hitl_app.files.media import ending_of
from hitl_app.files.words import cannot


class AtHand:
    """Keeps what lies on another file system, because a share goes away with its network."""

    def __init__(self, folder: Path) -> None:
        """Keep copies in this folder, which is made when the first one comes."""
        self._folder = folder

    def lay_in(self, address: str) -> None:
        """Copy a file that lies on another file system; what lies here needs no copy.

        Raises:
            Unavailable: it cannot be read, or there is no room for the copy.
        """
        path, copy = local_path(address), self._place(address)
        if path is None or copy.exists() or not self._may_go_away(path):
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (
                path.open("rb") as source,
                writing_bytes(copy, part=f".{os.getpid()}{PART}", durable=False) as target,
            ):
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise cannot("copied", path, error) from error

    def keep(self, addresses: Iterable[str]) -> None:
        """Remove every copy that is not one of these."""
        names = {self._place(each).name for each in addresses}
        with suppress(FileNotFoundError):
            for copy in self._folder.iterdir():
                if copy.name not in names:
                    with suppress(OSError):
                        copy.unlink()

    def instead_of(self, address: str) -> Path | None:
        """Return the copy of a file, None where there is none."""
        copy = self._place(address)
        return copy if copy.is_file() else None

    def _place(self, address: str) -> Path:
        digest = sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest}{ending_of(address)}"

    def _may_go_away(self, path: Path) -> bool:
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            return path.stat().st_dev != self._folder.parent.stat().st_dev
        except OSError as error:
            raise cannot("read", path, error) from error
