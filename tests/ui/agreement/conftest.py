"""A month of review, made by the same steps as in use, and the page that shows it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hitl_app.domain.case import Prediction, Project
from hitl_app.domain.draw import draw
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.policy import Degree, PolicyTerms
from hitl_app.domain.reviewer import Person, Role
from hitl_app.files.tables_out import FileExports
from hitl_app.storage import open_store
from hitl_app.ui.agreement_page import AgreementPage, build_agreement_page
from hitl_app.ui.background import Background
from hitl_app.ui.desk import Desk
from hitl_app.workflow import automation, intake, projects, review
from hitl_app.workflow.ports import Answer, Arrival, NewProject, Pixels, Store

NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
LABELS = ("OK", "=1+1", "Crack")
BOSS = "Anna Silva"
PEOPLE = ("Ben Ito", "Cora Kraft")
FEW = "Dan Novak"


class ForgottenSettings:
    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def get(self, name: str, default: Any) -> Any:
        return self.values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        self.values[name] = value


class GreyPictures:
    def for_screen(self, media: str) -> Pixels:
        return self.thumbnail(media)

    def thumbnail(self, media: str) -> Pixels:
        if media == "broken.png":
            raise Unavailable("The picture cannot be read.")
        return Pixels(4, 3, 1, bytes(range(12)))


@dataclass
class Opened:
    """The page with all that a test looks at."""

    page: AgreementPage
    desk: Desk
    store: Store
    gone: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    @property
    def project(self) -> Project:
        return self.desk.project

    @property
    def person(self) -> Person:
        return self.desk.person


Open = Callable[..., Opened]


class History:
    """Makes days of review in a workspace."""

    def __init__(self, path: Path, days: int = 30) -> None:
        self.store = open_store(str(path), create=True)
        self.first = (NOW - timedelta(days=days)).replace(hour=6)
        at = self.first - timedelta(hours=1)
        new = NewProject(name="Plate line 4", labels=LABELS)
        self.project = projects.create(self.store, new, BOSS, at).value
        self.boss = projects.who_acts(self.store, BOSS)
        self.people = [
            projects.add_person(self.store, self.boss, name, Role.INSPECTOR, None, at).value
            for name in (*PEOPLE, FEW)
        ]
        self._cases = 0

    def policy(self, day: int, terms: PolicyTerms) -> None:
        at = self.first + timedelta(days=day)
        version = automation.policy(self.store, self.project).value.version
        automation.apply(
            self.store, self.project, self.boss, terms, version, f"Good enough on day {day}", at
        )

    def day(
        self, day: int, cases: int, model: str = "4.1", *, label: str = "", decide: int = 10**6
    ) -> None:
        at = self.first + timedelta(days=day)
        rows, truth = [], {}
        for _ in range(cases):
            self._cases += 1
            case_id = f"c{self._cases:05}"
            right = label or LABELS[min(2, int(draw("label", case_id) * 4))]
            wrong = draw("wrong", case_id) < 0.15 and not label
            said = LABELS[(LABELS.index(right) + 1) % 3] if wrong else right
            confidence = 0.5 if draw("sure", case_id) < 0.4 or wrong else 0.97
            media = "broken.png" if self._cases % 2 == 0 else "p.png"
            prediction = Prediction(model_version=model, label=said, confidence=confidence)
            rows.append(Arrival(line=0, case_id=case_id, media=media, prediction=prediction))
            truth[case_id] = right
        intake.receive(self.store, self.project, rows, at + timedelta(hours=1))
        self._decide(truth, at + timedelta(hours=2), decide)

    def _decide(self, truth: dict[str, str], at: datetime, decide: int) -> None:
        for number in range(decide):
            rare = number % 30 == 29
            person = self.people[2] if rare else self.people[number % 2]
            moment = at + timedelta(seconds=number)
            claimed = review.claim_next(self.store, self.project, person, person.name, moment).value
            if claimed is None:
                return
            answer = Answer(
                decision_id=review.new_id(),
                case_no=claimed.case.case_no,
                label=truth[claimed.case.case_id],
            )
            review.decide(self.store, self.project, person, answer, moment)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty days: shadow, then assistance, then partial automation; a new model on day 20."""
    path = tmp_path_factory.mktemp("month") / "month.db"
    made = History(path)
    made.policy(0, PolicyTerms(degree=Degree.SHADOW, threshold=0.9))
    for day in range(30):
        if day == 12:
            made.policy(
                day, PolicyTerms(degree=Degree.ASSISTANCE, threshold=0.9, holdback_rate=0.4)
            )
        if day == 20:
            terms = PolicyTerms(
                degree=Degree.PARTIAL, threshold=0.9, holdback_rate=0.4, audit_rate=0.3
            )
            made.policy(day, terms)
        made.day(day, 0 if day % 7 == 6 else 34, "4.1" if day < 20 else "4.2")
    made.store.close()
    return path


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty workspace to make days in."""
    made = History(tmp_path / "small.db", days=5)
    yield made
    made.store.close()


@pytest.fixture
def open_page(qtbot: QtBot, dialogs: Any) -> Iterator[Open]:
    """Open the page on a workspace and wait for its first figures."""
    backgrounds: list[Background[Store]] = []
    stores: list[Store] = []
    pages: list[AgreementPage] = []

    def opened(path: Path, *, exports: Any = None, wait: bool = True, **settings: Any) -> Opened:
        store = open_store(str(path))
        stores.append(store)
        background: Background[Store] = Background(lambda: open_store(str(path)))
        backgrounds.append(background)
        gone: list[tuple[str, Mapping[str, object]]] = []
        desk = Desk(
            project=projects.find_project(store, None),
            person=projects.who_acts(store, BOSS),
            session="test",
            background=background,
            pictures=GreyPictures(),
            exports=exports or FileExports(),
            clock=lambda: NOW,
            settings=ForgottenSettings(settings),
            dialogs=dialogs,
            go_to=lambda page, arguments: gone.append((page, arguments)),
        )
        page = build_agreement_page(desk)
        assert isinstance(page, AgreementPage)
        qtbot.addWidget(page)
        pages.append(page)
        page.resize(1364, 840)
        page.show()
        page.page_shown()
        if wait:
            qtbot.waitUntil(lambda: page.found is not None)
        return Opened(page, desk, store, gone)

    yield opened
    for page in pages:
        page.close_desk()
    for background in backgrounds:
        background.close()
    for store in stores:
        store.close()
