"""Opens, and so makes, a workspace at the moment at which it is told to."""

# ruff: noqa: T201  it answers on standard output
import sys

from hitl_app.domain.errors import HitlError
from hitl_app.storage import open_store
from hitl_app.storage.sqlite import SqliteStore

if __name__ == "__main__":
    assert SqliteStore  # imported before the others are kept waiting
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        open_store(sys.argv[1], create=True).close()
        print("opened")
    except HitlError as error:
        print(error)
