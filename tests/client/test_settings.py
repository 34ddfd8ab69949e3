"""Profiles: one TOML form for the test parties and for the real platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from kruispunt_client import settings
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.settings import (
    Certificate,
    ConnectionProfile,
    Endpoint,
    LawSettings,
    LogSettings,
    Party,
    ReplySecurity,
    UrlStyle,
)
from kruispunt_contracts import load

SMALL = """
[party]
id = "alpha"
organisation = "Alpha"

[certificate]
chain = "pki/chain.pem"
key = "pki/key.pem"

[endpoints.wiv]
url = "https://localhost:8441"
trust = "pki/wiv.pem"
signer = "wiv.kruispunt.test"
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a profile and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "client" / "alpha.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        certificate = path.parent / "pki" / "chain.pem"
        certificate.parent.mkdir(exist_ok=True)
        certificate.touch()
        return path

    return write


@pytest.fixture
def full(tmp_path: Path) -> ConnectionProfile:
    """A profile in which nothing is left to a default."""
    return ConnectionProfile(
        party=Party(
            id="alpha",
            organisation='Alpha "A" \\ Zoë',
            identificatie="alpha.be/x-aip",
            cbe_number="0999000108",
            application="huurdossier",
            hoedanigheid="7101",
            naam="Alpha",
            legal_context="VO:TEST",
        ),
        certificate=Certificate(
            keystore=tmp_path / "pki" / "store.p12", password_env="SECRET"
        ),
        endpoints={
            "magda-premies": Endpoint(
                hop="magda",
                url="https://magda{domain}dienst.test",
                trust=tmp_path / "pki" / "magda.pem",
                signer="magda.test",
                crl=tmp_path / "pki" / "magda.crl",
                url_style=UrlStyle.SINGLE,
                reply_security=ReplySecurity.PLATFORM,
                request_shape="connector",
                connect_timeout=timedelta(seconds=1.5),
                read_timeout=timedelta(seconds=7),
                urls={"GeefZorgtoeslag/02.00.0000": "https://other.test/x"},
                identificatie="alpha.be/premies-aip",
                hoedanigheid="7201",
                naam="Premies",
                legal_context="VO:OTHER",
                application="premies",
                capacity="7202",
                basis="wiv-care-allowance",
                bases={"GeefZorgtoeslag/02.00.0000": "wiv-care-allowance"},
            )
        },
        law=LawSettings(
            acts=(tmp_path / "acts", tmp_path / "own.yaml"), basis="wil-disability"
        ),
        log=LogSettings(database_env="LOG_DATABASE", table="vragen"),
    )


def test_a_small_profile_has_the_times_of_the_official_connector(
    write: Callable[[str], Path],
) -> None:
    path = write(SMALL)
    profile = ConnectionProfile.from_toml(path)
    endpoint = profile.endpoint("wiv")
    assert endpoint.hop == "wiv"
    assert endpoint.connect_timeout == timedelta(seconds=15)
    assert endpoint.read_timeout == timedelta(seconds=30)
    assert endpoint.reply_security is ReplySecurity.STRICT
    assert endpoint.trust == path.resolve().parent / "pki" / "wiv.pem"
    assert profile.certificate.key == path.resolve().parent / "pki" / "key.pem"


def test_a_profile_survives_being_written_and_read(
    full: ConnectionProfile, write: Callable[[str], Path], tmp_path: Path
) -> None:
    text = full.to_toml(tmp_path / "client")
    assert "../pki/store.p12" in text
    read = ConnectionProfile.from_toml(write(text))

    def settle(path: Path | None) -> Path | None:
        return path and path.resolve()

    magda = read.endpoints["magda-premies"]
    settled = replace(
        read,
        certificate=replace(
            read.certificate, keystore=settle(read.certificate.keystore)
        ),
        endpoints={
            "magda-premies": replace(
                magda, trust=magda.trust.resolve(), crl=settle(magda.crl)
            )
        },
        law=replace(read.law, acts=tuple(p.resolve() for p in read.law.acts)),
    )
    assert settled == full


def test_a_profile_without_law_has_none_of_its_own(
    full: ConnectionProfile, tmp_path: Path
) -> None:
    assert "[law]" in full.to_toml(tmp_path)
    assert "[law]" not in replace(full, law=LawSettings()).to_toml(tmp_path)


def test_a_profile_names_a_log_or_none(
    write: Callable[[str], Path], tmp_path: Path
) -> None:
    """Of a file beside it, of a database, or of a database whose name is secret."""

    def log_of(text: str) -> LogSettings:
        return ConnectionProfile.from_toml(write(SMALL + text)).log

    assert log_of("").where() is None
    folder = write(SMALL).resolve().parent
    assert log_of('[log]\nfile = "q.jsonl"').where() == str(folder / "q.jsonl")
    url = "postgresql+psycopg://host/log"
    assert log_of(f'[log]\ndatabase = "{url}"').where() == url
    secret = log_of('[log]\ndatabase_env = "LOG"\ntable = "vragen"')
    assert secret.where({"LOG": url}) == url
    assert secret.table == "vragen"
    with pytest.raises(InvalidSettings, match="variable LOG is not set"):
        secret.where({})


def test_a_profile_without_log_does_not_speak_of_it(
    full: ConnectionProfile, tmp_path: Path
) -> None:
    assert "[log]" in full.to_toml(tmp_path)
    assert "[log]" not in replace(full, log=LogSettings()).to_toml(tmp_path)


def test_the_nearest_legal_basis_is_taken(full: ConnectionProfile) -> None:
    def basis(profile: ConnectionProfile, service: str) -> str | None:
        return profile.basis("magda-premies", service, "02.00.0000")

    magda = full.endpoints["magda-premies"]
    plain = replace(magda, bases={"GeefZorgtoeslag/02.00.0000": "a"}, basis="b")
    named = replace(full, endpoints={"magda-premies": plain})
    assert basis(named, "GeefZorgtoeslag") == "a"
    assert basis(named, "GeefPersoon") == "b"
    assert named.bases("magda-premies") == {"a", "b", "wil-disability"}
    bare = replace(full, endpoints={"magda-premies": replace(plain, basis=None)})
    assert basis(bare, "GeefPersoon") == "wil-disability"
    assert basis(replace(bare, law=LawSettings()), "GeefPersoon") is None


def test_a_connection_can_have_a_sender_of_its_own(full: ConnectionProfile) -> None:
    sender = full.sender("magda-premies")
    assert sender.identificatie == "alpha.be/premies-aip"
    assert sender.application == "premies"
    assert sender.cbe_number == "0999000108"
    assert full.party.identificatie == "alpha.be/x-aip"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[party]", "[partie]"), r"partie: unknown key; known: certificate, con"),
        (('id = "', 'name = "'), r"party\.name: unknown key"),
        (('organisation = "Alpha"', ""), r"party\.organisation: missing"),
        (('id = "alpha"', "id = 5"), r"party\.id: expected a text, got 5"),
        (("signer =", "singer ="), r"endpoints\.wiv\.singer: unknown key"),
        (("https:", "http:"), r"endpoints\.wiv\.url: expected an https"),
        (('"https', '"ftp'), r"endpoints\.wiv\.url: expected an https"),
        (("[endpoints.wiv]", "[endpoints]"), r"\[endpoints\.url\]: table"),
        (("key =", "# key ="), "give either `chain` and `key`"),
        (("chain =", "keystore ="), "give either `chain` and `key`"),
        (("[certificate]", "[["), "cannot be read"),
        (("signer", 'url_style = "round"\nsigner'), "one of: per-service, single"),
        (("signer", "read_timeout_seconds = true\nsigner"), "expected a number, got T"),
        (
            ("signer", "read_timeout_seconds = '9'\nsigner"),
            "expected a number, got '9'",
        ),
        (("signer", "urls = {a = 1}\nsigner"), "urls: expected texts"),
        (("[party]", '[law]\nact = "x"\n[party]'), r"law\.act: unknown key; known: a"),
        (("[party]", '[law]\nacts = "x"\n[party]'), r"law\.acts: expected a list"),
        (("[party]", "[law]\nacts = [5]\n[party]"), r"law\.acts: expected a text"),
        (("[party]", "[law]\nbasis = 5\n[party]"), r"law\.basis: expected a text"),
        (("[party]", '[log]\npath = "x"\n[party]'), r"log\.path: unknown key; known"),
        (
            ("[party]", '[log]\nfile = "x"\ndatabase = "y"\n[party]'),
            "give one of `file`, `database` and `database_env`",
        ),
        (("[party]", '[log]\nfile = "x"\ntable = "y"\n[party]'), "only a database"),
        (("[party]", '[log]\ntable = "y"\n[party]'), "only a database has tables"),
        (("[party]", '[party]\ncbe_number = "12"'), "expected 10 digits"),
        (("[party]", f'[party]\nnaam = "{"x" * 25}"'), "at most 24"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(
    change: tuple[str, str], message: str, write: Callable[[str], Path]
) -> None:
    before, after = change
    assert before in SMALL
    path = write(SMALL.replace(before, after, 1))
    with pytest.raises(InvalidSettings, match=message) as caught:
        ConnectionProfile.from_toml(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="none\\.toml"):
        ConnectionProfile.from_toml(tmp_path / "none.toml")


def test_an_unknown_endpoint_is_named_with_the_known_ones(
    full: ConnectionProfile,
) -> None:
    with pytest.raises(InvalidSettings, match="no endpoint 'wiv'; it has: magda-prem"):
        full.endpoint("wiv")


def test_a_state_folder_has_a_profile_per_party(
    write: Callable[[str], Path], tmp_path: Path
) -> None:
    write(SMALL)
    assert ConnectionProfile.from_state(tmp_path, "alpha").party.id == "alpha"
    with pytest.raises(InvalidSettings, match="'beta'; there are: alpha"):
        ConnectionProfile.from_state(tmp_path, "beta")


def test_a_party_without_certificate_is_told_how_to_get_one(
    write: Callable[[str], Path], tmp_path: Path
) -> None:
    """A running Kruispunt makes the certificates of most parties when first needed."""
    certificate = write(SMALL).parent / "pki" / "chain.pem"
    assert ConnectionProfile.from_state(tmp_path, "alpha").party.id == "alpha"
    certificate.unlink()
    with pytest.raises(InvalidSettings, match="no certificate here yet") as caught:
        ConnectionProfile.from_state(tmp_path, "alpha")
    remedy = f'`kruispunt certs issue alpha --state "{tmp_path}"` makes it'
    assert remedy in str(caught.value)


def test_an_empty_state_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="there are: none"):
        ConnectionProfile.from_state(tmp_path, "alpha")


def test_the_environment_names_a_file_or_a_state(
    write: Callable[[str], Path], tmp_path: Path
) -> None:
    path = str(write(SMALL))
    read = ConnectionProfile.from_environment
    state = {"KRUISPUNT_STATE": str(tmp_path), "KRUISPUNT_PARTY": "alpha"}
    assert read({"KRUISPUNT_PROFILE": path}).party.id == "alpha"
    assert read(state).party.id == "alpha"
    wins = {**state, "KRUISPUNT_PARTY": "beta", "KRUISPUNT_PROFILE": path}
    assert read(wins).party.id == "alpha"


@pytest.mark.parametrize("missing", ["KRUISPUNT_STATE", "KRUISPUNT_PARTY"])
def test_half_an_environment_is_refused(missing: str) -> None:
    environment = {"KRUISPUNT_STATE": "x", "KRUISPUNT_PARTY": "y"}
    del environment[missing]
    with pytest.raises(InvalidSettings, match="set KRUISPUNT_PROFILE"):
        ConnectionProfile.from_environment(environment)


def test_the_password_comes_from_the_environment() -> None:
    certificate = Certificate(keystore=Path("x.p12"), password_env="SECRET")
    assert certificate.password({"SECRET": "kruispunt"}) == "kruispunt"
    assert Certificate(keystore=Path("x.p12")).password({}) is None
    with pytest.raises(InvalidSettings, match="variable SECRET is not set"):
        certificate.password({})


def test_addresses_follow_from_the_contract(full: ConnectionProfile) -> None:
    contract = load().contract("GeefArbeidsongeschiktheid", "01.00.0000")
    care = load().contract("GeefZorgtoeslag", "02.00.0000")
    ksz = load().contract("HandiService", "v2")
    single = full.endpoints["magda-premies"]
    per_service = replace(single, url_style=UrlStyle.PER_SERVICE)
    assert per_service.url_for(contract) == (
        "https://magdasoczekdienst.test"
        "/GeefArbeidsongeschiktheidDienst-01.00/soap/WebService"
    )
    assert single.url_for(contract) == (
        "https://magdasoczekdienst.test/api/Magda-02.00/soap/WebService"
    )
    assert single.url_for(care) == "https://other.test/x"
    slashed = replace(per_service, url="https://ksz.test/")
    assert slashed.url_for(ksz) == "https://ksz.test/HandiService/v2/consult"


def test_every_key_of_the_tables_is_in_the_example() -> None:
    """The docstring is the only documentation of the file's form."""
    assert settings.__doc__ is not None
    for kind in (Party, Certificate, Endpoint, LawSettings):
        for column in fields(kind):
            assert column.name in settings.__doc__, column.name
