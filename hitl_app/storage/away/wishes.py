"""Stepping down while the server is away: kept, sent first, and obeyed here at once."""

from hitl_app.domain.errors import Away
from hitl_app.domain.policy import Degree
from hitl_app.storage.away.asking import NEEDS_THE_SERVER, Arguments, key_of
from hitl_app.storage.away.journal import Journal
from hitl_app.storage.rows import Row

TERMS = ("threshold", "label_thresholds", "always_person", "audit_rate", "holdback_rate")
_OF_THE_MODEL = ("model_version", "model_label", "confidence", "probabilities", "explanation")
_ONLY_DOWN = (
    "The server is away. A step down is kept here and sent first; everything else that changes "
    "the policy needs the server."
)


class KeptPolicy:
    """The policy as last known, and the step down that is wished."""

    def __init__(self, journal: Journal) -> None:
        """Keep wishes in this journal."""
        self._journal = journal

    def policies(self, asked: Arguments) -> list[Row]:
        """Return the policies as last known, a wished step down before them.

        Raises:
            Away: none is known.
        """
        kept = self._journal.known(key_of("policies", asked))
        if kept is None:
            raise Away(NEEDS_THE_SERVER)
        wished = [each.content for each in self._journal.entries() if each.kind == "step_down"]
        rows = [*reversed(wished), *kept]
        return rows[:1] if asked["only_last"] else rows

    def set_policy(self, asked: Arguments) -> list[Row]:
        """Keep a step down, and let nothing here show any more what it hides.

        Raises:
            Away: it is no step down.
        """
        (now, *_) = self.policies({"project": asked["project"], "only_last": 1})
        degree = Degree(asked["degree"])
        same = all(asked[key] == now[key] for key in TERMS)
        if not same or degree.rank >= Degree(now["degree"]).rank:
            raise Away(_ONLY_DOWN)
        wish = {
            **now,
            "degree": degree.value,
            "version": asked["expected_version"] + 1,
            "by_name": asked["actor"],
            "at": asked["now"],
            "reason": "Kept on this workstation until the server is back."
            if not asked["reason"]
            else asked["reason"],
            "said": asked["reason"],
            "actor": asked["actor"],
            "restores": None,
            "project": asked["project"],
        }
        self._journal.append("step_down", f"to {degree.value}", 0, wish, asked["now"])
        if degree.hides_predictions:
            self._hide_predictions(degree)
        return [{"version": wish["version"]}]

    def _hide_predictions(self, degree: Degree) -> None:
        """Let no case kept here show any more what the model says."""
        hidden = {**dict.fromkeys(_OF_THE_MODEL), "degree": degree.value}
        for row in self._journal.waiting():
            self._journal.keep_case({**row, **hidden})
