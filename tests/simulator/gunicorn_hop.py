"""One hop in some processes: `gunicorn_hop.py FOLDER CHILDREN`, until SIGTERM."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from kruispunt_simulator.gunicorn_app import run_gunicorn
from kruispunt_simulator.server import Listener, TlsFailure, TlsSettings

FOLDER = Path(sys.argv[1])
ARBITER = os.getpid()
TLS = TlsSettings(
    certificate_chain=FOLDER / "hop.pem",
    private_key=FOLDER / "hop.key",
    client_trust=FOLDER / "trust.pem",
)


def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    if environ["PATH_INFO"] == "/slow":
        print("calling", flush=True)
        sys.stdin.readline()
    certificate: bytes = environ["kruispunt.peer_certificate"]
    answer = {
        "certificate": certificate.hex(),
        "multiprocess": environ["wsgi.multiprocess"],
        "child": os.getpid() != ARBITER,
        "read": environ["wsgi.input"].read().decode(),
    }
    body = json.dumps(answer).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def report(failure: TlsFailure) -> None:
    print(f"{failure.hop} {failure.reason}", flush=True)


def listener() -> Listener:
    assert os.getpid() != ARBITER
    return Listener(
        name="magda",
        host="ignored",
        port=0,
        tls=TLS,
        app=app,
        on_tls_failure=report,
        check_peer=lambda leaf, chain: None,
    )


run_gunicorn(
    name="magda",
    host="127.0.0.1",
    port=0,
    tls=TLS,
    app_factory=listener,
    workers=int(sys.argv[2]),
    threads=1,
    on_ready=lambda url: print(url, flush=True),
)
