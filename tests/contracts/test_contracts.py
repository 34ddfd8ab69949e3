"""The WSDLs and XSDs themselves: toolkits can read them, and they accept and refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zeep
from kruispunt_contracts import (
    Catalogue,
    Contract,
    PushedContract,
    load,
    ns,
    soap_parts,
)
from lxml import etree

from .conftest import every, roots

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"
EXAMPLES = sorted(
    str(path.relative_to(VECTORS).with_suffix("")) for path in VECTORS.rglob("*.xml")
)
ASKED = [(c.service, c.version) for c in load().contracts]
CONTRACTS = {(c.service, c.version): c for c in every(load())}

Read = Callable[[str], Any]
ContractOf = Callable[[Any], Contract | PushedContract]

DISTINCT_NAMES = {
    # --- magda: persons and households
    ("GeefPersoon", "02.02.0000"): 234,
    ("GeefHistoriekPersoon", "02.02.0000"): 249,
    ("GeefGezinssamenstelling", "02.02.0000"): 94,
    ("GeefHistoriekGezinssamenstelling", "02.02.0000"): 96,
    # --- magda: care supplement and family benefits
    ("GeefZorgtoeslag", "02.00.0000"): 72,
    ("GeefKindVoordelen", "02.00.0000"): 60,
    ("GeefKindVoordelen", "02.01.0000"): 68,
    # --- magda: disability and social statuses
    ("GeefDossierHandicap", "03.00.0000"): 143,
    ("GeefBetalingenHandicap", "03.00.0000"): 65,
    ("GeefVolledigDossierHandicap", "03.00.0000"): 151,
    ("GeefSociaalStatuut", "03.00.0000"): 59,
    # --- magda: living wage and income
    ("GeefLeefloonbedragen", "02.00.0000"): 69,
    ("GeefLeefloonperiodes", "02.00.0000"): 45,
    ("GeefAanslagbiljetPersonenbelasting", "02.00.0000"): 53,
    # --- magda: pension
    ("GeefPensioenrechten", "02.00.0000"): 61,
    ("GeefPensioen", "02.00.0000"): 100,
    # --- magda: unemployment and job seekers
    ("GeefVervangingsinkomenUitWerkloosheid", "02.01.0000"): 77,
    ("GeefInschrijvingWerkzoekende", "01.00.0000"): 71,
    ("GeefWerkzoekende", "02.00.0000"): 50,
    # --- magda: incapacity
    ("GeefArbeidsongeschiktheid", "01.00.0000"): 71,
    # --- magda: real estate and language
    ("ZoekEigendomstoestanden", "02.00.0000"): 264,
    ("GeefEigendomstoestanden", "02.00.0000"): 262,
    ("GeefDossierVMSW", "01.00.0000"): 51,
    # --- magda: repertories
    ("RegistreerInschrijving", "02.00.0000"): 40,
    ("RegistreerInschrijving", "02.01.0000"): 44,
    ("RegistreerUitschrijving", "02.00.0000"): 40,
    ("RegistreerUitschrijving", "02.01.0000"): 44,
    # --- ksz: disability
    ("HandiService", "v1"): 111,
    ("HandiService", "v2"): 138,
    # --- ksz: family benefits
    ("ChildBenefitsService", "v1"): 54,
    ("FamilyAllowancesConsultationService", "v1"): 47,
    # --- ksz: living wage and income
    ("LivingWagesService", "v2"): 45,
    ("TaxAssessmentDataService", "v2"): 49,
    # --- ksz: pension
    ("OCMWCPASPensionRegisterConsult", "20090706"): 142,
    # --- ksz: unemployment
    ("UnemploymentDataService", "v3"): 154,
    # --- ksz: incapacity
    ("HdiIndemnityAllowanceService", "v1"): 81,
    ("HdiIndemnityAllowanceNotifications", "v1"): 68,
    # --- ksz: real estate
    ("PatrimonyService", "v1"): 199,
    # --- ksz: technical
    ("TestConnectionServiceService", "v1"): 8,
}
"""Distinct element names per contract, counted in the fact sheets, not in the XSDs."""


@pytest.mark.parametrize(("service", "version"), ASKED)
def test_zeep_reads_the_wsdl(catalogue: Catalogue, service: str, version: str) -> None:
    contract = catalogue.contract(service, version)
    client = zeep.Client(str(contract.wsdl))
    (wsdl_service,) = client.wsdl.services.values()
    (port,) = wsdl_service.ports.values()
    assert sorted(port.binding._operations) == sorted(
        operation.name for operation in contract.operations
    )


def test_what_zeep_writes_is_valid(catalogue: Catalogue) -> None:
    """Only the root is in a namespace, which not every toolkit gets right."""
    contract = catalogue.contract("HandiService", "v2")
    client = zeep.Client(str(contract.wsdl))
    envelope = client.create_message(
        client.service,
        "consultPayments",
        informationCustomer={"customerIdentification": {"cbeNumber": "0999999999"}},
        legalContext="VO:SOCIAL_RENT",
        criteria={
            "ssin": "80610100139",
            "handicapAuthenticSources": {"DGPH": True},
            "period": {"beginDate": "2026-01-01", "endDate": "2026-06-30"},
        },
    )
    payload = soap_parts(envelope).payload
    assert payload.tag == contract.operation("consultPayments").request
    assert contract.validate(payload) == ()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_valid(
    example: Read, contract_of: ContractOf, name: str
) -> None:
    element = example(name)
    assert contract_of(element).validate(element) == ()


def test_every_message_has_an_example(catalogue: Catalogue) -> None:
    expected = {root for contract in every(catalogue) for root in roots(contract)}
    found = {
        etree.parse(str(VECTORS / f"{name}.xml")).getroot().tag for name in EXAMPLES
    }
    assert found == expected


@pytest.mark.parametrize(("service", "version"), CONTRACTS)
def test_every_element_of_the_sheet_is_in_the_schema_and_in_an_example(
    contract_of: ContractOf,
    example: Read,
    service: str,
    version: str,
) -> None:
    contract = CONTRACTS[service, version]
    declared = set(_element_names(contract.xsd))
    assert len(declared) == DISTINCT_NAMES[service, version]
    used = {
        etree.QName(element).localname
        for name in EXAMPLES
        if contract_of(root := example(name)) is contract
        for element in root.iter(etree.Element)
    }
    assert declared == used


def _element_names(xsd: Path) -> Iterator[str]:
    """Give the names of all elements that the global elements of a file lead to."""
    types: dict[str, Any] = {}
    waiting: list[Any] = []
    files = [xsd]
    while files:
        file = files.pop()
        root = etree.parse(str(file)).getroot()
        for child in root.iterchildren(etree.Element):
            kind = etree.QName(child).localname
            if kind == "import":
                files.append(file.parent / child.get("schemaLocation"))
            elif kind in ("complexType", "simpleType"):
                types[f"{{{root.get('targetNamespace')}}}{child.get('name')}"] = child
            elif kind == "element":
                waiting.append(child)
    while waiting:
        for node in waiting.pop().iter(
            f"{{{ns.XSD}}}element", f"{{{ns.XSD}}}extension"
        ):
            if node.get("ref") is not None:
                continue  # to one that is global, so it is on the list already
            if node.get("name"):
                yield node.get("name")
            named = node.get("type") or node.get("base") or ""
            prefix, _, local = named.rpartition(":")
            followed = types.pop(f"{{{node.nsmap.get(prefix)}}}{local}", None)
            if followed is not None:
                waiting.append(followed)


def test_only_roots_are_qualified_but_in_the_ssdn_everything(
    catalogue: Catalogue,
) -> None:
    """Source: `ksz-pensionregister`, notes: unlike all other services."""
    for contract in every(catalogue):
        for file in (*contract.xsd.parent.glob("*.xsd"), *_shared(contract)):
            root = etree.parse(str(file)).getroot()
            assert root.get("elementFormDefault") == (
                "qualified" if _is_ssdn(file) else "unqualified"
            ), file
            assert not root.xpath("//@form"), file
            refers = root.xpath("//xsd:element/@ref", namespaces={"xsd": ns.XSD})
            assert _is_ssdn(file) or not refers, file


def _is_ssdn(file: Path) -> bool:
    return file.name.startswith("ssdn-") or file.parts[-4] == "ssdn"


def _shared(contract: Contract | PushedContract) -> Iterator[Path]:
    yield from contract.xsd.parents[3].glob("shared/*.xsd")


@pytest.mark.parametrize(
    "name",
    [
        "geef_persoon/request_default_namespace",
        "geef_zorgtoeslag/request_default_namespace",
        "geef_kind_voordelen_02_00/request_default_namespace",
        "geef_kind_voordelen_02_01/request_default_namespace",
        "geef_dossier_handicap/request_default_namespace",
        "geef_betalingen_handicap/request_default_namespace",
        "geef_arbeidsongeschiktheid/request_default_namespace",
    ],
)
def test_the_root_may_use_a_default_namespace_when_its_child_leaves_it(
    example: Read, contract_of: ContractOf, name: str
) -> None:
    """The same document as with a prefix, though one real service refuses it."""
    element = example(name)
    assert element.prefix is None
    assert contract_of(element).validate(element) == ()
    assert _errors_after(element, contract_of, b' xmlns=""', b"")


def _errors_after(
    element: Any, contract_of: ContractOf, old: bytes, new: bytes
) -> tuple[Any, ...]:
    changed = etree.fromstring(etree.tostring(element).replace(old, new, 1))
    return contract_of(changed).validate(changed)


PERSON = "geef_persoon/request_ksz"
PERSON_REPLY = "geef_persoon/reply_everything"
HISTORY = "geef_historiek_persoon/request_op"
HOUSEHOLD_REPLY = "geef_gezinssamenstelling/reply_everything"
ZORGTOESLAG = "geef_zorgtoeslag/request_by_date"
ZORGTOESLAG_REPLY = "geef_zorgtoeslag/reply_data"
KIND_00 = "geef_kind_voordelen_02_00/request"
KIND_00_REPLY = "geef_kind_voordelen_02_00/reply_partial"
KIND_01 = "geef_kind_voordelen_02_01/request"
KIND_01_REPLY = "geef_kind_voordelen_02_01/reply_partial"
BENEFITS = "child_benefits_service/consult_files_by_ssin_request"
BENEFITS_REPLY = "child_benefits_service/consult_files_by_ssin_response"
CADAF = "family_allowances_consultation_service/request"
CADAF_REPLY = "family_allowances_consultation_service/response"
CADAF_FAULT = "family_allowances_consultation_service/fault"
DOSSIER = "geef_dossier_handicap/request_by_date"
ATTEST = "geef_arbeidsongeschiktheid/reply_closed_quarter"
PAYMENTS = "handi_service/consult_payments_request"
PAYMENTS_REPLY = "handi_service/consult_payments_response"
FILES = "handi_service/consult_files_by_date_response"
RISKS = "hdi_indemnity_allowance_service/consult_attest_response"
PUSHED_ATTEST = "hdi_indemnity_allowance_notifications/attest"
PUSHED_PERIOD = "hdi_indemnity_allowance_notifications/period"
PUSHED_PERIODS = "hdi_indemnity_allowance_notifications/indemnity_periods"
FAULT = "handi_service/consult_payments_fault"
AMOUNTS = "geef_leefloonbedragen/request_years_back"
AMOUNTS_REPLY = "geef_leefloonbedragen/reply_paid_and_unpaid_year"
WAGE_PERIODS = "geef_leefloonperiodes/reply_periods"
WAGES = "living_wages_service/living_wages_response"
ASSESSMENT = "geef_aanslagbiljet_personenbelasting/request_two_codes"
ASSESSMENT_REPLY = "geef_aanslagbiljet_personenbelasting/reply_joint"
TAX_DATA = "tax_assessment_data_service/response_joint"
PAID = "geef_betalingen_handicap/request"
HANDIFLUX = "handi_service_v1/consult_file_request"
HANDIFLUX_REPLY = "handi_service_v1/consult_file_response"
RIGHTS_REPLY = "handi_service_v1/consult_rights_and_payments_response"
STATUSES = "geef_sociaal_statuut/request"
STATUSES_REPLY = "geef_sociaal_statuut/reply_statuses"
VAPH = "geef_volledig_dossier_handicap/reply_data"

ZOEK = "zoek_eigendomstoestanden/request_by_person"
ZOEK_REPLY = "zoek_eigendomstoestanden/reply_data"
GEEF_EIGENDOM = "geef_eigendomstoestanden/request_by_parcel"
VMSW_REPLY = "geef_dossier_vmsw/reply_data"
PATRIMONY = "patrimony_service/consult_immovable_properties_request"
PATRIMONY_REPLY = "patrimony_service/consult_immovable_properties_response"

BAD_TEXTS = [
    # example, path, text that breaks one facet
    (PERSON, "//Bron", "NATIO"),
    (PERSON, "//Bron", "rr"),
    (PERSON, "//OpvragingenKSZ/Afstamming", "true"),
    (PERSON, "//Taal", "es"),
    (HISTORY, "//Criteria/Datum", "2024-03-00"),
    (PERSON_REPLY, "//Geboorte/Datum", "1982-4-17"),
    (PERSON_REPLY, "//Geboorte/Aktenummer", "123"),
    (PERSON_REPLY, "//Achternaam", "x" * 129),
    (PERSON_REPLY, "//Voornaam", "x" * 49),
    (PERSON_REPLY, "//Nationaliteit/Code", ""),
    (PERSON_REPLY, "//Hoofdverblijfplaats/StraatCode", "12345"),
    (PERSON_REPLY, "//Hoofdverblijfplaats/ISOCodeLand", "BE"),
    (PERSON_REPLY, "//Land/NISCode", "15"),
    (PERSON_REPLY, "//Identiteitsbewijs/Nummer", "x" * 13),
    (PERSON_REPLY, "//Identiteitsbewijs/Duplicaat", "100"),
    (PERSON_REPLY, "//Beroepskaart/Nummer", "x" * 14),
    (PERSON_REPLY, "//Certificaat/Nummer", "1000000001"),
    (PERSON_REPLY, "//DatumDocument", "2024-00-00"),
    (PERSON_REPLY, "//IsOverleden", "ja"),
    (HOUSEHOLD_REPLY, "//Gezinslid/INSZ", "1234"),
    (ZORGTOESLAG, "//Versie", "02.00"),
    (ZORGTOESLAG, "//Bericht/Type", "VRAGEN"),
    (ZORGTOESLAG, "//Tijdstip/Datum", "2026-21-22"),
    (ZORGTOESLAG, "//Tijdstip/Tijd", "10:11:12.0"),
    (ZORGTOESLAG, "//Tijdstip/Tijd", "10.11"),
    (ZORGTOESLAG, "//Afzender/Referte", ""),
    (ZORGTOESLAG, "//Afzender/Referte", "x" * 37),
    (ZORGTOESLAG, "//Afzender/Identificatie", "x" * 121),
    (ZORGTOESLAG, "//Afzender/Hoedanigheid", "x" * 25),
    (ZORGTOESLAG, "//Afzender/Gebruiker", "7869120051"),
    (ZORGTOESLAG, "//INSZ", "1566100031"),
    (ZORGTOESLAG, "//Referentiedatum", "2026-11-00"),
    (ZORGTOESLAG, "//GewensteInformatie/StatusAanvraag", "true"),
    (ZORGTOESLAG, "//Taal", "NL"),
    (ZORGTOESLAG_REPLY, "//StatusAanvraag/Wetgeving/Code", "21"),
    (ZORGTOESLAG_REPLY, "//Erkenning/Wetgeving/Code", "0"),
    (ZORGTOESLAG_REPLY, "//Pijler1", "7"),
    (ZORGTOESLAG_REPLY, "//Pijler2", "13"),
    (ZORGTOESLAG_REPLY, "//Pijler3", "19"),
    (ZORGTOESLAG_REPLY, "//Totaal", "37"),
    (ZORGTOESLAG_REPLY, "//SubPijler2.1", "x"),
    (ZORGTOESLAG_REPLY, "//Omschrijving", ""),
    (ZORGTOESLAG_REPLY, "//StatusBeslissing", "x" * 101),
    ("geef_zorgtoeslag/reply_refused", "//Oorsprong", "MAGDA2"),
    ("geef_zorgtoeslag/reply_refused", "//Uitzondering/Type", "FATAL"),
    ("geef_zorgtoeslag/reply_refused", "//Uitzondering/Identificatie", "ERR_025"),
    (KIND_00, "//BeginMaand", "2026-1"),
    (KIND_00, "//EindeMaand", "2026-06-01"),
    (KIND_00, "//Bron", "VLAAMS"),
    (KIND_00, "//Taal", "n1"),
    (KIND_00_REPLY, "//KindVoordeel/Bron", ""),
    (KIND_00_REPLY, "//Ondernemingsnummer", "069279349"),
    (KIND_00_REPLY, "//KindVoordeelFonds/Code", "10A"),
    (KIND_00_REPLY, "//Dossiernummer", "x" * 121),
    (KIND_00_REPLY, "//Betalingsdatum", "2015-21-20"),
    (KIND_00_REPLY, "//Categorie/Code", "basis"),
    (KIND_00_REPLY, "//Categorie/Code", "X" * 51),
    (KIND_00_REPLY, "//Categorie/Omschrijving", "x" * 256),
    (KIND_01, "//Beginmaand", "2026"),
    (KIND_01, "//TypeFilter", "KINDERBIJSLAG"),
    (KIND_01, "//TypeSociaalInvoegen", "MET"),
    (KIND_01, "//Taal", "NL"),
    (KIND_01_REPLY, "//KindVoordeelCategorieCode/Code", "SOCIAAL"),
    (KIND_01_REPLY, "//Betalingsdatum", "2015-05-00"),
    (KIND_01_REPLY, "//typeSocialeToeslag", "x" * 121),
    (BENEFITS, "//legalContext", "x" * 65),
    (BENEFITS, "//beginMonth", "2018-13"),
    (BENEFITS, "//authenticSource", "FLANDRE"),
    (BENEFITS_REPLY, "/*/status/value", "TECHNICAL_ERROR"),
    (BENEFITS_REPLY, "//resultByAuthenticSource/status/value", "NO_RESULT"),
    (BENEFITS_REPLY, "//enterpriseNumber", "2692793497"),
    (BENEFITS_REPLY, "//childBenefitsFund/code", "1011"),
    (BENEFITS_REPLY, "//category/code", "BASIC1"),
    (BENEFITS_REPLY, "//category/description", "x" * 101),
    (CADAF, "//ticket", "4f6c1c1e-0f0e-4c65-9d6b-8a1c5d8f0001"),
    (CADAF, "//ssin", "1566100021"),
    (CADAF, "//searchPeriod/beginDate", "2018-01-01"),
    (CADAF_REPLY, "//status/value", "INCOMPLETE_DATA"),
    (CADAF_REPLY, "//cbfFundID", "1"),
    (CADAF_REPLY, "//officeNbr", "1"),
    (CADAF_REPLY, "//dossierID", "x" * 19),
    (CADAF_REPLY, "//recipient/type", "3"),
    (CADAF_REPLY, "//paymentPeriod/beginDate", "2015-07"),
    (CADAF_FAULT, "//information/code", "MSG00003"),
    (DOSSIER, "//ssin", "80990100139"),
    (DOSSIER, "//ssin", "80730100139"),
    (DOSSIER, "//ssin", "80013200139"),
    (DOSSIER, "//ssin", "80010100098"),
    (DOSSIER, "//ssin", "80010100039"),
    (DOSSIER, "//DGPH", "ja"),
    (DOSSIER, "//Afzender/Gebruiker", "7869120051x"),
    (ATTEST, "//yearQuarter", "2026Q5"),
    (ATTEST, "//yearQuarter", "0026Q1"),
    (ATTEST, "//attestationId", "0b9f3c52"),
    (ATTEST, "//attestationVersion", "9999999999"),
    (ATTEST, "//attestationStatus", "DELETED"),
    (ATTEST, "//exitCode", "10"),
    (ATTEST, "//document", "C22"),
    (ATTEST, "//incapacityCategory", "5"),
    (ATTEST, "//familySituation", "4"),
    (ATTEST, "//allowanceCategory", "4"),
    (ATTEST, "//allowanceCode", "AHA"),
    (ATTEST, "//amount", "1.234"),
    (ATTEST, "//amount", "1500,25"),
    (ATTEST, "//days", "1.5"),
    (ATTEST, "//status/value", "TECHNICAL_ERROR"),
    (PAYMENTS, "//legalContext", "VO;SOCIAL"),
    (PAYMENTS, "//legalContext", "x" * 65),
    (PAYMENTS, "//ticket", "x" * 37),
    (PAYMENTS, "//cbeNumber", "999999999"),
    (PAYMENTS, "//timestampSent", "2026-11-22 10:11:12"),
    (PAYMENTS, "//DGPH", ""),
    (PAYMENTS_REPLY, "//ticketCBSS", "7d1f1a52"),
    (PAYMENTS_REPLY, "//yearMonth", "2026-13"),
    (PAYMENTS_REPLY, "//payment/amount", "12345678.123"),
    (PAYMENTS_REPLY, "//payment/amount", "1234567890"),
    (PAYMENTS_REPLY, "//status/code", "x" * 17),
    (FILES, "//evolutionOfRequest/legislation", "21"),
    (FILES, "//handicapRecognition/legislation", "0"),
    (FILES, "//rights/legislation", "2"),
    (FILES, "//categoryIVT", "D"),
    (FILES, "//categoryIT", "6"),
    (FILES, "//disabilityCode", "4"),
    (FILES, "//mobility", "4"),
    (FILES, "//totalPoints", "19"),
    (FILES, "//mentalUnsuitability", "100.1"),
    (FILES, "//cardNumber", "123456789"),
    (FILES, "//cardCategory", "CARD"),
    (FILES, "//streetCode", "1"),
    (FILES, "//countryCode", "1500"),
    (FILES, "//dslResult/status/value", "INCOMPLETE_DATA"),
    (RISKS, "//status/value", "INCOMPLETE_DATA"),
    (RISKS, "//socialRiskCategory", "Pregnancy"),
    (RISKS, "//socialStatus", "1"),
    (RISKS, "//activityCode", "4"),
    (RISKS, "//invalidityCategory", "2"),
    (PUSHED_ATTEST, "//legalContext", "RSVZ;SICKNESS"),
    (PUSHED_ATTEST, "//sequenceNumber", "0"),
    (PUSHED_PERIODS, "//sequenceNumber", "1000000000000000"),
    (PUSHED_PERIOD, "//exitCode", "10"),
    (PUSHED_PERIOD, "//socialRiskCategory", ""),
    (PUSHED_PERIOD, "//institution", "1000"),
    (PUSHED_PERIOD, "//ssin", "80810100139"),
    (PAID, "//DGPH", ""),
    (PAID, "//beginDate", "2026-02-30"),
    (HANDIFLUX, "/*/legalContext", "VO:SOCIAL_RENT"),
    (HANDIFLUX, "/*/legalContext", "Candidate tenant"),
    (HANDIFLUX, "//ssin", "80990100139"),
    (HANDIFLUX, "//rights", ""),
    (HANDIFLUX_REPLY, "//cardType", "CARD"),
    (HANDIFLUX_REPLY, "//yearMonth", "2026-13"),
    (HANDIFLUX_REPLY, "//status/value", "INCOMPLETE_DATA"),
    (RIGHTS_REPLY, "//noDataReason", "no data"),
    (STATUSES, "//Naam", "x" * 121),
    (STATUSES, "//Datum/Datum", "2026-11-00"),
    (STATUSES, "//Postcode", ""),
    (STATUSES, "//Minimum", "18.5"),
    (STATUSES_REPLY, "//Resultaat/Code", ""),
    (STATUSES_REPLY, "//Resultaat/Omschrijving", ""),
    (VAPH, "//regime", "HALFTIJDS"),
    (VAPH, "//euro", "1000,00"),
    (VAPH, "//jaar", "2026.0"),
    (VAPH, "//heeftHandicap", "ja"),
    (FAULT, "//detail/severity", "ERROR"),
    (FAULT, "//detail/authorCode", "x" * 65),
    (FAULT, "//detail/diagnostic", "x" * 257),
    (FAULT, "//detail/information/fieldName", "x" * 65),
    (ZOEK, "//TypeZoekopdracht", "X"),
    (ZOEK, "//KadastraleAfdeling", "718060"),
    (ZOEK, "//GemeenteNISCode", "7102A"),
    (ZOEK, "//MedeEigenaars", "true"),
    (ZOEK, "//Referentie/Datum", "2024-1-1"),
    (ZOEK_REPLY, "//EigendomId", "x"),
    (ZOEK_REPLY, "//Perceel/Identificatie/Partitie", "0000"),
    (ZOEK_REPLY, "//Versie/Begin", "2019-09-03T14:00:01"),
    (ZOEK_REPLY, "//PartijId", "1234567890123"),
    (ZOEK_REPLY, "//ArtikelInschrijving/Huidig", "x" * 23),
    (ZOEK_REPLY, "//Persoon/INSZ", "5762232085"),
    (ZOEK_REPLY, "//Gebouw/Tekst", "x" * 4001),
    (ZOEK_REPLY, "//PeriodeStatus/JaarBegin", "20"),
    (ZOEK_REPLY, "//Adres/ISOCodeLand", "BE"),
    (GEEF_EIGENDOM, "//Bisnummer", "1"),
    (GEEF_EIGENDOM, "//Bisnummer", "100"),
    (GEEF_EIGENDOM, "//Resultaten", "1000"),
    (GEEF_EIGENDOM, "//Sectie", "AB"),
    (GEEF_EIGENDOM, "//Situatie1Jan", "24"),
    ("geef_dossier_vmsw/request", "//INSZ", "8971301465"),
    (VMSW_REPLY, "//Maatschappij/Naam", ""),
    (VMSW_REPLY, "//KBOnummer", "401314140"),
    (VMSW_REPLY, "//Geslaagd", "2"),
    (VMSW_REPLY, "//DatumTijd", "2022-05-13"),
    (PATRIMONY, "//language", "nl"),
    (PATRIMONY, "//ssin", "57990320854"),
    (PATRIMONY, "//legalContext", ""),
    (PATRIMONY, "//ticket", "x" * 33),
    (PATRIMONY_REPLY, "//partNumber", "Q0000"),
    (PATRIMONY_REPLY, "//expiredDate", "2060-13-01"),
    (PATRIMONY_REPLY, "//fractNum", "12345678901"),
    (PATRIMONY_REPLY, "//business", "2900010165"),
    (PATRIMONY_REPLY, "//built/text", "x" * 513),
    (AMOUNTS, "//Criteria/Jaar", "3024"),
    (AMOUNTS, "//AantalJaarTerug", "1"),
    (AMOUNTS_REPLY, "//Leefloon/Bedrag", "1234567890.00"),
    (AMOUNTS_REPLY, "//Leefloon/Bedrag", "1.005"),
    (AMOUNTS_REPLY, "//AantalMaandenZonderToelage", "13"),
    (AMOUNTS_REPLY, "//Ondernemingsnummer", "999001006"),
    (AMOUNTS_REPLY, "//Bestand", "x" * 12),
    (AMOUNTS_REPLY, "//Suffix", "100"),
    (AMOUNTS_REPLY, "//Begunstigde/Categorie", ""),
    (AMOUNTS_REPLY, "//Partner/TweedeGerechtigde", "2"),
    (WAGE_PERIODS, "//OCMW", "999001006"),
    (WAGE_PERIODS, "//Categorie/Code", ""),
    (WAGES, "//category", "FAMILY_SUPPLEMENT"),
    (WAGES, "//pcsaCbeNumber", "2999001006"),
    (WAGES, "//ticket", "x" * 33),
    (WAGES, "//status/value", "INCOMPLETE_DATA"),
    (ASSESSMENT, "//Inkomensjaar", "24"),
    (ASSESSMENT, "//IPCALCode", "A7555"),
    (ASSESSMENT, "//Bron", "x" * 25),
    (ASSESSMENT, "//Taal", "NL"),
    (ASSESSMENT_REPLY, "//Artikelnummer", "72500451"),
    (ASSESSMENT_REPLY, "//FiscaleStatus/Code", "AB"),
    (ASSESSMENT_REPLY, "//Item/Code", "A75555"),
    (ASSESSMENT_REPLY, "//Waarde", "x" * 26),
    (TAX_DATA, "//derivedYear", "NEWEST"),
    (TAX_DATA, "//incomeYear", "5024"),
    (TAX_DATA, "//fiscalState", "ALONE"),
    (TAX_DATA, "//requestedSsinStatus", "CANCELED"),
    (TAX_DATA, "//taxAssessmentNumber", "x" * 11),
    (TAX_DATA, "//fiscalData/value", "x" * 51),
    (TAX_DATA, "//legalContext", "x" * 65),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    BAD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text[:12]!r}" for _, path, text in BAD_TEXTS],
)
def test_a_text_outside_its_facet_is_refused(
    example: Read, contract_of: ContractOf, name: str, path: str, text: str
) -> None:
    element = example(name)
    changed = element.xpath(path)[0]
    changed.text = text
    (error, *_) = contract_of(element).validate(element)
    assert error.path.endswith("/" + changed.tag)


GOOD_TEXTS = [
    # the twins: odd, but inside the facet
    (PERSON, "//Bron", "SOA"),
    (PERSON_REPLY, "//Geboorte/Datum", "1982-00-00"),
    (PERSON_REPLY, "//Achternaam", ""),
    (PERSON_REPLY, "//Voornaam", "x" * 48),
    (PERSON_REPLY, "//Bewindvoerder/Identiteit/Tekst", "x" * 500),
    (PERSON_REPLY, "//Persoon/INSZ", "82840100261"),
    (ZORGTOESLAG, "//Tijdstip/Tijd", "10:11"),
    (ZORGTOESLAG, "//Tijdstip/Datum", ",026-11-39"),
    (ZORGTOESLAG, "//Afzender/Gebruiker", "٧٨691200510"),
    (ZORGTOESLAG, "//INSZ", "99999999999"),
    (ZORGTOESLAG_REPLY, "//SubPijler2.1", "-5"),
    ("geef_zorgtoeslag/reply_refused", "//Uitzondering/Identificatie", ""),
    (KIND_00, "//BeginMaand", "2026-01+01:00"),
    (KIND_00, "//Taal", "FR"),
    (KIND_00_REPLY, "//Betalingsdatum", "2015-05-00"),
    (KIND_01, "//Taal", "fr"),
    (KIND_01_REPLY, "//typeSocialeToeslag", ""),
    (BENEFITS, "//legalContext", "VO;SOCIAL"),
    (BENEFITS, "//ssin", "80720100039"),
    (CADAF, "//ssin", "٧٨٦٩١٢٠٠٥١٠"),
    (DOSSIER, "//Versie", "3"),
    (DOSSIER, "//ssin", "80010100139"),
    (DOSSIER, "//ssin", "80210100039"),
    (DOSSIER, "//ssin", "80520100039"),
    (DOSSIER, "//ssin", "80720100039"),
    (DOSSIER, "//DGPH", ""),
    (ATTEST, "//yearQuarter", " 2026Q2 "),
    (ATTEST, "//amount", "-999999999999999.99"),
    (PAYMENTS, "//legalContext", "PCSA:SOCIAL_INQUIRY - 2"),
    (FILES, "//categoryIVT", "-"),
    (FILES, "//dslResult/status/value", "NO_RESULT"),
    (ZOEK, "//TypeZoekopdracht", "f"),
    (ZOEK, "//GemeenteNISCode", ""),
    (ZOEK, "//Referentie/Datum", "9024-00-39"),
    (ZOEK_REPLY, "//Versie/Begin", "2019-09-03 14:00"),
    (GEEF_EIGENDOM, "//Resultaten", "0"),
    (GEEF_EIGENDOM, "//Sectie", ""),
    ("geef_dossier_vmsw/request", "//INSZ", "٨٩٧١٣٠١٤٦٥٩"),
    (PATRIMONY, "//ssin", "57622320854"),
    (PATRIMONY, "//ticket", "x" * 32),
    (PATRIMONY_REPLY, "//expiredDate", "2060-12-31"),
    (PATRIMONY_REPLY, "//precad", ","),
    (AMOUNTS, "//Criteria/Jaar", ",024"),
    (AMOUNTS_REPLY, "//Periode/Begin", "0000-00-00"),
    (AMOUNTS_REPLY, "//Bestand", ""),
    (AMOUNTS_REPLY, "//Suffix", "-99"),
    (WAGE_PERIODS, "//Periode/Einde", "9999-99-99"),
    (WAGES, "//legalContext", "social inquiry; 2014"),
    (WAGES, "//criteria/ssin", "84640512300"),
    (ASSESSMENT, "//Taal", "0z"),
    (ASSESSMENT_REPLY, "//Item/Code", ""),
    (TAX_DATA, "//criteria/ssin", "84640512300"),
    (HANDIFLUX, "/*/legalContext", "sickness fund - compulsory healthcare"),
    (STATUSES, "//Naam", ""),
    (STATUSES, "//Minimum", "-1"),
    (STATUSES_REPLY, "//Status/Waarde", ""),
    (VAPH, "//euro", "-0.125"),
    ("geef_volledig_dossier_handicap/request", "//rrnr", "no number"),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    GOOD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text!r}" for _, path, text in GOOD_TEXTS],
)
def test_an_odd_text_inside_its_facet_is_accepted(
    example: Read, contract_of: ContractOf, name: str, path: str, text: str
) -> None:
    element = example(name)
    element.xpath(path)[0].text = text or None
    assert contract_of(element).validate(element) == ()


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def _remove_all(element: Any) -> None:
    parent = element.getparent()
    for each in parent.findall(element.tag):
        parent.remove(each)


def _move_to_end(element: Any) -> None:
    element.getparent().append(element)


def _repeat(times: int) -> Callable[[Any], None]:
    def repeat(element: Any) -> None:
        for _ in range(times):
            element.addnext(etree.fromstring(etree.tostring(element)))

    return repeat


def _add_after(tag: str, text: str) -> Callable[[Any], None]:
    def add(element: Any) -> None:
        sibling = etree.Element(tag)
        sibling.text = text
        element.addnext(sibling)

    return add


def _set(name: str, value: str) -> Callable[[Any], None]:
    return lambda element: element.set(name, value)


def _qualify(element: Any) -> None:
    element.tag = f"{{{etree.QName(element.getroottree().getroot()).namespace}}}" + (
        element.tag
    )


BAD_SHAPES = {
    "no Bron for a person": (PERSON, "//Bron", _remove),
    "a flag of the KSZ twice": (PERSON, "//Afstamming", _repeat(1)),
    "Op that is no flag": (HISTORY, "//Criteria/Datum", _set("Op", "true")),
    "departure and arrival in one": (
        PERSON_REPLY,
        "//GemeenteVertrek",
        _add_after("GemeenteAankomst", ""),
    ),
    "three certificates": (PERSON_REPLY, "//Certificaat[1]", _repeat(1)),
    "a present person with two main residences": (
        PERSON_REPLY,
        "//Hoofdverblijfplaats",
        _repeat(1),
    ),
    "a contact address of an unknown month": (
        PERSON_REPLY,
        "//ContactAdres",
        _set("DatumBegin", "2024-00-00"),
    ),
    "a member of a household without number": (
        HOUSEHOLD_REPLY,
        "//Gezinslid/INSZ",
        _remove,
    ),
    "no Context": (ZORGTOESLAG, "//Context", _remove),
    "no Vragen in a G2 service": (ZORGTOESLAG, "//Vragen", _remove),
    "two Vraag": (ZORGTOESLAG, "//Vraag", _repeat(1)),
    "Taal before Criteria": (ZORGTOESLAG, "//Criteria", _move_to_end),
    "date and period": (ZORGTOESLAG, "//Referentiedatum", _add_after("Periode", "")),
    "neither date nor period": (ZORGTOESLAG, "//Referentiedatum", _remove),
    "a child in the namespace": (ZORGTOESLAG, "//INSZ", _qualify),
    "an unknown element": (ZORGTOESLAG, "//Taal", _add_after("Kleur", "rood")),
    "Afzender without Referte": (ZORGTOESLAG, "//Afzender/Referte", _remove),
    "eleven Erkenning": (ZORGTOESLAG_REPLY, "//Erkenning[1]", _repeat(9)),
    "six sources": (KIND_00, "//Bron[1]", _repeat(1)),
    "an empty list of sources": (KIND_00, "//Bron", _remove_all),
    "filters in the older edition": (
        KIND_00,
        "//Periode",
        _add_after("BetalingsperiodeWeergaveOpties", ""),
    ),
    "a filter of two kinds": (
        KIND_01,
        "//TypeFilter",
        _add_after("SociaalFilter", ""),
    ),
    "a fund with number and code": (
        KIND_00_REPLY,
        "//Ondernemingsnummer",
        _add_after("Code", "101"),
    ),
    "a payment to three": (
        KIND_01_REPLY,
        "//Betalingsperiode/Begunstigden/Begunstigde[2]",
        _repeat(1),
    ),
    "a category of two kinds": (
        KIND_01_REPLY,
        "//KindVoordeelCategorieCode",
        _add_after("KindVoordeelBetalingsperiodeCategorieSociaal", ""),
    ),
    "Omschrijving in English by TaalCode": (
        KIND_00_REPLY,
        "//Omschrijving[@TaalCode]",
        _set("TaalCode", "NL"),
    ),
    "a sixth authentic source": (
        BENEFITS_REPLY,
        "//resultByAuthenticSource[1]",
        _repeat(1),
    ),
    "a result of no source": (
        BENEFITS_REPLY,
        "//resultByAuthenticSource[1]",
        lambda e: e.attrib.clear(),
    ),
    "a category described in no language": (
        BENEFITS_REPLY,
        "//category/description",
        lambda e: e.attrib.clear(),
    ),
    "101 family files": (BENEFITS_REPLY, "//file[1]", _repeat(100)),
    "legalContext in a reply of CADAF": (
        CADAF_REPLY,
        "//informationCBSS",
        _add_after("legalContext", "X"),
    ),
    "a fault of CADAF without customer": (
        CADAF_FAULT,
        "//informationCustomer",
        _remove,
    ),
    "six pieces of information in a fault of CADAF": (
        CADAF_FAULT,
        "//information",
        _repeat(5),
    ),
    "Omschrijving in Spanish": (
        ZORGTOESLAG_REPLY,
        "//Omschrijving",
        _set("Taal", "es"),
    ),
    "KindEnGezin at MAGDA": (DOSSIER, "//VSB", _add_after("KindEnGezin", "true")),
    "no parts": (DOSSIER, "//parts", _remove),
    "two criteria": (
        DOSSIER,
        "//ConsultFilesByDateCriteria",
        _add_after("ConsultFilesByPeriodCriteria", ""),
    ),
    "an attest both closed and running": (
        ATTEST,
        "//attestationStatus",
        _add_after("temporaryAttest", ""),
    ),
    "days and hours": (ATTEST, "//days", _add_after("hours", "8")),
    "replaced by no number": (ATTEST, "//ssin", _set("replacedBy", "x")),
    "MAGDA passes no dataFilters of the attest": (
        ATTEST,
        "//ssin",
        _add_after("dataFilters", ""),
    ),
    "enterprise number and sector": (
        PAYMENTS,
        "//cbeNumber",
        _add_after("sector", "1"),
    ),
    "no legalContext": (PAYMENTS, "//legalContext", _remove),
    "AVIQ pays nobody": (PAYMENTS, "//NicCin", _add_after("AVIQ", "true")),
    "no informationCBSS in a reply": (PAYMENTS_REPLY, "//informationCBSS", _remove),
    "more than two years of payments": (
        PAYMENTS_REPLY,
        "//payment[1]",
        _repeat(23),
    ),
    "three cards on one day": (FILES, "//socialCard[1]", _repeat(1)),
    "two rights of one source on one day": (
        FILES,
        "//irisCareResult//right",
        _repeat(1),
    ),
    "address without class": (FILES, "//address", lambda e: e.attrib.clear()),
    "four names of a street": (FILES, "//streetName[1]", _repeat(2)),
    "sixteen pieces of information": (
        FILES,
        "//dslResult/status/information",
        _repeat(15),
    ),
    "a right without decisionStatus at a newer source": (
        FILES,
        "//irisCareResult//right/decisionStatus",
        _remove,
    ),
    "a message to nobody": (PUSHED_PERIOD, "//receiver", _remove),
    "a message about nobody": (PUSHED_PERIOD, "//hiaPeriodNotification", _remove_all),
    "5001 notifications": (
        PUSHED_PERIOD,
        "//hiaPeriodNotification[1]",
        _repeat(4999),
    ),
    "a daily notification of a temporary attest": (
        PUSHED_PERIOD,
        "//attestationStatus",
        _add_after("temporaryAttest", ""),
    ),
    "a daily notification of a quarter": (
        PUSHED_PERIOD,
        "//attestationIdentification",
        lambda e: e.insert(0, etree.fromstring("<yearQuarter>2026Q2</yearQuarter>")),
    ),
    "a risk without the reason of its end": (PUSHED_PERIOD, "//exitCode", _remove),
    "two risks in a daily notification": (PUSHED_PERIOD, "//socialRisk", _repeat(1)),
    "a risk in a notification without risks": (
        PUSHED_PERIODS,
        "//allowance/period",
        _add_after("socialRiskCategory", "GeneralPregnancy"),
    ),
    "two risks in one allowance": (
        RISKS,
        "//generalBreastFeeding",
        _add_after("generalPaternity", ""),
    ),
    "a partner both by number and by flag": (
        AMOUNTS_REPLY,
        "//Partner/INSZ",
        _add_after("TweedeGerechtigde", "1"),
    ),
    "a month without its name": (AMOUNTS_REPLY, "//Maand", lambda e: e.attrib.clear()),
    "a supplement with a maximum": (
        AMOUNTS_REPLY,
        "//KinderbijslagPeriode/OCMW",
        _add_after("MaximumLeefloonGekregen", "1"),
    ),
    "a period of living wage that goes on": (WAGES, "//livingWages//endDate", _remove),
    "a question without Bron": (ASSESSMENT, "//Bron", _remove),
    "a year and a derived year": (
        TAX_DATA,
        "//derivedYear",
        _add_after("year", "2024"),
    ),
    "no groups, not even an empty block": (TAX_DATA, "//groups", _remove),
    "a result without data": (TAX_DATA, "//fiscalDataList", _remove),
    "a value without a type": (
        TAX_DATA,
        "//fiscalData/value",
        lambda e: e.attrib.clear(),
    ),
    "a part of a file and why it is not there": (
        HANDIFLUX_REPLY,
        "//rights/period",
        _add_after("noDataReason", "not requested"),
    ),
    "three cards": (HANDIFLUX_REPLY, "//socialCards[1]", _repeat(1)),
    "25 payments": (HANDIFLUX_REPLY, "//payments[1]", _repeat(23)),
    "no rights and no reason": (HANDIFLUX_REPLY, "//rights", _remove),
    "101 files": (RIGHTS_REPLY, "//file[1]", _repeat(99)),
    "two files on one day": (HANDIFLUX_REPLY, "//file", _repeat(1)),
    "nine statuses": (STATUSES, "//SociaalStatuut[1]", _repeat(7)),
    "a date that is not wrapped": (
        STATUSES,
        "(//SociaalStatuut)[1]/Datum/Datum",
        _remove,
    ),
    "a date and a period": (
        STATUSES,
        "(//SociaalStatuut)[1]/Datum/Datum",
        _add_after("Periode", ""),
    ),
    "statuses and one status for all": (
        STATUSES_REPLY,
        "//Persoon/SocialeStatuten",
        _add_after("Status", ""),
    ),
    "a code without its text": (VAPH, "//beperkingenItem/omschrijving", _remove),
    "a block of VAPH twice": (VAPH, "//laatsteVerslag", _repeat(1)),
    "person and enterprise": (
        ZOEK,
        "//Criteria/INSZ",
        _add_after("Ondernemingsnummer", "1900010165"),
    ),
    "day and year": (ZOEK, "//Referentie/Datum", _add_after("Jaar", "2024")),
    "no MedeEigenaars": (ZOEK, "//MedeEigenaars", _remove),
    "three in a community": (ZOEK_REPLY, "//LijstId/PartijId[2]", _repeat(1)),
    "a list of parties without its kind": (
        ZOEK_REPLY,
        "//LijstId",
        lambda e: e.attrib.clear(),
    ),
    "a parcel without LiggingIdPerceel": (ZOEK_REPLY, "//LiggingIdPerceel", _remove),
    "parcel and situation": (
        GEEF_EIGENDOM,
        "//Identificatie[Sectie]",
        _add_after("EigendomId", "1"),
    ),
    "no Resultaten": (GEEF_EIGENDOM, "//Resultaten", _remove),
    "no file of a housing company": (VMSW_REPLY, "//SHMDossiers/*", _remove_all),
    "history and period": (PATRIMONY, "//period", _add_after("fullHistory", "true")),
    "three in a community of the KSZ": (
        PATRIMONY_REPLY,
        "//community/ssin[1]",
        _repeat(1),
    ),
    "a right without its share": (PATRIMONY_REPLY, "//fractDenom", _remove),
    "four reasons": (PATRIMONY_REPLY, "//notification", _repeat(3)),
    "31 details": (FAULT, "/*/detail", _repeat(30)),
    "fault without detail": (FAULT, "/*/detail", _remove),
}


@pytest.mark.parametrize("case", BAD_SHAPES)
def test_another_shape_is_refused(
    example: Read, contract_of: ContractOf, case: str
) -> None:
    name, path, change = BAD_SHAPES[case]
    element = example(name)
    change(element.xpath(path)[0])
    assert contract_of(element).validate(element)


GOOD_SHAPES = {
    "no OpvragingenKSZ": (PERSON, "//OpvragingenKSZ", _remove),
    "a residence of an unknown month": (
        PERSON_REPLY,
        "//Hoofdverblijfplaats",
        _set("DatumBegin", "2024-00-00"),
    ),
    "a partner without number": (PERSON_REPLY, "//Partner/INSZ", _remove),
    "a former and a present main residence": (
        "geef_historiek_persoon/reply_everything",
        "//Hoofdverblijfplaats",
        _repeat(1),
    ),
    "no Vragen in a G3 service": (DOSSIER, "//Vragen", _remove),
    "no Hoedanigheid": (ZORGTOESLAG, "//Hoedanigheid", _remove),
    "a category without description": (
        KIND_00_REPLY,
        "//Bonus/Categorie/Omschrijving",
        _remove,
    ),
    "100 family files": (BENEFITS_REPLY, "//file[1]", _repeat(99)),
    "a fund described in no language": (
        BENEFITS_REPLY,
        "//childBenefitsFund/description",
        lambda e: e.attrib.clear(),
    ),
    "ten Erkenning": (ZORGTOESLAG_REPLY, "//Erkenning[1]", _repeat(8)),
    "neither days nor hours": (ATTEST, "//days", _remove),
    "5000 notifications": (PUSHED_PERIOD, "//hiaPeriodNotification[1]", _repeat(4998)),
    "a daily notification without risk": (PUSHED_PERIOD, "//socialRisk", _remove),
    "24 payments": (PAYMENTS_REPLY, "//payment[1]", _repeat(22)),
    "thirty details": (FAULT, "/*/detail", _repeat(29)),
    "24 payments of the federal file": (
        HANDIFLUX_REPLY,
        "//payments[1]",
        _repeat(22),
    ),
    "a hundred files": (RIGHTS_REPLY, "//file[1]", _repeat(98)),
    "nothing wanted, which is judged later": (
        HANDIFLUX,
        "//informationAtReferenceDate",
        _remove,
    ),
    "eight statuses": (STATUSES, "//SociaalStatuut[1]", _repeat(6)),
    "a name of VAPH without its code": (VAPH, "//handicapsItem/code", _remove),
    "the blocks of VAPH in another order": (VAPH, "//diagnose", _move_to_end),
    "a right without decisionStatus at an older source": (
        FILES,
        "//dgphResult//rights/decisionStatus",
        _remove,
    ),
    "a dossier that is nil": (VMSW_REPLY, "//SHMDossier[last()]", lambda e: None),
    "no owner of a parcel": (ZOEK_REPLY, "//EigenaarsRechten", _remove),
    "an owner of whom nothing is told": (
        ZOEK_REPLY,
        "//EigenaarRecht[1]",
        lambda e: e.clear(),
    ),
    "three reasons": (PATRIMONY_REPLY, "//notification", _repeat(2)),
    "no informationCBSS at the cadastre": (
        PATRIMONY_REPLY,
        "//informationCBSS",
        _remove,
    ),
    "a risk that is only named": (RISKS, "//generalIncapacityForWork", _remove),
    "neither Begunstigden nor Tegemoetkoming": (
        AMOUNTS_REPLY,
        "//Begunstigden | //Tegemoetkoming",
        _remove,
    ),
    "a period of living wage of which only the person is told": (
        WAGE_PERIODS,
        "//Categorie",
        _remove,
    ),
    "no items": (ASSESSMENT_REPLY, "//Items", _remove),
    "a status of the number without a result": (TAX_DATA, "//result", _remove),
    "fault before the customer was read": (FAULT, "//informationCustomer", _remove),
}


@pytest.mark.parametrize("case", GOOD_SHAPES)
def test_a_shape_at_the_edge_is_accepted(
    example: Read, contract_of: ContractOf, case: str
) -> None:
    name, path, change = GOOD_SHAPES[case]
    element = example(name)
    change(element.xpath(path)[0])
    assert contract_of(element).validate(element) == ()


def test_files_name_no_machine(catalogue: Catalogue) -> None:
    """Locations are relative, and the only host is the placeholder."""
    for contract in catalogue.contracts:
        for file in (*contract.wsdl.parent.iterdir(), *_shared(contract)):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r'schemaLocation="[a-z]+:', text), file
            assert set(re.findall(r'location="(\w+://[^/"]+)', text)) <= {
                "https://localhost"
            }, file
