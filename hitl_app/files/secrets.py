"""Passwords in the keyring of the operating system, or nowhere: never in a file of ours."""

from typing import TYPE_CHECKING

from hitl_app.domain.errors import Unavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "hitl-app"
_LEAST_PRIORITY = 1
"""Below it the library itself advises against a backend: files in plain text have a half."""
_NO_KEYRINGS = ("keyring.backends.fail", "keyring.backends.null")
_NONE = (
    "This machine has no keyring (Secret Service, KWallet, Keychain or Credential Locker), so "
    "the password is asked for each time. Nothing is written to disk instead."
)


class KeyringSecrets:
    """The system's keyring; each method may wait for it, so none is for the screen's thread."""

    def why_not(self) -> str:
        """Return in words why nothing can be kept here; nothing if it can."""
        return "" if _backend() is not None else _NONE

    def find(self, place: str, name: str) -> str | None:
        """Return the password kept for a name at a place; None where there is none to be had."""
        backend = _backend()
        if backend is None:
            return None
        try:
            found: str | None = backend.get_password(_service(place), name)
        except Exception:  # noqa: BLE001  # a locked or broken keyring: the person is asked instead
            return None
        return found

    def keep(self, place: str, name: str, password: str) -> None:
        """Keep a password in place of the one before.

        Raises:
            Unavailable: there is no keyring, or it is locked.
        """
        backend = _backend()
        if backend is None:
            raise Unavailable(_NONE)
        try:
            backend.set_password(_service(place), name, password)
        except Exception as error:  # each backend has errors of its own
            raise Unavailable(
                f"The keyring did not take the password ({type(error).__name__}). You are signed "
                f"in; it will be asked for next time. Unlock the keyring, then sign in again."
            ) from error

    def forget(self, place: str, name: str) -> None:
        """Keep nothing for that name any more; that there was nothing is no error.

        Raises:
            Unavailable: there is one, and the keyring does not let go of it.
        """
        backend = _backend()
        if backend is None or self.find(place, name) is None:
            return
        try:
            backend.delete_password(_service(place), name)
        except Exception as error:  # as in keep
            raise Unavailable(
                f"The password is still in the keyring, which did not let go of it "
                f"({type(error).__name__}). Remove “{_service(place)}” there."
            ) from error


def _service(place: str) -> str:
    return f"{SERVICE} {place}"


def _backend() -> "KeyringBackend | None":
    """Return the keyring in force; of several, the first that is one."""
    # Imported here, on a worker: looking for backends takes a tenth of a second.
    import keyring  # noqa: PLC0415  # reason above

    chosen = keyring.get_keyring()
    members = getattr(chosen, "backends", None)
    return next((each for each in members or [chosen] if _is_safe(each)), None)


def _is_safe(backend: "KeyringBackend") -> bool:
    kind = type(backend)
    if kind.__module__.startswith(_NO_KEYRINGS) or "plaintext" in kind.__name__.lower():
        return False
    try:
        return float(backend.priority) >= _LEAST_PRIORITY
    except Exception:  # noqa: BLE001  # a backend that does not know whether it is there is not
        return False
