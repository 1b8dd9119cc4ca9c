"""How far people and model agree."""

from collections.abc import Sequence
from typing import Any

import click

from hitl_app.commands.filters import window_of, with_filters
from hitl_app.commands.frame import Command
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.domain.case import Project
from hitl_app.statistics.agreement import Agreement
from hitl_app.statistics.estimates import Estimate
from hitl_app.statistics.intervals import Interval
from hitl_app.workflow import agreement as figures
from hitl_app.workflow.agreement import By, Figures, Group, Period, Report

Row = tuple[str, str, str, str, str]


@click.command(cls=Command)
@with_filters
@with_workplace
def agreement(here: Workplace, **asked: Any) -> None:
    """Tell how far people and model agree: blind, assisted, and estimated for all cases."""
    by = By(asked["by"]) if asked["by"] else None
    with here.desk() as (store, project, actor):
        window = window_of(store, project, asked)
        report = figures.report(store, project, actor, window, by, Period(asked["period"])).value
    here.answer(_document(report, project), _table(report))


def _document(report: Report, project: Project) -> dict[str, object]:
    return {
        "project": project.name,
        "labels": report.labels,
        **_figures(report.whole, report.labels),
        "groups": [_group(group, report.labels) for group in report.groups],
    }


def _group(group: Group, labels: tuple[str, ...]) -> dict[str, object]:
    days = {} if group.start is None else {"start": group.start, "end": group.end}
    return {"key": group.key, **days, **_figures(group.figures, labels)}


def _figures(found: Figures, labels: tuple[str, ...]) -> dict[str, object]:
    return {
        "blind": _agreement(found.blind, labels),
        "assisted": _agreement(found.assisted, labels),
        "reviewed_only": _agreement(found.reviewed_only, labels),
        "estimate": _estimate(found.estimate),
    }


def _agreement(found: Agreement, labels: tuple[str, ...]) -> dict[str, object]:
    low, high = found.interval if found.n else (None, None)
    return {
        "n": found.n,
        "agreement": found.agreement,
        "ci_low": low,
        "ci_high": high,
        "kappa": found.kappa,
        "kappa_se": found.kappa_se,
        "ac1": found.ac1,
        "ac1_se": found.ac1_se,
        "confusion": found.matrix.tolist(),
        "per_label": dict(zip(labels, found.per_label, strict=True)),
    }


def _estimate(found: Estimate) -> dict[str, object]:
    low, high = found.interval or (None, None)
    return {
        "agreement": found.agreement,
        "se": found.se,
        "ci_low": low,
        "ci_high": high,
        "kappa": found.kappa,
        "n_reviewed": found.n_reviewed,
        "n_cases": found.n_cases,
        "method": found.method,
        "n_unknown": found.unknown_cases,
    }


def _table(report: Report) -> str:
    rows = [("", "cases", "agreement", "95 % interval", "kappa"), *_rows(report.whole, "")]
    for group in report.groups:
        rows += _rows(group.figures, f"{group.key}: ")
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    lines.append("Blind: the person answered before seeing any prediction. Assisted stands apart.")
    return "\n".join(lines)


def _line(row: Row, widths: Sequence[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([f"{first[0]:<{first[1]}}", *(f"{cell:>{width}}" for cell, width in rest)])


def _rows(found: Figures, begins: str) -> list[Row]:
    blind, assisted, every = found.blind, found.assisted, found.estimate
    return [
        (f"{begins}blind", *_cells(f"{blind.n:,}", blind.agreement, blind.interval, blind.kappa)),
        (
            f"{begins}assisted",
            *_cells(f"{assisted.n:,}", assisted.agreement, assisted.interval, assisted.kappa),
        ),
        (
            f"{begins}all cases, estimated",
            *_cells(_known(every), every.agreement, every.interval, every.kappa),
        ),
    ]


def _known(found: Estimate) -> str:
    """Say for how many cases an estimate speaks, and of how many nothing is known."""
    n, unknown = found.n_cases, found.unknown_cases
    return f"{n - unknown:,} of {n:,} ({unknown:,} unknown)" if unknown else f"{n:,}"


def _cells(
    cases: str, share: float | None, interval: Interval | None, kappa: float | None
) -> tuple[str, str, str, str]:
    coefficient = "-" if kappa is None else f"{kappa:z.3f}"
    if share is None or interval is None:
        return cases, "-", "-", coefficient
    return cases, f"{share:.1%}", "{:.1%} - {:.1%}".format(*interval), coefficient
