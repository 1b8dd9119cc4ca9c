"""What the Automation screen says of a draft, of its terms, and of what was done."""

from dataclasses import dataclass
from typing import Final

from hitl_app.domain.policy import LEAST_REASON, Degree, Policy, PolicyTerms
from hitl_app.presentation.degrees import degree_name
from hitl_app.presentation.numbers import count
from hitl_app.presentation.policy_draft import Draft, differences, percent, threshold

TITLE: Final = "How much does the machine decide?"
TITLE_NOTE: Final = "Up needs a reason. Down is always one click."
AT_THE_BOTTOM: Final = "People decide everything already. There is no lower degree."
CERTIFICATE: Final = (
    "How much error a threshold lets through at most (its certificate) comes with a later "
    "version. Until then, compare blind answers on the Agreement screen before you go up."
)
NO_DRAFT: Final = "No draft. Choose a degree or change a value; nothing moves before you apply it."
REASON_HINT: Final = "Reason, kept in the history"
NOTHING_LOOKED_AT: Final = "Nothing would be looked at: the error would be unknown."
NEVER_WITHOUT: Final = "Nobody would decide without the suggestion: no blind agreement."
NOT_READ: Final = "The policy cannot be read now"
BY_THRESHOLD: Final = "threshold"
NOTHING_CHANGED: Final = "Nothing was changed."

_PEOPLE_DECIDE = {Degree.HUMAN_ONLY, Degree.SHADOW, Degree.ASSISTANCE}
_MODEL_DECIDES = {Degree.PARTIAL, Degree.FULL}


@dataclass(frozen=True, slots=True)
class TermWords:
    """A row of the terms: its name, what it is for, and why it does not apply (empty: it does)."""

    name: str
    purpose: str
    idle: str = ""
    warning: str = ""


def apply_label(draft: Draft) -> str:
    """Name on the button what it would put in force."""
    found = draft.differences
    if not found:
        return "Apply"
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Apply {found[0].named}{more}"


def may_apply(draft: Draft, reason: str) -> bool:
    """Say whether the draft can be put in force with this reason."""
    return not draft.is_empty and characters_left(draft, reason) == 0


def characters_left(draft: Draft, reason: str) -> int:
    """Return how many characters the reason lacks; none where it may stay empty."""
    return max(0, LEAST_REASON - len(reason.strip())) if draft.raises else 0


def reason_label(draft: Draft) -> str:
    """Say whether a reason is needed."""
    return "Why? Needed to go up" if draft.raises else "Why? May stay empty"


def reason_note(draft: Draft, reason: str) -> str:
    """Say what the reason lacks."""
    left = characters_left(draft, reason)
    if draft.is_empty or not left:
        return ""
    if left == LEAST_REASON:
        return f"at least {LEAST_REASON} characters"
    return f"{left} more character{'s' if left > 1 else ''}"


def consequence(draft: Draft) -> str:
    """Say in a sentence what holds under the drafted terms."""
    terms = draft.terms
    always = [label for label in draft.labels if label in terms.always_person]
    but = f", but {_listed(always)} always to a person" if always else ""
    sample = f"{percent(terms.audit_rate)} of them are also decided blind"
    match terms.degree:
        case Degree.HUMAN_ONLY:
            return "People decide every case. No model is asked."
        case Degree.SHADOW:
            return "People decide every case. The model answers out of sight, to be compared."
        case Degree.ASSISTANCE:
            blind = percent(terms.holdback_rate)
            return f"People decide every case, with a suggestion; {blind} without one."
        case Degree.PARTIAL:
            limit = threshold(terms.threshold)
            own = "" if not terms.label_thresholds else " (or their class’s own value)"
            return f"Cases from {limit}{own} on pass by themselves{but}; {sample}."
        case Degree.FULL:
            return f"Every case passes by itself{but}; {sample}."


def for_new_cases(claimed: int) -> str:
    """Say from when a draft would hold, and for which cases not."""
    if claimed == 0:
        stay = "No case is on a screen now."
    elif claimed == 1:
        stay = "The one on a screen now stays with its person."
    else:
        stay = f"The {count(claimed)} on screens now stay with people."
    return f"For cases that arrive after this. {stay}"


def threshold_words(terms: PolicyTerms) -> TermWords:
    """Say what the threshold is for."""
    purpose = "The least confidence at which the model decides a case alone."
    return TermWords("Confidence threshold", purpose, _idle_threshold(terms.degree))


def audit_words(terms: PolicyTerms) -> TermWords:
    """Say what the audit rate is for."""
    idle = "" if terms.degree in _MODEL_DECIDES else "The model decides nothing alone here."
    warning = NOTHING_LOOKED_AT if not idle and terms.audit_rate == 0 else ""
    purpose = "Share of what the model decides alone that a person decides too, unseen."
    return TermWords("Audit sample", f"{purpose} So the error is known.", idle, warning)


def holdback_words(terms: PolicyTerms) -> TermWords:
    """Say what the holdback rate is for."""
    hidden = terms.degree.hides_predictions
    idle = "Every case is decided without a suggestion here." if hidden else ""
    warning = NEVER_WITHOUT if not idle and terms.holdback_rate == 0 else ""
    purpose = "Share of the cases for people that is shown without the suggestion."
    return TermWords("Blind holdback", f"{purpose} So agreement stays blind.", idle, warning)


def classes_note(terms: PolicyTerms) -> str:
    """Say what the table by class can do under a degree."""
    if terms.degree in _PEOPLE_DECIDE:
        return "People decide every class here."
    if terms.degree is Degree.FULL:
        return "At every confidence; a class can always go to a person."
    return "A class can have a threshold of its own, or always go to a person."


def goes_to(terms: PolicyTerms) -> str:
    """Say where a class goes that does not always go to a person."""
    if terms.degree in _PEOPLE_DECIDE:
        return "people"
    return "the model" if terms.degree is Degree.FULL else BY_THRESHOLD


def thresholds_apply(terms: PolicyTerms) -> bool:
    """Say whether thresholds decide anything under the degree."""
    return terms.degree is Degree.PARTIAL


def persons_apply(terms: PolicyTerms) -> bool:
    """Say whether sending a class to people changes anything under the degree."""
    return terms.degree in _MODEL_DECIDES


def step_note(degree: Degree, in_force: Degree) -> str:
    """Say on a step of the ladder what it takes to go there."""
    return "needs a reason" if degree.rank > in_force.rank else "always possible"


def step_down_label(degree: Degree) -> str:
    """Name the degree that one step down leads to."""
    below = degree.step_below
    return f"Step down to {degree_name(below)}" if below else "No lower degree"


def stepped_down(policy: Policy, *, is_away: bool = False) -> str:
    """Say what was done, before asking why; without the server it holds on this machine alone."""
    if is_away:
        return (
            f"Stepped down to {degree_name(policy.degree)} on this machine. "
            f"The others follow when the server is back."
        )
    return f"Stepped down to {degree_name(policy.degree)}."


def not_stepped_down(degree: Degree, error: str) -> str:
    """Say that a step down was not stored, and what holds."""
    return f"Not stepped down; {degree_name(degree)} is still in force. {error}"


def not_applied(error: str) -> str:
    """Say that a draft was not put in force."""
    return f"Not applied. {error}"


def not_gone_back(error: str) -> str:
    """Say that an earlier policy was not put in force."""
    return f"Not gone back. {error}"


def away(error: str) -> str:
    """Say that the store does not answer, and what that means."""
    return f"{NOT_READ}. {error} What stands here may be old; {NOTHING_CHANGED.lower()}"


def applied(policy: Policy) -> str:
    """Say that a draft is in force."""
    return f"Policy {policy.version} is in force."


def went_back(policy: Policy) -> str:
    """Say which policy is in force again."""
    return f"Back to policy {policy.restores}."


def in_force_now(policy: Policy) -> str:
    """Say aloud which policy is in force."""
    at = f" at {threshold(policy.threshold)}" if policy.degree is Degree.PARTIAL else ""
    return f"Policy {policy.version} is in force: {degree_name(policy.degree)}{at}."


def overtaken(draft: Draft, latest: Policy, person: str) -> str:
    """Tell of a policy that came while a draft was open, with what it changed."""
    found = differences(draft.base.terms, latest.terms, draft.labels)
    change = "; ".join(each.short for each in found) or "nothing that differs"
    who = "You have" if latest.by == person else f"{latest.by} has"
    return (
        f"{who} set policy {latest.version}: {change}. "
        f"Your draft is kept; it rests on policy {draft.base.version}."
    )


def announced(draft: Draft) -> str:
    """Say the draft aloud."""
    if draft.is_empty:
        return "No draft."
    changes = ", ".join(f"{each.name} {each.after}" for each in draft.differences)
    return f"Draft: {changes}. {consequence(draft)}"


def _idle_threshold(degree: Degree) -> str:
    if degree is Degree.FULL:
        return "The model decides at every confidence here."
    return "" if degree is Degree.PARTIAL else "People decide at every confidence here."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
