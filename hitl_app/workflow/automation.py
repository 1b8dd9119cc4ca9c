"""A supervisor sets how much the model decides: up with a reason, down at once, back any time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import (
    LEAST_REASON,
    Policy,
    PolicyTerms,
    check_terms,
    raises_automation,
)
from hitl_app.domain.reviewer import Person, require_supervisor
from hitl_app.workflow.changes import Changes, Outcome
from hitl_app.workflow.ports import Records, Store


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the Automation screen starts from, read at one moment; the history newest first."""

    policy: Policy
    history: tuple[Policy, ...]
    claimed: int


def look(store: Store, project: Project, now: datetime) -> Outcome[Situation]:
    """Return the policy in force, its history, and how many cases are on screens now."""
    with store.reading() as records:
        history = tuple(records.policies(project))
        return Outcome(Situation(history[0], history, records.glance(project, now).claimed))


def policy(store: Store, project: Project) -> Outcome[Policy]:
    """Return the policy in force."""
    with store.reading() as records:
        return Outcome(records.policy(project))


def history(store: Store, project: Project) -> Outcome[Sequence[Policy]]:
    """Return all versions of the policy, newest first."""
    with store.reading() as records:
        return Outcome(records.policies(project))


def apply(
    store: Store,
    project: Project,
    actor: Person,
    terms: PolicyTerms,
    expected_version: int,
    reason: str,
    now: datetime,
) -> Outcome[Policy]:
    """Put a draft in force for cases that arrive from now on; cases on screens keep their route.

    Raises:
        Refused: no supervisor, terms that cannot be meant, no reason for more automation, or
            another supervisor was quicker.
    """
    require_supervisor(actor, "change the degree of automation")
    check_terms(terms, project.labels)
    with store.transaction() as records:
        now_in_force = records.policy(project)
        if now_in_force.terms == terms:
            raise Refused("The draft is what is in force already.")
        upwards = raises_automation(now_in_force.terms, terms, project.labels)
        if upwards and len(reason.strip()) < LEAST_REASON:
            raise Refused(
                f"More automation needs a reason of at least {LEAST_REASON} characters; it is kept "
                f"in the history."
            )
        return _put_in_force(records, project, actor, terms, expected_version, reason, None, now)


def step_down(
    store: Store, project: Project, actor: Person, now: datetime, reason: str = ""
) -> Outcome[Policy]:
    """Lower the degree of automation by one, at once; the reason may come later or never.

    Raises:
        Refused: no supervisor, or people decide everything already.
    """
    require_supervisor(actor, "step down")
    with store.transaction() as records:
        now_in_force = records.policy(project)
        lower = now_in_force.degree.step_below
        if lower is None:
            raise Refused("People decide everything already. There is no lower degree.")
        terms = replace(now_in_force.terms, degree=lower)
        return _put_in_force(
            records, project, actor, terms, now_in_force.version, reason, None, now
        )


def go_back(
    store: Store,
    project: Project,
    actor: Person,
    version: int | None,
    now: datetime,
    reason: str = "",
) -> Outcome[Policy]:
    """Put an earlier version in force again, whole, as a new version; None is the one before.

    Raises:
        Refused: no supervisor, or no such version.
    """
    require_supervisor(actor, "go back to an earlier policy")
    with store.transaction() as records:
        every = {each.version: each for each in records.policies(project)}
        latest = max(every)
        wanted = latest - 1 if version is None else version
        if wanted not in every or wanted == latest:
            raise Refused(
                f"There is no earlier policy {wanted} to go back to. In force is {latest}."
            )
        words = reason or f"Back to policy {wanted}."
        return _put_in_force(
            records, project, actor, every[wanted].terms, latest, words, wanted, now
        )


def explain(
    store: Store, project: Project, actor: Person, version: int, reason: str, now: datetime
) -> Outcome[None]:
    """Give the reason for a step down afterwards."""
    require_supervisor(actor, "explain a policy")
    with store.transaction() as records:
        records.explain_policy(project, version, actor.name, reason.strip(), now)
    return Outcome(None, Changes.POLICY)


def _put_in_force(
    records: Records,
    project: Project,
    actor: Person,
    terms: PolicyTerms,
    expected_version: int,
    reason: str,
    restores: int | None,
    now: datetime,
) -> Outcome[Policy]:
    stored = records.set_policy(
        project, terms, expected_version, actor.name, reason.strip(), restores, now
    )
    if stored is None:
        latest = records.policy(project)
        raise Refused(
            f"{latest.by} has set policy {latest.version} in the meantime. Look at the difference, "
            f"then apply again."
        )
    return Outcome(stored, Changes.POLICY | Changes.QUEUE)
