"""A PIN slows down whoever would act under another name; it does not keep a file from anybody."""

from hitl_app.domain.errors import Refused

LEAST_LENGTH = 4
LONGEST = 200


def hash_pin(pin: str) -> str:
    """Return what is stored instead of the PIN.

    Raises:
        Refused: too short to slow anybody down, or too long to be meant.
    """
    if not LEAST_LENGTH <= len(pin) <= LONGEST:
        raise Refused(f"A PIN needs {LEAST_LENGTH} to {LONGEST} characters.")
    # Imported here: few workspaces have PINs, and every start would pay for it.
    from argon2 import PasswordHasher  # noqa: PLC0415  # reason above

    return PasswordHasher().hash(pin)


def pin_fits(pin: str, pin_hash: str) -> bool:
    """Say whether this is the PIN whose hash is stored."""
    from argon2 import PasswordHasher  # noqa: PLC0415  # as in hash_pin
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  # the same

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
