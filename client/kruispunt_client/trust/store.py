"""
Whom to trust: a file of anchors, a file of CRLs, and every finding about a certificate.

Used by clients for the hop they call and by hops for their callers. TLS decides too,
with OpenSSL; this is for signed messages, for the simulated date, which OpenSSL cannot
be told in Python, and for reasons, which it does not give.

The files may change while a program runs (`kruispunt certs revoke`): each check looks
at their dates, reads them again when needed, and trusts nobody while they are broken.

Source: S-TR-02 to S-TR-05, from Protocol WiV–Wonen in Limburg art. 6.1; rules and their
sources in `certificates.py`, `chains.py` and `revocation.py`.
"""

from __future__ import annotations

import os
import re
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from kruispunt_client.errors import InvalidSettings
from kruispunt_client.trust import chains, revocation
from kruispunt_client.trust.certificates import (
    CHECKS,
    UNREADABLE,
    Facts,
    TrustProblem,
    Usage,
    read_facts,
)

NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME, which `ssl` has no name for. Source: OpenSSL, x509_vfy.h;
observed to work through `SSLContext.verify_flags` on Python 3.11, 3.12 and 3.13."""

_CACHED: Final = 512
"""Leaves remembered; a national platform has fewer callers than this on a laptop."""

_CRL_PEM: Final = re.compile(
    rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What is known about one path, whatever the moment."""

    path: chains.Path
    standing: revocation.Standing
    for_usage: Mapping[Usage, tuple[TrustProblem, ...]]

    def at(self, moment: datetime, usage: Usage) -> tuple[TrustProblem, ...]:
        return (
            *self.path.problems,
            *self.path.at(moment),
            *self.for_usage[usage],
            *self.standing.problems,
            *self.standing.at(moment),
        )


_Certificates = tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """The files as they were at one moment, and what was found out with them."""

    stamp: tuple[object, ...]
    anchors: tuple[Facts, ...] = ()
    others: tuple[Facts, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] | None = None
    """None: no CRLs are asked for."""
    broken: TrustProblem | None = None
    verdicts: dict[_Certificates, tuple[_Verdict, ...]] = field(default_factory=dict)


class TrustStore:
    """Checks certificates against two PEM files; safe to share between threads."""

    def __init__(self, trust_pem: Path, crl_pem: Path | None) -> None:
        """Refer to the files; `TrustStore.load` knows that they are good."""
        self._trust_pem = trust_pem
        self._crl_pem = crl_pem
        self._lock = threading.Lock()
        self._material = _Material(stamp=())

    @classmethod
    def load(cls, trust_pem: Path, crl_pem: Path | None) -> TrustStore:
        """
        Read both files.

        Args:
            trust_pem: Self-signed certificates are anchors; others may complete a
                chain, but prove nothing.
            crl_pem: One CRL or more for each CA that issues; None asks for none.

        Raises:
            InvalidSettings: A file is missing or unreadable, or holds no anchor.
        """
        store = cls(trust_pem, crl_pem)
        store._material = store._read(store._stamp())
        return store

    @property
    def anchors_pem_path(self) -> Path:
        """The file of anchors, for an `ssl.SSLContext`."""
        return self._trust_pem

    @property
    def crl_pem_path(self) -> Path | None:
        """The file of CRLs, for an `ssl.SSLContext`."""
        return self._crl_pem

    def configure(self, context: ssl.SSLContext, *, check_time: bool = True) -> None:
        """
        Make TLS handshakes trust the same anchors and ask the same CRLs.

        A context never reads the files again: until a restart, `check` alone sees what
        was revoked since.

        Args:
            context: For a client or a server; changed in place. One that trusts nobody
                yet: `create_default_context()` alone trusts the public CAs.
            check_time: False leaves the dates to `check`, for a simulated date.
        """
        # Only roots are anchors, as in `check`. Python 3.13 lets each certificate of
        # the file be one, and OpenSSL then finds no CRL for the issuing CA. A number,
        # because `~` of a flag also clears those that `ssl` has no name for.
        context.verify_flags &= ~int(ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN)
        context.load_verify_locations(self._trust_pem)
        if self._crl_pem is not None:
            context.load_verify_locations(self._crl_pem)
            context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_CHAIN
        if not check_time:
            context.verify_flags |= NO_CHECK_TIME

    def check(
        self,
        leaf: x509.Certificate,
        intermediates: Sequence[x509.Certificate],
        *,
        at: datetime,
        usage: Usage,
    ) -> tuple[TrustProblem, ...]:
        """
        Find out everything that is wrong with a certificate.

        Args:
            leaf: Whose key signed, or opened the connection.
            intermediates: What came with it, in any order; more than
                `chains.MAX_INTERMEDIATES` is a finding.
            at: Aware; may be a simulated date.
            usage: What the certificate is shown for.

        Returns:
            None when it is trusted. Of several paths, the findings of the best. Never
            raises on bad certificates or on files that broke since `load`.

        Raises:
            ValueError: `at` is naive.
        """
        if at.tzinfo is None:
            raise ValueError("at: expected an aware datetime")
        material = self._current()
        if material.broken is not None:
            return (material.broken,)
        key = (leaf, *intermediates)
        verdicts = material.verdicts.get(key)
        if verdicts is None:
            if len(intermediates) > chains.MAX_INTERMEDIATES:
                most = f"at most {chains.MAX_INTERMEDIATES} certificates with the leaf"
                return (_problem("trust.chain", most, len(intermediates)),)
            try:
                verdicts = _judge(material, leaf, intermediates)
            except UNREADABLE as error:
                return (_problem("trust.readable", CHECKS["trust.readable"], error),)
            _remember(material, key, verdicts)
        return min((verdict.at(at, usage) for verdict in verdicts), key=len)

    def _current(self) -> _Material:
        stamp = self._stamp()
        if stamp == self._material.stamp:
            return self._material
        with self._lock:
            if stamp != self._material.stamp:
                try:
                    self._material = self._read(stamp)
                except InvalidSettings as error:
                    problem = _problem("trust.store", CHECKS["trust.store"], error)
                    self._material = _Material(stamp=stamp, broken=problem)
            return self._material

    def _stamp(self) -> tuple[object, ...]:
        # Taken before reading: a change in between shows at the next check. The inode
        # tells two writes apart within one tick of the file system's clock.
        return (_stamp(self._trust_pem), self._crl_pem and _stamp(self._crl_pem))

    def _read(self, stamp: tuple[object, ...]) -> _Material:
        anchors, others = _read_anchors(self._trust_pem)
        crls = None if self._crl_pem is None else _read_crls(self._crl_pem)
        return _Material(stamp=stamp, anchors=anchors, others=others, crls=crls)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read_anchors(path: Path) -> tuple[tuple[Facts, ...], tuple[Facts, ...]]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
        everyone = [read_facts(c) for c in dict.fromkeys(certificates)]
    except (OSError, *UNREADABLE) as error:
        raise InvalidSettings(f"{path}: expected PEM certificates: {error}") from error
    anchors = tuple(facts for facts in everyone if chains.is_anchor(facts))
    if not anchors:
        raise InvalidSettings(f"{path}: expected a self-signed certificate as anchor")
    return anchors, tuple(facts for facts in everyone if facts not in anchors)


def _read_crls(path: Path) -> tuple[x509.CertificateRevocationList, ...]:
    try:
        pems = _CRL_PEM.findall(path.read_bytes())
        crls = tuple(revocation.read_crl(pem) for pem in pems)
    except (OSError, *UNREADABLE) as error:
        raise InvalidSettings(f"{path}: expected PEM CRLs: {error}") from error
    if not crls:
        raise InvalidSettings(f"{path}: expected a CRL, found none")
    return crls


def _judge(
    material: _Material,
    leaf: x509.Certificate,
    intermediates: Sequence[x509.Certificate],
) -> tuple[_Verdict, ...]:
    known = {
        facts.certificate: facts for facts in (*material.anchors, *material.others)
    }
    facts = known.get(leaf) or read_facts(leaf)
    brought = [
        read_facts(certificate)
        for certificate in dict.fromkeys(intermediates)
        if certificate not in known and certificate != leaf
    ]
    pool = (*brought, *material.others)
    return tuple(
        _Verdict(
            path=path,
            standing=revocation.look_up(path, material.crls)
            if material.crls is not None and path.anchored
            else revocation.Standing(),
            for_usage={usage: path.usable_for(usage) for usage in Usage},
        )
        for path in chains.find_paths(facts, pool, material.anchors)
    )


def _remember(
    material: _Material, key: _Certificates, verdicts: tuple[_Verdict, ...]
) -> None:
    # Only what leads to an anchor, and brings nothing that is not on the way: strangers
    # shall not fill the memory.
    used = {step.certificate for verdict in verdicts for step in verdict.path.steps}
    if not verdicts[0].path.anchored or not used.issuperset(key):
        return
    if len(material.verdicts) >= _CACHED:
        material.verdicts.clear()
    material.verdicts[key] = verdicts


def _problem(check: str, expected: str, actual: object) -> TrustProblem:
    return TrustProblem(check=check, expected=expected, actual=str(actual))
