"""What can be kept: the same in a file and on a server."""

NOT_TO_BE_KEPT = "a sign that cannot be kept (NUL, or half of one)"
MOST_SECONDS = 1e9
"""No decision takes thirty years; the chain seals seconds as whole thousandths."""


def can_be_kept(text: str) -> bool:
    """Say whether a text holds whole characters alone, and no NUL, at which some texts end."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
