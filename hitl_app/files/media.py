"""Media at hand: what lies elsewhere is fetched once, into a cache folder of bounded size."""

import os
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from hitl_app.files.atomic import writing
from hitl_app.files.elsewhere import LARGEST, bring, local_path
from hitl_app.files.trouble import MediumUnavailable, Trouble
from hitl_app.files.words import cannot

CACHE_BYTES = 2_000_000_000
_STILL_FULL = 0.9
"""Part of the bound that stays when room is made, so that it is not made for every medium."""

_WORK, _KEPT = ".work-", "kept-"
_ABANDONED_SECONDS = 3600
_STRIPES = 256


class MediaPlace:
    """Fetches media by their addresses; one address stands for one content that never changes.

    What was fetched lies in the folder under a digest of its address; what was used least
    recently goes first. Several threads and processes may use one folder at once.
    """

    def __init__(self, folder: Path, *, most: int = CACHE_BYTES, largest: int = LARGEST) -> None:
        self._folder, self._most, self._largest = folder, most, largest
        self._locks = tuple(threading.Lock() for _ in range(_STRIPES))
        self._room = 0

    def fetch(self, address: str) -> Path:
        """Return the file of a medium, fetched if it is not here; for a worker thread.

        Raises:
            MediumUnavailable: missing, no right, server away, unknown, too large or cut off.
            Unavailable: the cache cannot be written.
        """
        local = local_path(address)
        if local is not None:
            if not local.is_file():
                raise MediumUnavailable(address, Trouble.MISSING, "it is missing there")
            return local
        place = self._place(address)
        with self._locks[int(place.name[:2], 16)]:  # two threads fetch the same only once
            if not _is_used(place):
                self._fetch(address, place)
        return place

    def read(self, address: str) -> bytes:
        """Return the content of a medium likewise."""
        path = self.fetch(address)
        try:
            return path.read_bytes()
        except OSError as error:
            raise cannot("read", path, error) from error

    def has(self, address: str) -> bool:
        """Say whether a medium is at hand without its server."""
        return (local_path(address) or self._place(address)).is_file()

    def forget(self, address: str) -> None:
        """Fetch a medium anew when it is asked for again."""
        if local_path(address) is None:
            with suppress(OSError):
                self._place(address).unlink()

    def keep(self, addresses: Iterable[str], *, whose: str = "window") -> None:
        """Let these media never go from the cache, in place of those kept before for the same one.

        They are not fetched by this. It holds after a restart and for other processes too.

        Raises:
            Unavailable: the cache cannot be written.
        """
        names = {self._place(each).name for each in addresses if local_path(each) is None}
        kept = self._folder / (_KEPT + blake2b(whose.encode(), digest_size=8).hexdigest())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot("written", self._folder, error) from error
        with writing(kept, part=f".{os.getpid()}-{threading.get_ident()}.part") as file:
            file.write("".join(f"{name}\n" for name in sorted(names)))

    def trim(self) -> int:
        """Remove the least recently used media until the cache is small enough; return bytes gone.

        Raises:
            Unavailable: the cache cannot be read.
        """
        return self._trim(None)

    def _place(self, address: str) -> Path:
        digest = sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest}{ending_of(address)}"

    def _fetch(self, address: str, place: Path) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # A folder of its own: broken off, what still arrives finds no place to be written.
            work = self._folder / f"{_WORK}{os.getpid()}-{threading.get_ident()}"
            work.mkdir(exist_ok=True)
        except OSError as error:
            raise cannot("written", self._folder, error) from error
        try:
            part = work / place.name
            bring(address, part, most=self._largest)
            size = part.stat().st_size
            _rename(part, place)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        self._make_room(size, place)

    def _make_room(self, size: int, fetched: Path) -> None:
        """Look at the folder only when it may be full: half of what was free is not looked at."""
        self._room -= size
        if self._room < 0:
            self._trim(fetched)

    def _trim(self, spared: Path | None) -> int:
        try:
            with os.scandir(self._folder) as entries:
                found = [(entry.stat(), Path(entry.path)) for entry in entries if _exists(entry)]
            kept = self._kept([path for _, path in found])
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise cannot("read", self._folder, error) from error
        files = [
            (stat.st_atime_ns, stat.st_size, path)
            for stat, path in found
            if not path.name.startswith((_WORK, _KEPT))
        ]
        self._remove_abandoned(
            [(stat, path) for stat, path in found if path.name.startswith(_WORK)]
        )
        size = sum(each for _, each, _ in files)
        gone = 0
        if size > self._most:
            free = [file for file in files if file[2].name not in kept and file[2] != spared]
            gone = _remove_first(sorted(free), size - int(self._most * _STILL_FULL))
        self._room = max(0, self._most - size + gone) // 2
        return gone

    def _kept(self, paths: list[Path]) -> set[str]:
        lists = [path for path in paths if path.name.startswith(_KEPT)]
        return {name for path in lists for name in path.read_text("utf-8").split()}

    def _remove_abandoned(self, works: list[tuple[os.stat_result, Path]]) -> None:
        now = time.time()
        for stat, path in works:
            if now - stat.st_mtime > _ABANDONED_SECONDS:  # its process was killed
                shutil.rmtree(path, ignore_errors=True)


def ending_of(address: str) -> str:
    """Return the ending of a medium's name in small letters, empty where it has no usual one."""
    try:
        path = urlsplit(address).path if "://" in address else address.replace("\\", "/")
    except ValueError:
        return ""
    ending = PurePosixPath(path).suffix.lower()
    return ending if ending.isascii() and ending[1:].isalnum() and len(ending) <= 9 else ""  # noqa: PLR2004  # .geotiff, and a little more


def _exists(entry: "os.DirEntry[str]") -> bool:
    try:
        entry.stat()
    except FileNotFoundError:  # another process was quicker
        return False
    return True


def _is_used(place: Path) -> bool:
    """Say whether a medium is here, and note that it was used; its own time of change stays."""
    try:
        found = place.stat()
        # Written by hand: most disks note the time of reading once a day or never.
        os.utime(place, ns=(time.time_ns(), found.st_mtime_ns))
    except OSError:
        return False
    return found.st_size > 0  # a power cut can leave a file without content


def _rename(part: Path, place: Path) -> None:
    try:
        part.replace(place)
    except OSError as error:
        # On Windows what is open cannot be replaced: another process has the same already.
        if not place.is_file():
            raise cannot("written", place, error) from error


def _remove_first(files: list[tuple[int, int, Path]], too_much: int) -> int:
    gone = 0
    for _, size, path in files:
        if gone >= too_much:
            break
        with suppress(OSError):  # another process may have been quicker
            path.unlink()
            gone += size
    return gone
