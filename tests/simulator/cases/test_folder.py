"""A folder of cases as it stands on disk, now and after it changed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.cases.folder import CaseFolder, files_below
from kruispunt_simulator.hops.prepared import UnusableReply

from .conftest import CATALOGUE, Cases, question

PERSON, ASK = "82641700209", "geef_persoon/request.xml"
REPLY = "geef_persoon/reply_everything.xml"
OTHER = "geef_zorgtoeslag/reply_data.xml"
HOME = "Persoon/GeefPersoon/02.02.0000"

FILES = "handi_service/consult_files_by_date_request.xml"
FILES_REPLY = "handi_service/consult_files_by_date_response.xml"
PAYMENTS_REPLY = "handi_service/consult_payments_response.xml"
SSIN = "80610100139"

FAULT = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body><soap:Fault><faultcode>soap:Server</faultcode>
  <faultstring>down</faultstring></soap:Fault></soap:Body></soap:Envelope>"""


@pytest.mark.parametrize(
    "path",
    [
        f"{HOME}/RR/{PERSON}.xml",
        f"{HOME}/RR&{PERSON}.xml",
        f"{HOME}/{PERSON}.xml",
        f"Anything/GeefPersoon/02.02.0000/{PERSON}.xml",
        f"GeefPersoon/02.02.0000/RR/{PERSON}.xml",
        f"Persoon/GeefPersoon/{PERSON}.xml",
        f"Persoon/{PERSON}.xml",
        f"{PERSON}.xml",
    ],
)
def test_a_case_is_found_where_either_mock_would_find_it(
    cases: Cases, path: str
) -> None:
    """Source: `_wire-facts.md` 3; README of MAGDA-Mock, StaticResponseSimulator."""
    if path.startswith("Persoon/") and "02.02" not in path:
        cases.put(f"{HOME}/99999999999.xml", REPLY)  # the domain must be there
    cases.put(path, REPLY)
    assert cases.named(ASK, PERSON) == path
    assert cases.fallback(ASK, PERSON) is None


def test_the_folder_of_the_real_domain_goes_before_others(cases: Cases) -> None:
    asked = "geef_zorgtoeslag/request_by_date.xml"
    name = "GeefZorgtoeslag/02.00.0000/15661000318.xml"
    cases.put(f"Aaa/{name}", OTHER)
    assert cases.named(asked, "15661000318") == f"Aaa/{name}"
    cases.put(f"Gezin/{name}", OTHER)
    assert cases.named(asked, "15661000318") == f"Gezin/{name}"


def test_whoever_has_no_case_gets_notfound_and_then_success(cases: Cases) -> None:
    cases.put("success.xml", REPLY)
    assert cases.fallback(ASK, PERSON) == "success.xml"
    cases.put(f"{HOME}/success.xml", REPLY)
    assert cases.fallback(ASK, PERSON) == f"{HOME}/success.xml"
    cases.put("default.xml", REPLY)
    assert cases.fallback(ASK, PERSON) == "default.xml"
    cases.put("notfound.xml", REPLY)
    assert cases.fallback(ASK, PERSON) == "notfound.xml"
    cases.put(f"{HOME}/RR/default.xml", REPLY)
    assert cases.fallback(ASK, PERSON) == f"{HOME}/RR/default.xml"
    assert cases.named(ASK, PERSON) is None


def test_a_file_of_another_service_higher_up_is_passed_over(cases: Cases) -> None:
    cases.put(f"{HOME}/99999999999.xml", REPLY)
    cases.put(f"Persoon/{PERSON}.xml", OTHER)
    assert cases.named(ASK, PERSON) is None
    cases.put(f"{PERSON}.xml", REPLY)
    assert cases.named(ASK, PERSON) == f"{PERSON}.xml"


def test_a_file_of_another_service_in_the_place_of_this_one_is_refused(
    cases: Cases,
) -> None:
    cases.put(f"{HOME}/{PERSON}.xml", OTHER)
    cases.put(f"Persoon/{PERSON}.xml", REPLY)
    with pytest.raises(UnusableReply, match=f"{HOME}/{PERSON}.xml: root is .*Zorgtoes"):
        cases.named(ASK, PERSON)


def test_a_fault_is_a_case_of_any_service(cases: Cases) -> None:
    cases.write(f"{PERSON}.xml", FAULT)
    assert cases.named(ASK, PERSON) == f"{PERSON}.xml"


def test_a_service_with_several_operations_may_have_a_folder_for_each(
    cases: Cases,
) -> None:
    """Of files beside those folders, the root tells of which operation they are."""
    place = "KSZ/HandiService/v2"
    cases.put(f"{place}/{SSIN}.xml", PAYMENTS_REPLY)
    assert cases.named(FILES, SSIN) is None
    asked = "handi_service/consult_payments_request.xml"
    assert cases.named(asked, SSIN) == f"{place}/{SSIN}.xml"
    cases.put(f"{place}/{SSIN}.xml", FILES_REPLY)
    assert cases.named(FILES, SSIN) == f"{place}/{SSIN}.xml"
    cases.put(f"{place}/consultFilesByDate/{SSIN}.xml", FILES_REPLY)
    assert cases.named(FILES, SSIN) == f"{place}/consultFilesByDate/{SSIN}.xml"
    cases.put(f"{place}/consultFilesByDate/{SSIN}.xml", PAYMENTS_REPLY)
    with pytest.raises(UnusableReply, match="consultPaymentsResponse"):
        cases.named(FILES, SSIN)


def test_what_changes_on_disk_counts_from_the_next_question_on(cases: Cases) -> None:
    path = f"{HOME}/{PERSON}.xml"
    assert cases.named(ASK, PERSON) is None
    cases.put(path, REPLY)
    operation, payload = question(ASK)
    first = cases.looked_into.named(operation, payload, PERSON)
    cases.put(path, "geef_persoon/reply_refused.xml")
    second = cases.looked_into.named(operation, payload, PERSON)
    assert first is not None
    assert second is not None
    assert first.payload.find("Repliek/Antwoorden") is not None
    assert second.payload.find("Repliek/Antwoorden") is None
    (cases.folder / path).unlink()
    assert cases.named(ASK, PERSON) is None


def test_other_keys_count_from_the_next_question_on(cases: Cases) -> None:
    cases.put(f"{HOME}/nl.xml", REPLY)
    assert cases.named(ASK, PERSON) is None
    keys = cases.write("keys.yaml", "GeefPersoon: [//Taal]")
    assert cases.named(ASK, PERSON) == f"{HOME}/nl.xml"
    keys.write_text("GeefPersoon: [//Bron]", "utf-8")
    assert cases.named(ASK, PERSON) is None
    keys.write_text("GeefPersoon: [//Bron", "utf-8")
    with pytest.raises(UnusableReply, match=r"keys\.yaml:"):
        cases.named(ASK, PERSON)
    keys.unlink()
    assert cases.named(ASK, PERSON) is None


def test_wrong_keys_are_told_at_the_start(cases: Cases) -> None:
    cases.write("keys.yaml", "GeefPersoon: ['//a[']")
    with pytest.raises(ConfigurationError, match=r"keys\.yaml:1: GeefPersoon\.0"):
        CaseFolder(cases.folder, CATALOGUE)


def test_a_file_that_is_being_written_is_refused(cases: Cases) -> None:
    whole = cases.put(f"{HOME}/{PERSON}.xml", REPLY)
    whole.write_bytes(whole.read_bytes()[:900])
    with pytest.raises(UnusableReply, match=f"{PERSON}.xml: syntax: .*line"):
        cases.named(ASK, PERSON)
    whole.write_bytes(b"")
    with pytest.raises(UnusableReply, match="syntax"):
        cases.named(ASK, PERSON)


def test_what_is_no_file_is_passed_over(cases: Cases) -> None:
    (cases.folder / HOME / f"{PERSON}.xml").mkdir(parents=True)
    assert cases.named(ASK, PERSON) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(cases: Cases) -> None:
    (cases.folder / HOME).mkdir(parents=True)
    os.mkfifo(cases.folder / HOME / f"{PERSON}.xml")
    assert cases.named(ASK, PERSON) is None


def test_capitals_matter_on_every_file_system(cases: Cases) -> None:
    asked = "geef_arbeidsongeschiktheid/request.xml"
    place = f"SocZek/GeefArbeidsongeschiktheid/01.00.0000/{SSIN}"
    cases.put(f"{place}/2026q2.xml", "geef_arbeidsongeschiktheid/reply_no_data.xml")
    assert cases.named(asked, SSIN) is None
    (cases.folder / f"{place}/2026q2.xml").unlink()
    cases.put(f"{place}/2026Q2.xml", "geef_arbeidsongeschiktheid/reply_no_data.xml")
    assert cases.named(asked, SSIN) == f"{place}/2026Q2.xml"


def test_a_folder_that_went_away_has_no_cases(cases: Cases) -> None:
    cases.folder.rmdir()
    assert cases.named(ASK, PERSON) is None
    assert not cases.looked_into.knows(PERSON)
    assert "nearest is none" in cases.looked_into.nearest(*question(ASK), PERSON)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        (f"{HOME}/{PERSON}.xml", True),
        (f"{HOME}/RR/{PERSON}.xml", True),
        (f"{HOME}/RR&{PERSON}.xml", True),
        (f"Inkomen/GeefAanslagbiljet/02.00.0000/{PERSON}/2024.xml", True),
        (f"{HOME}/{PERSON}0.xml", False),
        (f"{HOME}/{PERSON}.txt", False),
        (f"{HOME}/notfound.xml", False),
    ],
)
def test_a_person_is_known_when_a_case_is_named_so(
    cases: Cases, path: str, known: bool
) -> None:
    cases.put(path, REPLY)
    assert cases.looked_into.knows(PERSON) is known


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_folder_that_is_a_link_counts_for_who_is_known_and_for_the_check(
    cases: Cases, tmp_path: Path
) -> None:
    """Cases that several share, such as a checkout of the mock; one leads back."""
    shared = Cases(tmp_path / "shared")
    shared.put(f"{HOME}/{PERSON}.xml", REPLY)
    (cases.folder / "Persoon").symlink_to(shared.folder / "Persoon")
    (shared.folder / "Persoon" / "round").symlink_to(shared.folder / "Other")
    (shared.folder / "Other").mkdir()
    (shared.folder / "Other" / "back").symlink_to(shared.folder / "Persoon")
    assert cases.named(ASK, PERSON) == f"{HOME}/{PERSON}.xml"
    assert cases.looked_into.knows(PERSON)
    assert [*files_below(cases.folder)] == [f"{HOME}/{PERSON}.xml"]


def test_nothing_is_read_before_a_question_comes(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of files cost nothing at the start."""
    cases.put(f"{HOME}/{PERSON}.xml", REPLY)
    looked: list[str] = []
    scan = os.scandir

    def watched(path: str | Path) -> object:
        looked.append(str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", watched)
    folder = CaseFolder(cases.folder, CATALOGUE)
    assert looked == []
    assert folder.named(*question(ASK), PERSON) is not None
    assert looked == [str(cases.folder)], "the domains, and no folder of cases"


def test_threads_share_a_folder_while_its_keys_change(cases: Cases) -> None:
    cases.put(f"{HOME}/{PERSON}.xml", REPLY)
    cases.put(f"{HOME}/nl.xml", REPLY)
    keys = cases.write("keys.yaml", "GeefPersoon: [//INSZ]")
    found: set[str | None] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            found.add(cases.named(ASK, PERSON))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        key = "//Taal" if turn % 2 else "//INSZ"
        spare = keys.with_name("new")
        spare.write_text(f"GeefPersoon: [{key}]", "utf-8")
        os.replace(spare, keys)
    stop.set()
    for thread in threads:
        thread.join()
    assert found <= {f"{HOME}/{PERSON}.xml", f"{HOME}/nl.xml"}
    assert found


def test_a_name_that_is_too_long_for_this_disk_is_passed_over(cases: Cases) -> None:
    """Encoded, a text may be longer than any name; joined, several may."""
    cases.put(f"{HOME}/notfound.xml", REPLY)
    text = "'" + "long " * 60 + "'"
    keys = f'["concat({text}, //Bron)", "concat({text}, //Taal)"]'
    cases.write("keys.yaml", f"GeefPersoon: {keys}")
    assert cases.named(ASK, PERSON) is None
    assert cases.fallback(ASK, PERSON) == f"{HOME}/notfound.xml"
