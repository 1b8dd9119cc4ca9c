"""What goes out of the program: decisions, figures and facts as tables, whole or not at all."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

from hitl_app.domain.case import Project
from hitl_app.domain.decision import Decision, HoldBack
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role, require_supervisor
from hitl_app.workflow import agreement
from hitl_app.workflow.agreement import By, Figures, Group, Period
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.columns import (
    AGREEMENT_COLUMNS,
    CASE_COLUMNS,
    CELL_COLUMNS,
    DECISION_COLUMNS,
    LOG_COLUMNS,
    OF_THE_MODEL,
    POLICY_COLUMNS,
    PREDICTION_COLUMNS,
)
from hitl_app.workflow.ports import Exports, Progress, Store, TableStyle, Window

PAGE = 2000
"""Rows a page: between two pages the store is free for whoever decides."""
MORE_FACTS = 20
"""Own facts looked at beyond the further decisions: cases put aside stand between them."""

K = TypeVar("K")
V = TypeVar("V")
Names = Literal["codes", "names", "none"]
Row = Sequence[object]


class What(StrEnum):
    """What can be exported."""

    DECISIONS = "decisions"
    AGREEMENT = "agreement"
    CASES = "cases"
    PREDICTIONS = "predictions"
    POLICIES = "policies"
    AUDIT_TRAIL = "audit-trail"


class Seen(StrEnum):
    """Which decisions an export holds; in ``both`` the column ``blind`` marks them."""

    BOTH = "both"
    BLIND = "blind"
    ASSISTED = "assisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How an export shall be: what, of which window, with whose names, in which style.

    ``by_cell`` writes an agreement table as cells of the confusion matrix, a row each, without
    the empty ones. ``released_only`` leaves out decisions that are still held back from downstream.
    """

    what: What
    window: Window = field(default_factory=Window)
    names: Names = "codes"
    seen: Seen = Seen.BOTH
    by: By = By.PERIOD
    period: Period = Period.DAY
    by_label_too: bool = False
    by_cell: bool = False
    released_only: bool = False
    hold_back: HoldBack = field(default_factory=HoldBack)
    style: TableStyle = field(default_factory=TableStyle)


def export(
    store: Store,
    project: Project,
    actor: Person,
    wish: Wish,
    path: Path,
    exports: Exports,
    now: datetime,
    progress: Progress,
    version: str = "",
) -> Outcome[int]:
    """Write a table and return its number of rows; stopped half way, nothing is left.

    An inspector may export own decisions, without anything of a model. Beside an agreement
    table an about file says where its figures come from.

    Raises:
        Refused: what an inspector may not see, or a file ending that cannot be written.
        Unavailable: the disk is full or may not be written.
    """
    if actor.role is not Role.SUPERVISOR:
        wish = _own_only(wish, actor)
    columns, rows, total = _table(store, project, actor, wish, now)
    written = 0
    with exports.table(path, columns, wish.style) as table:
        for row in rows:
            table.write(row)
            written += 1
            if written % PAGE == 0:
                progress.report(written, total)
                if progress.stopped:
                    raise Refused("Stopped. No file was written.")
    progress.report(written, written)
    if wish.what is What.AGREEMENT:
        about = _about(store, project, wish, now, version)
        exports.text(path.with_name(f"{path.stem}_about.txt"), about)
    return Outcome(written)


def preview(
    store: Store, project: Project, actor: Person, wish: Wish, n: int, now: datetime
) -> Outcome[tuple[Sequence[str], list[Row]]]:
    """Return columns and first rows of what an export would write."""
    if actor.role is not Role.SUPERVISOR:
        wish = _own_only(wish, actor)
    columns, rows, _ = _table(store, project, actor, wish, now)
    return Outcome((columns, [row for row, _ in zip(rows, range(n), strict=False)]))


def suggested_name(project: Project, wish: Wish) -> str:
    """Return a file name that says what is inside."""
    cleaned = "".join(each if each.isalnum() else "_" for each in project.name.lower())
    days = [str(day) for day in (wish.window.since, wish.window.until) if day]
    parts = ["matrix" if wish.by_cell else wish.what.value, cleaned, *days]
    if wish.seen is not Seen.BOTH:
        parts.append(wish.seen.value)
    return "_".join(parts) + ".csv"


def _own_only(wish: Wish, actor: Person) -> Wish:
    if wish.what is not What.DECISIONS:
        require_supervisor(actor, f"export {wish.what.value}")
    return Wish(
        what=What.DECISIONS,
        window=Window(since=wish.window.since, until=wish.window.until, reviewer=actor.name),
        names=wish.names,
        style=wish.style,
    )


def _table(
    store: Store, project: Project, actor: Person, wish: Wish, now: datetime
) -> tuple[Sequence[str], Iterator[Row], int | None]:
    match wish.what:
        case What.DECISIONS:
            rows = _decisions(store, project, actor, wish, now)
            return DECISION_COLUMNS, rows, _number_of_decisions(store, project, now)
        case What.AGREEMENT:
            columns, write = (
                (CELL_COLUMNS, _cells) if wish.by_cell else (AGREEMENT_COLUMNS, _agreement_rows)
            )
            return columns, write(store, project, actor, wish), None
        case What.CASES:
            return CASE_COLUMNS, _cases(store, project, wish), None
        case What.PREDICTIONS:
            return PREDICTION_COLUMNS, _predictions(store, project), None
        case What.POLICIES:
            return POLICY_COLUMNS, _policies(store, project, wish), None
        case What.AUDIT_TRAIL:
            return LOG_COLUMNS, _log(store), None


def _number_of_decisions(store: Store, project: Project, now: datetime) -> int:
    with store.reading() as records:
        return records.stats(project, now).decisions


def namer(store: Store, names: Names) -> Callable[[str | None], str | None]:
    """Return how people are called in an export: by code, by name, or not at all."""
    with store.reading() as records:
        codes = records.reviewer_codes()

    def name_of(name: str | None) -> str | None:
        if not name or names == "none":
            return None
        return name if names == "names" else codes.get(name, "R?")

    return name_of


def _pages(page: Callable[[K], Sequence[tuple[K, V]]], first: K) -> Iterator[V]:
    after = first
    while found := page(after):
        yield from (value for _, value in found)
        after = found[-1][0]


def _decisions(
    store: Store, project: Project, actor: Person, wish: Wish, now: datetime
) -> Iterator[Row]:
    name_of = namer(store, wish.names)
    hidden = frozenset() if actor.role is Role.SUPERVISOR else OF_THE_MODEL

    def page(after: int) -> Sequence[tuple[int, Decision]]:
        with store.reading() as records:
            if actor.role is Role.SUPERVISOR:
                return records.decision_page(project, wish.window, after, PAGE)
            return records.own_page(project, actor.name, wish.window, after, PAGE)

    held = _held_back(store, project, wish, now) if wish.released_only else frozenset()
    for decision in _pages(page, 0):
        if not _is_wished(decision, wish.seen) or decision.decision_id in held:
            continue
        values = {**asdict(decision), "project": project.name}
        values["reviewer"] = name_of(decision.reviewer)
        yield [None if column in hidden else values[column] for column in DECISION_COLUMNS]


def _held_back(store: Store, project: Project, wish: Wish, now: datetime) -> frozenset[str]:
    hold = wish.hold_back
    held: set[str] = set()
    with store.reading() as records:
        for person in records.people():
            for fact in records.facts_of_person(
                project, person.name, hold.further_decisions + MORE_FACTS, now
            ):
                if hold.holds(fact.at, fact.further_decisions, now):
                    held.add(fact.fact_id)
    return frozenset(held)


def _is_wished(decision: Decision, seen: Seen) -> bool:
    match seen:
        case Seen.BOTH:
            return True
        case Seen.BLIND:
            return decision.blind
        case Seen.ASSISTED:
            return bool(decision.reviewer) and not decision.blind


def _agreement_rows(store: Store, project: Project, actor: Person, wish: Wish) -> Iterator[Row]:
    report = agreement.report(store, project, actor, wish.window, wish.by, wish.period).value
    name_of = namer(store, wish.names)
    for group in report.groups:
        named = name_of(group.key) if wish.by is By.REVIEWER else group.key
        parts: Iterable[Group] = [Group("", group.figures, group.start, group.end)]
        if wish.by_label_too and group.start is not None:
            window = _narrowed(wish.window, group)
            parts = agreement.report(store, project, actor, window, By.LABEL).value.groups
        elif wish.by is not By.PERIOD:
            parts = [Group(named or "", group.figures)]
        for part in parts:
            yield _agreement_row(project, wish, group, part)


def _cells(store: Store, project: Project, actor: Person, wish: Wish) -> Iterator[Row]:
    report = agreement.report(store, project, actor, wish.window).value
    window, figures = wish.window, report.whole
    for seen, part in ((Seen.BLIND, figures.blind), (Seen.ASSISTED, figures.assisted)):
        if wish.seen not in {seen, Seen.BOTH}:
            continue
        for label, counts in zip(report.labels, part.matrix.tolist(), strict=True):
            days = (window.since, window.until, project.name)
            for predicted, n in zip(report.labels, counts, strict=True):
                if n:
                    share = n / sum(counts)
                    yield [*days, label, predicted, seen is Seen.BLIND, n, share]


def _narrowed(window: Window, group: Group) -> Window:
    return replace(
        window,
        since=max(filter(None, (window.since, group.start))),
        until=min(filter(None, (window.until, group.end))),
    )


def _agreement_row(project: Project, wish: Wish, period: Group, part: Group) -> Row:
    window = wish.window
    figures: Figures = part.figures
    blind, estimate = figures.blind, figures.estimate
    assisted = figures.assisted if wish.seen is not Seen.BLIND else None
    low, high = (None, None) if estimate.interval is None else estimate.interval
    by_model, by_degree = wish.by is By.MODEL, wish.by is By.DEGREE
    return [
        period.start or window.since,
        period.end or window.until,
        project.name,
        part.key,
        part.key if by_model else window.model_version,
        part.key if by_degree else window.degree,
        figures.n_cases,
        blind.n,
        blind.agreement,
        blind.interval.low if blind.n else None,
        blind.interval.high if blind.n else None,
        blind.kappa,
        blind.kappa_se,
        blind.ac1,
        assisted.n if assisted else None,
        assisted.agreement if assisted else None,
        figures.reviewed_only.agreement,
        estimate.agreement,
        low,
        high,
        estimate.method,
        estimate.unknown_cases,
    ]


def _cases(store: Store, project: Project, wish: Wish) -> Iterator[Row]:
    name_of = namer(store, wish.names)

    def page(after: int) -> Sequence[tuple[int, Mapping[str, object]]]:
        with store.reading() as records:
            return records.case_page(project, after, PAGE)

    for row in _pages(page, 0):
        decided_by = name_of(str(row["decided_by"] or ""))
        values = {**row, "project": project.name, "decided_by": decided_by}
        values["fields"] = json.loads(str(row["fields"] or "{}"))
        yield [values[column] for column in CASE_COLUMNS]


def _predictions(store: Store, project: Project) -> Iterator[Row]:
    def page(after: tuple[int, str]) -> Sequence[tuple[tuple[int, str], Mapping[str, object]]]:
        with store.reading() as records:
            return records.prediction_page(project, after, PAGE)

    for row in _pages(page, (0, "")):
        values = {**row, "project": project.name}
        yield [values[column] for column in PREDICTION_COLUMNS]


def _policies(store: Store, project: Project, wish: Wish) -> Iterator[Row]:
    name_of = namer(store, wish.names)
    with store.reading() as records:
        policies = records.policies(project)
    for policy in reversed(policies):
        values = {**asdict(policy), "project": project.name, "by": name_of(policy.by)}
        values["always_person"] = ";".join(sorted(policy.always_person))
        values["label_thresholds"] = ";".join(
            f"{label}={value:g}" for label, value in sorted(policy.label_thresholds.items())
        )
        yield [values[column] for column in POLICY_COLUMNS]


def _log(store: Store) -> Iterator[Row]:
    def page(after: int) -> Sequence[tuple[int, Row]]:
        with store.reading() as records:
            links = records.log_page(after, PAGE)
        return [(link.seq, [getattr(link, name) for name in LOG_COLUMNS]) for link in links]

    yield from _pages(page, 0)


def _about(store: Store, project: Project, wish: Wish, now: datetime, version: str) -> str:
    with store.reading() as records:
        policies = records.policies(project)
        counts = records.counts(project, wish.window)
    window = wish.window
    used = sorted({cell.policy_version for cell in counts})
    lines = [
        f"Project: {project.name}",
        f"Days: {window.since or 'the first'} to {window.until or 'the last'} (UTC)",
        f"Only label: {window.label or 'all'}",
        f"Only reviewer: {'one' if window.reviewer else 'all'}",
        f"Only degree: {window.degree or 'all'}",
        f"Model versions: {', '.join(sorted({c.model_version for c in counts} - {''})) or 'none'}",
        f"Policy versions: {', '.join(map(str, used)) or 'none'}",
        *(
            f"  policy {policy.version}: {policy.degree}, threshold {policy.threshold:g}, audit "
            f"{policy.audit_rate:g}, holdback {policy.holdback_rate:g}, since {policy.at:%Y-%m-%d}"
            for policy in reversed(policies)
            if policy.version in used
        ),
        "n_cases: cases decided in these days; a past decision counts once for each reviewer.",
        "agreement: blind decisions only, with the Wilson interval; assisted ones stand apart.",
        "estimate: all cases, by strata of route and policy; reviewed_only: without weights.",
        "n_unknown: cases of which the estimate says nothing; all, for one label or reviewer.",
        f"Made {now:%Y-%m-%dT%H:%M:%SZ} by hitl-app {version}".rstrip(),
    ]
    return "\n".join(lines) + "\n"
