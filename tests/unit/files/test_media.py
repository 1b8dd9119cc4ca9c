import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType

import fsspec
import pytest

from hitl_app.domain.errors import Unavailable
from hitl_app.files import elsewhere
from hitl_app.files.media import MediaPlace, ending_of
from hitl_app.files.trouble import MediumUnavailable, Trouble, told


@pytest.fixture
def place(tmp_path: Path) -> MediaPlace:
    return MediaPlace(tmp_path / "media")


@pytest.fixture
def memory() -> Iterator[ModuleType]:
    """A file system of fsspec's in memory, empty before and after."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _trouble(place: MediaPlace, address: str) -> MediumUnavailable:
    with pytest.raises(MediumUnavailable) as caught:
        place.fetch(address)
    return caught.value


def test_that_a_medium_is_fetched_once(place: MediaPlace, server, tmp_path: Path) -> None:
    server.files["a.PNG"] = b"a picture"
    address = server.address("a.PNG?version=1")
    assert not place.has(address)
    first = place.fetch(address)
    assert first.read_bytes() == place.read(address) == b"a picture"
    assert (first.suffix, server.asked) == (".png", ["a.PNG"])
    assert place.has(address)
    assert _names(tmp_path / "media") == [first.name]
    place.forget(address)
    assert not place.has(address)


def test_that_threads_that_want_the_same_medium_fetch_it_once(place: MediaPlace, server) -> None:
    server.files["a.png"] = b"a picture" * 1000
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: place.fetch(server.address("a.png")), range(32)))
    assert len(found) == 1
    assert server.asked == ["a.png"]


def test_that_an_empty_file_that_a_power_cut_left_is_fetched_anew(place, server) -> None:
    server.files["a.png"] = b"a picture"
    place.fetch(server.address("a.png")).write_bytes(b"")
    assert place.read(server.address("a.png")) == b"a picture"


@pytest.mark.parametrize(
    ("path", "trouble", "words"),
    [
        ("lost.png", Trouble.MISSING, "it is missing there. Put it back"),
        ("answer/410.png", Trouble.MISSING, "missing"),
        ("answer/401.png", Trouble.NO_RIGHT, "no right"),
        ("answer/403.png", Trouble.NO_RIGHT, "no right"),
        ("answer/503.png", Trouble.AWAY, "the server answers 503. Try again later"),
        ("cut/a.png", Trouble.CUT_OFF, "cut off half way. Try again"),
        ("huge/a.png", Trouble.TOO_LARGE, "more than 500 MB"),
    ],
)
def test_that_each_trouble_with_a_server_is_told_in_words(
    path: str, trouble: Trouble, words: str, place: MediaPlace, server, tmp_path: Path
) -> None:
    error = _trouble(place, server.address(path))
    assert error.trouble is trouble
    assert words in str(error)
    assert f"http://127.0.0.1:{server.server_port}/{path}" in str(error)
    assert _names(tmp_path / "media") == []


def test_that_a_medium_is_broken_off_where_it_grows_too_large(server, tmp_path: Path) -> None:
    server.files["a.png"] = b"x" * 2_000_000
    place = MediaPlace(tmp_path / "media", largest=1_000_000)
    assert _trouble(place, server.address("a.png")).trouble is Trouble.TOO_LARGE


def test_that_a_silent_server_is_not_waited_for(place, server, monkeypatch) -> None:
    monkeypatch.setattr(elsewhere, "SECONDS", 0.3)
    error = _trouble(place, server.address("slow/a.png"))
    assert (error.trouble, "gave no answer" in str(error)) == (Trouble.AWAY, True)


def test_that_a_server_that_is_not_there_is_told(place: MediaPlace) -> None:
    error = _trouble(place, "http://127.0.0.1:1/a.png")
    assert (error.trouble, "cannot be reached" in str(error)) == (Trouble.AWAY, True)


@pytest.mark.parametrize(
    "address", ["nonsense://host/a.png", "http://[::1/a.png", "://", "http://"]
)
def test_that_what_is_no_address_is_told(address: str, place: MediaPlace) -> None:
    assert _trouble(place, address).trouble in {Trouble.UNKNOWN, Trouble.MISSING}


@pytest.mark.parametrize(
    ("scheme", "missing", "words"),
    [("s3", "s3fs", "pip install hitl-app[s3]"), ("http", "fsspec", "pip install fsspec[http]")],
)
def test_that_a_package_that_is_not_installed_is_named(
    scheme: str, missing: str, words: str, place: MediaPlace, monkeypatch
) -> None:
    loaded = import_module("fsspec.registry")._registry  # noqa: SLF001  # fsspec keeps what it once loaded
    monkeypatch.delitem(loaded, scheme, raising=False)
    for name in {missing, *(name for name in sys.modules if name.partition(".")[0] == missing)}:
        monkeypatch.setitem(sys.modules, name, None)
    error = _trouble(place, f"{scheme}://host/a.png")
    assert (error.trouble, words in str(error)) == (Trouble.UNKNOWN, True)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://host:8080/b/a@2x.png", "https://host:8080/b/a@2x.png"),
        ("https://sam:hidden@host/a.png", "https://host/a.png"),
        ("https://sam:hid/den@host/a.png", "https://…/host/a.png"),
        ("https://sam:hid?den@host/a.png", "https://…"),
        ("https://host/a.png?sig=hidden#hidden", "https://host/a.png"),
        ("https://[::1]:80/a.png", "https://[::1]:80/a.png"),
        ("zip://a.png::https://sam:hidden@host/b.zip?hidden", "zip://a.png::https://host/b.zip"),
        ("s3://bucket/a\nb.png", "s3://bucket/a b.png"),
        ("pictures/a#1?.png", "pictures/a#1?.png"),
    ],
)
def test_that_an_address_is_told_without_its_secrets(address: str, shown: str) -> None:
    assert told(address) == shown


@pytest.mark.parametrize("path", ["lost.png", "answer/403.png", "cut/a.png", "huge/a.png"])
def test_that_no_secret_is_in_words_traces_or_logs(
    path: str, place: MediaPlace, server, caplog
) -> None:
    caplog.set_level(logging.INFO)
    address = server.address(f"{path}?sig=hidden", "sam:hidden@")
    error = _trouble(place, address)
    trace = "".join(traceback.format_exception(error))
    assert "hidden" not in f"{error} {error!r} {caplog.text}"
    assert (error.__cause__, error.__context__) == (None, None)
    assert "hidden" not in trace


def test_that_a_name_and_password_in_an_address_are_sent(place: MediaPlace, server) -> None:
    server.files["a.png"] = b"a picture"
    assert place.read(server.address("a.png", "sam:hidden@")) == b"a picture"


def test_that_files_on_this_machine_stay_where_they_are(place: MediaPlace, tmp_path: Path) -> None:
    file = tmp_path / "ä b#1.png"
    file.write_bytes(b"a picture")
    for address in (str(file), f"file://{file}", file.as_uri(), f"FILE://localhost{file}"):
        assert place.fetch(address) == file
        assert place.has(address)
    place.forget(str(file))
    assert file.exists()
    assert not (tmp_path / "media").exists()
    assert _trouble(place, f"file://{tmp_path}/lost.png").trouble is Trouble.MISSING


def test_that_every_scheme_of_fsspec_is_opened(place: MediaPlace, memory) -> None:
    memory.pipe_file("/box/a.png", b"a picture")
    assert place.read("memory://box/a.png") == b"a picture"
    for lost in ("memory://box/b.png", "memory://box"):
        assert _trouble(place, lost).trouble is Trouble.MISSING


def test_that_the_cache_keeps_its_bound_and_the_last_used_media(tmp_path: Path, memory) -> None:
    folder = tmp_path / "media"
    place = MediaPlace(folder, most=10_000)
    for number in range(30):
        memory.pipe_file(f"/{number}.bin", bytes(1000))
        place.fetch(f"memory://{number}.bin")
        place.fetch("memory://0.bin")  # used again and again
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 10_000
    assert place.has("memory://0.bin")
    assert place.has("memory://29.bin")
    assert not place.has("memory://1.bin")


def test_that_a_medium_above_the_bound_is_there_for_whoever_asked(tmp_path: Path, memory) -> None:
    memory.pipe_file("/a.bin", bytes(1000))
    assert len(MediaPlace(tmp_path, most=10).read("memory://a.bin")) == 1000


def test_that_kept_media_never_go_until_they_are_let_go(tmp_path: Path, memory) -> None:
    place, other = MediaPlace(tmp_path, most=2_000), MediaPlace(tmp_path, most=2_000)
    for number in range(8):
        memory.pipe_file(f"/{number}.bin", bytes(1000))
    place.keep(["memory://0.bin", "memory://1.bin", "pictures/here.png"])
    other.keep(["memory://2.bin"], whose="other")
    for number in range(8):
        other.fetch(f"memory://{number}.bin")  # another process reads the same list
    assert [place.has(f"memory://{number}.bin") for number in range(3)] == [True] * 3
    place.keep(["memory://1.bin"])
    place.trim()
    assert [place.has(f"memory://{number}.bin") for number in range(3)] == [False, True, True]


def test_that_work_of_a_killed_process_goes(tmp_path: Path, place: MediaPlace) -> None:
    old, new = (tmp_path / "media" / name for name in (".work-old", ".work-new"))
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"half")
    os.utime(old, (1, 1))
    assert place.trim() == 0
    assert (old.exists(), new.exists()) == (False, True)


def test_that_a_cache_that_cannot_be_written_is_told(tmp_path: Path, memory) -> None:
    (tmp_path / "file").write_text("no folder")
    memory.pipe_file("/a.bin", b"a")
    place = MediaPlace(tmp_path / "file" / "media")
    for step in (lambda: place.fetch("memory://a.bin"), lambda: place.keep([])):
        with pytest.raises(Unavailable, match="cannot be written"):
            step()


FETCHING = """
import sys
from pathlib import Path
from hitl_app.files.media import MediaPlace
place = MediaPlace(Path(sys.argv[1]), most=30_000)
for number in list(range(40)) * 2:
    assert len(place.read(f"{sys.argv[2]}{number}.bin")) == 2_000
"""


def test_that_two_processes_share_a_cache(tmp_path: Path, server) -> None:
    server.files = {f"{number}.bin": bytes(2_000) for number in range(40)}
    command = [sys.executable, "-c", FETCHING, str(tmp_path / "media"), server.address("")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for each in running:
        told_us = each.communicate(timeout=25)[1]
        assert each.returncode == 0, told_us
    left = list((tmp_path / "media").iterdir())
    assert all(path.stat().st_size == 2_000 for path in left)
    assert 1 < len(left) <= 15


@pytest.mark.parametrize(
    ("address", "ending"),
    [
        ("https://h/a.PNG?x=b.gif", ".png"),
        ("C:\\folder.d\\a.tif", ".tif"),
        ("s3://b/a", ""),
        ("a.png/..", ""),
        ("http://[::1/a.png", ""),
        ("a.averylongending", ""),
    ],
)
def test_that_a_usual_ending_is_kept(address: str, ending: str) -> None:
    assert ending_of(address) == ending


def test_that_nothing_of_fsspec_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"any")
    code = (
        "import sys; from pathlib import Path; from hitl_app.files.desk import ScreenPictures\n"
        f"here = Path({str(tmp_path)!r}); screen = ScreenPictures(here / 'cache')\n"
        "screen.media.fetch(str(here / 'a.png')); screen.media.fetch((here / 'a.png').as_uri())\n"
        "screen.media.keep(['s3://b/a.png']); screen.trim()\n"
        "print({'fsspec', 'aiohttp', 's3fs', 'asyncio'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
