"""How far people and model agree, and how much work there is."""

from dataclasses import asdict
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

_HEADER = f"{'':<26}{'cases':>8}  {'agreement':>9}  {'95 % interval':>17}  {'kappa':>6}"


@click.command(cls=Command)
@with_filters
@with_workplace
def agreement(here: Workplace, **asked: Any) -> None:
    """Tell how far people and model agree: blind, assisted, and estimated for all cases."""
    by = By(asked["by"]) if asked["by"] else None
    with here.desk() as (store, project, actor):
        report = figures.report(
            store, project, actor, window_of(asked), by, Period(asked["period"])
        ).value
    here.answer(_document(report, project), _table(report))


@click.command(cls=Command)
@with_workplace
def stats(here: Workplace) -> None:
    """Count cases, predictions and decisions, and tell how long the oldest case waits."""
    with here.project() as (store, project), store.reading() as records:
        counted = asdict(records.stats(project, here.clock()))
    waits = counted["oldest_waiting_seconds"]
    lines = [f"{name:<12} {value:>10,}" for name, value in counted.items() if type(value) is int]
    lines.append("nothing waits" if waits is None else f"the oldest case waits {_duration(waits)}")
    here.answer(counted, "\n".join(lines))


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
    }


def _table(report: Report) -> str:
    lines = [_HEADER, *_rows(report.whole, "")]
    for group in report.groups:
        lines += _rows(group.figures, group.key)
    lines.append("Blind: the person answered before seeing any prediction. Assisted stands apart.")
    return "\n".join(lines)


def _rows(found: Figures, key: str) -> list[str]:
    begins = f"{key}: " if key else ""
    estimate = found.estimate
    return [
        _row(
            f"{begins}blind",
            found.blind.n,
            found.blind.agreement,
            found.blind.interval,
            found.blind.kappa,
        ),
        _row(
            f"{begins}assisted",
            found.assisted.n,
            found.assisted.agreement,
            found.assisted.interval,
            found.assisted.kappa,
        ),
        _row(
            f"{begins}all cases, estimated",
            estimate.n_cases,
            estimate.agreement,
            estimate.interval,
            estimate.kappa,
        ),
    ]


def _row(
    words: str, n: int, share: float | None, interval: Interval | None, kappa: float | None
) -> str:
    between = "-" if share is None or interval is None else "{:.1%} - {:.1%}".format(*interval)
    shown = "-" if share is None else f"{share:.1%}"
    coefficient = "-" if kappa is None else f"{kappa:.3f}"
    return f"{words:<26}{n:>8,}  {shown:>9}  {between:>17}  {coefficient:>6}"


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
