"""The way from a leaf to an anchor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from kruispunt_client.trust import Usage, chains

Judge = Callable[..., list[str]]
MakeRoot = Callable[..., Any]

CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
SIGN_CODE = ExtendedKeyUsageOID.CODE_SIGNING


def test_a_chain_of_three_is_trusted(root: Any, issuing: Any, judge: Judge) -> None:
    assert judge([root], issuing.issue(), issuing) == []


def test_the_issuing_ca_may_come_from_the_trust_file(
    root: Any, issuing: Any, judge: Judge
) -> None:
    assert judge([root, issuing], issuing.issue()) == []


def test_a_missing_issuing_ca_is_named(root: Any, issuing: Any, judge: Judge) -> None:
    assert judge([root], issuing.issue(), texts=True) == [
        "trust.chain: expected a path to CN=root,"
        " got nothing known of issuer CN=issuing"
    ]


def test_the_root_may_come_along_and_changes_nothing(
    root: Any, issuing: Any, make_root: MakeRoot, judge: Judge
) -> None:
    assert judge([root], issuing.issue(), root, issuing) == []
    stranger = make_root("stranger")
    assert judge([root], stranger.issue(), stranger) == ["trust.chain"]


def test_an_impostor_with_the_same_names_is_refused(
    root: Any, issuing: Any, make_root: MakeRoot, judge: Judge
) -> None:
    fake_issuing = make_root().issue_ca()
    leaf = fake_issuing.issue()
    assert judge([root], leaf, fake_issuing) == ["trust.chain"]
    assert judge([root], leaf, issuing, texts=True) == [
        "trust.chain: expected a path to CN=root, got no signature by issuer CN=issuing"
    ]


def test_an_impostor_beside_the_true_ca_does_no_harm(
    root: Any, issuing: Any, make_root: MakeRoot, judge: Judge
) -> None:
    fake_root = make_root()
    assert (
        judge([root], issuing.issue(), fake_root, fake_root.issue_ca(), issuing) == []
    )


def test_an_untrusted_root_that_comes_along_is_no_anchor(
    root: Any, make_root: MakeRoot, judge: Judge
) -> None:
    mine = make_root("mine")
    assert judge([root], mine.issue(), mine) == ["trust.chain"]
    assert judge([root, mine], mine.issue()) == []


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ({}, []),
        ({"ca": False}, ["trust.chain"]),
        ({"ca": None}, ["trust.chain"]),
        ({"usage": "digital_signature crl_sign"}, ["trust.chain"]),
        ({"usage": None}, []),
    ],
    ids=["good", "not a CA", "no basicConstraints", "no keyCertSign", "no keyUsage"],
)
def test_only_a_ca_may_sign_certificates(
    root: Any, judge: Judge, shape: dict[str, Any], found: list[str]
) -> None:
    issuing = root.issue_ca(**shape)
    assert judge([root], issuing.issue(), issuing) == found


def test_a_party_cannot_issue_for_another(
    root: Any, issuing: Any, judge: Judge
) -> None:
    party = issuing.issue("party")
    found = judge([root], party.issue("victim"), party, issuing)
    assert found == ["trust.chain"] * 3  # no CA, may not sign, and one too many


@pytest.mark.parametrize(
    ("limit", "found"), [(0, ["trust.chain"]), (1, []), (None, [])]
)
def test_a_ca_has_no_more_cas_under_it_than_it_may(
    root: Any, judge: Judge, limit: int | None, found: list[str]
) -> None:
    upper = root.issue_ca("upper", path_length=limit)
    lower = upper.issue_ca("lower")
    assert judge([root], lower.issue(), lower, upper) == found


@pytest.mark.parametrize(("limit", "found"), [(0, ["trust.chain"]), (1, [])])
def test_a_root_has_no_more_cas_under_it_than_it_may(
    make_root: MakeRoot, judge: Judge, limit: int, found: list[str]
) -> None:
    root = make_root(path_length=limit)
    issuing = root.issue_ca()
    assert judge([root], issuing.issue(), issuing) == found


def test_a_path_has_five_certificates_at_most(root: Any, judge: Judge) -> None:
    above = [root]
    for number in range(4):
        above.append(above[-1].issue_ca(f"ca {number}"))
    assert judge([root], above[3].issue(), *above[1:4]) == []
    assert judge([root], above[4].issue(), *above[1:], texts=True) == [
        "trust.chain: expected a path to CN=root, got too many certificates on the way"
    ]


def test_a_loop_has_an_end(root: Any, make_root: MakeRoot, judge: Judge) -> None:
    """Two CAs that certified each other, and no anchor in sight."""
    one, two = make_root("one"), make_root("two")
    loop = [two.issue_ca("one", key=one.key), one.issue_ca("two", key=two.key)]
    assert judge([root], one.issue(), *loop) == ["trust.chain"]


def test_a_maze_has_an_end(
    make_root: MakeRoot, root: Any, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step could go eight ways, to the power of the length."""
    tried = []
    verify = chains.is_signed_by

    def count(child: chains.Facts, issuer: chains.Facts) -> bool:
        tried.append(issuer.name)
        return verify(child, issuer)

    monkeypatch.setattr(chains, "is_signed_by", count)
    maze = make_root("maze")
    ways = [maze.issue_ca("maze", key=maze.key) for _ in range(8)]
    assert judge([root], maze.issue(), *ways) == ["trust.chain"]
    assert 8 < tried.count("CN=maze") <= chains.MAX_SIGNATURES


def test_more_certificates_than_anybody_needs_are_refused_unread(
    root: Any, issuing: Any, judge: Judge
) -> None:
    others = [root.issue_ca(f"ca {number}") for number in range(8)]
    assert judge([root], issuing.issue(), issuing, *others[1:]) == []
    assert judge([root], issuing.issue(), issuing, *others) == ["trust.chain"]


def test_of_two_ways_the_good_one_counts(root: Any, judge: Judge) -> None:
    """As when a platform renews its issuing CA with the same key."""
    past = datetime(2020, 1, 1, tzinfo=UTC)
    old = root.issue_ca(end=past)
    new = root.issue_ca(key=old.key, begin=past)
    leaf = old.issue()
    assert judge([root], leaf, old) == ["trust.validity"]
    assert judge([root], leaf, old, new) == []
    assert judge([root], leaf, new, old) == []


def test_a_pinned_certificate_may_be_its_own_anchor(
    make_root: MakeRoot, judge: Judge
) -> None:
    """Some test platforms have a self-signed certificate."""
    pinned = make_root("pinned", ca=False, usage="digital_signature")
    assert judge([pinned], pinned) == []
    again = make_root("pinned", ca=False, usage="digital_signature")
    assert judge([pinned], again) == ["trust.chain"]


def test_a_ca_is_no_party(root: Any, issuing: Any, judge: Judge) -> None:
    """Also not the CA of a PKIPath that a client took for its own certificate."""
    assert judge([root], issuing) == ["trust.usage", "trust.usage"]
    both = root.issue_ca(usage="key_cert_sign digital_signature")
    assert judge([root], both) == ["trust.usage"]


@pytest.mark.parametrize(
    ("usage", "purposes", "found"),
    [
        (Usage.CLIENT_TLS, (CLIENT,), []),
        (Usage.CLIENT_TLS, (SERVER,), ["trust.usage"]),
        (Usage.CLIENT_TLS, (CLIENT, SERVER), []),
        (Usage.CLIENT_TLS, (), []),
        (Usage.SERVER_TLS, (SERVER,), []),
        (Usage.SERVER_TLS, (CLIENT,), ["trust.usage"]),
        (Usage.SIGNATURE, (CLIENT,), []),
        (Usage.SIGNATURE, (SERVER,), []),
        (Usage.SIGNATURE, (), []),
        (Usage.SIGNATURE, (SIGN_CODE,), ["trust.usage"]),
    ],
)
def test_a_certificate_is_used_for_what_it_says(
    root: Any,
    judge: Judge,
    usage: Usage,
    purposes: tuple[x509.ObjectIdentifier, ...],
    found: list[str],
) -> None:
    assert judge([root], root.issue(purposes=purposes), usage=usage) == found


@pytest.mark.parametrize("usage", Usage)
@pytest.mark.parametrize(
    ("key_usage", "found"),
    [
        ("digital_signature", []),
        ("key_encipherment", ["trust.usage"]),
        ("content_commitment", ["trust.usage"]),
        (None, ["trust.usage"]),
    ],
)
def test_a_key_signs_only_when_it_may(
    root: Any, judge: Judge, usage: Usage, key_usage: str | None, found: list[str]
) -> None:
    leaf = root.issue(usage=key_usage, purposes=(CLIENT, SERVER))
    assert judge([root], leaf, usage=usage) == found


@pytest.mark.parametrize(
    ("purposes", "found"), [((CLIENT,), []), ((SERVER,), ["trust.usage"])]
)
def test_a_ca_can_limit_what_it_issues_for(
    root: Any,
    judge: Judge,
    purposes: tuple[x509.ObjectIdentifier, ...],
    found: list[str],
) -> None:
    issuing = root.issue_ca(purposes=purposes)
    assert judge([root], issuing.issue(), issuing) == found


@pytest.mark.parametrize("who", ["root", "issuing", "leaf"])
def test_every_certificate_of_the_path_has_its_dates(
    make_root: MakeRoot, judge: Judge, who: str
) -> None:
    end = datetime(2020, 1, 1, tzinfo=UTC)
    short = {who: {"end": end}}
    root = make_root(**short.get("root", {}))
    issuing = root.issue_ca(**short.get("issuing", {}))
    leaf = issuing.issue(**short.get("leaf", {}))
    assert judge([root], leaf, issuing, at=end) == []
    (line,) = judge([root], leaf, issuing, texts=True)
    assert line == (
        f"trust.validity: expected CN={who} valid at 2026-03-04T00:00:00+00:00,"
        " got until 2020-01-01 00:00:00Z"
    )


def test_a_certificate_has_a_beginning(root: Any, judge: Judge) -> None:
    begin = datetime(2030, 1, 1, tzinfo=UTC)
    leaf = root.issue(begin=begin)
    assert judge([root], leaf) == ["trust.not-yet-valid"]
    assert judge([root], leaf, at=begin) == []


def test_everything_that_is_wrong_is_told_at_once(root: Any, judge: Judge) -> None:
    end = datetime(2020, 1, 1, tzinfo=UTC)
    leaf = root.issue(usage="key_encipherment", purposes=(SERVER,), end=end)
    assert judge([root], leaf) == ["trust.validity", "trust.usage", "trust.usage"]


def test_a_stranger_too_is_told_everything(
    root: Any, make_root: MakeRoot, judge: Judge
) -> None:
    end = datetime(2020, 1, 1, tzinfo=UTC)
    leaf = make_root("stranger").issue(purposes=(SERVER,), end=end)
    assert judge([root], leaf) == ["trust.chain", "trust.validity", "trust.usage"]


def test_certificates_without_a_common_moment_are_refused_at_each(
    root: Any, judge: Judge
) -> None:
    middle = datetime(2020, 1, 1, tzinfo=UTC)
    issuing = root.issue_ca(end=middle)
    leaf = issuing.issue(begin=datetime(2021, 1, 1, tzinfo=UTC))
    for year, check in ((2019, "trust.not-yet-valid"), (2022, "trust.validity")):
        at = datetime(year, 1, 1, tzinfo=UTC)
        assert judge([root], leaf, issuing, at=at) == [check]


@pytest.mark.parametrize(
    ("name", "found"),
    [("good.kruispunt.test", []), ("bad.kruispunt.test", ["trust.chain"])],
)
def test_the_library_has_a_say_in_what_we_do_not_check(
    root: Any, judge: Judge, name: str, found: list[str]
) -> None:
    """Name constraints that are not critical are nothing to us, but to the library."""
    allowed = x509.NameConstraints([x509.DNSName("good.kruispunt.test")], None)
    issuing = root.issue_ca(extra=((allowed, False),))
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    leaf = issuing.issue(extra=((names, False),))
    assert judge([root], leaf, issuing) == found


def test_critical_name_constraints_are_refused(root: Any, judge: Judge) -> None:
    allowed = x509.NameConstraints([x509.DNSName("kruispunt.test")], None)
    issuing = root.issue_ca(extra=((allowed, True),))
    assert judge([root], issuing.issue(), issuing) == ["trust.extension"]
