"""The main job without a window: work what waits, then say how far people and model agree."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hitl_app import __version__
from hitl_app.demo.build import SUPERVISOR, build_workspace
from hitl_app.demo.charts import agreement_chart, confusion_picture
from hitl_app.demo.figures import points, spans, table
from hitl_app.demo.files import DemoFiles, read_recorded_labels
from hitl_app.demo.history import WAITING
from hitl_app.demo.progress import Part, Unheard
from hitl_app.demo.recorded import NAME, RecordedReviewer
from hitl_app.demo.score import score
from hitl_app.domain.case import Project
from hitl_app.domain.errors import Unavailable
from hitl_app.domain.reviewer import Person
from hitl_app.files.tables_out import FileExports
from hitl_app.storage import open_store
from hitl_app.workflow import agreement, projects
from hitl_app.workflow.agreement import Overview, Period
from hitl_app.workflow.export import What, Wish, export
from hitl_app.workflow.ports import Progress, Store, Window

PACE = timedelta(milliseconds=5)


@dataclass(frozen=True, slots=True)
class Ran:
    """What the demo found, in words, and the files that it wrote."""

    words: str
    files: tuple[Path, ...]


def run(out: Path, now: datetime, progress: Progress, *, opener: str) -> Ran:
    """Build the demo in a new workspace in the folder, work all cases, write figures and charts.

    Raises:
        Unavailable: the extra `demo` is missing, or the folder cannot be written.
        Refused: the progress asked to stop.
    """
    # A workspace of its own for each run: nothing that anybody worked in is overwritten.
    workspace = out / f"digits-{now:%Y%m%d-%H%M%S}.db"
    files = DemoFiles(out / "digits")
    build, work = (Part(progress, number=number, of=2) for number in range(2))
    with written_in(out), closing(open_store(str(workspace), create=True)) as store:
        project = build_workspace(store, files.folder, now, build, opener=opener).value
        work_what_waits(store, project, files, now, work)
        found = tell(store, project, files, now, out)
    return Ran(found.words, (*found.files, workspace))


@contextmanager
def written_in(out: Path) -> Iterator[None]:
    """Make the folder, and say in words if it cannot be written.

    Raises:
        Unavailable: the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Unavailable(f"The demo cannot write into {out}: {error.strerror}.") from error


def tell(store: Store, project: Project, files: DemoFiles, now: datetime, out: Path) -> Ran:
    """Write what a supervisor finds when nothing waits any more."""
    supervisor = projects.who_acts(store, SUPERVISOR)
    overview = agreement.overview(store, project, supervisor, Window(), Period.DAY).value
    tables = _write_tables(store, project, supervisor, out, now)
    charts = _draw_charts(overview, now, out)
    words = table(overview.whole, overview.by_degree, _right(files))
    return Ran(words, (*tables, *charts))


def work_what_waits(
    store: Store, project: Project, files: DemoFiles, now: datetime, progress: Progress
) -> None:
    """Decide the waiting cases as whoever sits down would, with the recorded labels."""
    person = projects.who_acts(store, NAME)
    labels = read_recorded_labels(files)
    reviewer = RecordedReviewer(store=store, project=project, person=person, labels=labels)
    decided = reviewer.work(now, PACE, progress, WAITING)
    if decided != WAITING:
        raise RuntimeError(f"{WAITING} cases should have waited, and {decided} were decided")


def _write_tables(
    store: Store, project: Project, supervisor: Person, out: Path, now: datetime
) -> list[Path]:
    """Export decisions and agreement, with names: “recorded labels” is nobody's."""
    written = []
    for what in (What.DECISIONS, What.AGREEMENT):
        wish, path = Wish(what=what, names="names"), out / f"{what}.csv"
        export(store, project, supervisor, wish, path, FileExports(), now, Unheard(), __version__)
        written.append(path)
    return written


def _draw_charts(overview: Overview, now: datetime, out: Path) -> tuple[Path, Path]:
    over_time, differing = out / "agreement.png", out / "confusion.png"
    degrees = spans(overview.policies, overview.first_day or now.date())
    last_day = (now + WAITING * PACE).date()
    chart = agreement_chart(points(overview.periods, degrees), degrees, last_day)
    chart.save(over_time)
    confusion_picture(overview.labels, overview.whole.blind.matrix.tolist()).save(differing)
    return over_time, differing


def _right(files: DemoFiles) -> list[bool]:
    recorded = read_recorded_labels(files)
    return [case.prediction.label == recorded[case.case_id] for case in score(files)]
