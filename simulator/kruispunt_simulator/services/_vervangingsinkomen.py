"""
How what the KSZ answers about unemployment is told in the words of MAGDA.

Each function gets the content of one KSZ response and adds its block to
`VervangingsinkomenUitWerkloosheid`.

Source: contract sheets `magda-geefvervangingsinkomenuitwerkloosheid-02.01` and
`ksz-unemploymentdata-v3`; `_code-lists` 7.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kruispunt_simulator.services._xml import Element, add, required, text

STATUSES: Final = MappingProxyType(
    {
        "COMPLETED": ("1", "nagekeken en goedgekeurd"),
        "PROVISIONAL": ("2", "voorlopig goedgekeurd"),
        "NOT_STARTED": ("3", "nog niet nagekeken"),
    }
)
"""Source: `_code-lists` 7; the order of the numbers is inferred there."""

_COUNT: Final = {"nbrOfAllowances": "AantalUitkeringen"}
_SUM_NAMES: Final = {
    "relatedMonth": "JaarMaand",
    **_COUNT,
    "paidAmount": "UitbetaaldBedrag",
    "acceptedAmount": "GoedgekeurdBedrag",
}
_EMPLOYER_NAMES: Final = {
    "enterpriseNumber": "Ondernemingsnummer",
    "businessUnitNumber": "Eenheidsnummer",
    "entryIntoEmploymentDate": "WerkIngangsdatumInfo",
}
_HOURS_NAMES: Final = {
    "meanWorkingHours": "WerkurenGemiddelde",
    "refMeanWorkingHours": "RefWerkurenGemiddeld",
}


def write_sums(content: Element, income: Element) -> None:
    """Write UitbetaaldeSommen from `paidSums`."""
    made = add(income, "UitbetaaldeSommen")
    for paid in content.findall("paidSum"):
        one = add(made, "UitbetaaldeSom")
        _rename(one, paid, _SUM_NAMES)
        _add_status(one, paid)


def write_payment(content: Element, income: Element) -> None:
    """Write Betaling from `payment`."""
    made = add(_situation(income), "Betaling")
    _rename(made, content, {"paidMonth": "JaarMaand", **_COUNT})
    given = add(made, "UitkeringsGegevens")
    amount = required(content, "theoricDailyAllowanceAmount")
    add(given, "TheoretischDagBedrag", amount)
    nature = add(given, "AardWerkloosheidRVA")
    add(nature, "Code", required(content, "unemploymentCode/value").zfill(2))
    described = text(content, "unemploymentCode/descriptions/description[@lang='NL']")
    if described:
        add(nature, "Omschrijving", described).set("Taal", "nl")
    regime = text(content, "indemnificationRegime")
    if regime is not None and "." not in regime:  # the contract has no half regimes
        add(given, "UitkeringsRegime", regime)
    _add_status(made, content)


def write_activations(content: Element, income: Element) -> None:
    """Write ActiveringUitkeringen from `activationAllowances`."""
    made = add(_situation(income), "ActiveringUitkeringen")
    for paid in content.findall("activationAllowance"):
        one = add(made, "ActiveringsUitkering")
        _rename(one, paid, {"paymentMonth": "JaarMaand", "amount": "Bedrag"})
        jobs = paid.findall("allowances/allowance")
        if jobs:
            parent = add(one, "Uitkeringen")
            for job in jobs:
                _write_job(add(parent, "Uitkering"), job)


def _write_job(made: Element, job: Element) -> None:
    _rename(add(made, "Werkgever"), job.find("employer"), _EMPLOYER_NAMES)
    phase = add(made, "Fase")
    add(phase, "SalarisschaalCode", required(job, "phase/wageScaleCode"))
    _rename(
        add(phase, "PeriodeGeldigheid"),
        job.find("phase/validityPeriod"),
        {"beginDate": "Begindatum", "endDate": "Einddatum"},
    )
    hours = job.find("workOccupation")
    if hours is not None:
        _rename(add(made, "Werk"), hours, _HOURS_NAMES)


def _situation(income: Element) -> Element:
    found = income.find("BetalingsSituatie")
    return add(income, "BetalingsSituatie") if found is None else found


def _rename(parent: Element, content: Element, names: dict[str, str]) -> None:
    """Copy children by name, in the order of `names`, those that are there."""
    for old, new in names.items():
        value = text(content, old)
        if value is not None:
            add(parent, new, value)


def _add_status(parent: Element, content: Element) -> None:
    code, described = STATUSES[required(content, "dossierStatus")]
    made = add(parent, "StatusDossier")
    add(made, "Code", code)
    add(made, "Omschrijving", described).set("Taal", "nl")
