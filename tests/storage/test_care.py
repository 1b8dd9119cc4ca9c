"""Opening, copying and losing a workspace file; what cannot be done is said in words."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from hitl_app.domain.errors import Refused, Unavailable
from hitl_app.storage import open_store, schema, sqlite
from hitl_app.storage.library import sqlite3
from hitl_app.storage.places import refuse_network_share
from hitl_app.storage.sqlite import _choose_journal
from tests.storage.office import ANNA, Office, arrival, refused

NOBODY = 65534


def limit_pages(office: Office, pages: int) -> None:
    """Let the file grow no more than a little: what a full disk does, on this connection alone."""
    connection = office.store._db.conn  # noqa: SLF001  # the limit belongs to the connection
    (now,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {now + pages}")


def test_that_a_full_disk_is_told_in_words_and_loses_nothing(office: Office) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(50)))
    kept = [office.decide() for _ in range(5)]
    limit_pages(office, 0)
    comment = "x" * 9000
    with pytest.raises(Unavailable, match=r"The disk is full. What was saved before is safe"):
        office.decide(comment=comment)
    held = office.case().case
    stored = [row[0] for row in office.query("SELECT decision_id FROM decisions ORDER BY 1")]
    assert stored == kept
    assert office.problems() == ()
    limit_pages(office, 10_000)
    assert office.case().case == held
    office.decide(comment=comment)
    assert office.stats().decided == 6
    assert office.problems() == ()


def test_that_an_import_on_a_full_disk_leaves_whole_batches(office: Office) -> None:
    office.receive(arrival("first"))
    limit_pages(office, 20)
    with pytest.raises(Unavailable, match="disk is full"):
        office.take_in(*(arrival(f"c{n}", 0.5, text="x" * 100) for n in range(3000)))
    cases = office.stats().cases
    assert cases % 1000 == 1
    assert office.problems() == ()
    limit_pages(office, 100_000)
    office.take_in(*(arrival(f"c{n}", 0.5, text="x" * 100) for n in range(3000)))
    assert office.stats().cases == 3001


def test_that_an_image_of_a_disk_error_is_no_bug(office: Office) -> None:
    office.store._db.execute("PRAGMA query_only = ON")  # noqa: SLF001  # as a read-only mount does
    with pytest.raises(Unavailable, match="may only be read"):
        office.receive(arrival("a"))


def test_that_another_program_in_the_way_is_told_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)  # not half a minute
    other = sqlite3.connect(office.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="Another program is writing"):
        office.receive(arrival("a"))
    other.execute("ROLLBACK")
    other.close()
    assert office.receive(arrival("a")).cases == 1


def test_that_an_import_lets_a_waiting_decision_go_between_two_batches(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.receive(arrival("a"))
    case_no = office.case().case.case_no
    office.later(1)
    monkeypatch.setattr(sqlite, "_AFTER_A_BATCH", 0.5)  # seen on a busy machine too
    stored = Event()

    def take_in() -> None:
        there = replace(office, store=open_store(str(office.path)))  # closed on its own thread
        there.receive(arrival("first"))
        stored.set()
        there.receive(arrival("second"))
        there.store.close()

    importing = Thread(target=take_in)
    importing.start()
    assert stored.wait(20)
    assert office.kept(office.answer(case_no)).stored
    assert office.query("SELECT case_id FROM cases ORDER BY case_no") == [("a",), ("first",)]
    importing.join(20)
    assert office.stats().cases == 3


def test_that_a_step_waits_as_long_as_ever_for_what_comes_after_the_lock(office: Office) -> None:
    with office.store.transaction():
        (timeout,) = office.store._db.execute("PRAGMA busy_timeout").fetchone()  # noqa: SLF001  # a setting of the connection
    assert timeout == sqlite.BUSY_SECONDS * 1000


def test_that_a_step_holds_the_lock_from_its_first_look(office: Office) -> None:
    other = sqlite3.connect(office.path, isolation_level=None, timeout=0)
    with office.store.transaction() as records:
        records.policy(office.project)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    with office.store.reading() as records:
        assert records.policy(office.project).version == 1
    other.execute("ROLLBACK")
    other.close()


def test_that_our_own_mistakes_are_not_called_surroundings(office: Office) -> None:
    with pytest.raises(sqlite3.OperationalError), office.store.transaction():
        office.store._db.execute("SELECT nothing FROM nowhere")  # noqa: SLF001  # a mistake
    office.receive(arrival("a"))


READ_ONLY = """
import os, sys
from hitl_app.domain.errors import HitlError
from hitl_app.storage import open_store
from hitl_app.storage.operations import operations
from hitl_app.storage.sqlite import SqliteStore
from hitl_app.workflow import projects
operations()  # while the program may still read itself
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
try:
    store = open_store(sys.argv[1])
    project = projects.find_project(store, None)
    print("read", project.name)
    with store.transaction() as records:
        records.release(1, "x")
except HitlError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder into which any account may look; those of pytest are for one account alone."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        yield place
        place.chmod(0o755)


@pytest.mark.parametrize("folder_too", [False, True])
def test_that_a_read_only_file_is_told_in_words(
    office: Office, open_folder: Path, folder_too: bool
) -> None:
    office.store.close()
    path = open_folder / "workspace.db"
    shutil.copy(office.path, path)
    path.chmod(0o444)
    open_folder.chmod(0o555 if folder_too else 0o777)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True, check=False
    )
    assert "Unavailable" in done.stdout, done.stderr
    assert "may only be read" in done.stdout or "cannot be opened" in done.stdout
    office.open_again()


def test_that_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"Dear diary, " * 1000)
    assert refused(open_store, str(path)).startswith("This file is not a workspace")
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_that_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (name)")
    other.commit()
    other.close()
    before = path.read_bytes()
    assert "is a database of another program" in refused(open_store, str(path))
    assert path.read_bytes() == before


def test_that_a_newer_workspace_is_refused_and_left_alone(office: Office) -> None:
    office.store.close()
    other = sqlite3.connect(office.path)
    other.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        (schema.steps.name, "99", "2030-01-01"),
    )
    other.commit()
    other.close()
    before = office.path.read_bytes()
    assert "made by a newer version of hitl-app (schema step 99)" in refused(
        open_store, str(office.path)
    )
    assert office.path.read_bytes() == before


def test_that_a_missing_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    words = refused(open_store, str(tmp_path / "nowhere.db"))
    assert "Make one with: hitl-app init" in words
    assert not (tmp_path / "nowhere.db").exists()


def test_that_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be made"):
        open_store(str(tmp_path / "file" / "w.db"), create=True)


def test_that_a_folder_in_place_of_a_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        open_store(str(tmp_path))


@pytest.mark.parametrize("page", [2, 5, 9, -1])
def test_that_a_damaged_page_is_told_in_words(office: Office, page: int) -> None:
    office.receive(*(arrival(f"c{n}", 0.5) for n in range(500)))
    for _ in range(20):
        office.decide()
    office.store.close()
    content = bytearray(office.path.read_bytes())
    start = (page if page > 0 else len(content) // 4096 - 3) * 4096
    content[start : start + 4096] = os.urandom(4096)
    office.path.write_bytes(content)
    words = []
    try:
        office.open_again()
        words += office.problems()
        office.decide()
    except Refused as error:
        words.append(str(error))
    assert any("damaged" in each for each in words), words


def test_that_a_copy_made_while_others_write_is_whole(office: Office, tmp_path: Path) -> None:
    office.receive(*(arrival(f"c{n}") for n in range(10)))
    there = office.another()
    there.decide(ANNA)
    copy = tmp_path / "copies" / "copy.db"
    with there.store.transaction() as records:
        records.log_import(there.project, "Ben", "half", "way", there.now)
        office.store.backup(copy)
    there.decide(ANNA)
    assert sorted(each.name for each in copy.parent.iterdir()) == ["copy.db"]
    store = open_store(str(copy))
    verdict = list(store.verify())[-1]
    store.close()
    assert (verdict.decisions, verdict.problems) == (1, ())
    assert office.stats().decided == 2


def test_that_a_copy_never_replaces_a_file(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    assert "exists already" in refused(office.store.backup, target)
    assert target.read_text() == "mine"


def test_that_a_copy_that_fails_leaves_nothing(office: Office, tmp_path: Path) -> None:
    office.receive(arrival("a"))
    office.decide()
    office.tamper("UPDATE decisions SET label = 'dent'")
    copies = tmp_path / "copies"
    words = refused(office.store.backup, copies / "copy.db")
    assert words.startswith("The copy was not kept: The record of entry")
    assert list(copies.iterdir()) == []


def test_that_a_copy_with_no_room_leaves_nothing(office: Office) -> None:
    office.receive(*(arrival(f"c{n}", text="x" * 1000) for n in range(1000)))
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from hitl_app.domain.errors import Unavailable\nfrom hitl_app.storage import open_store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nstore = open_store(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n    store.backup(Path(sys.argv[2]))\n"
        "except Unavailable as error:\n    print(error)\n"
    )
    copies = office.path.parent / "copies"
    command = [sys.executable, "-c", program, str(office.path), str(copies / "copy.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(("The disk is full", "The disk could not be")), done.stderr
    assert list(copies.iterdir()) == []


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("server:/x /data nfs4 rw 0 0\n/dev/a / ext4 rw 0 0\n", "nfs4"),
        ("//server/x /data cifs rw 0 0\n/dev/a / ext4 rw 0 0\n", "cifs"),
        ("/dev/b /data ext4 rw 0 0\nserver:/x / nfs4 rw 0 0\n", ""),
        ("short line\n\n/dev/a / ext4 rw 0 0\n", ""),
        ("server:/x /da nfs4 rw 0 0\n", ""),
        ("server:/x /data/my\\040disk nfs rw 0 0\n/dev/a / ext4 rw 0 0\n", ""),
    ],
)
def test_that_a_network_share_is_refused(mounts: str, kind: str) -> None:
    path = Path("/data/w.db")
    if kind:
        assert f"network share ({kind})" in refused(refuse_network_share, path, mounts)
    else:
        refuse_network_share(path, mounts)


def test_that_a_machine_without_a_table_of_mounts_is_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    refuse_network_share(Path("/data/w.db"))


def test_that_a_windows_share_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "absolute", lambda path: path)
    assert "UNC path" in refused(refuse_network_share, Path("\\\\server\\share\\w.db"))
    refuse_network_share(Path("C:\\w.db"))


def test_that_a_space_in_the_name_of_a_share_hides_nothing() -> None:
    mounts = "server:/x /data/my\\040disk nfs rw 0 0\n/dev/a / ext4 rw 0 0\n"
    assert "nfs" in refused(refuse_network_share, Path("/data/my disk/w.db"), mounts)


class Stubborn:
    """A database in whose way somebody is once, or that fails for another reason."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.said: list[str] = []

    def execute(self, statement: str) -> None:
        self.said.append(statement)
        if len(self.said) == 1:
            error = sqlite3.OperationalError("not now")
            error.sqlite_errorcode = self.code
            raise error

    def rollback(self) -> None:
        self.said.append("ROLLBACK")


def test_that_who_is_in_the_way_of_the_journal_is_waited_for() -> None:
    database = Stubborn(sqlite3.SQLITE_BUSY)
    _choose_journal(database)
    wal = "PRAGMA journal_mode = WAL"
    assert database.said == [wal, "BEGIN EXCLUSIVE", "ROLLBACK", wal]


def test_that_another_failure_of_the_journal_is_not_waited_for() -> None:
    with pytest.raises(sqlite3.OperationalError, match="not now"):
        _choose_journal(Stubborn(sqlite3.SQLITE_IOERR))


def test_that_it_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    open_store(str(path), create=True).close()
    monkeypatch.setattr("hitl_app.storage.sqlite._TRIES", 0)
    with pytest.raises(Unavailable, match="do not let the workspace go"):
        open_store(str(path))
