"""The review loop without a window; what a reviewer may not see stays in the database."""

import click

from hitl_app.commands.frame import Command
from hitl_app.commands.workplace import SESSION, Workplace, with_workplace
from hitl_app.domain.case import Project
from hitl_app.domain.errors import Refused
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer, ClaimedCase, Suggestion


@click.command(name="next", cls=Command)
@with_workplace
def next_case(here: Workplace) -> None:
    """Take the next case; asked again, the one in hand. A hidden prediction is not in it."""
    with here.desk() as (store, project, actor):
        claimed = review.claim_next(store, project, actor, SESSION, here.clock()).value
    if claimed is None:
        here.answer({"case": None}, "Nothing waits for you.")
    else:
        here.answer(_document(claimed, project), _words(claimed, project))


@click.command(cls=Command)
@click.argument("case")
@click.argument("label")
@click.option("--comment", default="", help="Words kept beside the decision.")
@click.option("--flag", is_flag=True, help="Mark the decision for somebody to look at.")
@click.option("--decision-id", metavar="ID", help="Your own id: sent twice, it is stored once.")
@with_workplace
def decide(
    here: Workplace, case: str, label: str, *, comment: str, flag: bool, decision_id: str | None
) -> None:
    """Decide a case that you hold (take it with: next)."""
    with here.desk() as (store, project, actor):
        answer = Answer(
            decision_id=decision_id or review.new_id(),
            case_no=review.find_case(store, project, case),
            label=label,
            comment=comment,
            flagged=flag,
        )
        kept = review.decide(store, project, actor, answer, here.clock()).value
    if (kept.label, kept.decided_by) != (label, actor.name):
        raise Refused(
            f"The id {answer.decision_id} stands for another decision: {kept.decided_by} said "
            f"{kept.label}. Nothing was stored."
        )
    document = {"case_id": case, "label": label, "decision_id": answer.decision_id}
    here.answer(document, f"{case}: {label}. Take it back with: hitl-app take-back {case}")


@click.command(name="take-back", cls=Command)
@click.argument("case")
@with_workplace
def take_back(here: Workplace, case: str) -> None:
    """Take your own decision on a case back; the case is in your hands again."""
    with here.desk() as (store, project, actor):
        claimed = review.take_back_case(store, project, actor, case, SESSION, here.clock()).value
    before = "" if claimed.previous_label is None else f" You had said {claimed.previous_label}."
    here.answer(_document(claimed, project), f"{case} is in your hands again.{before}")


def _document(claimed: ClaimedCase, project: Project) -> dict[str, object]:
    case = claimed.case
    return {
        "case": {
            "case_id": case.case_id,
            "arrived_at": case.arrived_at,
            "media": case.media,
            "text": case.text,
            "fields": dict(case.fields),
            "question": project.question,
            "labels": project.labels,
            "previous_label": claimed.previous_label,
            "flagged": claimed.flagged,
            "comment": claimed.comment,
        },
        "suggestion": None if claimed.suggestion is None else _suggestion(claimed.suggestion),
        "lease_until": claimed.lease_until,
    }


def _suggestion(seen: Suggestion) -> dict[str, object]:
    top = [{"label": label, "confidence": confidence} for label, confidence in seen.top]
    return {"label": seen.label, "confidence": seen.confidence, "top": top}


def _words(claimed: ClaimedCase, project: Project) -> str:
    case = claimed.case
    lines = [f"Case {case.case_id}"]
    lines += [value for value in (case.media, case.text) if value]
    lines += [f"  {name}: {value}" for name, value in case.fields.items()]
    if claimed.suggestion:
        seen = claimed.suggestion
        lines.append(f"The model suggests {seen.label}, {seen.confidence:.2f}")
    lines.append(f"{project.question or 'Labels'} {' / '.join(project.labels)}")
    lines.append(f"Yours until {claimed.lease_until:%H:%M} UTC")
    return "\n".join(lines)
