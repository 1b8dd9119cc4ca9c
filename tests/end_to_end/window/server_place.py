"""A workspace on a real server, and the people whom the server lets in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import psycopg

from hitl_app.app import Opening
from hitl_app.domain.errors import Unavailable
from hitl_app.settings import KeptSettings
from hitl_app.storage import add_person_on_server, init_server, open_store
from hitl_app.workflow import projects
from hitl_app.workflow.ports import NewProject, Store
from tests.end_to_end.window.conftest import INSPECTOR, LABELS, SUPERVISOR, Clock, Place
from tests.servers.postgres import Cluster

PASSWORDS = {SUPERVISOR: "right for Sam", INSPECTOR: "right for Mia"}
INTAKE = "Line 4"


class Ring:
    """A keyring in memory: what is kept for whom."""

    def __init__(self, reason: str = "") -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.reason = reason

    def why_not(self) -> str:
        return self.reason

    def find(self, place: str, name: str) -> str | None:
        return self.kept.get((place, name))

    def keep(self, place: str, name: str, password: str) -> None:
        if self.reason:
            raise Unavailable(self.reason)
        self.kept[place, name] = password

    def forget(self, place: str, name: str) -> None:
        self.kept.pop((place, name), None)


def now_there() -> Clock:
    """A clock that stands at the time of the server, which is that of this machine."""
    return Clock(datetime.now(UTC))  # noqa: TID251  # real servers have real clocks


@dataclass
class ServerPlace(Place):
    """A workspace in a database; the folder holds what this machine keeps."""

    clock: Clock = field(default_factory=now_there)
    ring: Ring = field(default_factory=Ring)
    cluster: Cluster = field(default_factory=Cluster)
    database: str = ""

    def set_up(self, **project: Any) -> "ServerPlace":
        admin = self.cluster.url(self.database)
        init_server(admin)
        for name, role in ((SUPERVISOR, "supervisor"), (INSPECTOR, "inspector")):
            add_person_on_server(admin, name, role, PASSWORDS[name])
        with self.store() as store:
            new = NewProject(**{"name": "Plates", "labels": LABELS, **project})
            projects.create(store, new, SUPERVISOR, self.clock.now)
        KeptSettings(self.settings).set("guard_ms", 0)
        return self

    @property
    def address(self) -> str:
        """The address as a person types it, without a name."""
        return f"{self.cluster.host}:{self.cluster.port}/{self.database}"

    def url(self, name: str = "", password: str = "") -> str:
        if not name:
            return f"postgresql://{self.address}"
        return self.cluster.url(self.database, name, password or PASSWORDS.get(name))

    def administer(self, statement: str) -> None:
        """Do as whoever keeps the server."""
        with psycopg.connect(self.cluster.url(self.database), autocommit=True) as admin:
            admin.execute(statement)

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:  # noqa: ARG002  # a file's
        store = open_store(self.url(SUPERVISOR))
        try:
            yield store
        finally:
            store.close()

    def opening(self, person: str = "", project: str | None = None, **more: Any) -> Opening:
        """What `hitl-app --workspace postgresql://…` opens, for the account of this machine."""
        opening = Opening(
            workspace=self.url(person),
            project=project,
            person="account",
            settings=KeptSettings(self.settings),
            cache=self.cache,
            kept=self.folder / "kept",
            secrets=self.ring,
        )
        return replace(opening, **more)
