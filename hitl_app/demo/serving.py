"""The main job without a window on a server: the demo copied up, and worked by people signed in."""

import secrets
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hitl_app.demo.build import SUPERVISOR, build_workspace
from hitl_app.demo.files import DemoFiles
from hitl_app.demo.headless import Ran, tell, work_what_waits, written_in
from hitl_app.demo.progress import Part
from hitl_app.demo.recorded import NAME
from hitl_app.domain.reviewer import Role
from hitl_app.storage import (
    add_person_on_server,
    address_of,
    copy_workspace,
    init_server,
    open_store,
)
from hitl_app.workflow import projects
from hitl_app.workflow.ports import Progress, Store


def run_on_server(admin: str, out: Path, now: datetime, progress: Progress, *, opener: str) -> Ran:
    """Build the demo, bring it up to an empty database, and work it there through logins.

    Raises:
        Unavailable: the extra `demo` is missing, the server does not answer, or the folder
            cannot be written.
        Refused: no administrator, a database with projects, or the progress asked to stop.
    """
    files = DemoFiles(out / "digits")
    build, copy, work = (Part(progress, number=number, of=3) for number in range(3))
    init_server(admin)
    with written_in(out):
        with TemporaryDirectory(prefix="demo-", dir=out) as beside:
            workspace = str(Path(beside) / "demo.db")
            with closing(open_store(workspace, create=True)) as store:
                build_workspace(store, files.folder, now, build, opener=opener)
            copy_workspace(workspace, admin, copy)
        with closing(_signed_in(admin, NAME, Role.INSPECTOR)) as store:
            work_what_waits(store, projects.find_project(store, None), files, now, work)
        with closing(_signed_in(admin, SUPERVISOR, Role.SUPERVISOR)) as store:
            return tell(store, projects.find_project(store, None), files, now, out)


def _signed_in(admin: str, name: str, role: Role) -> Store:
    """Open the workspace as one of the demo's people; nobody else learns the password."""
    password = secrets.token_urlsafe(24)
    add_person_on_server(admin, name, role.value, password)
    return open_store(address_of(admin, name), password=password)
