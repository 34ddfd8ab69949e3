"""
Asks a service as its hop would, and insists that all four messages fit the contract.

The wrapping (Context, informationCustomer, echo of the question) is done here in a few
lines of its own, so that these tests need no hop.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import currently_in_test_context, reject
from kruispunt_contracts import ns
from kruispunt_contracts.catalogue import Contract, Dialect, Operation
from kruispunt_contracts.catalogue import load as load_catalogue
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.dialects import ksz, ssdn
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import (
    Answer,
    KszAnswer,
    MagdaAnswer,
    Service,
    SsdnAnswer,
    discover,
)
from kruispunt_simulator.sources import (
    Condition,
    NoAnswer,
    Sources,
    SourceUnavailable,
)
from lxml import etree

Element = Any

TODAY = date(2026, 11, 22)
KSZ_FAULT = Finding(
    check="onward.ksz-fault",
    fault="magda.ksz-fault",
    requirement="the KSZ answered with a SOAP fault",
    detail="MSG00020",
)
"""What a hop makes of a KSZ without sources, as `hops/answers.py` does."""
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

CUSTOMER = """<informationCustomer><ticket>ticket-1</ticket><customerIdentification>
<cbeNumber>0316380841</cbeNumber></customerIdentification></informationCustomer>"""

CONTEXT = """<Context><Naam>{naam}</Naam><Versie>{versie}</Versie><Bericht>
<Type>{type}</Type><Tijdstip><Datum>2026-11-22</Datum><Tijd>10:00:00.000</Tijd></Tijdstip>
<Afzender><Identificatie>test</Identificatie><Referte>r-1</Referte></Afzender>
</Bericht></Context>"""


LEGAL_CONTEXTS = {("HandiService", "v1"): "candidate tenant"}
"""Of services whose contract lists them; the others take any."""
SSDN = f"""<SSDNRequest xmlns="{ns.SSDN_SERVICE}"><RequestContext><AuthorizedUser>
<UserID>80631402131</UserID><Email>test@wonen.example</Email><OrgUnit>0999000504</OrgUnit>
<MatrixID>40</MatrixID><MatrixSubID>7</MatrixSubID></AuthorizedUser></RequestContext>
<ServiceRequest><ServiceId>{{service}}</ServiceId><Version>{{version}}</Version>{{question}}
</ServiceRequest></SSDNRequest>"""


def parse(xml: str) -> Element:
    return etree.fromstring(xml)


@dataclass
class Reply:
    """What a service gave, and the whole message that would leave."""

    root: Element
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
    message: Element | None = None
    """The whole document, where `root` is only what the service says (SSDN)."""

    def text(self, path: str) -> str | None:
        """Text of the first element at `path` below the payload."""
        found = self.root.find(path)
        return None if found is None else str(found.text)

    def texts(self, path: str) -> list[str]:
        """Texts of all elements at `path` below the payload."""
        return [str(found.text) for found in self.root.findall(path)]

    @property
    def status(self) -> tuple[str | None, str | None]:
        """Value and code of the global status."""
        return self.text("status/value"), self.text("status/code")

    @property
    def faults(self) -> list[str | None]:
        """Keys of the wire faults of the findings."""
        return [finding.fault for finding in self.findings]


@dataclass
class Desk:
    """Where the tests ask."""

    people: People
    legal_context: str = "TEST:PURPOSE"
    services: dict[tuple[str, str, str], Service] = field(
        default_factory=discover, repr=False
    )

    def service(self, name: str, version: str, operation: str) -> Service:
        return self.services[name, version, operation]

    def ksz_request(
        self,
        name: str,
        version: str,
        operation: str,
        criteria: str,
        *,
        bare: bool = False,
    ) -> Element:
        """A question; `bare` criteria bring their own element."""
        op = contract_of(name, version).operation(operation)
        asked = op.children(op.request)
        inner = criteria if bare else f"<criteria>{criteria}</criteria>"
        if "legalContext" in asked:
            context = LEGAL_CONTEXTS.get((name, version), self.legal_context)
            inner = f"<legalContext>{context}</legalContext>{inner}"
        if "informationCustomer" in asked:
            inner = f"{CUSTOMER}{inner}"
        return self._valid(op.contract, wrap(op.request, inner))

    def magda_request(self, name: str, version: str, vraag: str) -> Element:
        op = contract_of(name, version).operations[0]
        context = CONTEXT.format(naam=name, versie=version, type="VRAAG")
        return self._valid(
            op.contract,
            wrap(
                op.request,
                f"<Verzoek>{context}<Vragen><Vraag><Referte>v-1</Referte>{vraag}</Vraag>"
                "</Vragen></Verzoek>",
            ),
        )

    def ask_ksz(
        self,
        name: str,
        version: str,
        operation: str,
        criteria: str,
        *,
        today: date = TODAY,
        down: Iterable[str] = (),
        people: People | None = None,
        bare: bool = False,
    ) -> Reply:
        """Check and answer a KSZ question; with errors there is no answer."""
        request = self.ksz_request(name, version, operation, criteria, bare=bare)
        service = self.service(name, version, operation)
        findings = known(service.check(request, today))
        if findings:
            return Reply(root=element("none"), findings=findings)
        assert service.answer is not None
        answer = service.answer(request, self._sources(down, people), today)
        assert isinstance(answer, KszAnswer)
        op = contract_of(name, version).operation(operation)
        return Reply(root=self.ksz_response(request, op, answer), answer=answer)

    def ssdn_request(self, name: str, version: str, question: str) -> Element:
        op = contract_of(name, version).operations[0]
        document = SSDN.format(service=name, version=version, question=question)
        return self._valid(op.contract, parse(document))

    def ask_ssdn(
        self,
        name: str,
        version: str,
        question: str,
        *,
        today: date = TODAY,
        down: Iterable[str] = (),
        people: People | None = None,
    ) -> Reply:
        """Check and answer an SSDN question; `root` is the service's own reply."""
        op = contract_of(name, version).operations[0]
        request = self.ssdn_request(name, version, question)
        service = self.service(name, version, op.name)
        times = {"received": NOW, "now": NOW}
        findings = known(service.check(request, today))
        answer = None
        if not findings:
            assert service.answer is not None
            answer = service.answer(request, self._sources(down, people), today)
            assert isinstance(answer, SsdnAnswer)
            findings = known(answer.findings)
        if answer is None or answer.reply is None:
            refused = ssdn.refuse(findings, request, op, **times)
            message = self._valid(op.contract, refused.payload)
            return Reply(element("none"), findings, answer, message)
        rendered = ssdn.answer(request, answer, **times)
        message = self._valid(op.contract, rendered.payload)
        return Reply(answer.reply, findings, answer, message)

    def ask_magda(
        self,
        name: str,
        version: str,
        vraag: str,
        *,
        today: date = TODAY,
        down: Iterable[str] = (),
        people: People | None = None,
    ) -> Reply:
        """Check and answer a MAGDA question; `root` is the Inhoud, if there is one."""
        request = self.magda_request(name, version, vraag)
        service = self.service(name, version, name)
        findings = known(service.check(request, today))
        if findings:
            return Reply(root=element("none"), findings=findings)
        assert service.answer is not None
        answer = service.answer(request, self._with_ksz(down, people, today), today)
        assert isinstance(answer, MagdaAnswer)
        inhoud = element("none")
        if answer.inhoud is not None:
            inhoud = answer.inhoud
            self.magda_reply(name, version, inhoud)
        return Reply(root=inhoud, findings=known(answer.findings), answer=answer)

    def ksz_response(
        self, request: Element, operation: Operation, answer: KszAnswer
    ) -> Element:
        rendered = ksz.answer(request, operation, answer, received=NOW, now=NOW)
        return self._valid(operation.contract, rendered.payload)

    def ask_all(self, service: Service, person: Person, today: date) -> list[Reply]:
        """
        Ask everything that a service can tell of a person.

        Nothing about an invented bis number where the KSZ would be asked, or where the
        number is of a type of the KSZ: that has no place for it (see `numbers`).
        """
        name, version = service.service, service.version
        dialect = contract_of(name, version).dialect
        has_ksz = (
            dialect is not Dialect.MAGDA
            or service.onward is not None
            or service.consults != ()
        )
        replies = []
        for question in service.ask_all(person, today):
            names = {element.tag for part in question for element in part.iter()}
            if numbers.is_bis(person.ssin) and (has_ksz or "ssin" in names):
                continue
            inner = "".join(etree.tostring(e, encoding="unicode") for e in question)
            if dialect is Dialect.KSZ:
                reply = self.ask_ksz(
                    name, version, service.operation, inner, today=today, bare=True
                )
            elif dialect is Dialect.SSDN:
                reply = self.ask_ssdn(name, version, inner, today=today)
            elif service.onward is not None:
                _, reply = self.onward(name, version, inner, today=today)
            else:
                reply = self.ask_magda(name, version, inner, today=today)
            replies.append(reply)
        return replies

    def magda_reply(self, name: str, version: str, inhoud: Element) -> Element:
        op = contract_of(name, version).operations[0]
        context = CONTEXT.format(naam=name, versie=version, type="ANTWOORD")
        root = wrap(
            op.response,
            f"<Repliek>{context}<Antwoorden><Antwoord><Referte>v-1</Referte></Antwoord>"
            "</Antwoorden></Repliek>",
        )
        root.find("Repliek/Antwoorden/Antwoord").append(copy.deepcopy(inhoud))
        return self._valid(op.contract, root)

    def onward(
        self, name: str, version: str, vraag: str, *, today: date = TODAY
    ) -> tuple[Reply, Reply]:
        """Pass a MAGDA question through the KSZ: the KSZ's reply and the Inhoud."""
        request = self.magda_request(name, version, vraag)
        service = self.service(name, version, name)
        assert service.check(request, today) == ()
        onward = service.onward
        assert onward is not None
        criteria = onward.criteria(request)
        assert criteria.tag == "criteria"
        inner = "".join(etree.tostring(child, encoding="unicode") for child in criteria)
        ksz = self.ask_ksz(
            onward.service,
            onward.version,
            onward.operation(request),
            inner,
            today=today,
        )
        findings = () if onward.refusals is None else onward.refusals(ksz.root)
        inhoud = onward.inhoud(ksz.root)
        self.magda_reply(name, version, inhoud)
        return ksz, Reply(root=inhoud, findings=known(findings))

    def valid(self, name: str, version: str, root: Element) -> bool:
        """Whether a message fits the contract."""
        return contract_of(name, version).validate(root) == ()

    def _with_ksz(
        self, down: Iterable[str], people: People | None, today: date
    ) -> Sources:
        """Sources of MAGDA, of which the KSZ is one; it refuses nothing by law here."""

        def consult(name: str, version: str, operation: str, asked: Element) -> Element:
            inner = etree.tostring(asked, encoding="unicode")
            about: dict[str, Any] = {"today": today, "down": down, "people": people}
            if contract_of(name, version).dialect is Dialect.SSDN:
                return self._over_ssdn(name, version, inner, about)
            try:
                reply = self.ask_ksz(
                    name,
                    version,
                    operation,
                    inner,
                    bare=True,
                    **about,
                )
            except SourceUnavailable as error:
                raise NoAnswer(KSZ_FAULT) from error
            if not reply.findings:
                return reply.root
            op = contract_of(name, version).operation(operation)
            request = self.ksz_request(name, version, operation, inner, bare=True)
            refusal = ksz.refuse(reply.findings, request, op, received=NOW, now=NOW)
            return self._valid(op.contract, refusal.payload)

        return self._sources(down, people).asking(lambda *_: None, consult)

    def _over_ssdn(
        self, name: str, version: str, inner: str, about: dict[str, Any]
    ) -> Element | None:
        """Give the whole document that the KSZ answers, also without its source."""
        try:
            return self.ask_ssdn(name, version, inner, **about).message
        except SourceUnavailable:
            op = contract_of(name, version).operations[0]
            request = self.ssdn_request(name, version, inner)
            finding = Finding(
                check="source.available",
                fault=HOPS["ksz"].faults["source"],
                requirement="the source answers",
            )
            refused = ssdn.refuse([finding], request, op, received=NOW, now=NOW)
            return self._valid(op.contract, refused.payload)

    def _sources(self, down: Iterable[str], people: People | None) -> Sources:
        conditions = dict.fromkeys(down, Condition(available=False))
        return Sources(self.people if people is None else people, conditions)

    def _valid(self, contract: Contract, root: Element) -> Element:
        """
        Insist that a message fits its contract.

        A property test that happens to draw a person with an invented bis number, and
        asks the KSZ, tries another one: the schemas of the KSZ have no place for it.
        """
        errors = contract.validate(root)
        bis = [each for each in root.iter("ssin") if numbers.is_bis(each.text or "")]
        if bis and errors and currently_in_test_context():
            reject()
        assert errors == (), etree.tostring(root, pretty_print=True).decode()
        return root


def contract_of(name: str, version: str) -> Contract:
    return load_catalogue().contract(name, version)


def known(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Insist that each finding names a wire fault that is as serious as it is."""
    for finding in findings:
        assert finding.fault is not None
        row = WIRE_FAULTS[finding.fault]
        is_remark = row.type in ("WAARSCHUWING", "INFORMATIE")
        assert is_remark is (finding.severity is Severity.WARNING)
    return findings


def element(tag: str) -> Element:
    return etree.Element(tag)


def wrap(clark_name: str, inner: str) -> Element:
    """A root in its namespace with unqualified children, as on the wire."""
    name = etree.QName(clark_name)
    return parse(
        f'<p:{name.localname} xmlns:p="{name.namespace}">{inner}</p:{name.localname}>'
    )


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The services, in front of the built-in persons."""
    return Desk(People.load())


@pytest.fixture(scope="session")
def somebody() -> Callable[..., Person]:
    """Make a person out of sections, `somebody(incapacity=(…))`."""

    def make(**sections: Any) -> Person:
        identity = {
            "ssin": "85643007594",
            "first_name": "Some",
            "last_name": "Body",
            "born": date(1985, 4, 30),
            "sex": "unknown",
        }
        identity |= sections.pop("identity", {})
        return Person.model_validate(
            {"id": "somebody", "title": "For one test", "identity": identity} | sections
        )

    return make
