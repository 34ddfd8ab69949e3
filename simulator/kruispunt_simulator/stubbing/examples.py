"""Requests that `/openapi.json` shows; each can be posted as it is."""

from __future__ import annotations

from typing import Any, Final

JEF: Final = "85643007594"
"""An invented person who comes along."""

NO_FILE: Final = """\
<svc:GeefDossierHandicapResponse
    xmlns:svc="http://magda.vlaanderen.be/soczek/soap/geefdossierhandicap/v03_00">
  <Repliek><Antwoorden><Antwoord><Inhoud>
    <ConsultFilesByDateResponse>
      <status>
        <value>NO_DATA_FOUND</value>
        <code>MSG00100</code>
        <description>Handled, the supplier has no data</description>
      </status>
    </ConsultFilesByDateResponse>
  </Inhoud></Antwoord></Antwoorden></Repliek>
</svc:GeefDossierHandicapResponse>
"""

_KSZ_REPLY: Final = """\
<svc:consultAttestResponse
    xmlns:svc="http://kszbcss.fgov.be/intf/HdiIndemnityAllowanceService/v1">
  <status>
    <value>NO_DATA_FOUND</value>
    <code>MSG00100</code>
    <description>Handled, the supplier has no data</description>
  </status>
</svc:consultAttestResponse>
"""

_FAULT: Final = """\
<soap:Fault xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <faultcode>soap:Server</faultcode>
  <faultstring>Something that no table has</faultstring>
</soap:Fault>
"""

STUBS: Final[dict[str, Any]] = {
    "reply": {
        "summary": "A reply of one's own, about one person",
        "value": {"person": JEF, "reply": NO_FILE},
    },
    "reply of the KSZ": {
        "summary": "The KSZ answers its own callers, and MAGDA",
        "value": {"reply": _KSZ_REPLY, "times": None},
    },
    "soap:Fault": {
        "summary": "A fault of one's own, from MAGDA",
        "value": {"service": "GeefPersoon", "reply": _FAULT},
    },
    "refusal": {
        "summary": "A refusal by name",
        "value": {"service": "GeefDossierHandicap", "fault": "magda.throttled"},
    },
    "refusal by code": {
        "summary": "A refusal by code, each time, to one party",
        "value": {"fault": "99996", "party": "wonen-in-limburg", "times": None},
    },
    "third call": {
        "summary": "Just the third call",
        "value": {"fault": "ksz.supplier-unavailable", "first": 3},
    },
    "cut line": {
        "summary": "The line ends in place of a reply",
        "value": {"hop": "wiv", "drop": True},
    },
    "delay": {
        "summary": "An answer that comes late",
        "value": {"service": "GeefPersoon", "delay_seconds": 2.5},
    },
}
"""By name, as OpenAPI has examples."""
