"""What an operator can set; every field is an option of `kruispunt up`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

DEFAULT_STATE: Final = ".kruispunt"
"""State folder of every command, unless told otherwise."""


class Policy(StrEnum):
    """How strict message security is."""

    PLATFORM = "platform"
    """What the real platforms accept, the SHA-1 of the official connector included."""
    STRICT = "strict"
    """Token, Timestamp and Body signed with SHA-256, everywhere."""


class Authorisation(StrEnum):
    """What a refusal by law, staff list or repertory does."""

    ENFORCE = "enforce"
    SOFT = "soft"
    """Answer, but leave in the trace what would have been refused."""
    OFF = "off"
    """Do not even look."""


class Keep(StrEnum):
    """How much of a message is kept."""

    NONE = "none"
    """Not even a digest."""
    DIGEST = "digest"
    """Its SHA-256, in the record of its call."""
    FULL = "full"
    """The message as it was sent, signature and all, and its digest."""


MIB: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePolicy:
    """What is kept of messages, and how long."""

    keep: Keep = Keep.DIGEST
    most_bytes: int = 256 * MIB
    """Of all messages together, as they are stored; the oldest go first."""
    most_age: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One simulator."""

    state: Path
    """Folder with the PKI, the client profiles and, unless told otherwise, the log."""
    host: str = "127.0.0.1"
    ports: dict[str, int] = field(
        default_factory=lambda: {"wiv": 8443, "magda": 8444, "ksz": 8445}
    )
    """By hop; 0 takes a free one."""
    policy: Policy = Policy.PLATFORM
    authorisation: Authorisation = Authorisation.ENFORCE
    today: date | None = None
    """Business date; None is the real one."""
    people: tuple[Path, ...] = ()
    """Folders with people of the user's own, beside those that come along."""
    law: tuple[Path, ...] = ()
    """Act files of the user's own, or folders of those, beside ours."""
    codes: Path | None = None
    """File of the user's own codes on the wire; None for those that come along."""
    contracts: Path | None = None
    """Folder of the user's own WSDLs and XSDs, which go before ours."""
    cases: Path | None = None
    """Folder of test cases, which go before the people."""
    stubs_port: int | None = None
    """Port of the HTTP API for stubs, on this machine only; 0 takes a free one."""
    database: str | None = field(default=None, repr=False)
    """
    URL of the database, which may hold a password; None for that of the last start on
    the state folder, or else a SQLite file in it.
    """
    allow_real_numbers: bool = False
    """Whether numbers that could be somebody's are loaded, asked about and logged."""
    keep_log: timedelta | None = None
    """How long records stay in the log; None keeps all, for no act names a term."""
    seal_every: timedelta = timedelta(minutes=1)
    """Time between two seals of a log that is being written."""
    messages: MessagePolicy = field(default_factory=MessagePolicy)
    """What is kept of the messages."""
    metrics_port: int | None = None
    """Port of the figures for Prometheus, on this machine only; 0 takes a free one."""
    otel: str | None = None
    """Address of an OpenTelemetry collector; empty goes by its environment variables,
    None sends no spans."""
    basic: dict[str, str] = field(default_factory=dict)
    """By party id: `user:password` that it must bring to the KSZ, as HTTP Basic."""

    @property
    def pki(self) -> Path:
        """Certificates and keys."""
        return self.state / "pki"

    @property
    def profiles(self) -> Path:
        """Connection profiles of the client library, one per party."""
        return self.state / "client"
