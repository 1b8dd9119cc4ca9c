"""The five degrees of automation, in words."""

from typing import Final

from hitl_app.domain.policy import Degree

_NAMES: Final = {
    Degree.HUMAN_ONLY: "Human only",
    Degree.SHADOW: "Shadow",
    Degree.ASSISTANCE: "AI assistance",
    Degree.PARTIAL: "Partial automation",
    Degree.FULL: "Full automation",
}
_FOR_REVIEWERS: Final = {
    Degree.HUMAN_ONLY: "No model runs on these cases. Your decision is the result.",
    Degree.SHADOW: "A model answers too, out of your sight. Decide as if it were not there.",
    Degree.ASSISTANCE: "The model makes a suggestion. Your decision is the result.",
    Degree.PARTIAL: "Sure cases pass by themselves. You decide the others, and a sample.",
    Degree.FULL: "The model decides. You check a sample, and what always goes to a person.",
}
_FOR_SUPERVISORS: Final = {
    Degree.HUMAN_ONLY: "People decide everything.",
    Degree.SHADOW: "The model answers unseen, to be compared.",
    Degree.ASSISTANCE: "People decide, with a suggestion.",
    Degree.PARTIAL: "Sure cases pass by themselves.",
    Degree.FULL: "The model decides, people check a sample.",
}


def degree_name(degree: Degree) -> str:
    """Return the name of a degree."""
    return _NAMES[degree]


def banner_sentence(degree: Degree) -> str:
    """Return what the degree means for the person who decides; never for the case at hand."""
    return _FOR_REVIEWERS[degree]


def ladder_sentence(degree: Degree) -> str:
    """Return what the degree means, on the step of the ladder."""
    return _FOR_SUPERVISORS[degree]
