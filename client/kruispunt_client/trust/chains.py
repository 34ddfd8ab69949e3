"""
Certificate paths: from a leaf, through certificates that anybody may have sent, to an
anchor. No files and no clock; `store.py` has those.

Why not `cryptography.x509.verification` alone: it stops at the first thing that is
wrong, knows no CRL, lets a permissive policy skip keyCertSign and key sizes, and its
documentation calls the API unstable. A supplier must see everything that is wrong at
once. So this file finds the path and names each finding, and a path without findings
must please that library as well (`_second_opinion`): two locks, either one refuses.

The rules of this file:

- a step up needs the issuer's name and its signature; an anchor ends the path;
- what signs is a CA (basicConstraints), may sign certificates (keyUsage, if it has
  one) and has no more CAs under it than pathLenConstraint says; self-issued ones
  count as well, which is stricter than the text;
- nothing is wrong with a certificate alone (`certificates.py`), but for an anchor's own
  signature, which proves nothing;
- bounded: length, certificates from a message, signatures that are tried.

Source: RFC 5280, section 6.1; the bounds are our choice, because real chains
have three certificates and a stranger must not make us work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from kruispunt_client.trust.certificates import (
    UNREADABLE,
    Facts,
    TrustProblem,
    Usage,
    check_algorithm,
    check_key,
)

MAX_LENGTH: Final = 5
"""Certificates in a path, leaf and anchor included."""

MAX_INTERMEDIATES: Final = 8
"""Certificates that a message may bring beside its leaf."""

MAX_SIGNATURES: Final = 32
"""Signatures tried for one leaf: many CAs of one name would be a maze."""

_PURPOSES: Final[Mapping[Usage, frozenset[x509.ObjectIdentifier]]] = {
    Usage.CLIENT_TLS: frozenset({ExtendedKeyUsageOID.CLIENT_AUTH}),
    Usage.SERVER_TLS: frozenset({ExtendedKeyUsageOID.SERVER_AUTH}),
    Usage.SIGNATURE: frozenset(
        {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH}
    ),
}
"""One of these is needed where there is an extendedKeyUsage; without one, all goes."""


_PURPOSE_NAMES: Final = {
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Leaf first; the last is an anchor, or a finding says why not."""

    steps: tuple[Facts, ...]
    problems: tuple[TrustProblem, ...]
    """Whatever holds at any moment and for any use."""
    anchored: bool

    def at(self, moment: datetime) -> tuple[TrustProblem, ...]:
        """Find out which certificates are outside their validity."""
        found = []
        for facts in self.steps:
            if moment > facts.end:
                check, bound = "trust.validity", f"until {facts.end:%Y-%m-%d %H:%M:%S}Z"
            elif moment < facts.begin:
                check, bound = (
                    "trust.not-yet-valid",
                    f"from {facts.begin:%Y-%m-%d %H:%M:%S}Z",
                )
            else:
                continue
            expected = f"{facts.name} valid at {moment.isoformat()}"
            found.append(TrustProblem(check=check, expected=expected, actual=bound))
        return tuple(found)

    def usable_for(self, usage: Usage) -> tuple[TrustProblem, ...]:
        """Find out whether the leaf, and each CA that limits itself, allows a use."""
        leaf = self.steps[0]
        found = []
        if leaf.constraints and leaf.constraints.ca:
            found.append(_usage(leaf, "no CA", "a CA"))
        if leaf.key_usage is None or not leaf.key_usage.digital_signature:
            actual = "no keyUsage" if leaf.key_usage is None else "keyUsage without it"
            found.append(_usage(leaf, "keyUsage digitalSignature", actual))
        wanted = _PURPOSES[usage]
        # The anchor is trusted for what the file is for.
        limited = self.steps[:-1] if self.anchored and self.steps[1:] else self.steps
        for facts in limited:
            if facts.purposes is not None and not facts.purposes & wanted:
                found.append(_usage(facts, _names(wanted), _names(facts.purposes)))
        return tuple(found)


def find_paths(
    leaf: Facts, pool: Iterable[Facts], anchors: Sequence[Facts]
) -> tuple[Path, ...]:
    """
    Find the paths from a leaf to the anchors.

    Args:
        leaf: The same object as in `anchors`, when it is one.
        pool: CAs that may lie between; each certificate once.
        anchors: Trusted as they are.

    Returns:
        One or more. When none leads to an anchor, the longest that there is, with
        the finding why it goes no further.
    """
    candidates = (*pool, *anchors)
    tried = 0
    ends: list[tuple[tuple[Facts, ...], str]] = []
    anchored: list[tuple[Facts, ...]] = []
    open_paths: list[tuple[Facts, ...]] = [(leaf,)]
    while open_paths:
        steps = open_paths.pop()
        last = steps[-1]
        if last in anchors:
            anchored.append(steps)
            continue
        named = [c for c in candidates if c.subject == last.issuer and c not in steps]
        tried += len(named)
        if len(steps) == MAX_LENGTH or tried > MAX_SIGNATURES:
            ends.append((steps, "too many certificates on the way"))
            continue
        above = [c for c in named if is_signed_by(last, c)]
        open_paths += [(*steps, facts) for facts in above]
        if not above:
            issuer = last.issuer.rfc4514_string()
            reason = "no signature by" if named else "nothing known of"
            ends.append((steps, f"{reason} issuer {issuer}"))
    if anchored:
        return tuple(_judge(steps) for steps in anchored)
    steps, reason = max(ends, key=lambda end: len(end[0]))
    return (_unanchored(steps, reason, anchors),)


def is_anchor(facts: Facts) -> bool:
    """
    Whether a certificate from the file of trusted ones is a root.

    Its signature by itself proves nothing. Old roots have one with SHA-1, which the
    library no longer verifies: then the names decide.
    """
    if facts.subject != facts.issuer:
        return False
    algorithm = facts.certificate.signature_algorithm_oid
    return bool(check_algorithm(algorithm, facts.name)) or is_signed_by(facts, facts)


def is_signed_by(child: Facts, issuer: Facts) -> bool:
    """Whether names and signature say that one certificate issued the other."""
    try:
        child.certificate.verify_directly_issued_by(issuer.certificate)
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def _judge(steps: tuple[Facts, ...]) -> Path:
    leaf, *above = steps
    found = [*leaf.problems]
    # An anchor's signature is its own and proves nothing; its key counts.
    for facts in above[:-1]:
        found += facts.problems
    for below, facts in enumerate(above):
        found += _check_ca(facts, below)
    if above:
        found += check_key(above[-1].certificate, above[-1].name)
    if above and not found:
        found += _second_opinion(steps)
    return Path(steps=steps, problems=tuple(found), anchored=True)


def _unanchored(
    steps: tuple[Facts, ...], reason: str, anchors: Sequence[Facts]
) -> Path:
    names = " or ".join(anchor.name for anchor in anchors)
    problem = TrustProblem(
        check="trust.chain", expected=f"a path to {names}", actual=reason
    )
    own = (problem for facts in steps for problem in facts.problems)
    return Path(steps=steps, problems=(problem, *own), anchored=False)


def _check_ca(facts: Facts, below: int) -> list[TrustProblem]:
    found = []
    limit = facts.constraints.path_length if facts.constraints else None
    if facts.constraints is None or not facts.constraints.ca:
        found.append(("a CA (basicConstraints)", "none"))
    elif limit is not None and below > limit:
        found.append((f"at most {limit} CAs under it", str(below)))
    if facts.key_usage is not None and not facts.key_usage.key_cert_sign:
        found.append(("keyUsage keyCertSign", "keyUsage without it"))
    return [
        TrustProblem(check="trust.chain", expected=f"{facts.name}: {want}", actual=got)
        for want, got in found
    ]


def _second_opinion(steps: tuple[Facts, ...]) -> tuple[TrustProblem, ...]:
    begin = max(facts.begin for facts in steps)
    if begin > min(facts.end for facts in steps):
        return ()  # no moment to ask about; `Path.at` refuses at each
    policy = verification.ExtensionPolicy.permit_all()
    # The library insists that somebody looks at basicConstraints.
    ca_policy = policy.require_present(
        x509.BasicConstraints, verification.Criticality.AGNOSTIC, None
    )
    leaf, *between, anchor = (facts.certificate for facts in steps)
    try:
        verification.PolicyBuilder().store(verification.Store([anchor])).time(
            begin
        ).max_chain_depth(MAX_LENGTH - 2).extension_policies(
            ca_policy=ca_policy, ee_policy=policy
        ).build_client_verifier().verify(leaf, between)
    except (verification.VerificationError, *UNREADABLE) as error:
        expected = "a path that cryptography.x509.verification accepts"
        return (
            TrustProblem(check="trust.chain", expected=expected, actual=str(error)),
        )
    return ()


def _usage(facts: Facts, expected: str, actual: str) -> TrustProblem:
    return TrustProblem(
        check="trust.usage", expected=f"{facts.name}: {expected}", actual=actual
    )


def _names(purposes: Iterable[x509.ObjectIdentifier]) -> str:
    names = (_PURPOSE_NAMES.get(oid, oid.dotted_string) for oid in purposes)
    return "extendedKeyUsage " + " or ".join(sorted(names))
