"""
Notices that an application owes to others, and what is done about those: a book.

    book = NoticeBook("notices.jsonl")
    notice = book.tell("housing-data-quality", sender="wonen-in-limburg",
                       kind="outdated", person=..., on=date.today())
    book.overdue(date.today())

One JSON object per line, appended and flushed like the log of questions. Who must be
told follows from the duty, and so do the days on which the other must have found out
and have acted (`kruispunt_law.duties`).

Source: Protocol WiV–Wonen in Limburg art. 4, 7, 9; Protocol Zorgtoeslag 2021-05-07
art. 4, 7, 9.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from kruispunt_law.duties import Duty, duties

from kruispunt_client.client_log import append_line, read_lines
from kruispunt_client.errors import InvalidRequest, LogNotWritten

STEPS: Final = ("findings", "measures")
"""What whoever was told does, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice, and how far it is."""

    id: str
    duty: str
    kind: str | None
    """One of the duty's kinds; None when it has none."""
    sender: str
    receiver: str
    """Party ids."""
    on: date
    person: str | None = None
    """INSZ of whom it is about, for a duty that is about one."""
    text: str = ""
    due: Mapping[str, date] = field(default_factory=dict)
    """Last day for each step that has a term."""
    done: Mapping[str, date] = field(default_factory=dict)
    """Day on which each step was done."""

    def overdue(self, on: date) -> tuple[str, ...]:
        """Give the steps whose last day is over on a day, and which are not done."""
        return tuple(
            step for step, day in self.due.items() if step not in self.done and on > day
        )


class NoticeBook:
    """
    The notices of one application, in a file.

    Args:
        path: Made when needed, readable by its owner only; its folder exists.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def tell(
        self,
        duty: str,
        *,
        sender: str,
        on: date,
        kind: str | None = None,
        person: str | None = None,
        text: str = "",
    ) -> Notice:
        """
        Keep that a party told what it must.

        Args:
            duty: Name in `kruispunt_law.duties`.
            sender: Id of the party that tells.
            on: Day on which it does.
            kind: What is the matter, one of the duty's kinds.
            person: INSZ of whom it is about.
            text: What else is told.

        Returns:
            The notice: whom it is for, and what is due when.

        Raises:
            InvalidRequest: There is no such duty, or it asks for something else.
            LogNotWritten: It could not be kept.
        """
        owed = duties().get(duty)
        if owed is None:
            raise InvalidRequest(f"no duty {duty}; there are {', '.join(duties())}")
        receiver = owed.receiver(sender)
        if receiver is None:
            raise InvalidRequest(f"{duty}: {sender} owes no notice ({owed.cited})")
        _check(duty, owed, kind, person)
        notice = Notice(
            id=secrets.token_hex(8),
            duty=duty,
            kind=kind,
            sender=sender,
            receiver=receiver,
            on=on,
            person=person,
            text=text,
            due=owed.due(on),
        )
        told = {name: getattr(notice, name) for name in _TOLD}
        append_line(self.path, told | {"on": on.isoformat()})
        return notice

    def done(self, notice_id: str, step: str, *, on: date) -> Notice:
        """
        Keep that the other did something about a notice.

        Args:
            notice_id: `Notice.id`.
            step: One of `STEPS`.
            on: Day on which it was done.

        Returns:
            The notice as it is now.

        Raises:
            InvalidRequest: There is no such notice or step.
            LogNotWritten: It could not be kept.
        """
        if step not in STEPS:
            raise InvalidRequest(f"no step {step}: expected {' or '.join(STEPS)}")
        notice = self._by_id().get(notice_id)
        if notice is None:
            raise InvalidRequest(f"{self.path}: no notice {notice_id}")
        append_line(self.path, {"id": notice_id, "done": step, "on": on.isoformat()})
        return replace(notice, done={**notice.done, step: on})

    def notices(self) -> tuple[Notice, ...]:
        """
        Read every notice, in the order of telling.

        Raises:
            LogNotWritten: The file cannot be read, or is no such book.
        """
        return tuple(self._by_id().values())

    def overdue(self, on: date) -> tuple[Notice, ...]:
        """Give the notices of which a step is overdue on a day."""
        return tuple(each for each in self.notices() if each.overdue(on))

    def _by_id(self) -> dict[str, Notice]:
        if not self.path.exists():
            return {}
        found: dict[str, Notice] = {}
        try:
            for row in read_lines(self.path):
                on = date.fromisoformat(row.pop("on"))
                if "done" in row:
                    notice = found[row["id"]]
                    done = {**notice.done, row["done"]: on}
                    found[notice.id] = replace(notice, done=done)
                else:
                    due = duties()[row["duty"]].due(on)
                    found[row["id"]] = Notice(**row, on=on, due=due)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LogNotWritten(f"{self.path}: no book of notices: {error}") from error
        return found


_TOLD: Final = ("id", "duty", "kind", "sender", "receiver", "on", "person", "text")
"""What stands in the line of a notice; the rest follows from the duty."""


def _check(name: str, duty: Duty, kind: str | None, person: str | None) -> None:
    """Find out whether a notice says what its duty asks, and no more."""
    if duty.kinds and kind not in duty.kinds:
        raise InvalidRequest(
            f"{name}: kind {kind}: expected one of {', '.join(duty.kinds)}"
        )
    if not duty.kinds and kind is not None:
        raise InvalidRequest(f"{name}: kind {kind}: this duty has none")
    if duty.about_a_person and person is None:
        raise InvalidRequest(f"{name}: must say about whom it is")
    if not duty.about_a_person and person is not None:
        raise InvalidRequest(f"{name}: is about nobody in particular")
