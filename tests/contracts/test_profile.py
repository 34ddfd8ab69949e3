"""The tables of profiles and shapes."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from kruispunt_contracts import profile
from kruispunt_contracts.profile import (
    PLATFORM,
    REPLY_PLATFORM,
    REPLY_STRICT,
    SHAPES,
    STRICT,
    Part,
    SecurityProfile,
    SigningShape,
    TokenKind,
    profile_for,
)

HOPS = ("wiv", "magda", "ksz")
PROFILES = (
    *(profile_for(hop, policy) for hop in HOPS for policy in ("platform", "strict")),
    REPLY_STRICT,
    REPLY_PLATFORM,
)


@pytest.mark.parametrize("each", PROFILES, ids=lambda each: each.name)
def test_no_profile_lets_the_body_go_unsigned(each: SecurityProfile) -> None:
    assert Part.BODY in each.signed_parts


@pytest.mark.parametrize("each", PROFILES, ids=lambda each: each.name)
def test_rsa_and_ecdsa_with_sha256_are_always_accepted(each: SecurityProfile) -> None:
    assert {profile.RSA_SHA256, profile.ECDSA_SHA256} <= each.signature_algorithms
    assert profile.SHA256 in each.digest_algorithms


@pytest.mark.parametrize("each", PROFILES, ids=lambda each: each.name)
def test_what_is_tolerated_is_not_also_accepted_without_remark(
    each: SecurityProfile,
) -> None:
    assert not each.signature_algorithms & each.tolerated_signature_algorithms
    assert not each.digest_algorithms & each.tolerated_digest_algorithms


def test_only_the_ksz_and_real_replies_may_be_unsigned() -> None:
    unsigned = {each.name for each in PROFILES if each.unsigned_allowed}
    assert unsigned == {"ksz-platform", "reply-platform"}


@pytest.mark.parametrize("hop", HOPS)
def test_strict_wants_everything_signed_with_sha2(hop: str) -> None:
    strict = profile_for(hop, "strict")
    assert strict.signed_parts == set(Part)
    assert strict.tokens == {TokenKind.X509_V3, TokenKind.PKI_PATH}
    assert not strict.accepts_signature(profile.RSA_SHA1)
    assert not strict.accepts_digest(profile.SHA1)
    assert not strict.unsigned_allowed


@pytest.mark.parametrize("hop", HOPS)
@pytest.mark.parametrize("shape", SHAPES)
def test_platform_accepts_the_algorithms_of_every_shape(hop: str, shape: str) -> None:
    platform, row = profile_for(hop, "platform"), SHAPES[shape]
    assert row.token in platform.tokens
    assert platform.signed_parts <= set(row.parts)
    assert row.canonicalization in platform.canonicalizations
    assert platform.accepts_signature(row.rsa_algorithm)
    assert platform.accepts_digest(row.digest_algorithm)


def test_shapes_are_listed_under_their_names() -> None:
    assert {name: shape.name for name, shape in SHAPES.items()} == {
        name: name
        for name in ("standard", "connector", "savon", "dotnet", "platform-reply")
    }


@pytest.mark.parametrize(
    ("hop", "policy"), [("magda", "lenient"), ("wim", "strict"), ("", "")]
)
def test_unknown_hop_or_policy_is_named(hop: str, policy: str) -> None:
    with pytest.raises(LookupError, match=f"no profile {hop}/{policy}; there are"):
        profile_for(hop, policy)


@pytest.mark.parametrize(
    "changes",
    [
        {"parts": (Part.TOKEN,)},
        {"parts": ()},
        {"in_security_header": False},
        {"token": TokenKind.X509_DATA},
        {"token": TokenKind.X509_DATA, "in_security_header": False},
    ],
    ids=str,
)
def test_shape_that_nobody_could_make_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="impossible"):
        SigningShape(name="impossible", **changes)


def test_values_cannot_be_changed() -> None:
    for value in (STRICT, PLATFORM, SHAPES["standard"]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.name = "other"  # type: ignore[misc]
