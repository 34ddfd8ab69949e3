"""
Disability and social statuses over the chain: HANDIFLUX, payments, VAPH, statuses.

Source: 14/088 §4; 22/004 §4, §23, §26; Protocol WiV–Wonen in Limburg art. 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from lxml import etree

from .envelopes import (
    GRIET,
    HILDE,
    JEF,
    MIEKE,
    SOFIE,
    TOM,
    Answer,
    Ask,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    verified,
)

GREET: Final = "79710211838"
"""Income replacement, suspended in the spring of 2025."""
ROEL: Final = "88631421307"
"""9 points for self-reliance from 2024-01-01 to 2026-06-30."""
JONAS: Final = "05680907175"
"""The whole file at VAPH."""
LUT: Final = "66672815584"
"""Case handler at VMSW until the end of 2022."""

ANY_OF_FOUR: Final = "DISABILITY_ANY_OF_FOUR"
ANTWOORD: Final = "Repliek/Antwoorden/Antwoord"


def payments(ssin: str = GREET) -> Mapping[str, Any]:
    return {
        "Criteria": {
            "ConsultPaymentsCriteria": {
                "ssin": ssin,
                "handicapAuthenticSources": {"DGPH": True, "IrisCare": True},
                "period": {"beginDate": "2025-01-01", "endDate": "2025-12-31"},
            }
        }
    }


def statuses(*names: str, ssin: str = ROEL, on: str = "2024-06-01") -> dict[str, Any]:
    asked = [{"Naam": name, "Datum": {"Datum": on}} for name in names]
    criteria = {"INSZ": ssin, "SocialeStatuten": {"SociaalStatuut": asked}}
    return {"Inhoud": {"Criteria": criteria}}


def handiflux(ssin: str = JEF, on: str = "2024-06-01") -> Any:
    return etree.fromstring(
        f"<wantedInformation><ssin>{ssin}</ssin><informationAtReferenceDate>"
        f"<referenceDate>{on}</referenceDate><evolutionOfRequest>true"
        "</evolutionOfRequest><handicapRecognition>true</handicapRecognition><rights>"
        "true</rights><socialCards>true</socialCards></informationAtReferenceDate>"
        "</wantedInformation>"
    )


PAYMENTS: Final = Ask(
    hop="magda",
    party="fluvius",
    capacity="7301",
    user=SOFIE,
    service="GeefBetalingenHandicap",
    version="03.00.0000",
    operation="GeefBetalingenHandicap",
    content=payments(),
)
STATUSES: Final = Ask(
    hop="magda",
    party="fluvius",
    capacity="7301",
    user=SOFIE,
    service="GeefSociaalStatuut",
    version="03.00.0000",
    operation="GeefSociaalStatuut",
    content=statuses(ANY_OF_FOUR),
)
VAPH: Final = Ask(
    hop="magda",
    party="opgroeien-regie",
    capacity="7402",
    user=HILDE,
    service="GeefVolledigDossierHandicap",
    version="03.00.0000",
    operation="GeefVolledigDossierHandicap",
    content={"Inhoud": {"Criteria": {"rrnr": JONAS}}},
)
HANDIFLUX: Final = Ask(
    hop="ksz",
    party="magda",
    capacity="candidate tenant",
    user=GRIET,
    service="HandiService",
    version="v1",
    operation="consultFile",
    content=handiflux(),
)


@pytest.fixture
def post(chain: Chain) -> Callable[..., Answer]:
    """Ask a question, with changes; the reply fits its contract and its signature."""

    def post_(ask: Ask, **changes: Any) -> Answer:
        fields = {name: getattr(ask, name) for name in ask.__slots__} | changes
        return asked(chain, Ask(**fields))

    return post_


def asked(chain: Chain, ask: Ask) -> Answer:
    envelope = Envelope(chain, ask)
    answer = envelope.signed().post()
    verified(chain, answer)
    if not answer.is_fault:
        assert envelope.operation.contract.validate(answer.payload) == ()
    return answer


def sources_asked(chain: Chain, answer: Answer) -> list[str]:
    return [
        record["peer"].removeprefix("source:")
        for record in chain.records(answer.trace)
        if record["direction"] == "out" and record["peer"].startswith("source:")
    ]


# Payments: MAGDA to HandiService v2


@pytest.mark.parametrize(
    ("party", "capacity", "user"),
    [
        pytest.param("fluvius", "7301", SOFIE, id="network operator"),
        pytest.param("wonen-in-vlaanderen", "7201", GRIET, id="agency, premiums"),
    ],
)
def test_payments_reach_who_handles_the_premium(
    chain: Chain, post: Callable[..., Answer], party: str, capacity: str, user: str
) -> None:
    """22/004 §4, §23: month and amount of the federal allowance, and suspensions."""
    answer = post(PAYMENTS, party=party, capacity=capacity, user=user)
    response = answer.payload.find(f"{ANTWOORD}/Inhoud/ConsultPaymentsResponse")
    assert [each.tag for each in response.find("results")] == ["dgphResult"]
    months = response.findall("results/dgphResult/payments/payment")
    assert len(months) == 12
    information = response.find("results/dgphResult/status/information")
    assert information.findtext("fieldValue") == "2025-03-01/2025-05-31 DETENTION"
    assert sources_asked(chain, answer) == ["dgph", "iriscare"]
    hops = {record["hop"] for record in chain.records(answer.trace)}
    assert hops == {"magda", "ksz"}


@pytest.mark.parametrize(
    ("hop", "party", "capacity", "user"),
    [
        pytest.param("wiv", "wonen-in-limburg", "7101", MIEKE, id="housing company"),
        pytest.param("magda", "wonen-in-vlaanderen", "7202", GRIET, id="social rent"),
    ],
)
def test_payments_are_not_for_social_rent(
    chain: Chain, hop: str, party: str, capacity: str, user: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 lists no payments; 22/004 §20."""
    fields = {name: getattr(PAYMENTS, name) for name in PAYMENTS.__slots__}
    changed = fields | {"hop": hop, "party": party, "capacity": capacity, "user": user}
    envelope = Envelope(chain, Ask(**changed)).signed()
    assert_refused(
        chain,
        envelope.post(),
        status=200,
        refusal=Refusal("2", "13001"),
        check="law.granted",
        operation=envelope.operation,
    )


def test_payments_of_somebody_in_no_repertory_are_refused(
    post: Callable[..., Answer],
) -> None:
    """22/004 §6, §32: integrated in the repertory beforehand."""
    answer = post(PAYMENTS, content=payments(TOM))
    assert answer.refusal == Refusal("3", "13202")


# Social statuses: MAGDA and its source


@pytest.mark.parametrize(
    ("on", "code"), [("2023-12-31", "0"), ("2024-01-01", "1"), ("2026-06-30", "1")]
)
def test_one_yes_or_no_for_the_four_statuses(
    chain: Chain, post: Callable[..., Answer], on: str, code: str
) -> None:
    """22/004 §4: on the date of the application, bounds included."""
    answer = post(STATUSES, content=statuses(ANY_OF_FOUR, on=on))
    (status,) = answer.payload.iterfind(
        f"{ANTWOORD}/Inhoud/Persoon/SocialeStatuten/SociaalStatuut"
    )
    assert [child.tag for child in status] == ["Naam", "Resultaat"]
    assert status.findtext("Resultaat/Code") == code
    assert set(sources_asked(chain, answer)) == {
        "social-statuses",
        "dgph",
        "kind-en-gezin",
        "iriscare",
        "aviq",
        "dsl",
    }


def test_which_of_the_four_it_is_stays_behind(post: Callable[..., Answer]) -> None:
    """22/004 §23, §26; and with nothing else left, the answer is 15021."""
    single = "DISABILITY_SELF_RELIANCE"
    both = post(STATUSES, content=statuses(single, ANY_OF_FOUR))
    names = both.payload.iterfind(
        f"{ANTWOORD}/Inhoud/Persoon/SocialeStatuten/SociaalStatuut/Naam"
    )
    assert [name.text for name in names] == [ANY_OF_FOUR]
    alone = post(STATUSES, content=statuses(single))
    assert alone.refusal == Refusal("2", "15021")


STATUS: Final = f"{ANTWOORD}/Inhoud/Persoon/SocialeStatuten/SociaalStatuut"


@pytest.mark.parametrize(
    ("party", "capacity", "user"),
    [
        pytest.param("fluvius", "7301", SOFIE, id="network operator"),
        pytest.param("wonen-in-vlaanderen", "7201", GRIET, id="agency, premiums"),
    ],
)
@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            {"Datum": {"Periode": {"Begindatum": "2024-01-01"}}}, id="a period"
        ),
        pytest.param({"Locatie": {"Naam": "Gent"}}, id="who lives there"),
        pytest.param({"Leeftijd": {"Minimum": "18", "Maximum": "64"}}, id="an age"),
    ],
)
def test_a_status_is_asked_of_a_day_and_of_nothing_else(
    chain: Chain, party: str, capacity: str, user: str, more: dict[str, Any]
) -> None:
    """22/004 §2-4: on the date of the application; no check on residence."""
    changed = {"party": party, "capacity": capacity, "user": user}
    fields = {name: getattr(STATUSES, name) for name in STATUSES.__slots__} | changed
    plain = asked(chain, Ask(**fields))
    assert plain.refusal is None
    assert plain.payload.findtext(f"{STATUS}/Resultaat/Code") == "1"
    content = statuses(ANY_OF_FOUR)
    (one,) = content["Inhoud"]["Criteria"]["SocialeStatuten"]["SociaalStatuut"]
    one.update(more)
    envelope = Envelope(chain, Ask(**(fields | {"content": content}))).signed()
    record = assert_refused(
        chain,
        envelope.post(),
        status=200,
        refusal=Refusal("2", "40006"),
        check="law.asked",
        operation=envelope.operation,
    )
    assert record["legal_basis"].startswith("22/004 §2")


# VAPH: MAGDA and its source


def test_the_file_of_vaph_reaches_the_one_party_that_may_ask(
    chain: Chain, post: Callable[..., Answer]
) -> None:
    """Our choice: no act among ours grants it."""
    answer = post(VAPH)
    file = answer.payload.find(f"{ANTWOORD}/Inhoud/GeefVolledigDossierHandicap")
    assert file.findtext("persoonsgegevens/rijksregisternummer") == JONAS
    assert file.find("persoonsvolgendBudget/budget/pvb") is not None
    assert sources_asked(chain, answer) == ["vaph"]


def test_no_housing_party_sees_the_file_of_vaph(post: Callable[..., Answer]) -> None:
    """Our choice: no act among ours grants it."""
    changed = {"party": "wonen-in-vlaanderen", "capacity": "7202", "user": GRIET}
    assert post(VAPH, **changed).refusal == Refusal("2", "13001")


def test_vaph_down_is_16013_at_level_3(
    post: Callable[..., Answer], source: Callable[..., None]
) -> None:
    """Wiki diff 1271333061/1277362356."""
    source("vaph", available=False)
    answer = post(VAPH)
    assert answer.refusal == Refusal("3", "16013")
    source("vaph", available=True)
    assert post(VAPH).refusal is None


# HANDIFLUX: HandiService v1


def test_handiflux_gives_the_items_of_the_act_and_says_what_it_keeps(
    chain: Chain, post: Callable[..., Answer]
) -> None:
    """14/088 §4; `not authorized` in place of the rest."""
    answer = post(HANDIFLUX)
    file = answer.payload.find("file")
    assert file.findtext("rights/monthAmount") == "1258.02"
    assert file.findtext("rights/categoryIVT") == "A"
    assert file.findtext("rights/categoryIT") == "0", "neutral"
    adult = "handicapRecognition/resultRecognitionAdult"
    assert file.findtext(f"{adult}/diminuationIndependence/totalPoints") == "10"
    for part, reason in (
        ("evolutionOfRequest", "not authorized"),
        ("socialCards", "not authorized"),
        ("payments", "not requested"),
    ):
        assert file.findtext(f"{part}/noDataReason") == reason
    assert file.find("addressHandicappedPerson") is None
    (noted,) = (
        finding
        for finding in chain.arrival(answer)["findings"]
        if finding["check"] == "law.fields"
    )
    assert noted["requirement"].startswith("14/088 §3, §4")
    assert "socialCards" in noted["actual"]


@pytest.mark.parametrize(
    ("party", "capacity", "user"),
    [
        pytest.param("vmsw", "candidate tenant", None, id="VMSW, gone since 2023"),
        pytest.param("magda", "VO:SOCIAL_RENT", GRIET, id="a context of v2"),
    ],
)
def test_handiflux_is_refused_just_outside_its_ground(
    chain: Chain, party: str, capacity: str, user: str | None
) -> None:
    """23/058 §62, §66 (rule R-T-08); the list of contexts of v1 is closed."""
    fields = {name: getattr(HANDIFLUX, name) for name in HANDIFLUX.__slots__}
    changed = fields | {"party": party, "capacity": capacity, "user": user}
    answer = Envelope(chain, Ask(**changed)).signed().post()
    code = "MSG00015" if party == "vmsw" else "MSG00004"
    assert answer.refusal == Refusal("fault", code)


@pytest.mark.parametrize(
    ("day", "vmsw", "successor"),
    [("2022-12-31", True, False), ("2023-01-01", False, True)],
)
def test_handiflux_passes_to_the_successor_of_vmsw(
    dated: Callable[[str], Chain], day: str, vmsw: bool, successor: bool
) -> None:
    """23/058 §62, §66 (rule R-T-08): VMSW until 2022, then Wonen in Vlaanderen."""
    chain = dated(day)
    fields = {name: getattr(HANDIFLUX, name) for name in HANDIFLUX.__slots__}
    fields["content"] = handiflux(on="2022-06-01")
    for party, user, allowed in (("vmsw", LUT, vmsw), ("magda", None, successor)):
        ask = Ask(**(fields | {"party": party, "user": user}))
        answer = Envelope(chain, ask).signed().post()
        assert (answer.refusal is None) is allowed, party
        if allowed:
            assert answer.payload.findtext("file/rights/monthAmount") == "1108.45"
