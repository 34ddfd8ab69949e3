"""
Messages are numbered, whole, and in the log before they leave.

Source: contract sheet `ksz-hdiindemnityallowancenotifications-v1` (at most 5000
notifications, numbers per receiver); Protocol WiV–Wonen in Limburg art. 6.4 (the log);
23/058 §87 (everything passes through the KSZ).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.numbers import has_valid_enterprise_check
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.store.exchange import SIX
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.sequence import Numbered

from .conftest import (
    CAPACITY,
    CONTRACT,
    DAY,
    PARTY,
    QUARTER,
    Office,
    all_but,
    allowance,
    attest,
    grant,
    insured,
    told,
)


def numbers_of(office: Office) -> list[str]:
    return [message.findtext("sequenceNumber") for message in office.messages()]


# The document


def test_a_message_says_from_whom_to_whom_and_when(office: Office) -> None:
    office.insure(insured())
    office.push("period")
    (message,) = office.messages()
    assert CONTRACT.validate(message) == ()
    assert message.tag == CONTRACT.messages["notifyHdiIndemnityAllowancePeriod"]
    party = Parties.load().get(PARTY)
    assert party is not None
    cbe = "organizationIdentification/cbeNumber"
    assert message.findtext(f"receiver/{cbe}") == party.number
    assert message.findtext("sender/timestampSent").startswith("2026-08-")
    assert message.findtext("sender/ticket") != ""


def test_the_number_of_the_sender_is_nobodys(office: Office) -> None:
    """The acts do not give that of the KSZ; invented ones fail their check digits."""
    office.insure(insured())
    office.push("period")
    (number,) = office.messages()[0].xpath("sender//cbeNumber/text()")
    assert not has_valid_enterprise_check(number)
    assert number not in {party.number for party in Parties.load().all}


def test_a_file_is_named_after_receiver_number_and_message(office: Office) -> None:
    office.insure(insured())
    (sent,) = office.push("period").sent
    assert sent.file == "rva-000000000000001-notifyHdiIndemnityAllowancePeriod.xml"
    assert [path.name for path in office.folder.iterdir()] == [sent.file]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_only_the_owner_can_read_what_left(office: Office) -> None:
    office.insure(insured())
    office.push("period")
    (path,) = office.folder.iterdir()
    assert path.stat().st_mode & 0o077 == office.folder.stat().st_mode & 0o077 == 0


# The numbers


def test_the_messages_to_a_receiver_are_numbered_whatever_they_are_about(
    office: Office,
) -> None:
    office.insure(insured())
    office.push("period")
    office.push("attest", quarter=QUARTER)
    office.push("indemnity-periods", quarter=QUARTER)
    assert numbers_of(office) == ["1", "2", "3"]


def test_what_sends_nothing_takes_no_number(office: Office) -> None:
    office.insure(insured())
    office.push("period")
    office.push("attest", quarter="2026Q1")
    office.push("period", capacity="RVA:OTHER")
    office.push("period")
    assert numbers_of(office) == ["1", "2"]


def test_each_receiver_has_numbers_of_its_own(office: Office) -> None:
    office.grants = [grant(), grant(id="dg", party="dg-han", register="none")]
    office.insure(insured())
    for party in ("rva", "dg-han", "rva"):
        office.push("period", party=party)
    names = sorted(
        path.name.partition("-notify")[0] for path in office.folder.iterdir()
    )
    assert names == [
        "dg-han-000000000000001",
        "rva-000000000000001",
        "rva-000000000000002",
    ]


@pytest.mark.parametrize(
    ("most", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (6, [5])]
)
def test_a_message_holds_no_more_than_it_may(
    office: Office, most: int, sizes: list[int]
) -> None:
    office.insure(*(insured(serial) for serial in (1, 3, 5, 7, 9)))
    report = office.push("period", most=most)
    assert [sent.notifications for sent in report.sent] == sizes
    assert [len(message[-1]) for message in office.messages()] == sizes
    assert numbers_of(office) == [str(n) for n in range(1, len(sizes) + 1)]
    assert told(office.notifications()) == [person.ssin for person in office.people]


def test_five_thousand_fit_and_one_more_goes_into_the_next(office: Office) -> None:
    """By the contract itself, at its bound."""
    fifty = tuple(allowance("general_breast_feeding") for _ in range(50))
    people = [insured(serial, attest(0, *fifty)) for serial in range(1, 101)]
    office.insure(*people, insured(101))
    report = office.push("period")
    assert [sent.notifications for sent in report.sent] == [5000, 1]
    assert all(CONTRACT.validate(message) == () for message in office.messages())


# The log


def test_every_person_in_a_message_has_a_record_with_the_six_elements(
    office: Office,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4."""
    office.insure(insured(1, attest(0, allowance(), allowance())), insured(3))
    report = office.push("period")
    whole, *persons = office.log()
    assert [record["person"] for record in persons] == [p.ssin for p in office.people]
    (message,), (sent,) = office.messages(), report.sent
    document = (office.folder / sent.file).read_bytes()
    for record in persons:
        assert all(record[name] for name in SIX)
        assert (record["hop"], record["direction"]) == ("ksz", "out")
        assert (record["party"], record["application"]) == (PARTY, "toelaatbaarheid")
        assert record["operation"] == "notifyHdiIndemnityAllowancePeriod"
        assert record["legal_basis"] == "23/058 §24-29/1, §88"
        assert (record["grant"], record["capacity"]) == ("rva-push", CAPACITY)
        assert record["business_date"] == DAY.isoformat()
        assert record["peer"] == sent.file
        assert record["platform_reference"] == message.findtext("sender/ticket")
        assert record["request_digest"] == hashlib.sha256(document).hexdigest()
        assert (record["trace"], record["parent_span"]) == (
            report.trace,
            whole["span"],
        )


def test_a_push_has_a_record_of_its_own_that_names_nobody(office: Office) -> None:
    office.grants = [grant(fields=all_but("hdi-period-end-date"))]
    office.insure(insured())
    office.people.append(insured(3))
    report = office.push("period")
    whole = office.log()[0]
    assert (whole["person"], whole["user"]) == ("(nobody)", "(nobody)")
    assert (whole["trace"], whole["outcome"]) == (report.trace, "sent")
    assert [(each["check"], each["actual"]) for each in whole["findings"]] == [
        ("repertory.inscribed", "1 persons left out"),
        ("law.fields", "withheld: endDate"),
    ]


class Watching(Journal):
    """Looks into the folder at every write."""

    folder: Path
    seen: list[list[str]]

    def write(self, records: Any, claims: Any = (), changes: Any = ()) -> bool:
        done = super().write(records, claims, changes)
        self.seen.append(sorted(path.suffix for path in self.folder.glob("*")))
        return done


def test_the_record_is_on_disk_before_the_file_leaves(office: Office) -> None:
    journal = Watching(office.engine)
    journal.folder, journal.seen = office.folder, []
    office.journal.close()
    office.journal = journal
    office.insure(insured(1), insured(3))
    office.push("period", most=1)
    assert journal.seen == [[], [".part"], [".part", ".xml"]]


class Failing:
    """A change that cannot be made: the record goes with it."""

    def apply(self, connection: Any) -> None:
        """See `message.Change`."""
        raise OSError("no space left")


class Full(Journal):
    """Takes so many writes."""

    left = 2

    def write(self, records: Any, claims: Any = (), changes: Any = ()) -> bool:
        self.left -= 1
        if self.left < 0:
            changes = [*changes, Failing()]
        return super().write(records, claims, changes)


def test_what_cannot_be_logged_does_not_leave_and_leaves_no_gap(
    office: Office,
) -> None:
    good = office.journal
    office.journal = Full(office.engine)
    office.insure(insured(1), insured(3))
    with pytest.raises(StateError, match="log cannot be written"):
        office.push("period", most=1)
    office.journal.close()
    assert [path.suffix for path in office.folder.iterdir()] == [".xml"]
    assert len(office.log()) == 2, "the whole, and one person"
    office.journal = good
    office.push("period", most=1)
    assert numbers_of(office) == ["1", "2", "3"]


def test_a_message_takes_no_number_that_another_took_in_the_meantime(
    office: Office,
) -> None:
    """Two commands at once: the second finds out when it writes."""

    class Racing(Journal):
        def write(self, records: Any, claims: Any = (), changes: Any = ()) -> bool:
            if changes:
                super().write(records, changes=[Numbered(PARTY, 1)])
            return super().write(records, claims, changes)

    office.journal.close()
    office.journal = Racing(office.engine)
    office.insure(insured())
    with pytest.raises(StateError):
        office.push("period")
    assert office.messages() == []
    assert list(office.folder.iterdir()) == []


def test_a_file_is_never_written_over(office: Office) -> None:
    """Of another state folder, which also began with 1."""
    office.insure(insured())
    (sent,) = office.push("period").sent
    with office.engine.begin() as connection:
        connection.exec_driver_sql("delete from push_sequence")
    before = (office.folder / sent.file).read_bytes()
    with pytest.raises(StateError, match="is there already"):
        office.push("period")
    assert (office.folder / sent.file).read_bytes() == before


def test_what_a_grant_puts_in_place_must_fit_the_contract(office: Office) -> None:
    """A mistake in an act must not become an invalid file."""
    path = "hiaPeriodNotifications/hiaPeriodNotification/socialRisk/exitCode"
    some = all_but("hdi-period-end-reason")
    office.grants = [grant(fields=some, neutral={path: "unknown"})]
    office.insure(insured())
    with pytest.raises(ValueError, match="exitCode"):
        office.push("period")
    assert office.messages() == []


def test_a_report_is_plain(office: Office) -> None:
    office.insure(insured())
    report = office.push("period")
    assert report.to_dict() == {
        "outcome": "sent",
        "reason": "23/058 §24-29/1, §88",
        "grant": "rva-push",
        "capacity": CAPACITY,
        "messages": [
            {
                "file": "rva-000000000000001-notifyHdiIndemnityAllowancePeriod.xml",
                "sequence_number": 1,
                "notifications": 1,
                "persons": 1,
            }
        ],
        "left_out": {
            "not_inscribed": 0,
            "nothing_may_leave": 0,
            "number_does_not_fit": 0,
        },
        "trace": report.trace,
    }


# After a crash


def test_a_message_that_was_logged_leaves_at_the_next_push(office: Office) -> None:
    office.insure(insured())
    (sent,) = office.push("period").sent
    path = office.folder / sent.file
    path.rename(f"{path}.part")
    office.push("period")
    assert numbers_of(office) == ["1", "2"]


def test_what_a_crash_left_waits_for_a_push_into_its_own_folder(
    office: Office,
) -> None:
    """The log names a file, not a folder: only there is known that it did not leave."""
    office.insure(insured())
    (sent,) = office.push("period").sent
    first, path = office.folder, office.folder / sent.file
    path.rename(f"{path}.part")
    office.folder = first.with_name("other")
    office.push("period")
    assert not path.exists()
    office.folder = first
    office.push("period")
    assert numbers_of(office) == ["1", "3"]


def test_a_message_that_was_not_logged_never_leaves(office: Office) -> None:
    office.insure(insured())
    (sent,) = office.push("period").sent
    late = office.folder / f"{sent.file.replace('1-', '2-')}.part"
    late.write_bytes(b"<never/>")
    office.push("period")
    assert numbers_of(office) == ["1", "2"]
    assert not late.exists()


def test_what_lies_there_of_others_is_left_alone(office: Office) -> None:
    office.insure(insured())
    office.folder.mkdir()
    other = office.folder / "rva-inspectie-000000000000001-notify.xml.part"
    other.write_bytes(b"<other/>")
    office.push("period")
    assert other.read_bytes() == b"<other/>"


def test_a_folder_that_cannot_be_made_is_told(office: Office) -> None:
    office.insure(insured())
    office.folder.write_text("a file")
    with pytest.raises(StateError, match=r"out: File exists"):
        office.push("period")
