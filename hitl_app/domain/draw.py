"""Draws that an auditor can work out again: a keyed hash of the case stands in for chance."""

from dataclasses import dataclass
from hashlib import blake2b

_SCALE = 2.0**64


def draw(salt: str, case_id: str) -> float:
    """Return the number in [0, 1) that stands for this case under this salt.

    A case is drawn when the number is below the rate, so a higher rate only adds cases.
    BLAKE2b (RFC 7693) with an 8-byte digest, read as a big-endian integer over 2**64.
    """
    digest = blake2b(f"{salt}|{case_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / _SCALE


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one case, fixed when it arrives; audit and holdback never share a salt."""

    audit: float
    holdback: float


def draws_for(case_id: str, salt: str) -> Draws:
    """Work out the draws of a case from the salt of its project."""
    return Draws(audit=draw(f"audit-{salt}", case_id), holdback=draw(f"holdback-{salt}", case_id))
