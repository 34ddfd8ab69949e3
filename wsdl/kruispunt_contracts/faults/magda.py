"""What MAGDA says when something is wrong. Shape and sources: `faults`."""

from __future__ import annotations

from typing import Literal

from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.faults.row import WireFault


def _gateway(
    key: str,
    code: str,
    faultstring: str,
    text: str,
    *,
    meaning: str,
    source: str,
    faultcode: str = "Server",
) -> WireFault:
    """
    Build a level 1 row: the gateway refuses before it reads the question.

    On the real platform most of these have a faultcode `Server` without prefix, which
    is no name of the SOAP namespace. Toolkits may stumble over that, so here it is one.
    """
    return WireFault(
        key=key,
        dialect=Dialect.MAGDA,
        level="1",
        code=code,
        origin="MAGDA",
        type="FOUT",
        value=None,
        text=text,
        meaning=meaning,
        source=source,
        faultcode=faultcode,
        faultstring=faultstring,
    )


def _uitzondering(
    key: str,
    level: Literal["2", "3"],
    code: str,
    text: str,
    *,
    meaning: str,
    source: str,
    origin: str = "MAGDA",
    type: Literal["FOUT", "WAARSCHUWING", "INFORMATIE"] = "FOUT",
) -> WireFault:
    """Build a level 2 or 3 row."""
    return WireFault(
        key=key,
        dialect=Dialect.MAGDA,
        level=level,
        code=code,
        origin=origin,
        type=type,
        value=None,
        text=text,
        meaning=meaning,
        source=source,
    )


GATEWAY = (
    _gateway(
        "magda.unreadable",
        "",
        "Problems creating SAAJ object model",
        "Het bericht is geen leesbare XML of geen SOAP 1.1.",
        meaning="The request is not XML, or not a SOAP 1.1 envelope.",
        source="MAGDA-Mock",
        faultcode="Client",
    ),
    _gateway(
        "magda.signature-missing",
        "ERR_025",
        "ERR_025: Verification failure: No signature in message!",
        "Het bericht is niet ondertekend.",
        meaning="The request carries no signature at all.",
        source="Go Vocal; the exact text was seen on the real platform",
    ),
    _gateway(
        "magda.signature-invalid",
        "ERR_025",
        "ERR_025: Verification Failure: {reason}",
        "De handtekening van het bericht is niet geldig.",
        meaning="There is a signature, but it does not hold: wrong part, changed "
        "octets, unknown or revoked certificate, unsupported algorithm.",
        source="Go Vocal, MAGDA-Mock",
    ),
    _gateway(
        "magda.schema",
        "10001",
        "10001 - Fout formaat in de vraag (XML validatie)",
        "De vraag volgt het schema niet.",
        meaning="The request does not follow the XSD; the reason is in detail/message.",
        source="MAGDA-Mock, Go Vocal; the text behind the code is seen there",
    ),
    _gateway(
        "magda.throttled-at-gateway",
        "99995",
        "99995 - Te veel gelijktijdige vragen",
        "Er komen te veel vragen tegelijk binnen.",
        meaning="Too many requests in a short time; wait and ask again.",
        source="association-registry: faultcode Server, text starts with the code, the "
        "limit is named in the detail",
    ),
)

REQUEST = (
    _uitzondering(
        "magda.no-authorisation",
        "2",
        "13001",
        "De afzender is niet gemachtigd voor deze dienst.",
        meaning="Identificatie with this Hoedanigheid has no right to the service.",
        source="Go Vocal, MAGDA-Mock; order of checks: wiki 1978597904",
    ),
    _uitzondering(
        "magda.discontinued",
        "2",
        "13001",
        "De dienst is stopgezet; Omstandigheid noemt de opvolgers.",
        meaning="The service was stopped for everybody; ask its successors, which "
        "Omstandigheid names.",
        source="our choice, because no code is published: stopping it closed all its "
        "configurations, and 13001 says that the sender has none (wiki 1978597904)",
    ),
    _uitzondering(
        "magda.combination-not-allowed",
        "2",
        "13101",
        "Deze gegevens kunnen niet samen in een vraag staan, of er ontbreekt er een.",
        meaning="An element is missing, forbidden, or contradicts another one.",
        source="wiki 499974982",
    ),
    _uitzondering(
        "magda.context-differs",
        "2",
        "13101",
        "Naam of Versie in de Context hoort niet bij deze vraag.",
        meaning="Context/Naam or Context/Versie names another service than the body.",
        source="our choice, because no code is published: 13101 is the published code "
        "for elements that do not go together (wiki 499974982)",
    ),
    _uitzondering(
        "magda.user-missing",
        "2",
        "13101",
        "De Gebruiker ontbreekt in de Afzender.",
        meaning="This party must name the human end user, and did not.",
        source="our choice, because no code is published: 13101 is the published code "
        "for a missing element (wiki 499974982)",
    ),
    _uitzondering(
        "magda.user-unknown",
        "2",
        "40006",
        "De Gebruiker heeft geen toegang voor deze afzender.",
        meaning="The named end user is not one of this party, or has no access.",
        source="our choice, because no code is published: 40006 is the published code "
        "for an authorisation that fails after the sender's own (wiki 1128006299)",
    ),
    _uitzondering(
        "magda.no-authorisation-at-source",
        "2",
        "13501",
        "De afzender is niet gemachtigd voor de gegevens van deze bron.",
        meaning="The sender may use the service, but not this source.",
        source="wiki diff 5720573953/2084667639 (origin KENG or MAGDA); level 2 is our "
        "choice, because 13001 beside it is level 2",
    ),
    _uitzondering(
        "magda.all-filtered",
        "2",
        "15021",
        "Na toepassing van de machtiging blijft er niets over.",
        meaning="Everything in the answer was filtered away by the sender's rights.",
        source="MAGDA-Mock (examples at both levels)",
    ),
    _uitzondering(
        "magda.authorisation-error",
        "2",
        "40006",
        "Er is een probleem met de machtiging.",
        meaning="The authorisation could not be established.",
        source="MAGDA-Mock; wiki 1128006299",
    ),
    _uitzondering(
        "magda.source-no-answer",
        "2",
        "60006",
        "De bron heeft niet op tijd geantwoord.",
        meaning="The source did not answer in time; ask again later.",
        source="wiki 1977123695, MAGDA-Mock",
    ),
    _uitzondering(
        "magda.source-unreadable",
        "2",
        "60007",
        "Het antwoord van de bron is niet te begrijpen.",
        meaning="The source answered something that cannot be used; ask again later.",
        source="MAGDA-Mock; wiki 1977123695",
    ),
    _uitzondering(
        "magda.internal",
        "2",
        "60009",
        "Er is een interne fout opgetreden.",
        meaning="Something broke inside the platform; not the asker's doing.",
        source="MAGDA-Mock; wiki 1211564325",
    ),
    _uitzondering(
        "magda.source-unexpected",
        "2",
        "99994",
        "Er is een onverwachte fout opgetreden bij de bron.",
        meaning="Something unexpected failed behind MAGDA; ask again later.",
        source="MAGDA-Mock, Go Vocal; one real service answers so, misleadingly, to "
        'a Verzoek that is written with xmlns=""',
    ),
    _uitzondering(
        "magda.throttled",
        "2",
        "99995",
        "Er komen te veel vragen tegelijk binnen.",
        meaning="Too many requests in a short time; wait and ask again.",
        source="MAGDA-Mock (examples)",
    ),
    _uitzondering(
        "magda.source-unavailable",
        "2",
        "99996",
        "De bron is tijdelijk niet beschikbaar.",
        meaning="The source is down for the moment; ask again later.",
        source="MAGDA-Mock (examples); wiki 1208811526",
    ),
    _uitzondering(
        "magda.service-unreachable",
        "2",
        "99997",
        "De achterliggende dienst is niet bereikbaar.",
        meaning="The service behind MAGDA cannot be reached; ask again later.",
        source="MAGDA-Mock (examples)",
    ),
)

QUESTION = (
    _uitzondering(
        "magda.not-registered",
        "3",
        "13202",
        "De persoon is niet ingeschreven in het repertorium door deze afzender.",
        meaning="This party has not registered the person; register, then ask again.",
        source="Go Vocal, MAGDA-Mock; which level production uses is not published, "
        "the person services answer at level 3",
    ),
    _uitzondering(
        "magda.answer-filtered",
        "3",
        "15021",
        "Na toepassing van de machtiging blijft er niets over.",
        meaning="Everything in the answer to this question was filtered away by the "
        "sender's rights.",
        source="MAGDA-Mock (examples at both levels)",
    ),
    _uitzondering(
        "magda.insz-check-digits",
        "3",
        "20002",
        "De structuur van het INSZ is niet geldig.",
        meaning="The last two digits do not follow from the first nine.",
        source="wiki 6208324471, 1207304415",
    ),
    _uitzondering(
        "magda.period-order",
        "3",
        "20003",
        "De begindatum ligt na de einddatum.",
        meaning="The period ends before it begins.",
        source="wiki 1211564325, 1977123695",
    ),
    _uitzondering(
        "magda.identity-differs",
        "3",
        "20005",
        "Identificatie of Hoedanigheid verschilt van die in de Context.",
        meaning="The body names another party or purpose than the context.",
        source="wiki 1211564325",
    ),
    _uitzondering(
        "magda.date-out-of-range",
        "3",
        "20006",
        "De datum ligt buiten de toegelaten periode.",
        meaning="The date lies too far in the past, or in the future.",
        source="wiki 1021347842; wiki diff 2437318819/5560992180",
    ),
    _uitzondering(
        "magda.language",
        "3",
        "25001",
        "De gevraagde taal wordt niet ondersteund.",
        meaning="Only nl is served, whatever the schema allows.",
        source="wiki 1977123695",
    ),
    _uitzondering(
        "magda.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The question is fine, there is nothing.",
        source="MAGDA-Mock (examples of most services)",
    ),
    _uitzondering(
        "magda.insz-cancelled",
        "3",
        "30002",
        "Het INSZ is geannuleerd.",
        meaning="The number existed and was cancelled.",
        source="wiki, general codes and pages of the services",
        origin="KSZ",
    ),
    _uitzondering(
        "magda.insz-unknown",
        "3",
        "30003",
        "Het INSZ bestaat niet.",
        meaning="The number is well formed, nobody has it.",
        source="MAGDA-Mock (examples); wiki",
        origin="KSZ",
    ),
    _uitzondering(
        "magda.insz-replaced",
        "3",
        "30004",
        "Het INSZ werd vervangen.",
        meaning="The answer is about the new number; both numbers are in the "
        'Annotaties "Oud INSZ" and "Nieuw INSZ".',
        source="MAGDA-Mock, wiki (services about persons and families)",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "magda.no-legal-context",
        "3",
        "40001",
        "Er is geen geldige wettelijke context.",
        meaning="No legal context of the KSZ belongs to this Hoedanigheid.",
        source="wiki 1208811526, 1128006299",
    ),
    _uitzondering(
        "magda.no-registration",
        "3",
        "40003",
        "Er is geen registratie voor dit INSZ.",
        meaning="The KSZ knows no registration of this person by the sender; register, "
        "then ask again.",
        source="wiki 1977123695, 1128006299; Go Vocal",
    ),
    _uitzondering(
        "magda.access-refused",
        "3",
        "40005",
        "De toegang is geweigerd.",
        meaning="The KSZ refuses access to this person's data.",
        source="wiki 1128006299",
        origin="KSZ",
    ),
    _uitzondering(
        "magda.ksz-warning",
        "3",
        "70001",
        "De bron heeft geantwoord met een waarschuwing.",
        meaning="The KSZ has no data, or not all: Omstandigheid says which, the "
        'Annotaties "status code" and "status description" why.',
        source="wiki 2104688821; MAGDA-Mock (examples)",
        origin="KSZ",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "magda.ksz-refused",
        "3",
        "70002",
        "De bron heeft de vraag geweigerd.",
        meaning="The KSZ refused the question; why is in the Annotaties "
        '"status code" and "status description".',
        source="wiki 2104688821; type FOUT inferred",
        origin="KSZ",
    ),
    _uitzondering(
        "magda.ksz-fault",
        "3",
        "70003",
        "De bron heeft een fout of een onbruikbaar antwoord gegeven.",
        meaning="The KSZ answered a SOAP fault, or something that cannot be used; its "
        "code, if it gave one, is in Omstandigheid.",
        source="wiki 2104688821; type FOUT inferred",
        origin="KSZ",
    ),
)

ZORGTOESLAG = (
    _uitzondering(
        "zorgtoeslag.insz-check-digits",
        "3",
        "20002",
        "De structuur van het INSZ is niet geldig.",
        meaning="The last two digits do not follow from the first nine.",
        source="wiki 1021347842",
        origin="KENG",
    ),
    _uitzondering(
        "zorgtoeslag.period-order",
        "3",
        "20003",
        "De begindatum ligt na de einddatum.",
        meaning="The period ends before it begins.",
        source="wiki diff 5720573953/2084667639",
        origin="KENG",
    ),
    _uitzondering(
        "zorgtoeslag.reference-date-future",
        "3",
        "20006",
        "De referentiedatum ligt in de toekomst.",
        meaning="Referentiedatum is later than today.",
        source="wiki 1021347842",
        origin="KENG",
    ),
    _uitzondering(
        "zorgtoeslag.nothing-asked",
        "3",
        "40102",
        "Er is geen gegevensgroep gevraagd.",
        meaning="Both flags of GewensteInformatie are 0.",
        source="wiki 1021347842",
        origin="KENG",
    ),
    _uitzondering(
        "zorgtoeslag.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The child has no request and no recognition.",
        source="wiki diff 5720573953/2084667639, where 30001 is a warning; origin KENG "
        "as the other codes of the service",
        origin="KENG",
        type="WAARSCHUWING",
    ),
)

ARBEIDSONGESCHIKTHEID = (
    _uitzondering(
        "arbeidsongeschiktheid.source-format",
        "3",
        "16010",
        "Het antwoord van de bron heeft niet het verwachte formaat.",
        meaning="The attest that came from the source cannot be passed on.",
        source="wiki, codes of the service; the origin is not published",
    ),
    _uitzondering(
        "magda.quarter-out-of-range",
        "3",
        "20006",
        "Het kwartaal ligt in de toekomst of te ver in het verleden.",
        meaning="Ask for the running quarter or an earlier one.",
        source="wiki, codes of the service; the origin is not published",
    ),
    _uitzondering(
        "arbeidsongeschiktheid.insz-replaced",
        "3",
        "30004",
        "Het INSZ werd vervangen.",
        meaning="Ask again with the new number, which is in the Annotaties.",
        source="wiki, codes of the service: an error here, a warning in services about "
        "persons; the KSZ service behind it does not refuse",
    ),
    _uitzondering(
        "arbeidsongeschiktheid.source-no-answer",
        "3",
        "60006",
        "De bron heeft niet op tijd geantwoord.",
        meaning="The source did not answer in time; ask again later.",
        source="wiki, codes of the service",
    ),
)
