"""Media on servers and in object stores: taken in by address, or copied at import."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from hitl_app.commands import taking_in
from hitl_app.domain.errors import Unavailable
from hitl_app.files.desk import ScreenPictures
from tests.unit.files.media_server import MediaServer, media_server


@pytest.fixture
def server(monkeypatch) -> Iterator[MediaServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with media_server() as server:
        yield server


def _png(path: Path, grey: int) -> bytes:
    Image.new("L", (40, 30), grey).save(path)
    return path.read_bytes()


def _rows(plates, media: list[str]) -> Path:
    rows = [{"case_id": f"P-{number:03}", "image": each} for number, each in enumerate(media, 1)]
    return plates.file("rows.jsonl", rows)


def _media(plates) -> list[str]:
    out = plates.folder / "cases.csv"
    plates.run("export", "cases", "--out", out)
    return [row["media"] for row in plates.table(out)]


def _inside(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_that_addresses_are_stored_as_they_are_and_not_asked_at_import(plates, server):
    addresses = [server.address("a.png"), server.address("lost.png"), "s3://box/a.png"]
    assert plates.json("import", _rows(plates, addresses))["cases"] == 3
    assert _media(plates) == addresses
    assert server.asked == []


def test_that_media_are_copied_once_however_often_they_are_imported(plates, server):
    first, second = _png(plates.folder / "1.png", 10), _png(plates.folder / "2.png", 20)
    server.files = {"2.png": second}
    source = _rows(plates, ["1.png", server.address("2.png"), "1.png"])
    words = ("import", source, "--copy-media", "copies")
    assert plates.json(*words)["cases"] == 3
    stored = _media(plates)
    assert [Path(each).read_bytes() for each in stored] == [first, second, first]
    before = _inside(plates.folder / "copies")
    assert len(before) == 2
    again = plates.json(*words)
    assert (again["cases"], again["refused"]) == (0, 0)
    assert (_media(plates), _inside(plates.folder / "copies")) == (stored, before)
    for path in plates.folder.glob("*.png"):
        path.unlink()
    assert all(ScreenPictures(plates.folder / "cache").for_screen(each) for each in stored)
    assert plates.json("verify")["holds"] is True


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_that_rows_whose_medium_is_missing_are_refused_with_their_line(plates, server, strict):
    server.files = {"2.png": _png(plates.folder / "2.png", 20)}
    media = [server.address("lost.png?sig=hidden"), server.address("2.png"), "lost.png"]
    source = _rows(plates, media)
    plates.run("import", source, "--copy-media", "copies", *strict, code=1)
    assert plates.json("stats")["cases"] == (0 if strict else 1)
    refused = plates.table(Path(f"{source}.refused.csv"))
    assert [(row["line"], row["case_id"]) for row in refused] == [("1", "P-001"), ("3", "P-003")]
    assert "lost.png cannot be copied: it is missing there." in refused[0]["reason"]
    assert "does not exist beside the file" in refused[1]["reason"]
    assert "hidden" not in refused[0]["reason"]
    assert server.asked == ["lost.png", "2.png"]


def test_that_copies_that_cannot_be_written_store_nothing(plates):
    _png(plates.folder / "1.png", 10)
    (plates.folder / "file").write_text("no folder")
    for folder in (plates.folder / "file", "http://host/box", "nonsense://host/box"):
        plates.run("import", _rows(plates, ["1.png"]), "--copy-media", folder, code=1)
    assert plates.json("stats")["cases"] == 0


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_that_stop_is_heard_between_two_media(plates, server, monkeypatch, strict):
    monkeypatch.setattr(taking_in, "_TELL_EVERY", 1_000)
    server.files = {f"{n}.png": bytes([n]) for n in range(50)}
    source = _rows(plates, [server.address(f"{n}.png") for n in range(50)])
    begin = taking_in.MediaCopies.copy_of

    def stop_at_the_fifth(copies, address: str) -> str:
        if len(server.asked) == 5:
            signal.raise_signal(signal.SIGINT)
        return begin(copies, address)

    with monkeypatch.context() as patch:
        patch.setattr(taking_in.MediaCopies, "copy_of", stop_at_the_fifth)
        words = ("import", source, "--copy-media", "copies", *strict, "--json")
        stopped = json.loads(plates.run(*words, code=1).stdout)
    assert stopped["stopped"] is True
    assert plates.json("stats")["cases"] == stopped["cases"] == (0 if strict else 5)
    assert len(server.asked) == 6
    assert all(name.endswith(".png") for name in _inside(plates.folder / "copies"))
    assert plates.json("import", source, "--copy-media", "copies")["cases"] == 50 - stopped["cases"]


@pytest.fixture
def object_store(monkeypatch) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """An S3 server in a process of its own, with an empty bucket."""
    boto3 = pytest.importorskip("boto3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "sam",
        "AWS_SECRET_ACCESS_KEY": "hidden",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=subprocess.PIPE, text=True) as moto:
        try:
            for line in moto.stderr:  # it says when it is there
                if "Running on" in line:
                    break
            client = boto3.client("s3", endpoint_url=address)
            where = {"LocationConstraint": "eu-central-1"}
            client.create_bucket(Bucket="plates", CreateBucketConfiguration=where)
            client.close()
            yield "s3://plates", moto
        finally:
            moto.terminate()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_that_media_are_copied_to_an_object_store_and_shown_from_there(plates, object_store):
    bucket, moto = object_store
    _png(plates.folder / "1.png", 10)
    source = _rows(plates, ["1.png"])
    for new in (1, 0):
        words = ("import", source, "--copy-media", f"{bucket}/media")
        assert plates.json(*words)["cases"] == new
    (media,) = _media(plates)
    assert media.startswith(f"{bucket}/media/")
    (plates.folder / "1.png").unlink()
    screen = ScreenPictures(plates.folder / "cache")
    assert screen.for_screen(media).width == 40
    assert screen.thumbnail(media).data[:1] == bytes([10])
    for lost in (f"{bucket}/media/lost.png", "s3://no-such-bucket/1.png"):
        with pytest.raises(Unavailable, match="it is missing there"):
            screen.for_screen(lost)
    moto.terminate()
    moto.wait()
    assert screen.for_screen(media).width == 40  # it is at hand
    with pytest.raises(Unavailable, match="the server cannot be reached"):
        screen.for_screen(f"{bucket}/media/other.png")
