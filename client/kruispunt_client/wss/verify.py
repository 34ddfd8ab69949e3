"""
The verdict on a signed message.

Order: find the parts (`layout`), read the signature from its own octets
(`signature`), find the claimed signer (`token`). What fails there ends it, for there is
nothing left to judge. Then all judgements are made, and all problems reported together:
key, trust, algorithm, signature value, each reference, what they cover, the Timestamp.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kruispunt_contracts import ns
from kruispunt_contracts.profile import Part, SecurityProfile

from kruispunt_client.trust import Usage
from kruispunt_client.wss import octets
from kruispunt_client.wss.layout import Layout, locate, own_ids
from kruispunt_client.wss.result import (
    Element,
    Problem,
    SignedParts,
    Trust,
    VerificationError,
    problem,
    refusal,
)
from kruispunt_client.wss.signature import Reference, Signature, read_signature
from kruispunt_client.wss.timestamp import Window, check_timestamp, read_timestamp
from kruispunt_client.wss.token import Token, check_key, read_token

_XSI_ATTRIBUTES: Final = tuple(
    f"{{{ns.XSI}}}{name}"
    for name in ("type", "schemaLocation", "noNamespaceSchemaLocation")
)

_NOT_SIGNED: Final = {
    Part.BODY: "signature.body-not-signed",
    Part.TIMESTAMP: "signature.timestamp-not-signed",
    Part.TOKEN: "signature.token-not-signed",
    Part.USER: "signature.user-not-signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A message, taken apart but not yet believed."""

    layout: Layout
    signature: Signature
    token: Token


def verify(
    envelope: Element,
    *,
    profile: SecurityProfile,
    trust: Trust,
    now: datetime,
    trust_time: datetime,
) -> SignedParts:
    """
    Find out what a message proves, and hand out nothing else.

    Args:
        envelope: Root element from `kruispunt_contracts.parsing.parse`; not changed.
        profile: What is demanded.
        trust: Who is believed.
        now: Aware; when the message came, for the Timestamp.
        trust_time: Aware; when the certificates must be valid (`--today` can move it).

    Returns:
        The signed parts. Use only these from here on, never `envelope`.

    Raises:
        VerificationError: Everything that is wrong. Also for a message without
            signature, whatever `profile.unsigned_allowed` says.
        ValueError: `now` or `trust_time` is naive; that is the caller's mistake.
    """
    if now.tzinfo is None or trust_time.tzinfo is None:
        raise ValueError("now and trust_time need a time zone")
    layout = locate(envelope)
    signature = read_signature(layout.signature, profile.canonicalizations)
    token = read_token(layout, signature.key_info)
    claim = _Claim(layout=layout, signature=signature, token=token)
    try:
        return _judge(claim, profile, trust, now, trust_time)
    except VerificationError as error:
        raise VerificationError(error.problems, certificate=token.chain[0]) from None


def _judge(
    claim: _Claim,
    profile: SecurityProfile,
    trust: Trust,
    now: datetime,
    trust_time: datetime,
) -> SignedParts:
    token, signature = claim.token, claim.signature
    references = _check_references(claim, profile)
    time = _check_time(claim, references, profile, now)
    problems = [
        *_check_token(token, profile, trust, trust_time),
        *_check_value(signature, token, profile),
        *references.problems,
        *_check_coverage(claim, references, profile),
        *time.problems,
    ]
    if problems:
        raise VerificationError(problems)
    window = time.window
    return SignedParts(
        body=_body(references.octets[Part.BODY]),
        signer=token.chain[0],
        chain=token.chain,
        signature_value=octets.without_twin(signature.value, token.key),
        created=window.created if window else None,
        expires=window.expires if window else None,
        user=_user(references),
        parts=frozenset(references.octets),
        token=token.kind,
        signature_algorithm=signature.algorithm,
        warnings=(
            *_tolerated(signature, profile),
            *time.warnings,
            *_uncovered_user(claim, references),
        ),
        clock_difference=now - window.created if window else None,
    )


def _body(canonical: bytes) -> Element:
    """
    Read the Body from the octets that were digested.

    Exclusive C14N leaves out the declaration of a prefix that is only used in a value,
    such as the type in `xsi:type="ns2:Insz"`, so that such a value may mean nothing any
    more, or something that was not signed. No contract needs `xsi:type`, and schema
    hints of a sender are never followed, so these attributes go. `xsi:nil` stays.
    """
    body = octets.read(canonical)
    if ns.XSI.encode() in canonical:
        for element in body.iter("*"):
            for name in _XSI_ATTRIBUTES:
                element.attrib.pop(name, None)
    return body


def _user(references: _References) -> str | None:
    signed = references.octets.get(Part.USER)
    if signed is None:
        return None
    return octets.read(signed).text or None


@dataclass(slots=True, kw_only=True)
class _References:
    """What came of the references."""

    octets: dict[Part, bytes] = field(default_factory=dict)
    """Canonical octets of each part whose digest is right."""
    named: set[Part] = field(default_factory=set)
    """Parts that a reference leads to, whether their digest is right or not."""
    problems: list[Problem] = field(default_factory=list)


def _check_references(claim: _Claim, profile: SecurityProfile) -> _References:
    """Compare every digest."""
    found = _References()
    direct, through_str = _places(claim)
    for reference in claim.signature.references:
        places = through_str if reference.through_str else direct
        try:
            part, element = _resolve(reference.id, places, claim.layout)
            if part in found.named:
                raise refusal(
                    "signature.reference",
                    expected=f"one reference to {part.value}",
                    actual="another one",
                )
            found.named.add(part)
            found.octets[part] = _digested(reference, element, profile)
        except VerificationError as error:
            found.problems += error.problems
    return found


_Places = dict[str, tuple[Part, Element]]


def _places(claim: _Claim) -> tuple[_Places, _Places]:
    """Give what a reference may mean by id: directly, and through a STR-Transform."""
    layout, token = claim.layout, claim.token
    parts = (
        (Part.BODY, layout.body),
        (Part.TIMESTAMP, layout.timestamp),
        (Part.TOKEN, token.element),
        (Part.USER, layout.user),
    )
    direct = {
        id_: (part, element)
        for part, element in parts
        if element is not None
        for id_ in own_ids(element)
    }
    if token.element is None or token.reference is None:
        return direct, {}
    meant = (Part.TOKEN, token.element)
    return direct, dict.fromkeys(own_ids(token.reference), meant)


def _resolve(id_: str, places: _Places, layout: Layout) -> tuple[Part, Element]:
    """Find the element that a reference means; its id must be the only one."""
    count = layout.ids.count(id_)
    if count > 1:
        raise refusal("id.ambiguous", expected=f"{id_} once", actual=f"{count} times")
    if id_ in places:
        return places[id_]
    raise refusal(
        "signature.reference",
        expected="the Body, the Timestamp, the User or the token in use",
        actual=f"#{id_}: " + ("something else" if count else "nothing"),
    )


def _digested(
    reference: Reference, element: Element, profile: SecurityProfile
) -> bytes:
    """Give the octets that a reference digests, if their digest is right."""
    algorithm = reference.digest_algorithm
    if not profile.accepts_digest(algorithm):
        raise refusal(
            "signature.digest-algorithm",
            expected=" or ".join(sorted(profile.digest_algorithms)),
            actual=repr(algorithm),
        )
    canonical = octets.canonical_token if reference.through_str else octets.canonical
    result = canonical(element, reference.canonicalization)
    digest = octets.digest(result, algorithm)
    if digest != reference.digest:
        raise refusal(
            "signature.digest",
            expected=f"#{reference.id}: {reference.digest.hex()}",
            actual=digest.hex(),
        )
    return result


def _check_token(
    token: Token, profile: SecurityProfile, trust: Trust, trust_time: datetime
) -> list[Problem]:
    problems = [*token.problems, *check_key(token.key, profile.min_rsa_bits)]
    if token.kind not in profile.tokens:
        problems.append(
            problem(
                "token.kind",
                expected=" or ".join(sorted(kind.value for kind in profile.tokens)),
                actual=token.kind.value,
            )
        )
    signer, *others = token.chain
    for found in trust.check(signer, others, at=trust_time, usage=Usage.SIGNATURE):
        problems.append(
            problem(
                f"token.{found.check}", expected=found.expected, actual=found.actual
            )
        )
    return problems


def _check_value(
    signature: Signature, token: Token, profile: SecurityProfile
) -> list[Problem]:
    algorithm = signature.algorithm
    if not profile.accepts_signature(algorithm) or not octets.suits(
        algorithm, token.key
    ):
        return [
            problem(
                "signature.algorithm",
                expected=" or ".join(sorted(profile.signature_algorithms))
                + ", to suit the key",
                actual=repr(algorithm),
            )
        ]
    if octets.is_signature_of(
        signature.octets, value=signature.value, algorithm=algorithm, key=token.key
    ):
        return []
    return [
        problem(
            "signature.value",
            expected="the signature of the claimed signer under SignedInfo",
            actual=f"{len(signature.value)} octets that are not",
        )
    ]


def _check_coverage(
    claim: _Claim, references: _References, profile: SecurityProfile
) -> list[Problem]:
    """Find the parts that must be signed and are not, but for the Timestamp."""
    wanted = {Part.BODY}
    if claim.token.element is not None:  # if none is allowed is `token.kind`'s matter
        wanted |= profile.signed_parts & {Part.TOKEN}
    if claim.layout.user is not None:
        wanted |= profile.signed_parts & {Part.USER}
    return [
        _not_covered(part, references)
        for part in sorted(wanted - references.named, key=lambda part: part.value)
    ]


def _uncovered_user(claim: _Claim, references: _References) -> tuple[Problem, ...]:
    """Give a warning for a User block that proves nothing and is not used."""
    if claim.layout.user is None or Part.USER in references.named:
        return ()
    return (_not_covered(Part.USER, references),)


def _not_covered(part: Part, references: _References) -> Problem:
    return problem(
        _NOT_SIGNED[part],
        expected=f"a reference to {part.value}",
        actual=", ".join(sorted(each.value for each in references.named)) or "none",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """What came of the Timestamp."""

    window: Window | None = None
    """None unless it is signed."""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def _check_time(
    claim: _Claim, references: _References, profile: SecurityProfile, now: datetime
) -> _Time:
    """Find out whether there is a Timestamp if there must be, signed, and fresh."""
    element = claim.layout.timestamp
    if element is None:
        absent = problem("timestamp.missing", expected="a Timestamp", actual="none")
        required = Part.TIMESTAMP in profile.signed_parts
        return _Time(problems=(absent,) if required else ())
    signed = references.octets.get(Part.TIMESTAMP)
    try:
        window = read_timestamp(element if signed is None else octets.read(signed))
    except VerificationError as error:
        return _Time(problems=error.problems)
    problems = check_timestamp(window, profile, now)
    if Part.TIMESTAMP in references.named:
        return _Time(window=window, problems=problems)
    unsigned = problem(
        _NOT_SIGNED[Part.TIMESTAMP],
        expected=f"a reference to {Part.TIMESTAMP.value}",
        actual="none",
    )
    if profile.unsigned_timestamp_allowed:
        return _Time(problems=problems, warnings=(unsigned,))
    return _Time(problems=(*problems, unsigned))


def _tolerated(signature: Signature, profile: SecurityProfile) -> tuple[Problem, ...]:
    """Give a warning for each algorithm that is accepted, but should not be used."""
    digests = {reference.digest_algorithm for reference in signature.references}
    found = [
        ("signature.algorithm", algorithm)
        for algorithm in {signature.algorithm} & profile.tolerated_signature_algorithms
    ] + [
        ("signature.digest-algorithm", algorithm)
        for algorithm in digests & profile.tolerated_digest_algorithms
    ]
    return tuple(
        problem(check, expected="SHA-256 or longer", actual=algorithm)
        for check, algorithm in found
    )
