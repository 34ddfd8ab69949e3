"""
Codes of the user's own on the wire, over the whole chain; ours are unknown then.

Issue 4: the real codes are not public, so a user maps its own in one file. What is on
the wire, `kruispunt parties` and the client profiles are the user's; the acts, the
grants and the repertories keep ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_simulator.cli import main

from .envelopes import (
    BRAM,
    FILES,
    GRIET,
    HANDI,
    INCAPACITY,
    JEF,
    LOTTE,
    MIEKE,
    TOM,
    Answer,
    Chain,
    Refusal,
    assert_refused,
)
from .test_pension import RIGHTS, ROSA
from .test_pension import ask as ask_pension
from .test_repertory import IN, OUT, Who, declare, resultaat

CODES = """\
codes:
  wiv: {"7101": "ipdc00101"}
  magda: {"7201": "7202", "7202": "12345"}
  ksz: {"VO:SOCIAL_RENT": "REAL:CONTEXT", "40/7": "41/3"}
"""
"""7202 stands for our 7201 here: a code of ours may come back in another role."""
ON_THE_WIRE = {"wiv": "ipdc00101", "magda": "12345", "ksz": "REAL:CONTEXT"}


@pytest.fixture(scope="module")
def chain(
    start: Callable[..., Chain], tmp_path_factory: pytest.TempPathFactory
) -> Chain:
    """A chain that goes by the codes above."""
    path = tmp_path_factory.mktemp("own") / "codes.yaml"
    path.write_text(CODES, encoding="utf-8")
    return start(codes=path)


def arrivals(chain: Chain, answer: Answer) -> dict[str, dict[str, Any]]:
    records = chain.records(answer.trace)
    return {r["hop"]: r for r in records if r["direction"] == "in"}


@pytest.mark.parametrize("name", [FILES, INCAPACITY])
def test_the_whole_chain_works_under_the_codes_of_the_user(
    chain: Chain, name: str
) -> None:
    """Each hop asks the next one under the code that stands there."""
    answer = chain.envelope(name, capacity="ipdc00101").signed().post()
    assert answer.refusal is None
    assert answer.has_data
    assert answer.payload.findtext(".//Ontvanger/Hoedanigheid") == "ipdc00101"
    found = arrivals(chain, answer)
    assert {hop: record["capacity"] for hop, record in found.items()} == ON_THE_WIRE
    for record in found.values():
        grant = chain.simulator.law.grant(record["grant"])
        assert record["legal_basis"] == grant.citation
        assert grant.capacity != record["capacity"]


def test_the_place_in_the_ssdn_is_that_of_the_user(chain: Chain) -> None:
    answer = ask_pension(chain, "wiv", RIGHTS, ROSA, capacity="ipdc00101")
    assert answer.refusal is None
    assert arrivals(chain, answer)["ksz"]["capacity"] == "41/3"


@pytest.mark.parametrize(
    ("name", "ours", "status", "refusal"),
    [
        (FILES, "7101", 200, Refusal("2", "13001")),
        (HANDI, "VO:SOCIAL_RENT", 500, Refusal("fault", "MSG00014")),
    ],
)
def test_our_code_is_refused_as_one_that_nobody_has(
    chain: Chain, name: str, ours: str, status: int, refusal: Refusal
) -> None:
    """Source: `_error-codes.md` 13001 and MSG00014, as for any unknown capacity."""
    for capacity in (ours, "7999" if ours.isdigit() else "VO:NOBODY"):
        answer = chain.envelope(name, capacity=capacity).signed().post()
        assert_refused(
            chain,
            answer,
            status=status,
            refusal=refusal,
            check="agreement.capacity-known",
        )


def test_a_code_of_ours_may_come_back_in_another_role(chain: Chain) -> None:
    """7202 is the premiums here: 22/004, and not social rent."""
    who: Who = (
        "magda",
        "wonen-in-vlaanderen",
        "wonenvlaanderen.be/premies-aip",
        "7202",
        GRIET,
    )
    answer = declare(chain, who, IN, TOM)
    assert resultaat(answer)[0] == "1"
    (line,) = chain.simulator.repertory.find("vdi", "wonen-in-vlaanderen", TOM)
    assert line.quality == "7201"
    assert chain.arrival(answer)["grant"] == "wiv-premiums-enrol"
    assert resultaat(declare(chain, who, OUT, TOM))[0] == "1"


def test_a_declaration_repeats_the_code_of_the_user_and_the_repertories_keep_ours(
    chain: Chain,
) -> None:
    """Source: MG 1211564325, 20005: as in the context; recital C3 for the relay."""
    who: Who = (
        "wiv",
        "wonen-in-limburg",
        "woneninlimburg.be/sociale-huur-aip",
        "ipdc00101",
        MIEKE,
    )
    assert resultaat(declare(chain, who, IN, TOM))[0] == "1"
    kept = {
        register: [
            line.quality
            for line in chain.simulator.repertory.find(
                register, "wonen-in-vlaanderen", TOM
            )
        ]
        for register in ("vdi", "ksz")
    }
    assert kept == {"vdi": ["7202"], "ksz": ["VO:SOCIAL_RENT"]}
    answer = chain.envelope(FILES, capacity="ipdc00101").about(TOM).signed().post()
    assert answer.refusal is None
    ours = declare(chain, who, IN, JEF, Hoedanigheid="7101")
    assert resultaat(ours) == ("0", ["20005"])
    assert resultaat(declare(chain, who, OUT, TOM))[0] == "1"


def test_the_client_profile_has_the_code_of_the_user(chain: Chain) -> None:
    with chain.connect("wonen-in-limburg", via="wiv") as wiv:
        answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
    assert answer.data is not None
    text = (chain.state / "client" / "wonen-in-vlaanderen.toml").read_text("utf-8")
    assert 'hoedanigheid = "12345"' in text
    assert 'hoedanigheid = "7201"' not in text


def here(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_ask_finds_the_connection_by_the_code_of_the_user(chain: Chain) -> None:
    """The care supplement is for the premiums: our 7201, 7202 on this wire."""
    result = here(
        *("ask", "zorgtoeslag", "--insz", LOTTE, "--on", "2024-06-01"),
        *("--party", "wonen-in-vlaanderen", "--user", GRIET),
        *("--state", chain.state, "--json"),
    )
    assert result.exit_code == 0, result.output
    (record,) = chain.records(json.loads(result.stdout)["trace"])[:1]
    assert record["capacity"] == "7202"


def test_parties_have_the_codes_of_the_running_chain(chain: Chain) -> None:
    listed = here("parties", "--state", chain.state, "--json")
    rows = {row["id"]: row for row in json.loads(listed.stdout)}
    capacities = [c["capacities"] for c in rows["wonen-in-vlaanderen"]["connections"]]
    assert capacities == [["7202"], ["12345"]]
    assert "REAL:CONTEXT" in rows["magda"]["connections"][0]["capacities"]


def test_without_a_running_chain_parties_have_our_codes(tmp_path: Path) -> None:
    rows = json.loads(here("parties", "--state", tmp_path, "--json").stdout)
    (limburg,) = (row for row in rows if row["id"] == "wonen-in-limburg")
    assert limburg["connections"][0]["capacities"] == ["7101"]
