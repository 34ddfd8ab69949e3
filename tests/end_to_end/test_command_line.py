"""
The command line, as other programs drive it: words, JSON and exit status are stable.

What starts or asks a chain runs as a program of its own; what only reads or writes
files runs in this process, which is quicker and the same code.
"""

from __future__ import annotations

import json
import re
import signal
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kruispunt_certs import FLAWS
from kruispunt_client import ConnectionProfile
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_law.duration import after
from kruispunt_simulator import __version__
from kruispunt_simulator.cli import main
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.running import read_running
from kruispunt_simulator.store.address import database_of, file_of

from .envelopes import (
    AN,
    BRAM,
    GRIET,
    HILDE,
    JEF,
    LOTTE,
    MIEKE,
    NORA,
    STRANGER,
    TOM,
    Chain,
    Envelope,
)
from .programs import Program, run, up
from .test_server_behaviour import NO_SIGNALS


@pytest.fixture(scope="module")
def program(folder: Callable[[], Path]) -> Iterator[Program]:
    """`kruispunt up --json`, running for the tests of this file."""
    with up(folder()) as started:
        yield started


@pytest.fixture
def running(program: Program) -> str:
    """The state folder of the running program."""
    return str(program.ready["state"])


def here(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, list(map(str, arguments)))


def json_of(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- up ------------------------------------------------------------------------------


def test_ready_line_is_one_json_object(program: Program) -> None:
    """Issue 1: the line that other programs wait for."""
    assert program.first_line.endswith("}\n")
    ready = program.ready
    assert set(ready) == {"ready", "state", "database", "endpoints"}
    assert ready["ready"] is True
    assert set(ready["endpoints"]) == {"wiv", "magda", "ksz"}
    for endpoint in ready["endpoints"].values():
        assert set(endpoint) == {"url"}
        assert endpoint["url"].startswith("https://127.0.0.1:")
    assert Path(ready["state"]).is_absolute()


def test_state_folder_has_what_clients_need(program: Program, running: str) -> None:
    """Issue 1: `pki/trust`, `pki/parties/<id>` and `kruispunt.db` under DIR."""
    folder = Path(running)
    for hop in ("wiv", "magda", "ksz"):
        assert (folder / "pki" / "trust" / f"{hop}.pem").is_file()
    party = folder / "pki" / "parties" / "wonen-in-limburg"
    assert {each.name for each in party.iterdir()} >= {
        "cert.pem",
        "key.pem",
        "chain.pem",
        "keystore.p12",
    }
    database = file_of(database_of(folder))
    assert database is None or database == folder / "kruispunt.db"
    assert database is None or database.is_file()
    context = ssl.create_default_context(
        cafile=str(folder / "pki" / "trust" / "wiv.pem")
    )
    assert context.get_ca_certs()
    profile = ConnectionProfile.from_state(running, "wonen-in-limburg")
    assert profile.endpoint("wiv").url == program.url("wiv")


@NO_SIGNALS
def test_first_start_makes_everything_and_a_signal_ends_it(tmp_path: Path) -> None:
    """From nothing: keys of a kind that is quickly made, certificates, database."""
    state = tmp_path / "new" / "state"
    with up(state, "--key-type", "ecdsa-p256", as_json=False) as program:
        assert program.first_line.startswith("ready  wiv https://127.0.0.1:")
        assert program.first_line.endswith(f"state {state.resolve()}\n")
        program.process.send_signal(signal.SIGTERM)
        assert program.end() == (0, "", "")
    loose = [p for p in state.iterdir() if p.stat().st_mode & 0o077]
    assert loose == []
    assert read_running(state) is None
    asked = here("ask", *ANSWERED["a care allowance"].split(), "--state", state)
    assert asked.exit_code == 4
    assert f'start it with `kruispunt up --state "{state}"`' in asked.stderr
    again = here("certs", "list", "--state", state, "--json")
    assert {row["status"] for row in json_of(again)} == {"valid"}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--source-off", "nobody"], "no source 'nobody'"),
        (["--host", "203.0.113.1"], "certs issue wiv --host 203.0.113.1"),
        (["--key-type", "ecdsa-p256"], "its keys are not ecdsa-p256"),
        (["--basic", "rva"], "expected PARTY=USER:PASSWORD"),
        (["--basic", "rva=somebody"], "expected PARTY=USER:PASSWORD"),
        (["--basic", "wonen-in-limburg=a:b"], "no party that calls the KSZ"),
    ],
)
def test_start_that_fails_says_why_in_one_line(
    folder: Callable[[], Path], options: list[str], complaint: str
) -> None:
    result = here("up", "--state", folder(), *NO_PORTS, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1


NO_PORTS = ("--wiv-port", "0", "--magda-port", "0", "--ksz-port", "0")


def test_start_on_an_address_of_another_machine_fails(tmp_path: Path) -> None:
    """As a program, which ends with the status that others look at."""
    options = ("--key-type", "ecdsa-p256", "--host", "203.0.113.1")
    with up(tmp_path, *options) as program:
        assert program.first_line == ""
        status, _, complaints = program.end()
    assert status == 1
    assert "wiv cannot listen on 203.0.113.1" in complaints
    assert "Traceback" not in complaints


def test_second_start_on_a_running_folder_is_refused(
    program: Program, running: str
) -> None:
    result = here("up", "--state", running, *NO_PORTS)
    assert result.exit_code == 1
    assert "a simulator runs on this folder already" in result.stderr
    told = read_running(Path(running))
    assert told is not None
    assert told.urls["wiv"] == program.url("wiv")


@pytest.mark.parametrize(
    "options",
    [
        ["--policy", "lax"],
        ["--today", "yesterday"],
        ["--authorisation", "maybe"],
        ["--wiv-port", "none"],
        ["--wiv-port", "65536"],
        ["--magda-port", "-1"],
        ["--ksz-port", "99999"],
        ["--workers", "0"],
    ],
)
def test_unknown_value_of_an_option_is_refused(options: list[str]) -> None:
    result = here("up", *options)
    assert result.exit_code == 2
    assert options[0] in result.output


# --- ask -----------------------------------------------------------------------------


WIL = f"--party wonen-in-limburg --user {MIEKE}"
ANSWERED = {
    "a disability file": f"dossier-handicap --insz {JEF} --on 2024-06-01 {WIL}",
    "a disability file over a period": f"dossier-handicap --insz {JEF} "
    f"--from 2023-01-01 --to 2024-12-31 {WIL}",
    "incapacity in a quarter": f"arbeidsongeschiktheid --ssin {BRAM} "
    f"--quarter 2024Q1 --via wiv {WIL}",
    "incapacity in a period inside one quarter": f"arbeidsongeschiktheid --ssin {BRAM} "
    f"--from 2024-01-05 --to 2024-03-31 {WIL}",
    "incapacity by the name of the service": f"GeefArbeidsongeschiktheid --insz {BRAM} "
    f"--quarter 2024Q1 --party opgroeien-regie --user {HILDE}",
    "a care allowance": f"zorgtoeslag --insz {LOTTE} --on 2024-06-01 "
    f"--party wonen-in-vlaanderen --user {GRIET}",
    "a household, by the typed call": f"household.now --insz {LOTTE} {WIL}",
    "an assessment, by the typed call": f"income.assessment --insz 68720320486 {WIL} "
    "--with income_year=2024",
    "an attest at the KSZ": f"consultAttest --insz {BRAM} --on 2024-02-01 "
    f"--party rva --user {NORA} --via ksz",
}


@pytest.mark.parametrize("line", ANSWERED.values(), ids=ANSWERED)
def test_ask_exits_0_for_an_answer(running: str, line: str) -> None:
    answer = json_of(here("ask", *line.split(), "--state", running, "--json"))
    assert answer["outcome"] == "answer"
    assert answer["data"]
    assert len(answer["trace"]) == 32
    assert answer["complete"] is True


KEPT = {
    "a disability file over a period": (
        "1 year after procedures-ended; 10 years after registration-conditions-not-met,"
        " registration-file-removed or lease-ended",
        "Protocol WiV–Wonen in Limburg art. 3",
    ),
    "a care allowance": (
        "10 years after last-payment; 7 years after last-monthly-payment; 5 years "
        "after appeal-period-expired in case of definitive refusal",
        "Protocol Zorgtoeslag 2021-05-07 art. 3",
    ),
    "an attest at the KSZ": (
        "5 years after first-day-of-quarter-after-benefit-quarter",
        "23/058 §29/1",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_ask_tells_until_when_the_answer_may_be_kept(running: str, name: str) -> None:
    """One line, and `keep` with stable keys in the JSON."""
    depends, citation = KEPT[name]
    line = ANSWERED[name].split()
    text = here("ask", *line, "--state", running).stdout.splitlines()
    assert text[-1] == f"keep until {depends} ({citation})"
    keep = json_of(here("ask", *line, "--state", running, "--json"))["keep"]
    assert list(keep) == [
        "until",
        "why",
        "citation",
        "rule",
        "ground",
        "received",
        "waits_for",
        "terms",
    ]
    assert (keep["until"], keep["citation"]) == (None, citation)


def test_ask_tells_the_day_where_it_is_known(running: str) -> None:
    """23/058 §86: two years from receipt, for whoever has no rule of its own."""
    inspector = Parties.load().get("rva-inspectie")
    assert inspector is not None
    now = read_running(Path(running))
    assert now is not None
    user = next(each.insz for each in inspector.staff if each.active(now.today()))
    line = f"attest --insz {BRAM} --quarter 2024Q1 --party rva-inspectie --user {user}"
    text = here("ask", *line.split(), "--state", running).stdout
    keep = json_of(here("ask", *line.split(), "--state", running, "--json"))["keep"]
    assert text.splitlines()[-1] == f"keep until {keep['until']} (23/058 §86)"
    assert keep["received"] == now.today().isoformat()
    assert keep["until"] == after(now.today(), "P2Y").isoformat()


REFUSED = {
    "a person in no repertory": (
        f"dossier-handicap --insz {TOM} --on 2024-06-01 {WIL}",
        ("wiv", "3", "13202"),
    ),
    "a user whom nobody knows": (
        f"dossier-handicap --insz {JEF} --party wonen-in-limburg --user {STRANGER}",
        ("wiv", "2", "40006"),
    ),
    "a party without a ground": (
        f"zorgtoeslag --insz {LOTTE} --party vlaams-woningfonds --user {STRANGER}",
        ("magda", "2", "13001"),
    ),
    "a person of whom the KSZ has no file": (
        f"consultAttest --insz {AN} --quarter 2024Q1 --party rva --user {NORA}",
        ("ksz", "status", "MSG00012"),
    ),
}


@pytest.mark.parametrize(("line", "where"), REFUSED.values(), ids=REFUSED)
def test_ask_exits_3_for_a_refusal(
    running: str, line: str, where: tuple[str, str, str]
) -> None:
    """Printed with hop, level, code and trace id."""
    result = here("ask", *line.split(), "--state", running, "--json")
    assert result.exit_code == 3
    row = json.loads(result.stdout)
    assert row["outcome"] == "refusal"
    assert (row["hop"], row["level"], row["code"]) == where
    assert len(row["trace"]) == 32
    text = here("ask", *line.split(), "--state", running)
    assert text.exit_code == 3
    hop, level, code = where
    assert f"refused by {hop} at level {level}, code {code}" in text.output
    assert f'(kruispunt explain {trace_in(text)} --state "{running}")' in text.output


def test_ask_makes_the_certificate_of_a_party_that_has_none(tmp_path: Path) -> None:
    """And asks with it; the KSZ knows VMSW, to which no act ever granted this."""
    line = f"attest --insz {BRAM} --quarter 2024Q1 --party vmsw --user {STRANGER}"
    state = tmp_path / "state"
    certificate = state / "pki" / "parties" / "vmsw" / "cert.pem"
    with up(state, "--key-type", "ecdsa-p256"):
        assert not certificate.exists()
        first = here("ask", *line.split(), "--state", state, "--json")
        made = certificate.read_bytes()
        again = here("ask", *line.split(), "--state", state, "--json")
    assert certificate.read_bytes() == made
    for result in (first, again):
        row = json.loads(result.stdout)
        assert (row["outcome"], row["code"]) == ("refusal", "MSG00015")


def trace_in(result: Result) -> str:
    """The trace id that a text names."""
    (trace,) = set(re.findall(r"\b[0-9a-f]{32}\b", result.output))
    return str(trace)


def test_ask_names_no_folder_where_the_default_will_do(
    running: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".kruispunt").symlink_to(running)
    monkeypatch.chdir(tmp_path)
    result = here("ask", *REFUSED["a person in no repertory"][0].split())
    assert result.exit_code == 3
    assert f"(kruispunt explain {trace_in(result)})" in result.output


BAD = {
    "an unknown flow": f"birthday --insz {JEF} {WIL}",
    "an unknown party": f"zorgtoeslag --insz {JEF} --party nobody --user {MIEKE}",
    "a flow of another hop": f"attest --insz {JEF} {WIL}",
    "a hop without a door for the party": f"zorgtoeslag --insz {JEF} {WIL} --via magda",
    "a number with a letter": f"dossier-handicap --insz 8564300759X {WIL}",
    "a user of ten digits": f"dossier-handicap --insz {JEF} "
    f"--party wonen-in-limburg --user {MIEKE[:10]}",
    "a day and a period": f"dossier-handicap --insz {JEF} {WIL} "
    "--on 2024-06-01 --from 2024-01-01 --to 2024-12-31",
    "half a period": f"dossier-handicap --insz {JEF} {WIL} --from 2024-01-01",
    "a period that ends before it begins": f"dossier-handicap --insz {JEF} {WIL} "
    "--from 2024-06-01 --to 2024-01-01",
    "a day that is none": f"dossier-handicap --insz {JEF} {WIL} --on June",
    "a quarter that is none": f"arbeidsongeschiktheid --insz {BRAM} {WIL} "
    "--quarter 2024Q5",
    "a period for a quarter": f"arbeidsongeschiktheid --insz {BRAM} {WIL} "
    "--from 2024-01-01 --to 2024-06-30",
    "a quarter for a day": f"dossier-handicap --insz {JEF} {WIL} --quarter 2024Q1",
    "a typed call without what it needs": f"income.assessment --insz {JEF} {WIL}",
    "an argument that the call has not": f"household.now --insz {JEF} {WIL} "
    "--with colour=red",
    "an argument without a value": f"household.now --insz {JEF} {WIL} --with red",
    "an argument for a flow that has none": f"zorgtoeslag --insz {JEF} {WIL} "
    "--with status_aanvraag=true",
    "no user": f"zorgtoeslag --insz {JEF} --party wonen-in-limburg",
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_ask_exits_2_for_bad_arguments(running: str, line: str) -> None:
    result = here("ask", *line.split(), "--state", running)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize("number", ["85073003328", "85.07.30-033.28"])
@pytest.mark.parametrize(
    ("option", "words"),
    [("--insz", f"--user {MIEKE}"), ("--user", f"--insz {JEF}")],
)
def test_ask_keeps_a_real_citizen_out(
    folder: Callable[[], Path], option: str, words: str, number: str
) -> None:
    """The number of every example, with and without dots: nothing of it is left."""
    state = folder()
    before = set(state.rglob("*"))
    line = f"dossier-handicap --party wonen-in-limburg {words}"
    result = here("ask", *line.split(), option, number, "--state", state)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{option} could be the number of a real citizen" in result.stderr
    assert number not in result.stderr
    assert set(state.rglob("*")) == before


def test_ask_exits_2_where_no_chain_ever_ran(tmp_path: Path) -> None:
    result = here("ask", *ANSWERED["a care allowance"].split(), "--state", tmp_path)
    assert result.exit_code == 2
    assert "no profile" in result.stderr


def ask(state: str, line: str) -> CompletedProcess[str]:
    """Run `kruispunt ask` as a program."""
    return run("ask", *line.split(), "--state", state)


def test_ask_is_a_program_with_the_same_manners(running: str) -> None:
    """One of each as a program: the rest above runs the same code in this process."""
    answered = ask(running, ANSWERED["incapacity in a quarter"])
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "attestation_id: 1d2c94e9-bc1e-5823-840d-772c427fe7f7" in answered.stdout
    assert "1847.07" in answered.stdout
    refused = ask(running, REFUSED["a person in no repertory"][0])
    assert (refused.returncode, refused.stderr) == (3, "")
    assert ask(running, BAD["an unknown flow"]).returncode == 2


def test_ask_exits_4_when_the_chain_is_not_there(
    start: Callable[..., Chain],
) -> None:
    """A state folder whose simulator ended."""
    chain = start()
    chain.simulator.stop()
    line = ANSWERED["incapacity in a quarter"]
    arguments = (*line.split(), "--state", str(chain.state))
    result = here("ask", *arguments, "--json")
    assert result.exit_code == 4
    row = json.loads(result.stdout)
    assert (row["outcome"], row["kind"]) == ("failure", "ConnectionFailed")
    assert row["hop"] == "wiv"
    result = here("ask", *arguments)
    assert (result.exit_code, result.stdout) == (4, "")
    wiv = chain.simulator.urls["wiv"]
    assert result.stderr.startswith(
        f"ConnectionFailed: wiv does not answer at {wiv}; "
        f'is `kruispunt up --state "{chain.state}"` running? ('
    )


def test_ask_prints_the_reply_as_it_came(running: str) -> None:
    """`--xml`: the envelope, once verified; also of a refusal."""
    line = ANSWERED["a care allowance"]
    result = here("ask", *line.split(), "--state", running, "--xml")
    assert result.exit_code == 0
    payload = soap_parts(parse(result.stdout_bytes.strip())).payload
    assert payload.tag.endswith("}GeefZorgtoeslagResponse")
    assert payload.findtext(".//Totaal") == "26"
    line, _ = REFUSED["a person in no repertory"]
    result = here("ask", *line.split(), "--state", running, "--xml")
    assert result.exit_code == 3
    payload = soap_parts(parse(result.stdout_bytes.strip())).payload
    assert payload.findtext(".//Uitzondering/Identificatie") == "13202"


# --- log and explain -----------------------------------------------------------------


@pytest.fixture
def trace(running: str) -> str:
    """A trail through all three hops."""
    line = ANSWERED["incapacity in a quarter"]
    answer = json_of(here("ask", *line.split(), "--state", running, "--json"))
    return str(answer["trace"])


@pytest.fixture
def refused_trace(running: str) -> str:
    """A trail that ends in a refusal."""
    line, _ = REFUSED["a user whom nobody knows"]
    result = here("ask", *line.split(), "--state", running, "--json")
    return str(json.loads(result.stdout)["trace"])


def test_log_shows_a_trail_as_a_tree_across_hops(running: str, trace: str) -> None:
    result = here("log", "--state", running, "--trace", trace)
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert re.fullmatch(rf"trace {trace}, 20\d\d-\d\d-\d\d UTC", first)
    indents = [len(line) - len(line.lstrip(" │")) for line in lines]
    assert indents == [0, 3, 6, 9, 12, 15]
    hops = ("wiv", "wiv", "magda", "magda", "ksz", "ksz")
    for line, hop in zip(lines, hops, strict=True):
        assert f" {hop} " in line
        assert f"user={MIEKE}" in line
        assert f"person={BRAM}" in line
        assert "answered" in line


def test_log_gives_records_as_json_lines(running: str, trace: str) -> None:
    result = here("log", "--state", running, "--trace", trace, "--json")
    assert result.exit_code == 0
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {record["trace"] for record in records} == {trace}
    assert {(r["hop"], r["direction"]) for r in records} == {
        (hop, direction)
        for hop in ("wiv", "magda", "ksz")
        for direction in ("in", "out")
    }
    for record in records:
        assert {"at", "party", "application", "service", "user", "person"} <= set(
            record
        )
        assert isinstance(record["findings"], list)


def test_whole_log_holds_every_trail(
    running: str, trace: str, refused_trace: str
) -> None:
    result = here("log", "--state", running, "--json")
    traces = {json.loads(line)["trace"] for line in result.stdout.splitlines()}
    assert {trace, refused_trace} <= traces
    text = here("log", "--state", running)
    assert f"trace {trace}" in text.stdout


def test_explain_tells_the_reason_behind_a_terse_refusal(
    running: str, refused_trace: str
) -> None:
    """Explain channel: check id, paragraph, expected and actual."""
    result = here("explain", refused_trace, "--state", running)
    assert result.exit_code == 0
    for text in (
        "✗ user.on-staff-list → magda.user-unknown",
        "Protocol WiV–Wonen in Limburg art. 6.2",
        "a person on the up-to-date staff list of the party",
        "not on the list",
        "(level 2, 40006)",
    ):
        assert text in result.stdout
    (record,) = json_of(here("explain", refused_trace, "--state", running, "--json"))
    (finding,) = record["findings"]
    assert finding["check"] == "user.on-staff-list"


def test_explain_tells_which_digest_differs_and_whose_certificate_was_seen(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Issue 1, explain channel."""
    answer = envelope().signed().about(TOM).post()
    result = here("explain", answer.trace, "--state", chain.state)
    assert "✗ signature.digest → magda.signature-invalid" in result.stdout
    assert "#kruispunt-body" in result.stdout
    assert "wonen-in-vlaanderen TEST" in result.stdout


def test_explain_takes_the_newest_trail(running: str, trace: str) -> None:
    """With its twin: an older one, by its id."""
    older = here("explain", trace, "--state", running)
    newer = json.loads(
        here(
            *("ask", *REFUSED["a user whom nobody knows"][0].split()),
            *("--state", running, "--json"),
        ).stdout
    )
    last = here("explain", "--last", "--state", running, "--json")
    assert {record["trace"] for record in json_of(last)} == {newer["trace"]}
    assert older.exit_code == 0


@pytest.mark.parametrize("arguments", [[], ["--last", "a" * 32]])
def test_explain_wants_one_trail(running: str, arguments: list[str]) -> None:
    result = here("explain", *arguments, "--state", running)
    assert result.exit_code == 2
    assert "either TRACE or --last" in result.stderr


@pytest.mark.parametrize(
    "command", [["log", "--trace"], ["log", "--json", "--trace"], ["explain"]]
)
def test_unknown_trace_is_said_to_be_unknown(running: str, command: list[str]) -> None:
    result = here(*command, "0" * 31 + "1", "--state", running)
    assert result.exit_code == 1
    assert "trail" in result.stderr


@pytest.mark.parametrize("command", [["log"], ["explain", "0" * 32]])
def test_folder_without_a_log_is_said_to_have_none(
    tmp_path: Path, command: list[str]
) -> None:
    result = here(*command, "--state", tmp_path)
    assert result.exit_code == 1
    assert "no log here" in result.stderr
    assert list(tmp_path.iterdir()) == []


# --- services, parties, people -------------------------------------------------------


def test_services_lists_what_is_offered_and_to_whom() -> None:
    rows = json_of(here("services", "--json"))
    by_name = {(row["service"], row["operation"]): row for row in rows}
    care = by_name["GeefZorgtoeslag", "GeefZorgtoeslag"]
    assert care["version"] == "02.00.0000"
    assert care["paths"] == ["/GeefZorgtoeslagDienst-02.00/soap/WebService"]
    assert care["granted_to"] == ["wonen-in-vlaanderen@magda"]
    files = by_name["HandiService", "consultFilesByDate"]
    assert files["hops"] == ["ksz"]
    assert all(row["answered"] for row in rows)


def test_parties_lists_who_may_call_and_with_whom() -> None:
    rows = {row["id"]: row for row in json_of(here("parties", "--json"))}
    company = rows["wonen-in-limburg"]
    assert company["hops"] == ["wiv"]
    assert MIEKE in company["users"]
    assert {"GeefDossierHandicap", "RegistreerInschrijving"} <= set(company["may_ask"])
    assert "GeefZorgtoeslag" not in company["may_ask"]
    assert rows["vlaams-woningfonds"]["may_ask"] == []


def test_people_lists_who_exists_and_what_for() -> None:
    rows = {row["insz"]: row for row in json_of(here("people", "--json"))}
    assert rows[LOTTE]["id"] == "lotte-vandersmout"
    assert rows[TOM]["registered_for"] == []
    assert all(row["title"] for row in rows.values())
    assert all(60 <= int(insz[2:4]) <= 92 for insz in rows)


@pytest.mark.parametrize("command", ["services", "parties", "people"])
def test_list_for_people_has_a_block_for_each_row(command: str) -> None:
    rows = json_of(here(command, "--json"))
    text = here(command)
    assert text.exit_code == 0
    lines = text.stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == [next(iter(row.values())) for row in rows]
    assert max(map(len, lines)) <= 120


def test_lists_come_out_of_a_program_too() -> None:
    result = run("people", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    assert len(json.loads(result.stdout)) >= 19
    version = run("--version")
    assert version.stdout.strip().endswith(__version__)


# --- certs ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(start: Callable[..., Chain]) -> Chain:
    """A chain whose PKI may be changed."""
    return start()


def test_certs_list_names_every_holder(own: Chain) -> None:
    rows = json_of(here("certs", "list", "--state", own.state, "--json"))
    holders = {row["holder"] for row in rows}
    assert {"wonen-in-limburg", "wiv", "magda", "ksz"} <= holders
    assert all(row["serial"] and row["not_after"] for row in rows)


def test_certs_flaws_lists_what_can_be_wrong() -> None:
    rows = json_of(here("certs", "flaws", "--json"))
    assert [row["flaw"] for row in rows] == list(FLAWS)
    assert all(row["refusal"] for row in rows)


def test_certs_issue_makes_a_bad_one_beside_the_good_one(own: Chain) -> None:
    arguments = ("certs", "issue", "fluvius", "--flaw", "expired", "--state", own.state)
    result = here(*arguments, "--key-type", "ecdsa-p256")
    assert result.exit_code == 0
    folder = Path(result.stdout.strip())
    assert folder.is_relative_to(own.state)
    assert (folder / "chain.pem").is_file()
    good = own.state / "pki" / "parties" / "fluvius" / "chain.pem"
    assert good.is_file()
    assert good.read_bytes() != (folder / "chain.pem").read_bytes()


def test_certs_issue_can_write_an_old_keystore(own: Chain) -> None:
    """_toolkits.md: Mono reads only the old PKCS#12."""
    arguments = ("certs", "issue", "veka", "--key-type", "ecdsa-p256", "--legacy-p12")
    result = here(*arguments, "--state", own.state)
    assert result.exit_code == 0
    folder = Path(result.stdout.strip())
    assert len(list(folder.glob("*.p12"))) == 2


def test_certs_revoke_counts_at_once(own: Chain) -> None:
    own.still_answers("periods at ksz")
    result = here("certs", "revoke", "fidus", "--state", own.state)
    assert result.exit_code == 0
    assert "fidus" in result.stdout
    record = own.turned_away("ksz", own.tls("ksz", own.identity("fidus")))
    assert [f["check"] for f in record["findings"]] == ["tls.revoked"]
    rows = json_of(here("certs", "list", "--state", own.state, "--json"))
    assert [r["status"] for r in rows if r["holder"] == "fidus"] == ["revoked"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["issue", "nobody"],
        ["issue", "bghm"],
        ["issue", "fluvius", "--flaw", "ugly"],
        ["revoke", "nobody"],
        ["issue", "wiv", "--flaw", "expired"],
        ["issue", "fluvius", "--host", "kruispunt.example"],
    ],
)
def test_certs_says_what_it_does_not_know(own: Chain, arguments: list[str]) -> None:
    result = here("certs", *arguments, "--state", own.state)
    assert result.exit_code in (1, 2)
    assert result.stderr
    assert "Traceback" not in result.stderr


# --- demo ----------------------------------------------------------------------------


def test_demo_takes_the_tour_and_exits_0(folder: Callable[[], Path]) -> None:
    """Issue 1: three answers, six refusals, each explained, then the trail."""
    result = run("demo", "--state", folder())
    assert (result.returncode, result.stderr) == (0, "")
    sections = result.stdout.split("\n=== ")[1:]
    assert len(sections) >= 11
    answers, refusals = sections[:3], sections[3:9]
    assert all("answer from " in section for section in answers)
    assert all("\n  because " in section for section in refusals)
    assert "SURPRISE" not in result.stdout
    assert "0 surprises" in sections[-1]
    assert result.stdout.count("└─") >= 6


def test_help_names_every_command() -> None:
    text = here("--help").stdout
    for command in ("up", "ask", "log", "explain", "services", "parties", "people"):
        assert f"  {command} " in text
