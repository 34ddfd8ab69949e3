"""
The TLS client, the signer and the declared sender must be one party.

Source: Protocol WiV–Wonen in Limburg art. 6.1 and 6.3 (unique certificate per party;
the signing certificate belongs to the caller).
"""

from __future__ import annotations

from kruispunt_simulator.message import Finding, Question
from kruispunt_simulator.parties import Connection, Party

_PROTOCOL = "Protocol WiV–Wonen in Limburg art. 6.1, 6.3"


def check_signer_is_caller(
    tls: Party | None,
    signer: Party | None,
    *,
    tls_name: str,
    signer_name: str,
    fault: str,
) -> tuple[Finding, ...]:
    """
    Find out whether the certificate of the connection and of the signature are one's.

    Args:
        tls: Party of the client certificate; None for one that is not registered.
        signer: Party of the signing certificate, likewise.
        tls_name: Common name of the client certificate.
        signer_name: Common name of the signing certificate.
        fault: Wire fault of a mismatch.

    Returns:
        No finding, or one.

    Source: Protocol WiV–Wonen in Limburg art. 6.3.
    """
    if tls_name == signer_name or (tls is not None and tls is signer):
        return ()
    return (
        Finding(
            check="agreement.signer-is-caller",
            fault=fault,
            requirement=_PROTOCOL,
            expected=f"signed by {tls_name}, who set up the connection",
            actual=f"the signature is by {signer_name}, not by the caller {tls_name}",
        ),
    )


def check_certificate_is_known(
    party: Party | None, *, common_name: str, fault: str
) -> tuple[Finding, ...]:
    """
    Find out whether the certificate is a registered party's: all that there is to know
    about the asker of a message that declares none.

    Args:
        party: Party of the certificate; None for one that is not registered.
        common_name: Of the certificate.
        fault: Wire fault of an unknown one.

    Returns:
        No finding, or one.

    Source: Protocol WiV–Wonen in Limburg art. 6.1; MAGDA wiki page 485982282.
    """
    if party is not None:
        return ()
    return (
        Finding(
            check="agreement.certificate-known",
            fault=fault,
            requirement=f"{_PROTOCOL}; MAGDA wiki page 485982282",
            expected="a certificate of a registered party",
            actual=f"no party has the certificate {common_name}",
        ),
    )


def check_sender_is_caller(
    party: Party | None,
    found: tuple[Party, Connection] | None,
    question: Question,
    *,
    common_name: str,
    fault: str,
) -> tuple[Finding, ...]:
    """
    Find out whether sender and capacity in the message belong to the certificate.

    Args:
        party: Party of the certificate; None for one that is not registered.
        found: Party and connection of the declared sender, if any has it.
        question: Declares sender and capacity.
        common_name: Of the certificate.
        fault: Wire fault of a mismatch.

    Returns:
        At most one finding: the first of unknown certificate, unknown sender, another
        party's sender, capacity that was not handed out.

    Source: Protocol WiV–Wonen in Limburg art. 6.1; MAGDA wiki page 485982282.
    """

    def refusal(check: str, expected: str, actual: str) -> tuple[Finding, ...]:
        return (
            Finding(
                check=check,
                fault=fault,
                requirement=f"{_PROTOCOL}; MAGDA wiki page 485982282",
                expected=expected,
                actual=actual,
            ),
        )

    if party is None:
        return check_certificate_is_known(party, common_name=common_name, fault=fault)
    if found is None:
        return refusal(
            "agreement.sender-known",
            f"a sender of {party.id}",
            f"sender {question.sender or '(none)'} is not connected here",
        )
    owner, connection = found
    if owner is not party:
        return refusal(
            "agreement.sender-is-caller",
            f"a sender of {party.id}",
            f"sender {question.sender} belongs to {owner.id}",
        )
    if question.capacity not in connection.capacities:
        return refusal(
            "agreement.capacity-known",
            f"one of {', '.join(connection.capacities)}",
            f"capacity {question.capacity or '(none)'} was not given to this sender",
        )
    return ()
