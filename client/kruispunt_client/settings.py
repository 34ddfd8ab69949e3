"""
Who asks, with which certificate, and where: the profile of one party, as a TOML file.

The file that `kruispunt up` writes for each test party (`DIR/client/<party>.toml`) and
the file for the real platform have the same form:

```toml
[party]
id = "wonen-voorbeeld"             # short name, for logs
organisation = "Wonen Voorbeeld"
cbe_number = "0123456789"          # KSZ customerIdentification
identificatie = "https://wonen.example/verhuur-aip"   # MAGDA Afzender
hoedanigheid = "7001"              # optional
naam = "Wonen Voorbeeld"           # optional, MAGDA Afzender/Naam (24 characters)
legal_context = "VO:SOCIAL_RENT"   # KSZ only; SSDN: sector/institution, such as "17/1"
# email = "ict@wonen.example"      # SSDN only
application = "Verhuurpakket 3"    # the application, for the log

[certificate]                      # PEM ...
chain = "../pki/parties/wonen-voorbeeld/chain.pem"   # own certificate first, no root
key = "../pki/parties/wonen-voorbeeld/key.pem"
# keystore = "…/keystore.p12"      # ... or PKCS#12
# password_env = "KEY_PASSWORD"    # name of the variable that holds the password

[endpoints.wiv]                    # one table per connection that was handed out
url = "https://localhost:8441"     # may hold {domain}: https://magda{domain}dienst…
trust = "../pki/trust/wiv.pem"
signer = "wiv.kruispunt.test"      # common name of the certificate that signs replies
# crl = "../pki/crl/wiv.pem"
# url_style = "per-service"        # or "single"
# reply_security = "strict"        # or "platform": unsigned replies are accepted
# request_shape = "standard"       # how to sign: a name in `SHAPES`
# connect_timeout_seconds = 15
# read_timeout_seconds = 30
# hop = "wiv"                      # only if the table has another name than the hop
# identificatie, hoedanigheid, naam, legal_context, application: other than [party]'s
# capacity = "7202"                # code in the acts, where another is on the wire
# basis = "…"                      # as in [law], for this connection only

[endpoints.wiv.urls]               # whole addresses that differ, per service
# "GeefZorgtoeslag/02.00.0000" = "https://…"
[endpoints.wiv.bases]              # likewise: another basis, per service
# "GeefZorgtoeslag/02.00.0000" = "…"

[law]                              # for `Answer.retention`; all optional
# acts = ["acts"]                  # own act files or folders, beside Kruispunt's
# basis = "wil-wonen-in-limburg-persons-general"   # id of a grant or an entry in them

[log]                              # where `connect` records every question; optional
file = "questions.jsonl"           # JSON lines ...
# database = "sqlite:///log.db"    # ... or a database, as SQLAlchemy names it,
# database_env = "LOG_DATABASE"    # ... or the variable that holds its name
# table = "kruispunt_client_log"   # its table there
# messages = "messages"            # folder for whole messages: personal data, see docs

[retry]                            # what may pass is asked again; optional
attempts = 3                       # in all; 1 asks everything once
first_wait_seconds = 1             # at most, before the second; it doubles
longest_wait_seconds = 30

[contracts]                        # official WSDLs and XSDs instead of ours; optional
folder = "contracts"
```

Paths are relative to the file itself. A key that is not known is refused by name.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from kruispunt_client.errors import InvalidSettings
from kruispunt_client.tables import (
    read_table,
    refuse_unknown,
    subtable,
    write_table,
)

if TYPE_CHECKING:
    from kruispunt_contracts import Contract

PROFILE_VARIABLE: Final = "KRUISPUNT_PROFILE"
"""Path of the TOML file."""
STATE_VARIABLE: Final = "KRUISPUNT_STATE"
"""State folder of a running Kruispunt; then `KRUISPUNT_PARTY` is needed too."""
PARTY_VARIABLE: Final = "KRUISPUNT_PARTY"

DEFAULT_REQUEST_SHAPE: Final = "standard"
"""Name in `kruispunt_contracts.profile` of the way we sign when nothing is said."""

PLACE: Final = re.compile(r"[0-9]{1,9}(/[0-9]{1,9})?", re.ASCII)
"""Form of a place in the network of the SSDN: a sector, or sector and institution."""

SINGLE_PATH: Final = "/api/Magda-02.00/soap/WebService"
"""Source: MAGDA-Mock, one URL for all services, routed on Context/Naam and Versie."""


class UrlStyle(Enum):
    """How an address follows from the base and the contract."""

    PER_SERVICE = "per-service"
    """Base plus the path of the contract, as on the real platforms."""
    SINGLE = "single"
    """Base plus `SINGLE_PATH` for everything, as the official mock does."""


class ReplySecurity(Enum):
    """What a reply must prove before it is used."""

    STRICT = "strict"
    """Signed Body and Timestamp, by the `signer` of the endpoint."""
    PLATFORM = "platform"
    """
    May be unsigned; a signature that is there must be good.

    Source: the official MAGDA connector does not verify replies by default.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who asks."""

    id: str
    """Short name, for the logs; that by which the other side knows you."""
    organisation: str
    """Name in full."""
    identificatie: str = ""
    """MAGDA `Afzender/Identificatie`: the URI handed out for the connection."""
    cbe_number: str = ""
    """KSZ `customerIdentification/cbeNumber`, 10 digits."""
    application: str = ""
    """The application that asks, for the logs."""
    hoedanigheid: str | None = None
    """MAGDA `Afzender/Hoedanigheid`: the purpose of the connection, as handed out."""
    naam: str | None = None
    """MAGDA `Afzender/Naam`, at most 24 characters."""
    legal_context: str | None = None
    """KSZ `legalContext`; in the SSDN the place in the network instead, such as `17/1`:
    sector and institution."""
    email: str | None = None
    """SSDN `AuthorizedUser/Email`, which must be given there."""

    def __post_init__(self) -> None:
        """Refuse what no service could accept."""
        if self.cbe_number and not re.fullmatch(r"\d{10}", self.cbe_number):
            raise InvalidSettings("party.cbe_number: expected 10 digits")
        if self.naam is not None and len(self.naam) > 24:
            raise InvalidSettings("party.naam: at most 24 characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Where the key and certificates of the party are: PEM files or one PKCS#12."""

    chain: Path | None = None
    """PEM: the party's certificate first, then intermediates, no root."""
    key: Path | None = None
    """PEM: the private key of that certificate."""
    keystore: Path | None = None
    """PKCS#12 with both, in place of `chain` and `key`."""
    password_env: str | None = None
    """Name of the environment variable with the password of key or keystore."""

    def __post_init__(self) -> None:
        """Refuse a mixture of the two forms."""
        pem = self.chain is not None and self.key is not None
        if pem == (self.keystore is not None) or (self.chain is None) != (
            self.key is None
        ):
            raise InvalidSettings(
                "certificate: give either `chain` and `key` (PEM) or `keystore`"
            )

    def password(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """
        Read the password.

        Raises:
            InvalidSettings: `password_env` names a variable that is not set.
        """
        if self.password_env is None:
            return None
        try:
            return environment[self.password_env]
        except KeyError:
            raise InvalidSettings(
                f"certificate.password_env: variable {self.password_env} is not set"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One hop as its caller sees it."""

    hop: str
    """`wiv`, `magda` or `ksz`; several connections may lead to one hop."""
    url: str
    """Scheme, host and port, perhaps a path; `{domain}` becomes the MAGDA domain."""
    trust: Path
    """PEM with the authorities that issued the hop's certificates."""
    signer: str
    """Common name in the certificate that signs the replies."""
    crl: Path | None = None
    """PEM with the lists of what those authorities revoked."""
    url_style: UrlStyle = UrlStyle.PER_SERVICE
    """How the address of a service follows from `url`."""
    reply_security: ReplySecurity = ReplySecurity.STRICT
    """What a reply must prove before it is used."""
    request_shape: str = DEFAULT_REQUEST_SHAPE
    """How to sign: a name in `kruispunt_contracts.profile.SHAPES`."""
    connect_timeout: timedelta = timedelta(seconds=15)
    """Source: both defaults are those of the official MAGDA connector."""
    read_timeout: timedelta = timedelta(seconds=30)
    """Until the reply begins, and again until it is complete."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Whole addresses of services that live elsewhere, by `Service/version`."""
    identificatie: str | None = None
    """This and the next four: other than the party's, for this connection only."""
    hoedanigheid: str | None = None
    naam: str | None = None
    legal_context: str | None = None
    application: str | None = None
    capacity: str | None = None
    """What the acts have for `hoedanigheid` or `legal_context`; None: the same. The
    codes of the acts of Kruispunt are invented, for the real ones are not public."""
    basis: str | None = None
    """Other than that of `LawSettings`, for this connection only."""
    bases: Mapping[str, str] = field(default_factory=dict)
    """Other than `basis`, by `Service/version`."""

    def __post_init__(self) -> None:
        """Refuse addresses without TLS."""
        for key, url in {"url": self.url, **self.urls}.items():
            if urlsplit(url).scheme != "https":
                raise InvalidSettings(
                    f"endpoints.{self.hop}.{key}: expected an https:// address"
                )

    def url_for(self, contract: Contract) -> str:
        """Give the address of the service of a contract at this hop."""
        override = self.urls.get(f"{contract.service}/{contract.version}")
        if override is not None:
            return override
        base = self.url.replace("{domain}", (contract.domain or "").lower())
        single = self.url_style is UrlStyle.SINGLE
        return base.rstrip("/") + (SINGLE_PATH if single else contract.paths[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSettings:
    """Under which act answers come, where the acts of Kruispunt do not tell."""

    acts: tuple[Path, ...] = ()
    """Own act files, or folders of those, read beside those of Kruispunt."""
    basis: str | None = None
    """Id of the grant, or of the entry of an act, under which the party asks. None:
    that follows from party, hop, capacity and service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Where the log at our own end is kept; nowhere, if nothing is named."""

    file: Path | None = None
    """JSON lines."""
    database: str | None = None
    """SQLAlchemy URL."""
    database_env: str | None = None
    """Name of the environment variable with that URL, if it holds a password."""
    table: str | None = None
    """Name of the table; None for the usual one."""
    messages: Path | None = None
    """Folder where every question and reply is kept whole, beside the log or without
    one; None for nowhere. They are personal data, and stay until somebody deletes them:
    for a test environment, to make test cases of (`kruispunt cases record`)."""

    def __post_init__(self) -> None:
        """Refuse two logs, and a table of a file."""
        named = [each for each in (self.file, self.database, self.database_env) if each]
        if len(named) > 1:
            raise InvalidSettings(
                "log: give one of `file`, `database` and `database_env`"
            )
        if self.table is not None and (self.file is not None or not named):
            raise InvalidSettings("log.table: only a database has tables")

    def where(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """
        Give path or URL, as `open_log` takes it; None if there is no log.

        Raises:
            InvalidSettings: `database_env` names a variable that is not set.
        """
        if self.file is not None:
            return str(self.file)
        if self.database_env is None:
            return self.database
        try:
            return environment[self.database_env]
        except KeyError:
            raise InvalidSettings(
                f"log.database_env: variable {self.database_env} is not set"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySettings:
    """
    How often what failed in a way that may pass is asked again, and after how long.

    Only where asking again is safe: see `retry.safe_again`.
    """

    attempts: int = 3
    """In all; 1 asks everything once."""
    first_wait: timedelta = timedelta(seconds=1)
    """Longest wait before the second attempt; it doubles for each later one, and a
    random part of it is waited, so that clients do not come back together."""
    longest_wait: timedelta = timedelta(seconds=30)
    """No wait is longer."""

    def __post_init__(self) -> None:
        """Refuse what would never ask."""
        if self.attempts < 1:
            raise InvalidSettings("retry.attempts: at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSettings:
    """Which contracts are asked by, beside those of Kruispunt."""

    folder: Path | None = None
    """Of official WSDLs and XSDs, which go before ours; None for none."""


ONCE: Final = RetrySettings(attempts=1)
"""Everything is asked once, whatever happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionProfile:
    """Everything that a party needs to ask: who, certificate, and the hops it knows."""

    party: Party
    certificate: Certificate
    endpoints: Mapping[str, Endpoint]
    """By name, mostly that of the hop; a party has only the hops that it may call."""
    law: LawSettings = LawSettings()
    log: LogSettings = LogSettings()
    retry: RetrySettings = RetrySettings()
    contracts: ContractSettings = ContractSettings()

    @classmethod
    def from_toml(cls, path: Path | str) -> Self:
        """
        Read a profile.

        Raises:
            InvalidSettings: With the file, the key and what was expected.
        """
        path = Path(path)
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InvalidSettings(f"{path}: cannot be read: {error}") from error
        try:
            return cls._from_document(document, path.resolve().parent)
        except InvalidSettings as error:
            raise InvalidSettings(f"{path}: {error}") from error

    @classmethod
    def from_state(cls, state: Path | str, party: str) -> Self:
        """
        Read the profile that a running Kruispunt wrote for one of its test parties.

        Args:
            state: The folder given to `kruispunt up --state`.
            party: Id of the party, such as `wonen-in-limburg`.

        Raises:
            InvalidSettings: The party has no profile there; the message lists who has.
                Or it has no certificate yet; the message tells how it gets one.
        """
        folder = Path(state) / "client"
        path = folder / f"{party}.toml"
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
            raise InvalidSettings(
                f"{folder}: no profile for party {party!r}; there are: {known}"
            )
        profile = cls.from_toml(path)
        chain = profile.certificate.chain
        if chain is not None and not chain.is_file():
            raise InvalidSettings(
                f"{chain}: no certificate here yet; "
                f'`kruispunt certs issue {party} --state "{state}"` makes it'
            )
        return profile

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """
        Read the profile that the environment names.

        `KRUISPUNT_PROFILE` wins over `KRUISPUNT_STATE` with `KRUISPUNT_PARTY`.

        Raises:
            InvalidSettings: Neither is set, or what they name is not usable.
        """
        if profile := environment.get(PROFILE_VARIABLE):
            return cls.from_toml(profile)
        state, party = environment.get(STATE_VARIABLE), environment.get(PARTY_VARIABLE)
        if state and party:
            return cls.from_state(state, party)
        raise InvalidSettings(
            f"set {PROFILE_VARIABLE} to a profile file, or both {STATE_VARIABLE} and "
            f"{PARTY_VARIABLE}"
        )

    def endpoint(self, via: str) -> Endpoint:
        """
        Give the endpoint of a connection.

        Raises:
            InvalidSettings: The profile does not know it.
        """
        try:
            return self.endpoints[via]
        except KeyError:
            known = ", ".join(self.endpoints)
            raise InvalidSettings(
                f"party {self.party.id} has no endpoint {via!r}; it has: {known}"
            ) from None

    def sender(self, via: str) -> Party:
        """Give the party as it is known on one connection."""
        endpoint = self.endpoint(via)
        own = {name: getattr(endpoint, name) for name in _PER_CONNECTION}
        return replace(self.party, **{k: v for k, v in own.items() if v is not None})

    def basis(self, via: str, service: str, version: str) -> str | None:
        """Give the legal basis that is named for a service on one connection."""
        endpoint = self.endpoint(via)
        own = endpoint.bases.get(f"{service}/{version}")
        return own or endpoint.basis or self.law.basis

    def bases(self, via: str) -> frozenset[str]:
        """Give every legal basis that is named for one connection."""
        endpoint = self.endpoint(via)
        named = (self.law.basis, endpoint.basis, *endpoint.bases.values())
        return frozenset(basis for basis in named if basis)

    def to_toml(self, folder: Path) -> str:
        """
        Write the profile as `from_toml` reads it.

        Args:
            folder: Where the file will stand; paths become relative to it if they can.
        """
        lines = write_table("party", self.party, folder)
        lines += write_table("certificate", self.certificate, folder)
        for name, endpoint in self.endpoints.items():
            lines += write_table(f"endpoints.{name}", endpoint, folder)
        if self.law != LawSettings():
            lines += write_table("law", self.law, folder)
        if self.log != LogSettings():
            lines += write_table("log", self.log, folder)
        if self.retry != RetrySettings():
            lines += write_table("retry", self.retry, folder)
        if self.contracts != ContractSettings():
            lines += write_table("contracts", self.contracts, folder)
        return "\n".join(lines)

    @classmethod
    def _from_document(cls, document: Mapping[str, Any], folder: Path) -> Self:
        known = {
            "party",
            "certificate",
            "endpoints",
            "law",
            "log",
            "retry",
            "contracts",
        }
        refuse_unknown("", document, known)
        party = subtable("", document, "party")
        certificate = subtable("", document, "certificate")
        endpoints = subtable("", document, "endpoints")
        law = subtable("", {"law": {}, **document}, "law")
        log = subtable("", {"log": {}, **document}, "log")
        retry = subtable("", {"retry": {}, **document}, "retry")
        contracts = subtable("", {"contracts": {}, **document}, "contracts")
        return cls(
            law=read_table(LawSettings, "law", law, folder),
            log=read_table(LogSettings, "log", log, folder),
            retry=read_table(RetrySettings, "retry", retry, folder),
            contracts=read_table(ContractSettings, "contracts", contracts, folder),
            party=read_table(Party, "party", party, folder),
            certificate=read_table(Certificate, "certificate", certificate, folder),
            endpoints={
                name: read_table(
                    Endpoint,
                    f"endpoints.{name}",
                    {"hop": name, **subtable("endpoints.", endpoints, name)},
                    folder,
                )
                for name in endpoints
            },
        )


_PER_CONNECTION: Final = (
    "identificatie",
    "hoedanigheid",
    "naam",
    "legal_context",
    "application",
)
