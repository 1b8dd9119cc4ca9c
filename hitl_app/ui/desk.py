"""What every page is given: who sits here, at what, with which tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.reviewer import Person
from hitl_app.ui.background import Background
from hitl_app.ui.dialogs import Dialogs
from hitl_app.ui.settings_card import Settings
from hitl_app.workflow.ports import Exports, Intakes, Pictures, Store


def _nowhere(page: str, arguments: Mapping[str, object]) -> None:
    """Go nowhere, until app.py says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workplace: one project, one person, one window.

    ``session`` tells this window's claims from another one's of the same person. ``go_to``
    opens another page with arguments (``cases``: a CaseFilter). Only ``clock`` reads the time.
    """

    project: Project
    person: Person
    session: str
    background: Background[Store]
    pictures: Pictures
    exports: Exports
    intakes: Intakes | None = None
    clock: Callable[[], datetime]
    settings: Settings
    dialogs: Dialogs
    go_to: Callable[[str, Mapping[str, object]], None] = field(default=_nowhere)
