"""
A cabinet keeps what came back as long as the act lets it, and where; then it is gone.

Source: 22/004 §12, §29, §30 (file, archive, metadata); 23/058 §29/1, §61/4, §86.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import Answer, Cabinet, InvalidRequest, NotOpened, References
from kruispunt_client.cabinet import Place
from kruispunt_client.client_log import read_lines
from kruispunt_client.results import Asked

FATIMA, BOB = "79641706379", "68613003151"
RECEIVED = date(2026, 5, 4)
DECIDED = date(2026, 6, 1)
SECRET = "1108.45"
"""What came back, and must be nowhere when its time is over."""

PREMIUM: dict[str, Any] = {
    "hop": "magda",
    "party": "fluvius",
    "capacity": "7301",
    "service": "GeefDossierHandicap",
    "version": "03.00.0000",
    "operation": "GeefDossierHandicap",
}
ATTEST: dict[str, Any] = {
    "hop": "ksz",
    "service": "HdiIndemnityAllowanceService",
    "version": "v1",
    "operation": "consultAttest",
}
RVA = ATTEST | {"party": "rva", "capacity": "RVA:ADMISSIBILITY"}
INSPECTION = ATTEST | {"party": "rsz-inspectie", "capacity": "RSZ:INSPECTION"}
FOREM = ATTEST | {"party": "forem", "capacity": "FOREM:AVAILABILITY"}
CARD = {"dossier": "MVP-2026-17", "applicant": "A. Fictief"}

Put = Callable[[dict[str, Any]], str]


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    """An empty cabinet; Fatima may open its archive."""
    return Cabinet(tmp_path / "answers", openers={FATIMA})


@pytest.fixture
def put(cabinet: Cabinet) -> Put:
    """Keeps an answer to a question of somebody."""

    def keep(asked: dict[str, Any]) -> str:
        answer = Answer(
            data={"amount": SECRET},
            hop=asked["hop"],
            trace="0" * 32,
            references=References(),
            signer=None,
            asked=Asked(**asked, received=RECEIVED),
            raw=b"",
        )
        return cabinet.put(answer, card=CARD)

    return keep


def is_on_disk(cabinet: Cabinet, text: str = SECRET) -> bool:
    """Scan every file of the cabinet."""
    files = (path for path in cabinet.folder.rglob("*") if path.is_file())
    return any(text.encode() in path.read_bytes() for path in files)


# --- 22/004: file, archive, nothing --------------------------------------------------

OF_FILE = date(2027, 7, 4)
"""Last day in the file: 14 months after it was stored there."""
OF_ARCHIVE = date(2041, 6, 1)
"""Last day in the archive: 15 years after the decision."""


@pytest.fixture
def premium(cabinet: Cabinet, put: Put) -> str:
    """An answer in a dossier in which a premium was decided."""
    number = put(PREMIUM)
    cabinet.happened(number, "stored-in-file", on=RECEIVED)
    cabinet.happened(number, "premium-decided", on=DECIDED)
    return number


@pytest.mark.requirement("S-ST-02")
@pytest.mark.parametrize(
    ("on", "data"),
    [
        pytest.param(OF_FILE, {"amount": SECRET}, id="the last day of 14 months"),
        pytest.param(OF_FILE + timedelta(1), None, id="the day after"),
    ],
)
@pytest.mark.parametrize("swept", [False, True], ids=["not swept", "swept"])
def test_after_fourteen_months_the_file_tells_the_metadata_only(
    cabinet: Cabinet, premium: str, on: date, data: Any, swept: bool
) -> None:
    """22/004 §12, §29: whether or not somebody cleaned up in time."""
    if swept:
        cabinet.sweep(on)
    kept = cabinet.look(premium, on=on)
    assert kept.data == data
    assert kept.card == CARD
    assert kept.place is (Place.IN_FILE if data else Place.IN_ARCHIVE)


@pytest.mark.requirement("S-ST-01", "S-ST-02")
def test_data_go_from_the_file_to_the_archive_and_are_then_destroyed(
    cabinet: Cabinet, premium: str
) -> None:
    """22/004 §12, §30; a scan of the whole folder finds them until then."""
    assert cabinet.sweep(OF_FILE) == {}
    assert cabinet.sweep(OF_FILE + timedelta(1)) == {premium: Place.IN_ARCHIVE}
    assert not list((cabinet.folder / "file").iterdir())
    assert is_on_disk(cabinet)
    assert cabinet.sweep(OF_ARCHIVE) == {}
    assert is_on_disk(cabinet)
    assert cabinet.sweep(OF_ARCHIVE + timedelta(1)) == {premium: Place.DESTROYED}
    assert not is_on_disk(cabinet)
    with pytest.raises(InvalidRequest, match="no answer"):
        cabinet.look(premium, on=OF_ARCHIVE + timedelta(1))
    assert not is_on_disk(cabinet, CARD["dossier"]), "metadata have the same term"


@pytest.mark.requirement("S-ST-01")
def test_data_that_nobody_swept_in_time_are_destroyed_wherever_they_are(
    cabinet: Cabinet, premium: str
) -> None:
    assert cabinet.sweep(OF_ARCHIVE + timedelta(1)) == {premium: Place.DESTROYED}
    assert not is_on_disk(cabinet)


@pytest.mark.requirement("S-ST-01")
def test_without_a_decision_the_archive_does_not_end(
    cabinet: Cabinet, put: Put
) -> None:
    """22/004 §30 counts from the decision: until then nobody knows the last day."""
    number = put(PREMIUM)
    cabinet.happened(number, "stored-in-file", on=RECEIVED)
    assert cabinet.sweep(date(2099, 1, 1)) == {number: Place.IN_ARCHIVE}
    assert is_on_disk(cabinet)


@pytest.mark.requirement("S-ST-02", "S-AC-14")
def test_what_is_in_the_archive_does_not_come_back_to_the_file(
    cabinet: Cabinet, premium: str
) -> None:
    """22/004 §12, §29: by few, with a reason and on record, whatever happens later."""
    on = OF_FILE + timedelta(1)
    cabinet.sweep(on)
    cabinet.happened(premium, "stored-in-file", on=on)
    kept = cabinet.look(premium, on=on)
    assert (kept.place, kept.data) == (Place.IN_ARCHIVE, None)
    assert cabinet.sweep(on) == {}
    again = cabinet.reopen(premium, user=FATIMA, motivation="appeal", on=on)
    assert again.data == {"amount": SECRET}
    assert openings(cabinet) == [(FATIMA, "appeal", "opened")]


@pytest.mark.requirement("S-ST-03")
def test_what_was_destroyed_stays_so(cabinet: Cabinet, put: Put) -> None:
    """23/058 §29/1: a sweep was cut off before the card, and a later day is told."""
    number = put(RVA)
    (cabinet.folder / "file" / f"{number}.json").unlink()
    event = "first-day-of-quarter-after-benefit-quarter"
    cabinet.happened(number, event, on=date(2027, 7, 1))
    on = date(2031, 7, 2)
    kept = cabinet.look(number, on=on)
    assert (kept.place, kept.data, kept.card) == (Place.DESTROYED, None, CARD)
    with pytest.raises(NotOpened, match="not in the archive: destroyed"):
        cabinet.reopen(number, user=FATIMA, motivation="appeal", on=on)
    assert cabinet.sweep(on) == {}


# --- the archive ---------------------------------------------------------------------


def openings(cabinet: Cabinet) -> list[tuple[str, str, str]]:
    rows = read_lines(cabinet.openings)
    return [(row["user"], row["motivation"], row["outcome"]) for row in rows]


@pytest.mark.requirement("S-AC-14", "S-LG-08")
def test_the_archive_opens_on_a_motivation_and_that_is_on_record(
    cabinet: Cabinet, premium: str
) -> None:
    """22/004 §12, §29: before the data are handed out."""
    on = OF_FILE + timedelta(1)
    cabinet.sweep(on)
    kept = cabinet.reopen(premium, user=FATIMA, motivation="appeal 2027/3", on=on)
    assert kept.data == {"amount": SECRET}
    assert openings(cabinet) == [(FATIMA, "appeal 2027/3", "opened")]
    assert SECRET not in cabinet.openings.read_text("utf-8")


@pytest.mark.requirement("S-AC-14", "S-LG-08")
@pytest.mark.parametrize(
    ("user", "motivation", "on", "why"),
    [
        pytest.param(BOB, "appeal", OF_ARCHIVE, "this user", id="somebody else"),
        pytest.param(FATIMA, " ", OF_ARCHIVE, "no motivation", id="without a reason"),
        pytest.param(FATIMA, "appeal", OF_FILE, "not in the archive", id="too early"),
        pytest.param(
            FATIMA,
            "appeal",
            OF_ARCHIVE + timedelta(1),
            "not in the archive",
            id="too late",
        ),
    ],
)
def test_otherwise_it_stays_shut_and_that_is_on_record_too(
    cabinet: Cabinet, premium: str, user: str, motivation: str, on: date, why: str
) -> None:
    """22/004 §12: few persons, and they are checked."""
    with pytest.raises(NotOpened, match=why):
        cabinet.reopen(premium, user=user, motivation=motivation, on=on)
    assert openings(cabinet) == [(user, motivation, "refused")]
    on = OF_ARCHIVE
    assert cabinet.reopen(premium, user=FATIMA, motivation="appeal", on=on).data


@pytest.mark.requirement("S-LG-08")
def test_what_cannot_be_put_on_record_is_not_opened(
    cabinet: Cabinet, premium: str
) -> None:
    cabinet.openings.mkdir()
    with pytest.raises(Exception, match="is not kept"):
        cabinet.reopen(premium, user=FATIMA, motivation="appeal", on=OF_ARCHIVE)


# --- other terms ---------------------------------------------------------------------


@pytest.mark.requirement("S-ST-03")
def test_the_employment_office_destroys_after_five_years(
    cabinet: Cabinet, put: Put
) -> None:
    """23/058 §29/1: counted from the quarter after that of the benefits."""
    number = put(RVA)
    event = "first-day-of-quarter-after-benefit-quarter"
    cabinet.happened(number, event, on=date(2026, 7, 1))
    last = date(2031, 7, 1)
    assert cabinet.look(number, on=last).data == {"amount": SECRET}
    assert cabinet.sweep(last) == {}
    assert cabinet.sweep(last + timedelta(1)) == {number: Place.DESTROYED}
    assert not is_on_disk(cabinet)


@pytest.mark.requirement("S-ST-05", "S-OR-11")
@pytest.mark.parametrize(
    ("asked", "event", "last"),
    [
        pytest.param(INSPECTION, None, date(2028, 5, 4), id="2 years from receipt"),
        pytest.param(
            FOREM, "file-removed", date(2036, 5, 4), id="10 years from the end"
        ),
    ],
)
def test_every_term_is_kept(
    cabinet: Cabinet, put: Put, asked: dict[str, Any], event: str | None, last: date
) -> None:
    """23/058 §86, §61/2; what other acts say is in `law/test_retention.py`."""
    number = put(asked)
    if event is not None:
        assert cabinet.sweep(date(2099, 1, 1)) == {}, "it waits"
        cabinet.happened(number, event, on=RECEIVED)
    assert cabinet.sweep(last) == {}
    assert is_on_disk(cabinet)
    assert cabinet.sweep(last + timedelta(1)) == {number: Place.DESTROYED}
    assert not is_on_disk(cabinet)


@pytest.mark.requirement("S-ST-05")
def test_a_dispute_stops_the_clock_while_it_lasts(cabinet: Cabinet, put: Put) -> None:
    """23/058 §61/3."""
    number = put(FOREM)
    cabinet.happened(number, "file-removed", on=RECEIVED)
    long_after = date(2050, 1, 1)
    cabinet.holds(number, "dispute")
    assert cabinet.sweep(long_after) == {}
    cabinet.holds(number, "dispute", holds=False)
    assert cabinet.sweep(long_after) == {number: Place.DESTROYED}


@pytest.mark.requirement("S-ST-04")
@pytest.mark.parametrize(
    "purpose", ["re-registration", "justification of decisions", "disputes"]
)
def test_forem_uses_what_it_kept_for_three_things(
    cabinet: Cabinet, put: Put, purpose: str
) -> None:
    """23/058 §61/4: after the service ended; before, for all that it asked it for."""
    number = put(FOREM)
    on = date(2027, 1, 1)
    assert cabinet.look(number, on=on, purpose="statistics").data
    cabinet.happened(number, "service-use-ended", on=RECEIVED)
    assert cabinet.look(number, on=on, purpose=purpose).data == {"amount": SECRET}
    for other in ("statistics", None):
        with pytest.raises(NotOpened, match=r"§61/1-61/4\), not for"):
            cabinet.look(number, on=on, purpose=other)


# --- the cabinet ---------------------------------------------------------------------


def test_an_answer_without_a_known_ground_is_not_kept(
    cabinet: Cabinet, put: Put
) -> None:
    """Nobody could say how long."""
    with pytest.raises(InvalidRequest, match="not kept"):
        put(PREMIUM | {"capacity": "9999"})
    assert cabinet.numbers() == ()
    assert not is_on_disk(cabinet)


def test_a_cabinet_outlives_the_process(cabinet: Cabinet, premium: str) -> None:
    again = Cabinet(cabinet.folder)
    assert again.numbers() == (premium,)
    kept = again.look(premium, on=RECEIVED)
    assert kept.data == {"amount": SECRET}
    assert kept.retention.ground == "fluvius-disability"


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_cabinet_is_for_its_owner_only(cabinet: Cabinet, premium: str) -> None:
    for path in (cabinet.folder, *cabinet.folder.rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_what_nobody_knows_is_told(cabinet: Cabinet, premium: str) -> None:
    """A typing error must not pass for an event that did not happen."""
    with pytest.raises(InvalidRequest, match="premium-decidedd"):
        cabinet.happened(premium, "premium-decidedd", on=DECIDED)
    with pytest.raises(InvalidRequest, match="sunshine"):
        cabinet.holds(premium, "sunshine")
    for number in ("0" * 16, "../secrets"):
        with pytest.raises(InvalidRequest, match="no answer"):
            cabinet.look(number, on=DECIDED)
    assert cabinet.look(premium, on=DECIDED).retention.waits_for == ()


def test_a_data_file_that_is_broken_is_told(cabinet: Cabinet, premium: str) -> None:
    (cabinet.folder / "file" / f"{premium}.json").write_text("{", "utf-8")
    with pytest.raises(Exception, match="cannot be read"):
        cabinet.look(premium, on=RECEIVED)
