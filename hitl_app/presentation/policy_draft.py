"""A draft of the policy: terms that are not in force yet, and what they would change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from hitl_app.domain.policy import Degree, Policy, PolicyTerms, raises_automation
from hitl_app.presentation.degrees import degree_name

STEP: Final = 0.01
_DIGITS = 4
_LEAST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two policies differ in; ``named`` is what a button says of it."""

    name: str
    before: str
    after: str
    named: str

    @property
    def short(self) -> str:
        """Return it as one line of the history."""
        change = f"{self.before} → {self.after}"
        return change if self.name in {"Degree", "Threshold"} else f"{self.name} {change}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Terms that are not in force yet, and the policy that they were drafted from."""

    base: Policy
    terms: PolicyTerms
    labels: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy, labels: tuple[str, ...]) -> "Draft":
        """Return a draft that changes nothing."""
        return cls(base=policy, terms=policy.terms, labels=labels)

    @property
    def is_empty(self) -> bool:
        """Say whether the draft is what is in force already."""
        return self.terms == self.base.terms

    @property
    def raises(self) -> bool:
        """Say whether it raises automation and so needs a reason."""
        return raises_automation(self.base.terms, self.terms, self.labels)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return what it would change."""
        return differences(self.base.terms, self.terms, self.labels)

    def with_degree(self, degree: Degree) -> "Draft":
        """Draft another degree."""
        return replace(self, terms=replace(self.terms, degree=degree))

    def with_threshold(self, value: float) -> "Draft":
        """Draft another threshold."""
        return replace(self, terms=replace(self.terms, threshold=_share(value)))

    def with_label_threshold(self, label: str, value: float | None) -> "Draft":
        """Draft a threshold of a label's own; None, or back where it followed: as for all."""
        if value == self.terms.threshold and label not in self.base.label_thresholds:
            value = None
        rest = {key: each for key, each in self.terms.label_thresholds.items() if key != label}
        own = {} if value is None else {label: _share(value)}
        return replace(self, terms=replace(self.terms, label_thresholds=rest | own))

    def with_always_person(self, label: str, *, always: bool) -> "Draft":
        """Draft that a label always goes to a person, or no longer."""
        rest = self.terms.always_person - {label}
        chosen = rest | {label} if always else rest
        return replace(self, terms=replace(self.terms, always_person=chosen))

    def with_audit_rate(self, value: float) -> "Draft":
        """Draft another audit rate."""
        return replace(self, terms=replace(self.terms, audit_rate=_share(value)))

    def with_holdback_rate(self, value: float) -> "Draft":
        """Draft another holdback rate."""
        return replace(self, terms=replace(self.terms, holdback_rate=_share(value)))

    def moved_to(self, policy: Policy) -> "Draft":
        """Draft the same changes from another policy; what the draft left alone follows it."""
        was, mine, now = self.base.terms, self.terms, policy.terms
        people = {label for label in self.labels if _kept_person(label, was, mine, now)}
        merged = PolicyTerms(
            degree=now.degree if mine.degree is was.degree else mine.degree,
            threshold=_kept(was.threshold, mine.threshold, now.threshold),
            label_thresholds=_kept_thresholds(was, mine, now),
            always_person=frozenset(people),
            audit_rate=_kept(was.audit_rate, mine.audit_rate, now.audit_rate),
            holdback_rate=_kept(was.holdback_rate, mine.holdback_rate, now.holdback_rate),
        )
        return replace(self, base=policy, terms=merged)


def differences(
    before: PolicyTerms, after: PolicyTerms, labels: tuple[str, ...]
) -> tuple[Difference, ...]:
    """Return what two policies differ in: degree, threshold, classes, rates."""
    found = []
    if before.degree is not after.degree:
        one, other = degree_name(before.degree), degree_name(after.degree)
        found.append(Difference("Degree", one, other, other))
    if before.threshold != after.threshold:
        one, other = threshold(before.threshold), threshold(after.threshold)
        found.append(Difference("Threshold", one, other, other))
    for label in labels:
        found += _of_label(before, after, label)
    for name, one_rate, other_rate in (
        ("Audit", before.audit_rate, after.audit_rate),
        ("Holdback", before.holdback_rate, after.holdback_rate),
    ):
        if one_rate != other_rate:
            now, then = percent(one_rate), percent(other_rate)
            found.append(Difference(name, now, then, f"{name.lower()} {then}"))
    return tuple(found)


def threshold(value: float) -> str:
    """Write a threshold: 0.93, with more digits only where it has them."""
    text = f"{value:.{_DIGITS}f}".rstrip("0")
    return text if len(text.partition(".")[2]) >= _LEAST_DIGITS else f"{value:.2f}"


def percent(share: float) -> str:
    """Write a rate: 5 %, 2.5 %."""
    return f"{share * 100:.4g}\u202f%"


def _of_label(before: PolicyTerms, after: PolicyTerms, label: str) -> list[Difference]:
    found = []
    if (label in before.always_person) != (label in after.always_person):
        words = ("by threshold", "always a person")
        was, will = (label in terms.always_person for terms in (before, after))
        found.append(Difference(label, words[was], words[will], f"{label} {words[will]}"))
    if before.label_thresholds.get(label) != after.label_thresholds.get(label):
        one, other = _own_threshold(before, label), _own_threshold(after, label)
        found.append(Difference(f"{label} threshold", one, other, f"{other} for {label}"))
    return found


def _own_threshold(terms: PolicyTerms, label: str) -> str:
    own = terms.label_thresholds.get(label)
    return "as for all" if own is None else threshold(own)


def _kept(was: float, mine: float, now: float) -> float:
    return now if mine == was else mine


def _kept_person(label: str, was: PolicyTerms, mine: PolicyTerms, now: PolicyTerms) -> bool:
    touched = (label in mine.always_person) != (label in was.always_person)
    return label in (mine if touched else now).always_person


def _kept_thresholds(was: PolicyTerms, mine: PolicyTerms, now: PolicyTerms) -> Mapping[str, float]:
    kept = dict(now.label_thresholds)
    for label in {*was.label_thresholds, *mine.label_thresholds}:
        wished = mine.label_thresholds.get(label)
        if wished == was.label_thresholds.get(label):
            continue
        if wished is None:
            kept.pop(label, None)
        else:
            kept[label] = wished
    return kept


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), _DIGITS)
