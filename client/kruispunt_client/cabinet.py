"""
Answers that an application keeps, each no longer than it may: a cabinet.

    cabinet = Cabinet("answers", openers={"79641706379"})
    number = cabinet.put(answer, card={"dossier": "2026-17"})
    cabinet.happened(number, "premium-decided", on=date(2026, 6, 1))
    cabinet.sweep(date.today())

What came back lies in the file, where whoever handles it looks. Where the act has an
archive, it moves there when the term of the file is over, and only few open it again,
with a motivation, and each time is on record. When every term is over it is destroyed;
the card, which tells nothing that was answered, stays as long as the act lets metadata
stay. Terms are those of `Answer.keep_until`: one that waits for an event waits here.

Nothing moves by itself: `look` and `reopen` refuse what is over, and `sweep`, run every
day, takes it away. Nor does anything come back: what `sweep` moved to the archive stays
there, or is destroyed, whatever is told of the dossier later.

Source: 22/004 §12, §29, §30; 23/058 §29/1, §61/4; the `keep` rules of every act.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from kruispunt_law import Retention
from kruispunt_law.term import State, Term, by_subject

from kruispunt_client.client_log import append_line
from kruispunt_client.errors import InvalidRequest, LogNotWritten, NotOpened
from kruispunt_client.keeping import keep_until
from kruispunt_client.results import Answer, Asked, as_plain

ARCHIVE: Final = "archive"
"""What the act of an archive calls it (`KeepRule.about`)."""


class Place(Enum):
    """Where what came back is, on a day; in the order in which it goes."""

    IN_FILE = "file"
    IN_ARCHIVE = "archive"
    DESTROYED = "destroyed"


_FOLDERS: Final = {place.value: place for place in (Place.IN_FILE, Place.IN_ARCHIVE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of an answer, on a day."""

    number: str
    card: Mapping[str, str]
    """What the application wrote on it: nothing that was answered."""
    asked: Asked
    place: Place
    """Where it may be on the day; where it went already, when that is further."""
    retention: Retention
    data: Any = field(default=None, repr=False)
    """What was answered, in the types of JSON; None unless it is in the file."""


class Cabinet:
    """
    The answers that one application keeps, in a folder.

    Args:
        folder: Made when needed, readable by its owner only; that above it exists.
        openers: INSZ of the few who may open the archive again.
    """

    def __init__(self, folder: Path | str, *, openers: Collection[str] = ()) -> None:
        self.folder = Path(folder)
        self.openings = self.folder / "openings.jsonl"
        """Every time that somebody opened the archive, or was refused."""
        self._openers = frozenset(openers)
        for folder in ("", "cards", *_FOLDERS):
            (self.folder / folder).mkdir(mode=0o700, exist_ok=True)

    def put(self, answer: Answer[Any], *, card: Mapping[str, str]) -> str:
        """
        Keep an answer.

        Args:
            answer: With data or without.
            card: What is to be known of it after the data are gone.

        Returns:
            Its number in the cabinet.

        Raises:
            InvalidRequest: It is not known under which act it came, so not how long it
                may be kept: see `Answer.retention`.
        """
        if answer.retention.ground is None:
            raise InvalidRequest(f"not kept: {answer.retention.why}")
        number = token_hex(8)
        asked = {**asdict(answer.asked), "acts": [str(p) for p in answer.asked.acts]}
        self._write(
            self._card(number),
            {
                "card": dict(card),
                "asked": asked | {"received": answer.asked.received.isoformat()},
                "events": {},
                "circumstances": [],
            },
        )
        self._write(self._data(number, Place.IN_FILE), as_plain(answer.data))
        return number

    def happened(self, number: str, event: str, *, on: date) -> None:
        """
        Tell what happened in the dossier, such as `premium-decided`.

        Raises:
            InvalidRequest: There is no such answer, or no act knows such an event.
        """
        row = self._read(number)
        row["events"][event] = on.isoformat()
        _retention(row)
        self._write(self._card(number), row)

    def holds(self, number: str, circumstance: str, *, holds: bool = True) -> None:
        """
        Tell what holds, or no longer does, such as `dispute`.

        Raises:
            InvalidRequest: There is no such answer, or no act knows such a thing.
        """
        row = self._read(number)
        row["circumstances"] = [
            *(each for each in row["circumstances"] if each != circumstance),
            *([circumstance] if holds else []),
        ]
        _retention(row)
        self._write(self._card(number), row)

    def numbers(self) -> tuple[str, ...]:
        """Give every answer of which there is a card."""
        return tuple(sorted(p.stem for p in (self.folder / "cards").glob("*.json")))

    def look(self, number: str, *, on: date, purpose: str | None = None) -> Kept:
        """
        Look an answer up in the file: with data while they may be there.

        Args:
            number: As `put` gave it.
            on: The day.
            purpose: What for; an act may let old data be used for a few things only.

        Raises:
            InvalidRequest: There is no such answer (any more).
            NotOpened: The act does not let old data be used for this.
        """
        kept = self._kept(number, on)
        if kept.place is not Place.IN_FILE:
            return kept
        for term in kept.retention.terms:
            _check_purpose(term, purpose)
        return replace(kept, data=self._open(number))

    def reopen(self, number: str, *, user: str, motivation: str, on: date) -> Kept:
        """
        Open what is in the archive again; on record, whether it is allowed or not.

        Args:
            number: As `put` gave it.
            user: INSZ of the natural person who opens it.
            motivation: Why.
            on: The day.

        Raises:
            InvalidRequest: There is no such answer (any more).
            NotOpened: Not by this person, not without a reason, or not there.
            LogNotWritten: It could not be put on record.
        """
        kept = self._kept(number, on)
        refused = self._why_not(kept, user, motivation)
        append_line(
            self.openings,
            {
                "on": on.isoformat(),
                "number": number,
                "user": user,
                "motivation": motivation,
                "outcome": "refused" if refused else "opened",
            },
        )
        if refused:
            raise NotOpened(f"{number}: {refused} (22/004 §12, §29)")
        return replace(kept, data=self._open(number))

    def sweep(self, on: date) -> Mapping[str, Place]:
        """
        Move to the archive and destroy what is over on a day.

        Returns:
            By number, where what came back is now, for what moved.
        """
        moved: dict[str, Place] = {}
        for number in self.numbers():
            retention = _retention(self._read(number))
            due, before = place_on(retention, on), self._place_on_disk(number)
            if due is Place.IN_ARCHIVE and before is Place.IN_FILE:
                os.replace(self._data(number, before), self._data(number, due))
                moved[number] = due
            if due is Place.DESTROYED:
                for place in _FOLDERS.values():
                    self._data(number, place).unlink(missing_ok=True)
                if before is not Place.DESTROYED:
                    moved[number] = due
                if _card_is_over(retention, on):
                    self._card(number).unlink()
        return moved

    # On disk

    def _kept(self, number: str, on: date) -> Kept:
        row = self._read(number)
        retention = _retention(row)
        return Kept(
            number=number,
            card=row["card"],
            asked=_asked(row),
            place=_later(place_on(retention, on), self._place_on_disk(number)),
            retention=retention,
        )

    def _why_not(self, kept: Kept, user: str, motivation: str) -> str | None:
        if kept.place is not Place.IN_ARCHIVE:
            return f"it is not in the archive: {kept.place.value}"
        if user not in self._openers:
            return "this user may not open the archive"
        return None if motivation.strip() else "no motivation was given"

    def _place_on_disk(self, number: str) -> Place:
        for place in _FOLDERS.values():
            if self._data(number, place).exists():
                return place
        return Place.DESTROYED

    def _open(self, number: str) -> Any:
        return _load(self._data(number, self._place_on_disk(number)))

    def _read(self, number: str) -> dict[str, Any]:
        if number not in self.numbers():
            raise InvalidRequest(f"{self.folder}: no answer {number}")
        row: dict[str, Any] = _load(self._card(number))
        return row

    def _card(self, number: str) -> Path:
        return self.folder / "cards" / f"{number}.json"

    def _data(self, number: str, place: Place) -> Path:
        return self.folder / place.value / f"{number}.json"

    def _write(self, path: Path, value: Any) -> None:
        """Write a file whole, or not at all."""
        path.with_suffix(".new").unlink(missing_ok=True)
        append_line(path.with_suffix(".new"), value)
        os.replace(path.with_suffix(".new"), path)


def place_on(retention: Retention, on: date) -> Place:
    """
    Tell where data may be on a day.

    A term that waits for an event lasts, and so does one without a number.
    """
    groups = by_subject(retention.terms)
    last_days = {about: group[0].until for about, group in groups.items()}
    if not any(_over(day, on) for day in last_days.values()):
        return Place.IN_FILE
    if ARCHIVE in last_days and not _over(last_days[ARCHIVE], on):
        return Place.IN_ARCHIVE
    everything = all(_over(day, on) for day in last_days.values())
    return Place.DESTROYED if everything or ARCHIVE in last_days else Place.IN_FILE


def _later(one: Place, other: Place) -> Place:
    return max(one, other, key=tuple(Place).index)


def _over(last: date | None, on: date) -> bool:
    return last is not None and on > last


def _card_is_over(retention: Retention, on: date) -> bool:
    """Whether the metadata may not stay either; an act without such a rule says no."""
    days = [t.until for t in retention.terms if t.rule.metadata_only]
    return not days or all(_over(day, on) for day in days)


def _check_purpose(term: Term, purpose: str | None) -> None:
    only = term.rule.only_for
    if only and term.state is State.RUNNING and purpose not in only:
        raise NotOpened(
            f"closed since {term.since}: to be used for {', '.join(only)} only "
            f"({term.citation}), not for {purpose or 'nothing in particular'}"
        )


def _retention(row: Mapping[str, Any]) -> Retention:
    events = {name: date.fromisoformat(day) for name, day in row["events"].items()}
    return keep_until(_asked(row), events=events, circumstances=row["circumstances"])


def _asked(row: Mapping[str, Any]) -> Asked:
    asked = dict(row["asked"])
    asked["received"] = date.fromisoformat(asked["received"])
    asked["acts"] = tuple(map(Path, asked["acts"]))
    return Asked(**asked)


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise LogNotWritten(f"{path}: cannot be read: {error}") from error
