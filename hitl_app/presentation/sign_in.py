"""What the sign-in card shows: an address taken apart, how it is secured, where a sentence goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlencode

SCHEME = "postgresql://"
_SCHEMES = (SCHEME, "postgres://")
_SECRETS = {"password", "sslpassword"}

TITLE = "Sign in to a server"
HOW = (
    "The workspace of a team lies in a PostgreSQL database. Whoever keeps the server gives you "
    "its address, your name and a password."
)
OTHER_WAYS = (
    "A certificate, Kerberos or a password file serves as for psql: leave the password empty. "
    "sslmode, sslcert, sslrootcert and krbsrvname are taken from the address "
    "(…/database?sslrootcert=FILE) and from PG… variables."
)
REMEMBER = "Remember the password on this machine"
ASKING_KEYRING = "Asking this machine for its keyring …"
KEYRING = "Kept by the keyring of the system, never in a file of hitl-app."
EMPTY_PASSWORD = "Empty for a certificate, Kerberos or a password file"  # noqa: S105  # a hint
_LIKE = "Write it as host/database, for example db.example.org/hitl."

_ABOUT_THE_PASSWORD = ("with this password", "asks for the password")
_ABOUT_THE_NAME = (
    "nobody called",
    "Nobody called",
    "has no role",
    "does not let",
    "knows you as",
    "for intake alone",
)


class Field(StrEnum):
    """The fields that a sentence can belong to."""

    ADDRESS = "address"
    NAME = "name"
    PASSWORD = "password"  # noqa: S105  # the name of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A server's database, and who asks to be let in; the address holds neither name nor secret."""

    address: str
    name: str = ""
    password: str | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Return the address as libpq takes it, with the name and without the password."""
        if not self.name:
            return self.address
        return f"{SCHEME}{quote(self.name, safe='')}@{self.address.removeprefix(SCHEME)}"

    @property
    def host(self) -> str:
        """Return whom the person waits for."""
        return ", ".join(_hosts(self.address)) or "this machine"

    @property
    def place(self) -> str:
        """Return what a password is kept for: the server and its database."""
        return self.address.partition("?")[0]

    @property
    def kept_address(self) -> str:
        """Return what may be written down: no secret of a key either."""
        place, _, given = self.address.partition("?")
        safe = {name: value for name, value in _pairs(given).items() if name not in _SECRETS}
        return place + _written(safe)


@dataclass(frozen=True, slots=True)
class Secured:
    """How a connection would be secured, in words, with tone and icon."""

    words: str
    tone: str = "text2"
    icon: str = "lock-simple"


def is_server(workspace: str) -> bool:
    """Say whether a workspace is the address of a server."""
    return workspace.startswith(_SCHEMES)


def access(address: str, name: str = "", password: str | None = None) -> Access:
    """Take a typed address apart; what it says of name and password holds where nothing else does.

    "host/database" is enough: the rest is added.
    """
    typed = address.strip()
    for scheme in _SCHEMES:
        typed = typed.removeprefix(scheme)
    place, _, given = typed.partition("?")
    server, slash, database = place.partition("/")
    who, _, hosts = server.rpartition("@")
    user, _, secret = who.partition(":")
    options = _pairs(given)
    # Taken out even if not needed, so that they stand in no field and no file.
    user = unquote(user) or options.pop("user", "")
    secret = unquote(secret) or options.pop("password", "")
    return Access(
        address=f"{SCHEME}{hosts}{slash}{database}{_written(options)}" if typed else "",
        name=name.strip() or user,
        password=password or secret or None,
    )


def shown(address: str) -> str:
    """Return an address as a person types it."""
    return address.removeprefix(SCHEME)


def what_is_missing(wanted: Access, environment: Mapping[str, str]) -> str:
    """Return what the address lacks, in words; nothing if it can be tried."""
    if not wanted.address:
        return f"The address is missing. {_LIKE}"
    options = _options(wanted.address)
    if any(name in options for name in ("dbname", "service")):
        return ""
    if any(environment.get(name) for name in ("PGDATABASE", "PGSERVICE")):
        return ""
    place = wanted.address.removeprefix(SCHEME).partition("?")[0]
    if any(sign in place for sign in " \t=\\") or "://" in place:
        return f"“{shown(wanted.address)}” is not the address of a server. {_LIKE}"
    return "" if place.partition("/")[2] else f"The address names no database. {_LIKE}"


def secured(address: str, environment: Mapping[str, str]) -> Secured:
    """Say how a connection to that address would be secured."""
    if not address:
        return Secured("")
    options = _options(address)
    if "service" in options:
        return Secured("Secured as the service file says.")
    mode = options.get("sslmode") or environment.get("PGSSLMODE", "")
    if mode:
        return _by_mode(mode)
    hosts = [options.get("host") or options.get("hostaddr", "")] if _has_host(options) else []
    hosts = hosts or _hosts(address) or [environment.get("PGHOST", "")]
    if all(_is_near(host) for host in hosts):
        return Secured("This machine: no encryption needed.", icon="desktop")
    return _by_mode("verify-full")


def field_of(sentence: str) -> Field:
    """Return the field that a sentence of the server is about."""
    if any(words in sentence for words in _ABOUT_THE_PASSWORD):
        return Field.PASSWORD
    if any(words in sentence for words in _ABOUT_THE_NAME):
        return Field.NAME
    return Field.ADDRESS


def is_wrong_password(sentence: str) -> bool:
    """Say whether what was typed as the password is of no use any more."""
    return "with this password" in sentence


def connecting(wanted: Access) -> str:
    """Say what is going on."""
    who = f" as {wanted.name}" if wanted.name else ""
    return f"Signing in to {wanted.host}{who} …"


def stopped(wanted: Access) -> str:
    """Say that the person stopped it."""
    return f"Stopped. Nothing was sent to {wanted.host} after that."


def _by_mode(mode: str) -> Secured:
    if mode == "verify-full":
        return Secured("Encrypted, the server's certificate is checked.", "ok")
    if mode == "verify-ca":
        words = "Encrypted; the certificate is checked, but not whether it belongs to this host."
        return Secured(words, "warn", "warning")
    if mode == "require":
        words = "Encrypted, but nobody checks whose server answers (sslmode=require)."
        return Secured(words, "warn", "warning")
    words = f"Others may be able to read along (sslmode={mode}). Leave sslmode out to be safe."
    return Secured(words, "warn", "warning")


def _options(address: str) -> dict[str, str]:
    return _pairs(address.partition("?")[2])


def _pairs(given: str) -> dict[str, str]:
    """Return the parameters of an address; a plus is a plus there, as libpq has it."""
    pairs = [pair.partition("=") for pair in given.split("&") if pair]
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _written(options: Mapping[str, str]) -> str:
    return f"?{urlencode(options, quote_via=quote, safe='/:,')}" if options else ""


def _has_host(options: Mapping[str, str]) -> bool:
    return bool(options.get("host") or options.get("hostaddr"))


def _hosts(address: str) -> list[str]:
    server = address.removeprefix(SCHEME).partition("?")[0].partition("/")[0]
    return [_without_port(part) for part in server.split(",") if part]


def _without_port(part: str) -> str:
    if part.startswith("["):
        return part[1:].partition("]")[0]
    return unquote(part.partition(":")[0])


def _is_near(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
