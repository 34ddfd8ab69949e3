"""
How fast the chain is, and what it costs: `make bench`.

Starts `kruispunt up` in a process of its own and sends it distinct messages that were
signed beforehand, over keep-alive connections. The server's CPU time is compared with
the floor that no implementation can go below: one RSA-2048 signature and one
verification, measured in the same run.

Linux only for the CPU and memory figures (`/proc`); elsewhere those are left out.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from kruispunt_client import wss
from kruispunt_client.envelope import build, magda_fields, new_references, wrap
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import ConnectionProfile
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.profile import SHAPES
from lxml import etree

CHILD, WORKER = "14651220816", "79682331167"
SCENARIOS: dict[str, dict[str, Any]] = {
    "magda alone (GeefZorgtoeslag)": {
        "party": "wonen-in-vlaanderen",
        "endpoint": "magda",
        "service": ("GeefZorgtoeslag", "02.00.0000"),
        "user": "68613003151",
        "vraag": {
            "Inhoud": {
                "Criteria": {
                    "INSZ": CHILD,
                    "Referentiedatum": None,
                    "GewensteInformatie": {"StatusAanvraag": "1", "Erkenningen": "1"},
                },
                "Taal": "nl",
            }
        },
    },
    "three hops (GeefArbeidsongeschiktheid)": {
        "party": "wonen-in-limburg",
        "endpoint": "wiv",
        "service": ("GeefArbeidsongeschiktheid", "01.00.0000"),
        "user": "80631402131",
        "vraag": {
            "Criteria": {
                "ConsultAttestCriteria": {"ssin": WORKER, "yearQuarter": "2025Q3"}
            }
        },
    },
}


def main() -> None:
    """Run every scenario and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=400, help="per measurement")
    parser.add_argument("--server", default="cheroot")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    floor = _rsa_floor()
    print(f"RSA-2048 floor (one sign + one verify): {floor * 1e3:.3f} ms CPU")
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        first, again = _start_times(state, options)
        print(
            f"start to ready: {first:.2f} s first (makes the PKI), {again:.2f} s after"
        )
        with _serving(state, options) as process:
            head = (
                "scenario", "conc", "calls/s", "per CPU-s", "p50 ms", "p99 ms",
                "CPU ms/call", "× floor",
            )  # fmt: skip
            print(("{:40}" + "{:>12}" * 7).format(*head))
            for name, scenario in SCENARIOS.items():
                for concurrency in (1, 8):
                    _measure(
                        name, scenario, concurrency, state, process, options, floor
                    )
            peak = _peak_memory(process.pid)
            if peak:
                print(f"peak memory of the server: {peak:.0f} MiB")


def _measure(
    name: str,
    scenario: dict[str, Any],
    concurrency: int,
    state: Path,
    process: subprocess.Popen[str],
    options: argparse.Namespace,
    floor: float,
) -> None:
    url, context, warm_up = _messages(state, scenario, 20)
    _run(url, context, warm_up, concurrency)
    url, context, messages = _messages(state, scenario, options.calls)
    cpu_before = _cpu(process.pid)
    started = time.perf_counter()
    times = _run(url, context, messages, concurrency)
    elapsed = time.perf_counter() - started
    cpu = (_cpu(process.pid) - cpu_before) / len(times)
    ordered = sorted(times)
    print(
        f"{name:40}{concurrency:>12}{len(times) / elapsed:>12.0f}"
        f"{(1 / cpu if cpu else 0):>12.0f}"
        f"{statistics.median(ordered) * 1e3:>12.2f}"
        f"{ordered[int(len(ordered) * 0.99)] * 1e3:>12.2f}"
        f"{cpu * 1e3:>12.2f}{cpu / floor:>12.1f}"
    )


def _messages(
    state: Path, scenario: dict[str, Any], count: int
) -> tuple[str, ssl.SSLContext, list[bytes]]:
    profile = ConnectionProfile.from_state(state, scenario["party"])
    endpoint = profile.endpoint(scenario["endpoint"])
    chain, key = profile.certificate.chain, profile.certificate.key
    assert chain is not None
    assert key is not None
    identity = PrivateIdentity.from_pem(chain, key)
    signer = wss.Signer(
        key=identity.key, chain=identity.chain, shape=SHAPES["standard"]
    )
    contract = catalogue.load().contract(*scenario["service"])
    operation = contract.operations[0]
    now = datetime.now(UTC)
    vraag = json.loads(json.dumps(scenario["vraag"]))
    criteria = vraag.get("Inhoud", {}).get("Criteria")
    if criteria:
        criteria["Referentiedatum"] = (now - timedelta(days=1)).date().isoformat()
    messages = []
    for _ in range(count):
        fields = magda_fields(
            contract,
            profile.sender(scenario["endpoint"]),
            vraag,
            references=new_references(Dialect.MAGDA),
            user=scenario["user"],
            now=now,
        )
        envelope = wrap(build(operation, fields))
        signer.sign(envelope, now=datetime.now(UTC))
        messages.append(etree.tostring(envelope))
    context = ssl.create_default_context(cafile=str(endpoint.trust))
    context.load_cert_chain(chain, key)
    return endpoint.url_for(contract), context, messages


def _run(
    url: str, context: ssl.SSLContext, messages: list[bytes], concurrency: int
) -> list[float]:
    parts = urlsplit(url)
    times: list[float] = []
    failures: list[str] = []
    queue = iter(messages)
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, context=context
        )
        while True:
            with lock:
                message = next(queue, None)
            if message is None:
                break
            started = time.perf_counter()
            connection.request("POST", parts.path, message, {"SOAPAction": '""'})
            response = connection.getresponse()
            body = response.read()
            times.append(time.perf_counter() - started)
            if response.status != 200 or b"<Inhoud" not in body:
                failures.append(body.decode("utf-8", "replace"))
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(
            f"{len(failures)} calls were not answered, such as: {failures[0][:600]}"
        )
    return times


@contextmanager
def _serving(state: Path, options: argparse.Namespace) -> Any:
    process = _start(state, options)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _start(state: Path, options: argparse.Namespace) -> subprocess.Popen[str]:
    ports = ("0", "0", "0")
    if options.server == "gunicorn":
        ports = ("18443", "18444", "18445")
    process = subprocess.Popen(
        [
            sys.executable, "-c",
            "from kruispunt_simulator.cli import main; main()",
            "up", "--state", str(state), "--json",
            "--wiv-port", ports[0], "--magda-port", ports[1], "--ksz-port", ports[2],
            "--server", options.server, "--workers", str(options.workers),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert ready["ready"]
    return process


def _start_times(state: Path, options: argparse.Namespace) -> tuple[float, float]:
    times = []
    for _ in range(2):
        started = time.perf_counter()
        with _serving(state, options):
            times.append(time.perf_counter() - started)
    return times[0], times[1]


def _rsa_floor() -> float:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public, scheme, digest = key.public_key(), padding.PKCS1v15(), hashes.SHA256()

    def once() -> None:
        public.verify(key.sign(b"x" * 512, scheme, digest), b"x" * 512, scheme, digest)

    return _cpu_time(once, 1000)


def _cpu_time(action: Callable[[], None], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        action()
    return (time.process_time() - started) / times


def _cpu(pid: int) -> float:
    """CPU seconds of a process and its descendants."""
    total = 0.0
    for each in [pid, *_descendants(pid)]:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _descendants(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    found = [int(each) for each in text.split()]
    return found + [deeper for each in found for deeper in _descendants(each)]


def _peak_memory(pid: int) -> float:
    """Highest resident memory in MiB, of the process and its descendants."""
    total = 0.0
    for each in [pid, *_descendants(pid)]:
        try:
            for line in Path(f"/proc/{each}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    total += int(line.split()[1]) / 1024
        except OSError:
            continue
    return total


if __name__ == "__main__":
    main()
