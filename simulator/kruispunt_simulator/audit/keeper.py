"""
Looks after the logs while they are written: seals them, and lets go of what is too old.

In a thread of its own, at intervals, so that no call waits for it. What goes wrong is
told to the operator and tried again at the next turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.identity import PrivateIdentity
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.audit.retention import Retention
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.settings import MessagePolicy
from kruispunt_simulator.store.messages import Messages
from kruispunt_simulator.store.seals import Seal, Sealer
from kruispunt_simulator.store.tables import log_head

Work = TypeVar("Work")

log = structlog.get_logger("kruispunt.keeper")

TROUBLE = (SQLAlchemyError, StateError, InvalidSettings, OSError)
"""What may pass: the database away, a full disk, a key that is just being replaced."""


class Keeper:
    """
    Looks after the logs of a database.

    Args:
        engine: An open database with its tables.
        identity: Gives who signs for a log.
        clock: Tells when.
        messages: How long messages stay.
        term: How long records stay; None for ever.
        every: Time between two turns.
        note: Gets the newest seal of each log, to keep it outside of the database.
    """

    def __init__(
        self,
        engine: Engine,
        identity: Callable[[str], PrivateIdentity],
        clock: Clock,
        *,
        messages: MessagePolicy,
        term: timedelta | None,
        every: timedelta,
        note: Callable[[Seal], None] = lambda seal: None,
    ) -> None:
        self._note = note
        self._engine = engine
        self._clock = clock
        self._sealer = Sealer(engine, identity)
        self._messages = Messages(messages)
        self._retention = None if term is None else Retention(engine, identity, term)
        self._every = every
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take the first turn now, the others at intervals."""
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the last turn, so that all that was written is sealed. Idempotent."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None
        self.turn()

    def turn(self) -> None:
        """
        Seal every log, and let go of what is too old.

        Never raises for trouble; that of one log keeps no other waiting.
        """
        hops = self._tried("all", self._logs)
        if hops is None:  # no more to be told of a database that is away
            return
        for hop in hops:
            self._tried(hop, partial(self._look_after, hop))
        self._tried("messages", self._trim)

    @staticmethod
    def _tried(what: str, work: Callable[[], Work]) -> Work | None:
        try:
            return work()
        except TROUBLE as error:
            reason = first_line(error)
            log.warning("the logs wait to be looked after", log=what, error=reason)
        except Exception as error:  # such as a seal that somebody made unreadable
            kind = type(error).__name__
            log.error("the logs are not looked after", log=what, error=kind)
        return None

    def _run(self) -> None:
        self.turn()
        while not self._stopping.wait(self._every.total_seconds()):
            self.turn()

    def _logs(self) -> Sequence[str]:
        with self._engine.connect() as connection:
            return list(connection.scalars(select(log_head.c.hop)))

    def _look_after(self, hop: str) -> None:
        now = self._clock.now()
        for seal in self._sealer.seal(hop, now):
            # Told outside of the database too, for who might write that anew.
            log.info(
                "sealed",
                hop=hop,
                number=seal.number,
                last=seal.last,
                chain=seal.chain,
                seal=seal.digest,
            )
            self._note(seal)
        if self._retention is None:
            return
        # Years of records may be too old at once; who stops does not wait for that.
        while not self._stopping.is_set():
            count = self._retention.purge(hop, now, self._clock.today())
            if not count:
                break
            log.info("old records went", hop=hop, count=count)

    def _trim(self) -> None:
        writing = self._engine.execution_options(kruispunt_write=True)
        with writing.begin() as connection:
            self._messages.trim(connection, self._clock.now())
