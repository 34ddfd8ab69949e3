"""
What a folder of test cases costs: start, memory, look-ups and answers.

    python tests/benchmark/cases.py --cases 2000

Writes cases of several services about invented persons, starts `kruispunt up` without
and with them, and looks some up. Give two numbers of cases to see that only the files
grow.

Linux only for the memory figures (`/proc`); elsewhere those are left out.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kruispunt_contracts import catalogue
from kruispunt_contracts.parsing import parse
from kruispunt_simulator import numbers
from kruispunt_simulator.cases.folder import CaseFolder
from kruispunt_simulator.cases.keys import keys_of, values_of

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"
KINDS = (
    ("geef_persoon", "request.xml", "reply_everything.xml"),
    ("geef_zorgtoeslag", "request_by_date.xml", "reply_data.xml"),
    ("geef_dossier_handicap", "request_by_date.xml", "reply_by_date.xml"),
    ("geef_arbeidsongeschiktheid", "request.xml", "reply_running_quarter.xml"),
    (
        "handi_service",
        "consult_files_by_date_request.xml",
        "consult_files_by_date_response.xml",
    ),
)
"""Folder of examples, a question, and the reply that becomes a case."""


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[2000])
    parser.add_argument("--starts", type=int, default=5, help="of which the median")
    options = parser.parse_args()
    print(
        f"{'cases':>8}{'MB':>8}{'start s':>10}{'peak MiB':>10}"
        f"{'named us':>10}{'none us':>10}{'nearest us':>12}{'knows ms':>10}"
        f"{'check s':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        _start(state, None)  # makes the PKI
        for count in (0, *options.cases):
            cases = Path(folder) / f"cases-{count}"
            cases.mkdir()
            written = _write(cases, count)
            starts = [
                _start(state, cases if count else None) for _ in range(options.starts)
            ]
            start = statistics.median(each[0] for each in starts)
            memory = statistics.median(each[1] for each in starts)
            cost = _look_up(cases) if count else ("-",) * 5
            print(
                f"{count:>8}{written / 1e6:>8.1f}{start:>10.2f}{memory:>10.0f}"
                + "".join(
                    f"{each:>{width}}"
                    for each, width in zip(cost, (10, 10, 12, 10, 10), strict=True)
                ),
                flush=True,
            )


def _write(folder: Path, count: int) -> int:
    """Write cases, evenly over the services; give their octets."""
    found = catalogue.load()
    written = 0
    for at in range(count):
        name, question, reply = KINDS[at % len(KINDS)]
        payload = parse((VECTORS / name / question).read_bytes())
        operation = found.by_request(payload.tag)
        assert operation is not None
        contract = operation.contract
        values = values_of(keys_of(operation), payload)
        old = next(v for v in values if numbers.is_fictitious(v))
        born = date(1950, 1, 1) + timedelta(days=at)
        new = numbers.make(born, 501)
        parts = [new if value == old else value for value in values]
        place = folder / (contract.domain or "KSZ") / contract.service
        target = place.joinpath(contract.version, *parts).with_suffix(".xml")
        target.parent.mkdir(parents=True, exist_ok=True)
        document = (VECTORS / name / reply).read_bytes()
        written += target.write_bytes(document.replace(old.encode(), new.encode()))
    return written


def _start(state: Path, cases: Path | None) -> tuple[float, float]:
    """Start the chain once; give seconds until ready, and MiB at most."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [
            sys.executable, "-c",
            "from kruispunt_simulator.cli import main; main()",
            "up", "--state", str(state), "--json",
            "--wiv-port", "0", "--magda-port", "0", "--ksz-port", "0",
            *(["--cases", str(cases)] if cases else []),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["ready"]
    seconds = time.perf_counter() - started
    memory = _peak_memory(process.pid)
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    return seconds, memory


def _peak_memory(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _look_up(folder: Path) -> tuple[str, ...]:
    """Give the cost of a case that is there, of none, of the nearest, and the rest."""
    found = catalogue.load()
    cases = CaseFolder(folder, found)
    name, question, _ = KINDS[0]
    payload = parse((VECTORS / name / question).read_bytes())
    operation = found.by_request(payload.tag)
    assert operation is not None
    nobody = payload.findtext(".//INSZ")
    none = _microseconds(lambda: cases.named(operation, payload, nobody))
    near = _microseconds(lambda: cases.nearest(operation, payload, nobody), 100)
    somebody = next(folder.glob("Persoon/GeefPersoon/*/*/*.xml")).stem
    payload.find(".//Criteria/INSZ").text = somebody
    assert cases.named(operation, payload, somebody) is not None
    there = _microseconds(lambda: cases.named(operation, payload, somebody))
    knows = _microseconds(lambda: cases.knows("nobody"), 20) / 1e3
    from kruispunt_simulator.cases.check import check

    started = time.process_time()
    wrong = [each for each in check(folder, found) if not each.usable]
    assert wrong == [], wrong[:2]
    checked = time.process_time() - started
    return (
        f"{there:.0f}",
        f"{none:.0f}",
        f"{near:.0f}",
        f"{knows:.1f}",
        f"{checked:.1f}",
    )


def _microseconds(action: Any, times: int = 500) -> float:
    """Give the CPU time of an action: others may be busy on this machine."""
    action()
    started = time.process_time()
    for _ in range(times):
        action()
    return (time.process_time() - started) / times * 1e6


if __name__ == "__main__":
    main()
