"""What a person reads while the server is away, and when it is back."""

from hitl_app.presentation.numbers import count
from hitl_app.workflow.ports import KeptHere


def state(kept: KeptHere | None) -> str:
    """Return the words of the top bar, nothing while the server is there."""
    if kept is None or not kept.away:
        return ""
    return f"Server away · {count(kept.kept)} kept here"


def back(before: int) -> str:
    """Say that the server is there again."""
    if not before:
        return "The server is back."
    return f"The server is back. {_answers(before)} arrived there."


def reach_limit(kept: KeptHere) -> tuple[str, str]:
    """Return title and sentence of the card that stands where no more cases are given out."""
    safe = f"{_answers(kept.kept)} {'is' if kept.kept == 1 else 'are'} safe on this machine"
    if kept.at_limit:
        why = "No further case is given out now, so that two people do not work on the same ones."
    else:
        why = "All cases that were fetched before are answered."
    goes_on = (
        "It is tried again all the time, and review goes on when it answers. If it asks for your "
        "password then, sign in: Ctrl+Shift+S."
    )
    return "Cannot reach the server", f"{safe}. {why} {goes_on}"


def no_unsure(*, is_away: bool) -> str:
    """Say why unsure cases cannot be looked at again."""
    if is_away:
        return "Your unsure cases lie on the server; they come back with it."
    return "None of your unsure cases is left."


def _answers(number: int) -> str:
    return f"{count(number)} {'answer' if number == 1 else 'answers'}"
