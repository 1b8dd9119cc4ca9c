from datetime import UTC, date, datetime, timedelta

from hitl_app.demo.charts import Span, agreement_chart, confusion_picture
from hitl_app.demo.drawing import SCALE
from hitl_app.demo.figures import points, spans, table
from hitl_app.demo.progress import Part
from hitl_app.domain.policy import Degree, Policy, Route
from hitl_app.workflow.agreement import By, Group, Period, figures, split
from hitl_app.workflow.ports import Count

LABELS = ("ok", "crack")
FIRST = date(2026, 3, 2)
ONE_DEGREE = [Span(FIRST, "Shadow")]


def blind_cases(
    day: int, n: int, *, differ: int = 0, degree: Degree = Degree.SHADOW
) -> list[Count]:
    """Return a day's cells of the rollup: so many blind cases, some of which differ."""
    return [
        Count(
            day=FIRST + timedelta(days=day),
            policy_version=2,
            degree=degree,
            model_version="m-1",
            route=Route.HUMAN,
            blind=True,
            band=18,
            human_label="ok",
            model_label=model_label,
            n=cases,
        )
        for model_label, cases in (("ok", n - differ), ("crack", differ))
        if cases
    ]


def days(*cases: int) -> tuple[Group, ...]:
    counts = [cell for day, n in enumerate(cases) for cell in blind_cases(day, n) if n]
    return split(counts, LABELS, By.PERIOD, Period.DAY)


def policy(version: int, degree: Degree, at: datetime) -> Policy:
    return Policy(version=version, by="eva", at=at, degree=degree, threshold=0.9)


def test_that_a_day_with_enough_cases_stands_alone() -> None:
    found = points(days(20, 25), ONE_DEGREE)
    assert [(point.since, point.until, point.n) for point in found] == [
        (FIRST, FIRST, 20),
        (FIRST + timedelta(days=1), FIRST + timedelta(days=1), 25),
    ]


def test_that_days_with_few_cases_are_put_together() -> None:
    assert [point.n for point in points(days(8, 8, 8, 30), ONE_DEGREE)] == [24, 30]


def test_that_what_is_left_at_the_end_joins_the_last_point() -> None:
    (point,) = points(days(20, 5), ONE_DEGREE)
    assert (point.n, point.until) == (25, FIRST + timedelta(days=1))


def test_that_few_cases_in_all_are_a_point_of_their_own() -> None:
    assert [point.n for point in points(days(3), ONE_DEGREE)] == [3]


def test_that_a_point_never_mixes_two_degrees() -> None:
    degrees = [Span(FIRST, "Shadow"), Span(FIRST + timedelta(days=2), "Assistance")]
    assert [point.n for point in points(days(10, 5, 10, 12), degrees)] == [15, 22]


def test_that_a_point_has_the_share_and_the_interval_of_its_days() -> None:
    counts = [*blind_cases(0, 50, differ=2), *blind_cases(1, 4)]
    (point,) = points(split(counts, LABELS, By.PERIOD, Period.DAY)[:1], ONE_DEGREE)
    assert point.share == 0.96
    assert point.low < 0.96 < point.high


def test_that_the_last_degree_of_a_day_counts_and_earlier_ones_begin_with_the_first_case() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    found = spans(
        [
            policy(3, Degree.PARTIAL, noon + timedelta(days=4, hours=1)),
            policy(2, Degree.ASSISTANCE, noon + timedelta(days=4)),
            policy(1, Degree.HUMAN_ONLY, noon),
        ],
        FIRST,
    )
    assert found == [
        Span(FIRST, "Human only"),
        Span(date(2026, 3, 5), "Partial automation at 0.90"),
    ]


def test_that_the_table_names_every_degree_in_the_order_of_the_ladder() -> None:
    counts = [
        *blind_cases(0, 30, degree=Degree.SHADOW),
        *blind_cases(1, 20, differ=2, degree=Degree.ASSISTANCE),
        *blind_cases(2, 10, degree=Degree.PARTIAL),
    ]
    lines = table(
        figures(counts, LABELS),
        split(counts, LABELS, By.DEGREE, Period.DAY),
        [True, True, True, False],
    ).splitlines()
    starts = [line[:24].strip() for line in lines[1:7]]
    assert starts == [
        "all cases, estimated",
        "blind, as reviewed",
        "shadow",
        "assistance",
        "partial automation",
        "prediction seen",
    ]
    assert "n/a" in lines[6]
    assert lines[-1].endswith("75.0%.")


def test_that_charts_are_drawn_in_their_size_also_with_a_single_point() -> None:
    chart = agreement_chart(points(days(30), ONE_DEGREE), ONE_DEGREE, FIRST)
    assert chart.size == (1280 * SCALE, 560 * SCALE)
    matrix = confusion_picture(LABELS, [[30, 2], [0, 5]])
    assert len(matrix.getcolors(1 << 16) or []) > 10


def test_that_a_chart_without_any_point_has_its_axes() -> None:
    chart = agreement_chart([], ONE_DEGREE, FIRST + timedelta(days=3))
    assert len(chart.getcolors(1 << 16) or []) > 3


class Told:
    stopped = False

    def __init__(self) -> None:
        self.reports: list[tuple[int, int | None]] = []

    def report(self, done: int, total: int | None) -> None:
        self.reports.append((done, total))


def test_that_parts_of_parts_add_up_to_the_whole() -> None:
    told = Told()
    first, second = (Part(told, number=number, of=2) for number in range(2))
    for number in range(2):
        Part(first, number=number, of=2).report(7, 7)
    second.report(0, None)
    second.report(150, 300)
    assert told.reports == [(250, 1000), (500, 1000), (750, 1000)]
    assert not second.stopped
