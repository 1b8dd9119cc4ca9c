"""How much the model decides: look, set, go back, step down."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import click

from hitl_app.commands.frame import Group
from hitl_app.commands.workplace import Workplace, with_workplace
from hitl_app.domain.policy import Degree, Policy, PolicyTerms
from hitl_app.workflow import automation

SHARE = click.FloatRange(0.0, 1.0)


@click.group(cls=Group)
def policy() -> None:
    """Show or change the degree of automation."""


@policy.command()
@with_workplace
def show(here: Workplace) -> None:
    """Tell the policy in force."""
    with here.project() as (store, project):
        in_force = automation.policy(store, project).value
    here.answer(_document(in_force), _words(in_force))


@policy.command()
@with_workplace
def history(here: Workplace) -> None:
    """Tell all versions, newest first."""
    with here.project() as (store, project):
        every = automation.history(store, project).value
    document = {"policies": [_document(each) for each in every]}
    here.answer(document, "\n".join(_words(each) for each in every))


def _label_shares(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> dict[str, float]:
    """Read LABEL=0.97, once a label."""
    shares = {}
    for value in values:
        label, equals, share = value.rpartition("=")
        if not equals or not label:
            raise click.BadParameter(f"{value!r} is not of the form LABEL=SHARE.")
        shares[label] = SHARE(share, option, context)
    return shares


@policy.command(name="set")
@click.option(
    "--degree", type=click.Choice([degree.value for degree in Degree]), help="Who decides."
)
@click.option("--threshold", type=SHARE, metavar="T", help="Least confidence to decide alone.")
@click.option(
    "--label-threshold",
    "label_thresholds",
    multiple=True,
    callback=_label_shares,
    metavar="L=T",
    help="A threshold of its own for a label; may be given again.",
)
@click.option(
    "--always-person",
    "always_person",
    multiple=True,
    metavar="L",
    help="A predicted label that people always decide; may be given again.",
)
@click.option("--no-label-thresholds", is_flag=True, help="Take thresholds of labels away.")
@click.option("--no-always-person", is_flag=True, help="Let no label be people's always.")
@click.option(
    "--audit-rate", type=SHARE, metavar="SHARE", help="Share of automatic cases decided blind too."
)
@click.option(
    "--holdback-rate", type=SHARE, metavar="SHARE", help="Share of assisted cases decided blind."
)
@click.option("--reason", default="", help="Why; needed for more automation.")
@with_workplace
def set_terms(here: Workplace, reason: str, **asked: Any) -> None:
    """Put a policy in force for cases that arrive from now on; what is not said stays."""
    with here.desk() as (store, project, actor):
        in_force = automation.policy(store, project).value
        terms = _terms(in_force.terms, asked)
        stored = automation.apply(
            store, project, actor, terms, in_force.version, reason, here.clock()
        ).value
    here.answer(_document(stored), _words(stored))


@policy.command(name="go-back")
@click.argument("version", type=int, required=False)
@click.option("--reason", default="", help="Why; may stay empty.")
@with_workplace
def go_back(here: Workplace, version: int | None, reason: str) -> None:
    """Put an earlier version in force again, whole; without VERSION the one before."""
    with here.desk() as (store, project, actor):
        stored = automation.go_back(store, project, actor, version, here.clock(), reason).value
    here.answer(_document(stored), _words(stored))


@policy.command(name="step-down")
@click.option("--reason", default="", help="Why; may stay empty.")
@with_workplace
def step_down(here: Workplace, reason: str) -> None:
    """Lower the degree by one, at once."""
    with here.desk() as (store, project, actor):
        stored = automation.step_down(store, project, actor, here.clock(), reason).value
    here.answer(_document(stored), _words(stored))


def _terms(now: PolicyTerms, asked: Mapping[str, Any]) -> PolicyTerms:
    """Lay what was asked for over the terms in force."""
    plain = ("threshold", "audit_rate", "holdback_rate")
    changes: dict[str, Any] = {name: asked[name] for name in plain if asked[name] is not None}
    if asked["degree"] is not None:
        changes["degree"] = Degree(asked["degree"])
    kept = {} if asked["no_label_thresholds"] else dict(now.label_thresholds)
    changes["label_thresholds"] = {**kept, **asked["label_thresholds"]}
    always: Iterable[str] = () if asked["no_always_person"] else now.always_person
    changes["always_person"] = frozenset([*always, *asked["always_person"]])
    return replace(now, **changes)


def _document(policy: Policy) -> dict[str, object]:
    return {
        "version": policy.version,
        "degree": policy.degree,
        "threshold": policy.threshold,
        "label_thresholds": dict(policy.label_thresholds),
        "always_person": sorted(policy.always_person),
        "audit_rate": policy.audit_rate,
        "holdback_rate": policy.holdback_rate,
        "by": policy.by,
        "at": policy.at,
        "reason": policy.reason,
    }


def _words(policy: Policy) -> str:
    single = [f"{label} {value:g}" for label, value in sorted(policy.label_thresholds.items())]
    parts = [
        f"threshold {policy.threshold:g}",
        *([f"({', '.join(single)})"] if single else []),
        f"audit {policy.audit_rate:g}",
        f"holdback {policy.holdback_rate:g}",
    ]
    if policy.always_person:
        parts.append(f"always a person: {', '.join(sorted(policy.always_person))}")
    begins = f"{policy.version:>3}  {policy.at:%Y-%m-%d %H:%M}Z  {policy.degree:<10}"
    ends = f"{policy.by}: {policy.reason}" if policy.reason else policy.by
    return f"{begins}  {', '.join(parts)}  {ends}"
