"""
`kruispunt cases record`: exchanges become cases that `kruispunt up --cases` finds.

Keep the exchanges of a run as cases, with real numbers replaced by fictitious
ones, so that a refusal met in acceptance can be replayed on a laptop. Numbers that look
real are made here by the formula.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client.envelope import build, new_references, question_fields, wrap
from kruispunt_client.settings import Party
from kruispunt_contracts import load, ns, parse, soap_parts
from kruispunt_contracts.carrier import pack
from kruispunt_contracts.catalogue import Dialect, Operation
from kruispunt_simulator import numbers
from kruispunt_simulator.cases.folder import CaseFolder
from kruispunt_simulator.cli import main
from kruispunt_simulator.hops.call import without_real_numbers
from kruispunt_simulator.hops.prepared import real_numbers_in
from lxml import etree

from ...client.conftest import Replies
from .test_fictitious import real

Element = Any
FICTITIOUS = "14651220816"
USER = "80631402131"
CHILD, PARENT = real(2014, 5, 12, 208), real(1985, 4, 30, 75)
SENDER = Party(
    id="wonen-in-limburg",
    organisation="Wonen in Limburg",
    identificatie="wil.be/verhuur-aip",
    hoedanigheid="7101",
    cbe_number="1900000088",
    legal_context="VO:SOCIAL_RENT",
)
REPLIES = Replies()


def operation_of(service: str, version: str, name: str) -> Operation:
    return load().contract(service, version).operation(name)


CARE = operation_of("GeefZorgtoeslag", "02.00.0000", "GeefZorgtoeslag")
HANDI = operation_of("HandiService", "v2", "consultFilesByDate")


def care(person: str, *, user: str = USER) -> Element:
    """A question about the care allowance of a child."""
    criteria = {
        "INSZ": person,
        "Referentiedatum": "2024-06-01",
        "GewensteInformatie": {"StatusAanvraag": "1"},
    }
    return _question(CARE, {"Inhoud": {"Criteria": criteria, "Taal": "nl"}}, user)


def handi(person: str) -> Element:
    """A question about the disability files of a person."""
    criteria = {
        "ssin": person,
        "handicapAuthenticSources": {"DGPH": True},
        "referenceDate": "2024-06-01",
        "parts": {"rights": True},
    }
    return _question(HANDI, criteria, USER)


def _question(operation: Operation, content: Any, user: str) -> Element:
    fields = question_fields(
        operation,
        SENDER,
        content,
        references=new_references(operation.contract.dialect),
        user=user,
        now=datetime(2026, 5, 4, 10, 11, 12, tzinfo=UTC),
    )
    return build(operation, fields)


class Desk:
    """A folder of exchanges, and one of cases."""

    def __init__(self, folder: Path) -> None:
        self.exchanges = folder / "exchanges"
        self.cases = folder / "cases"
        self.exchanges.mkdir()
        self._count = 0

    def keep(self, request: Element, reply: Element | bytes | None) -> str:
        """Leave a pair as the client does; the next one is newer. Gives its name."""
        self._count += 1
        name = f"20260504T101112.{self._count:06}Z-trace"
        (self.exchanges / f"{name}.request.xml").write_bytes(_octets(request))
        if reply is not None:
            octets = reply if isinstance(reply, bytes) else _octets(reply)
            (self.exchanges / f"{name}.reply.xml").write_bytes(octets)
        return name

    def record(self, *options: str | Path, status: int = 0) -> Any:
        """Run the command; gives its summary."""
        result = CliRunner().invoke(main, self._arguments(*options, "--json"))
        assert result.exit_code == status, result.output
        return json.loads(result.stdout)

    def told(self, *options: str) -> tuple[str, str]:
        """Run it for people: what it says, and what it warns of."""
        result = CliRunner().invoke(main, self._arguments(*options))
        return result.stdout, result.stderr

    def _arguments(self, *options: str | Path) -> list[str]:
        where = ("--to", self.cases, "--exchanges", self.exchanges)
        return list(map(str, ("cases", "record", *where, *options)))

    def case(self, path: str) -> Element:
        """The payload of a case."""
        return soap_parts(parse((self.cases / path).read_bytes())).payload

    def only(self, **options: Any) -> tuple[str, Element]:
        """Record, and give the only case."""
        (path,) = self.record(**options)["written"]
        return path, self.case(path)


def _octets(payload: Element) -> bytes:
    octets: bytes = etree.tostring(
        wrap(pack(payload)), encoding="UTF-8", xml_declaration=True
    )
    return octets


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def found(person: str) -> dict[str, Any]:
    return {"Zorgtoeslag": {"INSZ": person}}


# --- where a case stands, and what it holds ------------------------------------------


def test_a_case_is_found_for_the_question_it_is_of(desk: Desk) -> None:
    """`<domain>/<service>/<version>/<key>.xml`, by our own reader of such folders."""
    request = care(FICTITIOUS)
    desk.keep(request, REPLIES.magda(request, inhoud=found(FICTITIOUS)))
    path, payload = desk.only()
    assert path == f"Gezin/GeefZorgtoeslag/02.00.0000/{FICTITIOUS}.xml"
    assert payload.findtext(".//Zorgtoeslag/INSZ") == FICTITIOUS
    case = CaseFolder(desk.cases, load()).named(CARE, care(FICTITIOUS), FICTITIOUS)
    assert case is not None
    assert case.origin == path
    assert etree.tostring(case.payload) == etree.tostring(payload)


def test_a_case_of_the_ksz_stands_below_its_operation(desk: Desk) -> None:
    request = handi(FICTITIOUS)
    desk.keep(request, REPLIES.ksz(request, "NO_DATA_FOUND", "MSG00000"))
    path, _ = desk.only()
    assert path == f"KSZ/HandiService/v2/consultFilesByDate/{FICTITIOUS}.xml"
    case = CaseFolder(desk.cases, load()).named(HANDI, handi(FICTITIOUS), FICTITIOUS)
    assert case is not None


def test_a_case_can_be_read_and_has_no_security(desk: Desk) -> None:
    request = care(FICTITIOUS)
    reply = REPLIES.magda(request, inhoud=found(FICTITIOUS))
    signed = parse(_octets(reply))
    header = signed.find(f"{{{ns.SOAP}}}Header")
    etree.SubElement(header, f"{{{ns.WSSE}}}Security").text = "MIIC"
    desk.keep(request, etree.tostring(signed))
    path, payload = desk.only()
    text = (desk.cases / path).read_text("utf-8")
    assert text.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<soap:Envelope")
    assert "Security" not in text
    assert "\n        <Antwoorden>\n          <Antwoord>\n" in text
    assert _texts(payload) == _texts(reply)


def _texts(root: Element) -> list[tuple[str, str]]:
    return [(each.tag, (each.text or "").strip()) for each in root.iter()]


REFUSED: dict[str, Callable[[Element], Element]] = {
    "level 3": lambda q: REPLIES.magda(
        q, uitzonderingen=[("13202", "MAGDA", "FOUT", "waar", ("INSZ", PARENT))]
    ),
    "level 2": lambda q: REPLIES.magda(q, level2=[("13001", "MAGDA", "FOUT")]),
    "fault": lambda q: REPLIES.fault("10001 Bericht ongeldig", code="soap:Client"),
}


@pytest.mark.parametrize("refuse", REFUSED.values(), ids=REFUSED)
def test_a_refusal_of_magda_is_kept_as_it_was(
    desk: Desk, refuse: Callable[[Element], Element]
) -> None:
    """`_wire-facts.md` 3: level 1 is a fault, 2 in Repliek, 3 in Antwoord."""
    request = care(CHILD)
    reply = refuse(request)
    desk.keep(request, reply)
    _, payload = desk.only()
    assert payload.tag == reply.tag
    told = [
        [
            row
            for row in _texts(root)
            if not numbers.without_separators(row[1]).isdigit()
        ]
        for root in (payload, reply)
    ]
    assert told[0] == told[1]
    assert [each.tag for each in payload.iter()] == [each.tag for each in reply.iter()]


REFUSED_KSZ: dict[str, Callable[[Element], Element]] = {
    "status": lambda q: REPLIES.ksz(q, "NO_RESULT", "MSG00012"),
    "CBSSFault": lambda q: REPLIES.ksz_fault(q, "MSG00013"),
}


@pytest.mark.parametrize("refuse", REFUSED_KSZ.values(), ids=REFUSED_KSZ)
def test_a_refusal_of_the_ksz_is_kept_as_it_was(
    desk: Desk, refuse: Callable[[Element], Element]
) -> None:
    """`_wire-facts.md` 5: a status, or a fault with a detail of the contract."""
    request = handi(FICTITIOUS)
    reply = refuse(request)
    desk.keep(request, reply)
    _, payload = desk.only()
    assert _texts(payload) == _texts(reply)


# --- numbers --------------------------------------------------------------------------


def test_no_real_number_is_left_and_everybody_is_one_person(desk: Desk) -> None:
    """In names of files, elements and sentences, at MAGDA and the KSZ alike."""
    request = care(CHILD, user=PARENT)
    told = f"kind {CHILD} van {numbers.as_printed(PARENT)}"
    row = ("30004", "MAGDA", "WAARSCHUWING", told, ("Nieuw INSZ", PARENT))
    desk.keep(
        request, REPLIES.magda(request, inhoud=found(CHILD), uitzonderingen=[row])
    )
    request = handi(CHILD)
    desk.keep(request, REPLIES.ksz(request, "NO_RESULT", "MSG00012"))
    paths = desk.record()["written"]
    children = {Path(path).stem for path in paths}
    assert len(paths) == 2
    (child,) = children
    assert numbers.is_fictitious(child)
    assert (child[:2], int(child[8]) % 2) == (CHILD[:2], int(CHILD[8]) % 2)
    magda = desk.case(next(path for path in paths if path.startswith("Gezin")))
    parent = magda.findtext(".//Annotatie/Waarde")
    assert numbers.is_fictitious(parent)
    assert magda.findtext(".//Zorgtoeslag/INSZ") == child
    assert magda.findtext(".//Gebruiker") == parent
    assert magda.findtext(".//Omstandigheid") == (
        f"kind {child} van {numbers.as_printed(parent)}"
    )
    for path in desk.cases.rglob("*"):
        assert without_real_numbers(str(path)) == str(path)
        if path.is_file():
            text = path.read_text("utf-8")
            assert without_real_numbers(text) == text
        if path.suffix == ".xml":
            assert not [*real_numbers_in(parse(path.read_bytes()))]
    checked = CliRunner().invoke(main, ["cases", "check", str(desk.cases)])
    assert checked.exit_code == 0, checked.output


def test_a_second_run_into_the_same_folder_keeps_the_numbers(desk: Desk) -> None:
    request = care(CHILD)
    desk.keep(request, REPLIES.magda(request, level2=[("13001", "MAGDA", "FOUT")]))
    (first,) = desk.record()["written"]
    for path in desk.exchanges.iterdir():
        path.unlink()
    request = handi(CHILD)
    desk.keep(request, REPLIES.ksz(request, "NO_RESULT", "MSG00012"))
    (second,) = desk.record()["written"]
    assert Path(first).stem == Path(second).stem


def test_the_key_is_kept_out_of_git_or_elsewhere(desk: Desk, tmp_path: Path) -> None:
    request = care(CHILD)
    desk.keep(request, REPLIES.magda(request, level2=[("13001", "MAGDA", "FOUT")]))
    elsewhere = tmp_path / "key"
    first = desk.record("--key-file", elsewhere)["written"]
    assert elsewhere.is_file()
    assert not [*desk.cases.glob(".*")]
    assert desk.record("--key-file", elsewhere)["unchanged"] == first
    desk.cases.joinpath(".gitignore").write_text("drafts")
    assert desk.record()["written"] != first
    assert (desk.cases / ".record-key").is_file()
    assert (desk.cases / ".gitignore").read_text() == "drafts\n.record-key*\n"
    desk.record()
    assert (desk.cases / ".gitignore").read_text() == "drafts\n.record-key*\n"


def test_a_person_of_the_run_does_not_get_the_number_of_another(desk: Desk) -> None:
    """A number that was fictitious already stays, and nobody real gets it."""
    request = care(CHILD)
    desk.keep(request, REPLIES.magda(request, inhoud=found(CHILD)))
    (path,) = desk.record()["written"]
    taken = Path(path).stem
    key = json.loads((desk.cases / ".record-key").read_text())
    (desk.cases / path).unlink()
    (desk.cases / ".record-key").write_text(json.dumps({**key, "numbers": {}}))
    request = care(taken)
    desk.keep(request, REPLIES.magda(request, inhoud=found(taken)))
    stems = {Path(path).stem for path in desk.record()["written"]}
    assert taken in stems
    assert len(stems) == 2


# --- what else is in the replies ------------------------------------------------------


def test_elements_are_blanked_where_the_contract_allows_it(desk: Desk) -> None:
    request = care(FICTITIOUS)
    row = ("30004", "MAGDA", "WAARSCHUWING", "Jan Peeters")
    reply = REPLIES.magda(request, inhoud=found(FICTITIOUS), uitzonderingen=[row])
    desk.keep(request, reply)
    options = ("--blank", "Omstandigheid", "--blank", "Datum", "--blank", "Nergens")
    summary = desk.record(*options, status=1)
    (path,) = summary["written"]
    payload = desk.case(path)
    assert payload.findtext(".//Omstandigheid") == "-"
    assert payload.findtext(".//Datum") == "2026-05-04"
    assert summary["remarks"] == [
        {
            "case": path,
            "remark": "Datum is not blanked: the contract allows no '-' there",
        }
    ]


def test_the_reader_is_told_that_names_and_addresses_are_still_there(
    desk: Desk,
) -> None:
    request = care(FICTITIOUS)
    desk.keep(request, REPLIES.magda(request, inhoud=found(FICTITIOUS)))
    told, warned = desk.told()
    assert "cases written 1" in told
    assert "Names, addresses, dates of birth" in warned
    told, warned = desk.told()
    assert "unchanged 1" in told
    assert warned == ""


# --- which exchanges ------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_case_is_for_its_owner_until_somebody_has_read_it(desk: Desk) -> None:
    """GDPR recital 26: names and days together may still point at somebody."""
    request = care(CHILD)
    desk.keep(request, REPLIES.magda(request, level2=[("13001", "MAGDA", "FOUT")]))
    (path,) = desk.record()["written"]
    assert stat.S_IMODE((desk.cases / path).stat().st_mode) == 0o600


def test_of_several_about_the_same_the_newest_stays(desk: Desk) -> None:
    request = care(FICTITIOUS)
    for code in ("13001", "13202", "30001"):
        desk.keep(
            request, REPLIES.magda(request, uitzonderingen=[(code, "MAGDA", "FOUT")])
        )
    summary = desk.record()
    assert summary["older"] == 2
    (path,) = summary["written"]
    assert desk.case(path).findtext(".//Uitzondering/Identificatie") == "30001"


def test_a_case_that_stands_there_is_not_overwritten_unless_told(desk: Desk) -> None:
    request = care(FICTITIOUS)
    desk.keep(request, REPLIES.magda(request, level2=[("13001", "MAGDA", "FOUT")]))
    (path,) = desk.record()["written"]
    assert desk.record()["unchanged"] == [path]
    desk.keep(request, REPLIES.magda(request, inhoud=found(FICTITIOUS)))
    summary = desk.record(status=1)
    assert (summary["standing"], summary["written"]) == ([path], [])
    assert desk.case(path).findtext(".//Identificatie[.='13001']") == "13001"
    assert desk.record("--replace")["written"] == [path]
    assert desk.case(path).findtext(".//Zorgtoeslag/INSZ") == FICTITIOUS


def test_what_cannot_become_a_case_is_named_and_stops_nothing(desk: Desk) -> None:
    good = care(FICTITIOUS)
    bare = etree.Element("{urn:x}Question", nsmap={"x": "urn:x"})
    keyless = care(FICTITIOUS)
    keyless.find(".//Criteria/INSZ").text = ""
    names = {
        desk.keep(good, None): "there is no reply",
        desk.keep(good, b"<html>"): "the reply is no message: syntax",
        desk.keep(good, handi(FICTITIOUS)): "is no reply of GeefZorgtoeslag",
        desk.keep(bare, bare): "no contract has a question {urn:x}Question "
        "(--contracts for your own)",
        desk.keep(keyless, REPLIES.magda(keyless)): "its question has no key",
    }
    lonely = desk.exchanges / "a.reply.xml"
    lonely.write_bytes(b"<x/>")
    names["a"] = "the question was not kept"
    desk.keep(good, REPLIES.magda(good, inhoud=found(FICTITIOUS)))
    summary = desk.record(status=1)
    assert len(summary["written"]) == 1
    told = {each["exchange"]: each["reason"] for each in summary["not_kept"]}
    assert set(told) == set(names)
    for name, reason in names.items():
        assert reason in told[name]
    shown, _ = desk.told()
    assert all(f"{name}: not kept: " in shown for name in names)


def test_a_pair_of_files_that_is_called_after_somebody_is_not_told_by_that_name(
    desk: Desk,
) -> None:
    """The page says `NAME.request.xml`; a summary ends up in the log of a build."""
    name = real(1985, 4, 30, 75)
    (desk.exchanges / f"{name}.reply.xml").write_bytes(b"<x/>")
    summary = desk.record(status=1)
    assert summary["not_kept"][0]["reason"] == "the question was not kept"
    assert name not in json.dumps(summary)
    assert name not in " ".join(desk.told())


def test_what_a_replay_writes_anew_need_not_follow_the_contract(desk: Desk) -> None:
    """Source: `_wire-facts.md` 3: the context; real platforms leave parts of it out."""
    request = care(FICTITIOUS)
    reply = REPLIES.magda(request, inhoud=found(FICTITIOUS))
    reply.find(".//Context/Bericht/Tijdstip/Datum").text = "?"
    desk.keep(request, reply)
    assert desk.record()["remarks"] == []


def test_a_reply_against_the_contract_is_kept_and_told_of(desk: Desk) -> None:
    """The path is told, and not the value, which is about somebody."""
    request = care(FICTITIOUS)
    reply = REPLIES.magda(request, inhoud=found(FICTITIOUS))
    etree.SubElement(reply.find(".//Zorgtoeslag"), "Naam").text = "Jan Peeters"
    desk.keep(request, reply)
    summary = desk.record(status=1)
    (remark,) = summary["remarks"]
    assert remark["case"] in summary["written"]
    assert "does not follow the contract at " in remark["remark"]
    assert "Peeters" not in json.dumps(summary)


@pytest.mark.parametrize(
    "key", ["../../../../away", "a/../../../../../../away", "/away"]
)
def test_no_case_is_written_outside_the_folder(
    desk: Desk, tmp_path: Path, key: str
) -> None:
    """What a file is named after comes from a message, and may mean to lead away."""
    request = care(key)
    desk.keep(request, REPLIES.magda(request, level2=[("13001", "MAGDA", "FOUT")]))
    before = {*tmp_path.iterdir()}
    desk.told()
    assert {*tmp_path.iterdir()} - before == {desk.cases}
    assert len([*tmp_path.rglob("*away*.xml")]) == len([*desk.cases.glob("*/*/*/*")])


# --- arguments ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--hop", "ksz"), "--hop does not go with --exchanges"),
        (("--from", "2026-01-01"), "--from does not go with --exchanges"),
        (("--contracts", "nowhere"), "does not exist"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    desk: Desk, options: tuple[str, ...], message: str
) -> None:
    result = CliRunner().invoke(main, desk._arguments(*options))
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_empty_folder_is_told_of(desk: Desk) -> None:
    result = CliRunner().invoke(main, desk._arguments())
    assert result.exit_code == 1
    assert "no files NAME.request.xml and NAME.reply.xml" in result.stderr
    assert not desk.cases.exists()


def test_every_dialect_has_a_home() -> None:
    """So that a case of each can be told from the others by its path alone."""
    for contract in load().contracts:
        assert (contract.domain is None) == (contract.dialect is not Dialect.MAGDA)
