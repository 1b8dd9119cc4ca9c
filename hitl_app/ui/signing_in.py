"""From an address to an open workspace: first without asking, then with the card, with Stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from hitl_app.domain.errors import HitlError
from hitl_app.presentation import sign_in as words
from hitl_app.presentation.sign_in import Access
from hitl_app.ui.background import Background
from hitl_app.ui.building import NoStore
from hitl_app.ui.sign_in import SignInCard
from hitl_app.workflow.changes import Outcome
from hitl_app.workflow.entering import Entry
from hitl_app.workflow.ports import Secrets, Store

SHOWN_AFTER_MS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What is needed to come in: how a store is opened, what is looked up there, the keyring."""

    opened: Callable[[Access], Background[Store]]
    enter: Callable[[Store], Outcome[Entry]]
    secrets: Secrets
    environment: Mapping[str, str]
    show: Callable[[SignInCard], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who came in where; the store is open on its background.

    ``remembers`` says whether the password shall be kept; None leaves the keyring as it is.
    """

    access: Access
    background: Background[Store]
    entry: Entry
    remembers: bool | None

    def keyring_work(self, secrets: Secrets) -> Callable[[], None] | None:
        """Return what is to be done with the keyring."""
        place, name, password = self.access.place, self.access.name, self.access.password
        if self.remembers and password is not None:
            return partial(secrets.keep, place, name, password)
        return partial(secrets.forget, place, name) if self.remembers is False else None


class SigningIn(QObject):
    """One attempt at a time; one that was stopped is closed when its server has answered."""

    done = Signal(object)
    left = Signal()
    local_asked = Signal()

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._card: SignInCard | None = None
        self._wanted = Access(address="")
        self._attempt: object | None = None
        self._unclosed: list[Background[Store]] = []
        self._leads_to, self._has_local, self._was_kept = "Close", False, False
        # The keyring may wait for the person to unlock it, so it has a thread of its own.
        self._keyring: Background[NoStore] = Background(NoStore)
        self._late = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._late.timeout.connect(self._show_waiting)

    def lead(self, leave_words: str, *, has_local: bool) -> None:
        """Say where Esc leads, and whether there is a workspace on this machine to go to."""
        self._leads_to, self._has_local = leave_words, has_local

    def try_first(self, wanted: Access) -> None:
        """Sign in without asking: with the password in the keyring, else as libpq can."""
        attempt = self._begin(wanted)
        self._late.start()
        if wanted.password is not None or not wanted.name:
            self._connect(attempt, remembers=None)
            return

        def found(password: str | None) -> None:
            self._was_kept = password is not None
            if attempt is self._attempt:
                self._wanted = replace(wanted, password=password)
                self._connect(attempt, remembers=None)

        work = partial(self._door.secrets.find, wanted.place, wanted.name)
        self._keyring.run_beside(work, found)

    def ask(self, wanted: Access) -> None:
        """Show the card, filled in as far as known."""
        self._attempt, self._wanted = None, wanted
        self._shown().begin()

    def close(self) -> None:
        """Let go of everything; waits for a server that was asked last."""
        self._late.stop()
        self._attempt = None
        for background in self._unclosed:
            background.close()
        self._unclosed.clear()
        self._keyring.close()

    # -- attempts ------------------------------------------------------------------------------

    def _begin(self, wanted: Access) -> object:
        self._wanted, self._attempt = wanted, object()
        return self._attempt

    def _connect(self, attempt: object, *, remembers: bool | None) -> None:
        wanted = self._wanted
        background = self._door.opened(wanted)
        self._unclosed.append(background)

        def entered(entry: Entry) -> None:
            if attempt is not self._attempt:
                self._drop(background)
                return
            self._come_in(
                SignedIn(
                    access=replace(wanted, name=entry.person.name),
                    background=background,
                    entry=entry,
                    remembers=remembers,
                )
            )

        def failed(error: HitlError) -> None:
            self._drop(background)
            if attempt is self._attempt:
                self._refuse(error)

        background.run(self._door.enter, entered, failed, reads=True)

    def _come_in(self, signed: SignedIn) -> None:
        self._late.stop()
        self._attempt = None
        self._unclosed.remove(signed.background)
        if self._card is not None:
            self._card.rest()
            self._card.forget_password()
        self.done.emit(signed)
        work = signed.keyring_work(self._door.secrets)
        if work is not None:
            self._keyring.run_beside(work, lambda _nothing: None, signed.background.failed.emit)

    def _drop(self, background: Background[Store]) -> None:
        self._unclosed.remove(background)
        background.close()

    def _refuse(self, error: HitlError) -> None:
        self._late.stop()
        self._attempt = None
        self._shown().refuse(str(error))

    def _stop(self) -> None:
        """Wait no longer; what the server answers after all is closed at once."""
        self._late.stop()
        self._attempt = None
        card = self._shown()
        card.rest(words.stopped(self._wanted))
        card.begin()

    # -- the card ------------------------------------------------------------------------------

    def _show_waiting(self) -> None:
        self._shown().wait(self._wanted)

    def _shown(self) -> SignInCard:
        """Return the card, on the screen, with the address, name and password last tried."""
        card = self._card = self._card or self._make_card()
        card.offer(self._wanted, self._leads_to, has_local=self._has_local)
        if not card.isVisible():
            self._keyring.run_beside(self._door.secrets.why_not, self._show_keyring)
        self._door.show(card)
        return card

    def _show_keyring(self, why_not: str) -> None:
        if self._card is not None:
            self._card.show_keyring(why_not, holds_one=self._was_kept)

    def _make_card(self) -> SignInCard:
        card = SignInCard(self._door.environment)
        card.asked.connect(self._ask_server)
        card.stop_asked.connect(self._stop)
        card.left.connect(self.left)
        card.local_asked.connect(self.local_asked)
        return card

    def _ask_server(self, wanted: Access) -> None:
        attempt = self._begin(wanted)
        card = self._shown()
        remembers = card.remembers
        card.wait(wanted)
        self._connect(attempt, remembers=remembers)
