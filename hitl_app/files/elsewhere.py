"""What lies elsewhere, on servers and in object stores: brought and put whole through fsspec."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hitl_app.domain.errors import Unavailable
from hitl_app.files.trouble import SECONDS, MediumUnavailable, Trouble, in_words, scheme_of

SECONDS_IN_ALL = 600
LARGEST = 500_000_000
"""Bytes above which a medium is not brought."""

OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az"})
"""Schemes of places where a file appears whole by itself and there are no folders."""

_DRIVE = re.compile(r"/[A-Za-z]:/")
_WHOLE_URL = re.compile(r"[!-~]+")


def local_path(address: str) -> Path | None:
    """Return the file that an address names on this machine or a mounted share, else None."""
    scheme, colon, rest = address.partition("://")
    if not colon:
        return Path(address)
    if scheme.lower() != "file":
        return None
    host, _, path = rest.partition("/")
    share = f"//{host}/" if host not in {"", "localhost"} else "/"
    whole = share + unquote(path)
    return Path(whole[1:] if _DRIVE.match(whole) else whole)


def bring(address: str, to: Path, *, most: int = LARGEST) -> None:
    """Bring a medium whole into a file.

    Raises:
        MediumUnavailable: see ``Trouble``.
        Unavailable: the disk is full.
    """
    _told_in_words(address, lambda: _get(address, to, most), to.parent)


def size_there(address: str) -> int | None:
    """Return how large a file is that lies elsewhere, None if there is none.

    Raises:
        MediumUnavailable: the place cannot be reached, or there is no right to it.
    """
    sizes: list[int] = []
    try:
        _told_in_words(address, lambda: sizes.append(_size(address)))
    except MediumUnavailable as error:
        if error.trouble is not Trouble.MISSING:
            raise
    return sizes[0] if sizes else None


def put(file: Path, address: str, part: str) -> None:
    """Put a file elsewhere whole: beside its place under another name first, then renamed.

    Raises:
        MediumUnavailable: the place cannot be reached, or there is no right to write.
    """
    _told_in_words(address, lambda: _put(file, address, part))


def _told_in_words(address: str, step: Callable[[], None], disk: Path | None = None) -> None:
    problem: Unavailable | None = None
    try:
        step()
    # Every scheme has a package of its own with failures of its own kinds; all of them are
    # surroundings. Raised outside the block, for their texts and traces hold whole addresses.
    except Exception as error:  # noqa: BLE001  # reason above
        problem = in_words(address, error, disk)
    if problem is not None:
        raise problem


def _get(address: str, to: Path, most: int) -> None:
    from fsspec.callbacks import Callback  # noqa: PLC0415  # only who has media elsewhere waits for it

    def check(size: int | None, so_far: int, **_more: object) -> None:
        if max(size or 0, so_far) > most:
            why = f"it has more than {most // 1_000_000:,} MB"
            raise MediumUnavailable(address, Trouble.TOO_LARGE, why)

    files, path = _opened(address)
    counted = Callback(hooks={"limit": check})
    files.get_file(path, str(to), callback=counted)
    if not to.is_file():
        raise IsADirectoryError
    # Over http the announced size is that of what was packed, and whatever is short fails itself.
    if not scheme_of(address).startswith("http") and to.stat().st_size < (counted.size or 0):
        raise EOFError


def _size(address: str) -> int:
    files, path = _opened(address)
    files.invalidate_cache()
    return int(files.info(path)["size"])


def _put(file: Path, address: str, part: str) -> None:
    files, path = _opened(address)
    if scheme_of(address) in OBJECT_STORES:
        files.put_file(str(file), path)
        return
    beside = f"{path}{part}"
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    try:
        files.put_file(str(file), beside)
        files.mv(beside, path)
    finally:
        if files.exists(beside):
            files.rm_file(beside)


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system behind an address, and the path there."""
    from fsspec.core import url_to_fs  # noqa: PLC0415  # only who has media elsewhere waits for it

    schemes = {scheme_of(bit) for bit in address.split("::")}
    options = {scheme: _options(scheme, address) for scheme in schemes if _options(scheme, address)}
    files, path = url_to_fs(address, **options)
    if hasattr(files, "retries"):
        files.retries = 2  # s3fs would try five times, each until the time is out
    return files, path


def _options(scheme: str, address: str) -> dict[str, object]:
    if scheme in {"http", "https"}:
        from aiohttp import ClientTimeout  # noqa: PLC0415  # only who has media there waits for it

        timeout = ClientTimeout(total=SECONDS_IN_ALL, connect=SECONDS, sock_read=SECONDS)
        return {
            "client_kwargs": {"timeout": timeout, "trust_env": True},  # proxies of a company
            "encoded": bool(_WHOLE_URL.fullmatch(address)),  # a signed address is sent as it is
        }
    if scheme in {"s3", "s3a"}:
        once = {"max_attempts": 1}
        waits = {"connect_timeout": SECONDS, "read_timeout": SECONDS, "retries": once}
        return {"config_kwargs": waits}
    return {"timeout": SECONDS} if scheme in {"ftp", "smb"} else {}
