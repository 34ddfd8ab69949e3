"""
A folder of test cases over the whole chain: `kruispunt up --cases`.

A case takes the place of what the sources know, and of nothing else: whoever may not
ask is refused, whatever is not granted is withheld, and all of it is in the log.

Source: `_wire-facts.md` 3 (the mocks: how they choose, what they patch) and 5.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.audit.trail import render_explanation
from kruispunt_simulator.testing.chain import running_chain

from .envelopes import (
    CARE,
    COULD_BE_REAL,
    FILES,
    GRIET,
    HANDI,
    JEF,
    LOTTE,
    MIEKE,
    SOFIE,
    TOM,
    Answer,
    Chain,
    Refusal,
    errors_of,
)
from .test_pension import ROSA, at_ksz, texts
from .test_repertory import IN, LIMBURG, OUT, VERSIONS, declare, files, resultaat

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"
ZORG = "Gezin/GeefZorgtoeslag/02.00.0000"
DOSSIER = "SocZek/GeefDossierHandicap/03.00.0000/ConsultFilesByDateCriteria"
HANDI_V2 = "KSZ/HandiService/v2"
NOBODY = numbers.make(date(1971, 5, 4), 321)
"""In nobody's file."""
KNOWN = numbers.make(date(1971, 5, 4), 325)
"""Likewise, and registered by a test."""
ANOTHER = numbers.make(date(1971, 5, 4), 323)
"""Likewise."""
DONE, FAILED = "reply_done.xml", "reply_failed.xml"


class Folder:
    """The cases of the chain; what a test writes is gone after it."""

    def __init__(self, path: Path) -> None:
        """Begin with an empty folder."""
        self.path = path

    def put(self, path: str, vector: str, *changes: tuple[str, str]) -> str:
        """Write an example reply, with other texts."""
        document = (VECTORS / vector).read_text("utf-8")
        for old, new in changes:
            assert old in document
            document = document.replace(old, new)
        return self.write(path, document)

    def write(self, path: str, document: str) -> str:
        """Write a file."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document, "utf-8")
        return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


@pytest.fixture(scope="module")
def chain(start: Callable[..., Chain], served: Path) -> Chain:
    return start(cases=served)


@pytest.fixture
def cases(served: Path) -> Iterator[Folder]:
    yield Folder(served)
    for each in served.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


def care(chain: Chain, insz: str = LOTTE) -> Answer:
    return chain.envelope(CARE).about(insz).signed().post()


def handi(chain: Chain, ssin: str = JEF) -> Answer:
    return chain.envelope(HANDI).about(ssin).signed().post()


def noted(chain: Chain, answer: Answer, check: str, hop: str | None = None) -> str:
    """Give what a hop left in the log under a check."""
    (found,) = (
        finding["actual"]
        for record in chain.records(answer.trace)
        if record["hop"] == (hop or answer.hop) and record["direction"] == "in"
        for finding in record["findings"]
        if finding["check"] == check
    )
    return str(found)


def asked(chain: Chain, answer: Answer) -> list[str]:
    """Give which hops a question came to."""
    records = chain.records(answer.trace)
    return [each["hop"] for each in records if each["direction"] == "in"]


def explained(chain: Chain, answer: Answer) -> str:
    """Give what `kruispunt explain` tells."""
    return "\n".join(render_explanation(chain.records(answer.trace)))


# What a case says, and what it does not


def test_a_case_goes_before_the_person_whom_it_names(
    chain: Chain, cases: Folder
) -> None:
    before = care(chain)
    assert before.payload.findtext(".//Pijler1") == "6"
    path = cases.put(
        f"{ZORG}/{LOTTE}.xml", "geef_zorgtoeslag/reply_data.xml", ("15661000318", LOTTE)
    )
    answer = care(chain)
    assert answer.refusal is None
    assert answer.payload.findtext(".//Pijler1") == "4"
    assert noted(chain, answer, "case.answered") == path
    assert care(chain, JEF).payload.findtext(".//Pijler1") is None, "others: their file"
    (cases.path / path).unlink()
    assert care(chain).payload.findtext(".//Pijler1") == "6", "seen without restart"


def test_what_is_about_the_exchange_is_written_anew(
    chain: Chain, cases: Folder
) -> None:
    """Source: `_wire-facts.md` 3, fields in the reply."""
    cases.put(
        f"{ZORG}/{LOTTE}.xml", "geef_zorgtoeslag/reply_data.xml", ("15661000318", LOTTE)
    )
    question = chain.envelope(CARE)
    sent = question.payload.find("Verzoek")
    answer = question.signed().post()
    told = answer.payload.find("Repliek/Context/Bericht")
    assert told.findtext("Tijdstip/Datum") == chain.simulator.clock.today().isoformat()
    asker = sent.find("Context/Bericht/Afzender")
    for name in ("Identificatie", "Referte", "Hoedanigheid", "Gebruiker"):
        assert told.findtext(f"Ontvanger/{name}") == asker.findtext(name)
    reference = answer.payload.findtext("Repliek/Antwoorden/Antwoord/Referte")
    assert reference == sent.findtext("Vragen/Vraag/Referte")
    assert "4f6c1c1e" not in answer.body.decode()


def test_what_the_ground_does_not_grant_does_not_leave(
    chain: Chain, cases: Folder
) -> None:
    """Source: 23/058 §85: a case is filtered as every answer."""
    cases.put(
        f"{ZORG}/{LOTTE}.xml", "geef_zorgtoeslag/reply_data.xml", ("15661000318", LOTTE)
    )
    answer = care(chain)
    assert answer.payload.find(".//Pijler1") is not None
    for name in ("Pijler2", "DatumAanvraag", "SubpijlerPijler2"):
        assert answer.payload.find(f".//{name}") is None
    assert "withheld: " in noted(chain, answer, "law.fields")


def test_a_case_gives_nobody_the_right_to_ask(chain: Chain, cases: Folder) -> None:
    """Source: 22/004 §6, §32: first the file in the repertory, then the question."""
    cases.put(f"{ZORG}/{TOM}.xml", "geef_zorgtoeslag/reply_data.xml")
    answer = care(chain, TOM)
    assert answer.refusal == ("3", "13202")
    assert "case.answered" not in explained(chain, answer)


def test_without_a_case_the_trace_tells_what_was_nearest(
    chain: Chain, cases: Folder
) -> None:
    cases.put(f"{ZORG}/{JEF}.xml", "geef_zorgtoeslag/reply_data.xml")
    answer = care(chain)
    assert answer.payload.findtext(".//Pijler1") == "6"
    told = noted(chain, answer, "case.found")
    assert told.startswith(f"no case: looked for {ZORG}/{LOTTE}.xml, ")
    assert told.endswith(f"nearest is {ZORG}/{JEF}.xml (other key)")


def test_a_file_for_everybody_answers_who_has_no_file_of_a_person(
    chain: Chain, cases: Folder
) -> None:
    path = "SocZek/GeefDossierHandicap/notfound.xml"
    cases.put(path, "geef_dossier_handicap/reply_no_data.xml")
    cases.put(f"GeefPersoon/02.02.0000/{KNOWN}.xml", "geef_persoon/reply_refused.xml")
    assert resultaat(declare(chain, LIMBURG, IN, KNOWN))[0] == "1"
    own = files(chain, LIMBURG, JEF)
    assert "case.answered" not in explained(chain, own), "a person's file goes before"
    answer = files(chain, LIMBURG, KNOWN)
    assert noted(chain, answer, "case.answered", "magda") == path


def test_an_assessment_without_a_year_is_one_of_the_asked_year(
    chain: Chain, cases: Folder
) -> None:
    """Source: `_wire-facts.md` 3, extra patches in the mocks."""
    cases.put(
        f"Inkomen/GeefAanslagbiljetPersonenbelasting/02.00.0000/{JEF}.xml",
        "geef_aanslagbiljet_personenbelasting/reply_joint.xml",
        ("86711933441", JEF),
        ("<Inkomensjaar>2024<", "<Inkomensjaar><"),
    )
    with chain.connect("wonen-in-limburg", via="wiv", user=MIEKE) as wiv:
        this = chain.simulator.clock.today().year
        for year in (this - 2, this - 1):
            answer = wiv.income.assessment(JEF, year)
            assert answer.data is not None
            assert answer.data.inkomensjaar == year


def test_statuses_that_a_case_does_not_know_do_not_apply(
    chain: Chain, cases: Folder
) -> None:
    """Source: `_wire-facts.md` 3, extra patches in the mocks."""
    cases.put(
        "SocZek/GeefSociaalStatuut/03.00.0000/notfound.xml",
        "geef_sociaal_statuut/reply_statuses.xml",
    )
    cases.put(
        f"SocZek/GeefSociaalStatuut/03.00.0000/{JEF}.xml",
        "geef_sociaal_statuut/reply_statuses.xml",
        ("BIM_BVT_IN_FAMILY", "DISABILITY_ANY_OF_FOUR"),
    )
    statuses = ["DISABILITY_ANY_OF_FOUR"]
    with chain.connect("fluvius", via="magda", user=SOFIE) as magda:
        today = chain.simulator.clock.today()
        answer = magda.social_status.check(JEF, statuses=statuses, on=today)
    assert answer.data is not None
    assert [each.naam for each in answer.data.sociale_statuten] == statuses


# The chain behind it


def test_magda_answers_from_a_case_without_asking_the_ksz(
    chain: Chain, cases: Folder
) -> None:
    path = cases.put(
        f"{DOSSIER}/{JEF}.xml",
        "geef_dossier_handicap/reply_by_date.xml",
        ("80610100139", JEF),
    )
    answer = chain.envelope(FILES).about(JEF).signed().post()
    assert answer.refusal is None
    assert answer.payload.findtext(".//ssin") == JEF
    assert sorted(asked(chain, answer)) == ["magda", "wiv"]
    assert noted(chain, answer, "case.answered", "magda") == path


@pytest.mark.parametrize("place", [HANDI_V2, f"{HANDI_V2}/consultFilesByDate"])
def test_the_ksz_answers_from_a_case_also_when_magda_asks(
    chain: Chain, cases: Folder, place: str
) -> None:
    path = cases.put(
        f"{place}/{JEF}.xml",
        "handi_service/consult_files_by_date_response.xml",
        ("80610100139", JEF),
    )
    answer = handi(chain)
    assert answer.refusal is None
    assert answer.payload.findtext("status/code") == "HAN20200"
    assert answer.payload.findtext("criteria/referenceDate") == "2024-06-01", "the echo"
    assert "7d1f1a52" not in answer.body.decode(), "a ticket of its own"
    assert noted(chain, answer, "case.answered") == path
    through = chain.envelope(FILES).about(JEF).signed().post()
    assert through.refusal is None
    assert sorted(asked(chain, through)) == ["ksz", "magda", "wiv"]
    assert noted(chain, through, "case.answered", "ksz") == path


# Refusals


@pytest.mark.parametrize(
    ("vector", "refusal"),
    [
        ("reply_refused.xml", ("2", "13001")),
        ("reply_question_refused.xml", ("3", "30001")),
    ],
)
def test_a_case_may_be_a_refusal_of_magda(
    chain: Chain, cases: Folder, vector: str, refusal: tuple[str, str]
) -> None:
    """Source: `_behaviour.md` 1.2, 1.3."""
    cases.put(f"{ZORG}/{LOTTE}.xml", f"geef_zorgtoeslag/{vector}")
    answer = care(chain)
    assert answer.status == 200
    assert answer.refusal is not None
    assert answer.refusal.level == refusal[0]
    record = chain.arrival(answer)
    assert (record["outcome"], record["level"]) == ("refused", refusal[0])
    assert record["code"] == answer.refusal.code


FAULT = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body><soap:Fault><faultcode>soap:Server</faultcode>
  <faultstring>{text}</faultstring>{detail}</soap:Fault></soap:Body></soap:Envelope>
"""


def test_a_case_may_be_a_soap_fault(chain: Chain, cases: Folder) -> None:
    """Source: `_wire-facts.md` 1: HTTP 500, SOAP 1.1 section 6.2."""
    cases.write(f"{LOTTE}.xml", FAULT.format(text="10001: down", detail=""))
    answer = care(chain)
    assert (answer.status, answer.refusal) == (500, ("1", "10001"))
    record = chain.arrival(answer)
    assert (record["outcome"], record["level"]) == ("refused", "1")


def test_a_case_may_be_a_fault_of_the_ksz_with_its_detail(
    chain: Chain, cases: Folder
) -> None:
    """Source: `_wire-facts.md` 5, reply and fault shapes; the customer is echoed."""
    inside = (VECTORS / "handi_service/consult_files_by_date_fault.xml").read_text()
    detail = f"<detail>{inside.partition('?>')[2]}</detail>"
    cases.write(f"{HANDI_V2}/{JEF}.xml", FAULT.format(text="Error", detail=detail))
    question = chain.envelope(HANDI).about(JEF)
    ticket = question.payload.findtext("informationCustomer/ticket")
    answer = question.signed().post()
    assert (answer.status, answer.refusal) == (500, ("fault", "MSG00003"))
    assert answer.fault_detail.findtext("informationCustomer/ticket") == ticket
    assert question.ask.contract_operation.contract.validate(answer.fault_detail) == ()
    assert "7d1f1a52" not in answer.body.decode()
    through = chain.envelope(FILES).about(JEF).signed().post()
    assert through.refusal is not None
    assert through.refusal.level == "3"


def test_a_case_may_be_a_status_of_the_ksz_that_refuses(
    chain: Chain, cases: Folder
) -> None:
    """Source: `_error-codes.md` 3: NO_RESULT."""
    cases.put(
        f"{HANDI_V2}/{JEF}.xml", "handi_service/consult_files_by_date_refusal.xml"
    )
    answer = handi(chain)
    assert answer.status == 200
    assert answer.refusal is not None
    assert answer.refusal.level == "status"
    assert chain.arrival(answer)["outcome"] == "refused"


def test_a_case_may_be_a_reply_of_the_ssdn(chain: Chain, cases: Folder) -> None:
    """Source: `_wire-facts.md` 5, SSDN."""
    path = cases.put(
        f"KSZ/OCMWCPASPensionRegisterConsult/20090706/{ROSA}.xml",
        "pension_register/reply_rights.xml",
        ("51631411804", ROSA),
    )
    question = at_ksz(chain)
    answer = question.signed().post()
    assert answer.refusal is None
    assert noted(chain, answer, "case.answered") == path
    assert texts(answer, "Reference") == [question.references.ticket]
    assert "THTTMHHP49DGQ9V" not in texts(answer, "Ticket")
    assert texts(answer, "CitizenPK") != []


def test_a_case_may_be_a_refusal_of_the_ssdn(chain: Chain, cases: Folder) -> None:
    cases.put(
        f"KSZ/OCMWCPASPensionRegisterConsult/20090706/{ROSA}.xml",
        "pension_register/reply_refused.xml",
    )
    answer = at_ksz(chain).signed().post()
    assert answer.refusal is not None
    assert answer.refusal.level == "summary"
    assert chain.arrival(answer)["level"] == "summary"


# Files that cannot be used


def test_a_file_that_its_contract_refuses_is_told_with_its_line(
    chain: Chain, cases: Folder
) -> None:
    document = (VECTORS / "geef_zorgtoeslag/reply_data.xml").read_text("utf-8")
    lines = document.replace(">4</Pijler1>", ">many</Pijler1>").splitlines()
    (line,) = [at for at, text in enumerate(lines, 1) if "many" in text]
    path = cases.write(f"{ZORG}/{LOTTE}.xml", "\n".join(lines))
    answer = care(chain)
    assert answer.refusal is not None
    assert not answer.has_data
    assert errors_of(chain.arrival(answer)) == ["case.usable"]
    assert f"{path}: line {line}: " in explained(chain, answer)
    assert path not in answer.body.decode(), "the wire says what a platform would say"


def test_half_a_file_is_refused_and_the_next_question_sees_the_whole(
    chain: Chain, cases: Folder
) -> None:
    vector = "geef_zorgtoeslag/reply_data.xml"
    whole = (VECTORS / vector).read_text("utf-8")
    path = cases.write(f"{ZORG}/{LOTTE}.xml", whole[:1500])
    answer = care(chain)
    assert errors_of(chain.arrival(answer)) == ["case.usable"]
    assert f"{path}: syntax: " in explained(chain, answer)
    cases.write(path, whole)
    assert care(chain).has_data


def test_a_file_of_another_service_is_told(chain: Chain, cases: Folder) -> None:
    path = cases.put(f"{ZORG}/{LOTTE}.xml", "geef_persoon/reply_everything.xml")
    answer = care(chain)
    assert errors_of(chain.arrival(answer)) == ["case.usable"]
    assert f"{path}: root is " in explained(chain, answer)


def test_numbers_that_could_be_real_do_not_leave(chain: Chain, cases: Folder) -> None:
    """Guardrail of Kruispunt: fictitious people only."""
    path = cases.put(
        f"{ZORG}/{LOTTE}.xml",
        "geef_zorgtoeslag/reply_data.xml",
        ("15661000318", COULD_BE_REAL),
    )
    answer = care(chain)
    assert COULD_BE_REAL not in answer.body.decode()
    assert errors_of(chain.arrival(answer)) == ["case.usable"]
    told = explained(chain, answer)
    assert f"{path}: numbers that could belong to real citizens, at Geef" in told
    assert COULD_BE_REAL not in told


def test_wrong_keys_refuse_until_they_are_right(chain: Chain, cases: Folder) -> None:
    cases.write("keys.yaml", "GeefZorgtoeslag: ['//a[']")
    answer = care(chain)
    assert errors_of(chain.arrival(answer)) == ["case.usable"]
    assert "keys.yaml:1: GeefZorgtoeslag.0: " in explained(chain, answer)
    cases.write("keys.yaml", "GeefZorgtoeslag: [//Referentiedatum]")
    path = cases.put(f"{ZORG}/2024-06-01.xml", "geef_zorgtoeslag/reply_data.xml")
    assert noted(chain, care(chain), "case.answered") == path


# The repertories


@VERSIONS
def test_a_person_of_whom_only_a_case_tells_can_be_registered_and_asked(
    chain: Chain, cases: Folder, version: str
) -> None:
    """Source: 22/004 §6, §32; our choice: whom a case names exists."""
    refused = {"02.00.0000": "60003", "02.01.0000": "70002"}[version]
    assert resultaat(declare(chain, LIMBURG, IN, NOBODY, version)) == ("0", [refused])
    cases.put(
        f"{DOSSIER}/{NOBODY}.xml",
        "geef_dossier_handicap/reply_by_date.xml",
        ("80610100139", NOBODY),
    )
    assert files(chain, LIMBURG, NOBODY).refusal == ("3", "13202")
    assert resultaat(declare(chain, LIMBURG, IN, NOBODY, version)) == ("1", [])
    answer = files(chain, LIMBURG, NOBODY)
    assert answer.refusal is None
    assert answer.payload.findtext(".//ssin") == NOBODY
    refusal = resultaat(declare(chain, LIMBURG, IN, ANOTHER, version))
    assert refusal == ("0", [refused]), "nobody else is known by it"
    assert resultaat(declare(chain, LIMBURG, OUT, NOBODY, version)) == ("1", [])
    assert files(chain, LIMBURG, NOBODY).refusal == ("3", "13202")


REPERTORIUM = "Repertorium/RegistreerInschrijving/02.01.0000"


@pytest.mark.parametrize("path", ["success.xml", "notfound.xml", f"PERS/{TOM}.xml"])
def test_a_case_does_not_say_that_somebody_was_registered(
    chain: Chain, cases: Folder, path: str
) -> None:
    """The service itself answers, so that the repertory holds what was promised."""
    cases.put(f"{REPERTORIUM}/{path}", f"registreer_inschrijving_02_01/{DONE}")
    assert files(chain, LIMBURG, TOM).refusal == ("3", "13202")
    answer = declare(chain, LIMBURG, IN, TOM)
    assert resultaat(answer) == ("1", [])
    assert "case.answered" not in explained(chain, answer)
    assert files(chain, LIMBURG, TOM).refusal is None
    refused = resultaat(declare(chain, LIMBURG, IN, ANOTHER))
    assert refused == ("0", ["70002"]), "and refuses whom nobody knows"
    assert resultaat(declare(chain, LIMBURG, OUT, TOM)) == ("1", [])


def test_a_case_may_refuse_a_registration(chain: Chain, cases: Folder) -> None:
    cases.put(
        f"{REPERTORIUM}/PERS/{TOM}.xml", f"registreer_inschrijving_02_01/{FAILED}"
    )
    answer = declare(chain, LIMBURG, IN, TOM)
    assert resultaat(answer) == (None, ["60009"])
    assert files(chain, LIMBURG, TOM).refusal == Refusal("3", "13202")


def test_a_chain_for_tests_takes_a_folder_of_cases(tmp_path: Path) -> None:
    Folder(tmp_path).put(
        f"{ZORG}/{LOTTE}.xml", "geef_zorgtoeslag/reply_data.xml", ("15661000318", LOTTE)
    )
    with running_chain(cases=tmp_path) as kruispunt:
        magda = kruispunt.connect("wonen-in-vlaanderen", via="magda", user=GRIET)
        answer = magda.care_allowance.supplement(LOTTE, on=date(2026, 6, 1))
    assert answer.data is not None
    assert answer.data.erkenningen[0].pijlers.pijler1 == 4
