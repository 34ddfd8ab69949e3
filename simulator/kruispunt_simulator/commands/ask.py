"""`kruispunt ask`: one question through the client library, as any vendor asks it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
import urllib3
from kruispunt_client import ONCE, connect
from kruispunt_client.client_log import JsonLinesLog
from kruispunt_client.errors import (
    ConnectionFailed,
    InvalidAnswer,
    InvalidRequest,
    KruispuntError,
    RefusedByService,
    TransportFailure,
)
from kruispunt_client.settings import ConnectionProfile
from kruispunt_contracts import load
from kruispunt_law import Retention

from kruispunt_simulator.commands.flows import Asked, Flow, find_flow, names
from kruispunt_simulator.commands.state import ensure_certificate
from kruispunt_simulator.commands.typed import typed_flow, typed_names
from kruispunt_simulator.legal import Legal, in_use
from kruispunt_simulator.numbers import could_be_real
from kruispunt_simulator.parties import Parties, Party
from kruispunt_simulator.running import business_date, read_running
from kruispunt_simulator.settings import DEFAULT_STATE

ANSWERED, BAD_ARGUMENTS, REFUSED, UNREACHABLE = 0, 2, 3, 4


def run(
    *,
    flow: str,
    insz: str,
    on: date | None,
    begin: date | None,
    end: date | None,
    quarter: str | None,
    party: str,
    user: str,
    via: str | None,
    given: Mapping[str, str],
    state: Path,
    as_json: bool,
    as_xml: bool,
) -> int:
    """
    Ask, print the answer or the refusal.

    Returns:
        Exit status, see `cli.py`.
    """
    running = read_running(state)
    guarded = running is None or not running.allow_real_numbers
    for option, number in (("--insz", insz), ("--user", user)):
        if guarded and could_be_real(re.sub(r"\D", "", number)):
            return _bad(
                f"{option} could be the number of a real citizen; nothing was sent or "
                "logged. `kruispunt people` and `kruispunt parties` list invented ones"
            )
    if (
        (begin is None) != (end is None)
        or (on and begin)
        or (quarter and (on or begin))
    ):
        return _bad("give --on, or both --from and --to, or --quarter")
    known = Parties.load().get(party)
    if known is None:
        return _bad(f"no party {party}; `kruispunt parties` lists them")
    reachable = frozenset(connection.hop for connection in known.connections)
    asked = Asked(
        insz=insz,
        user=user,
        on=on,
        period=(begin, end) if begin and end else None,
        quarter=quarter,
        today=business_date(state),
    )
    chosen = find_flow(flow, via, reachable)
    if chosen is None:
        try:
            chosen = typed_flow(
                flow,
                asked,
                given,
                via=via,
                reachable=reachable,
                contracts=load(None if running is None else running.contracts),
            )
        except InvalidRequest as error:
            return _bad(str(error))
    elif not insz:
        return _bad(f"{chosen.name} needs --insz")
    elif given:
        return _bad(f"--with goes with a typed call, such as {typed_names()[0]}")
    if chosen is None:
        offered = ", ".join(f"{name} ({hops})" for name, hops in names().items())
        where = f" via {via}" if via else f" at a hop of {party}"
        return _bad(
            f"no flow {flow}{where}; there are: {offered}; and the typed calls "
            f"{', '.join(typed_names())}"
        )
    if flow not in typed_names() and (problem := chosen.problem(asked)):
        return _bad(problem)
    try:
        ensure_certificate(state, known)
        profile = ConnectionProfile.from_state(state, party)
        # The third copy of the log: Protocol WiV–Wonen in Limburg art. 6.4.
        own_log = JsonLinesLog(state / "client" / f"{party}.log.jsonl")
        endpoint = _endpoint(profile, known, chosen, via, in_use(running))
        if running is None:
            raise _not_running(profile.endpoint(endpoint).hop, state)
        with connect(profile, via=endpoint, log=own_log, retry=ONCE) as connection:
            answer = chosen.ask(connection, asked)
    except InvalidRequest as error:
        return _bad(str(error))
    except RefusedByService as error:
        if as_xml and error.reply_xml:
            click.echo(error.reply_xml)
        else:
            _print_refusal(error, state, as_json)
        return REFUSED
    except (TransportFailure, InvalidAnswer) as error:
        _print_failure(error, state, as_json)
        return UNREACHABLE
    if as_xml:
        click.echo(answer.raw)
    elif as_json:
        click.echo(json.dumps({"outcome": "answer", **answer.to_dict()}))
    else:
        click.echo("\n".join(describe(answer)))
    return ANSWERED


def describe(answer: Any) -> list[str]:
    """An answer as lines for people."""
    plain = answer.to_dict()
    lines = [f"answer from {plain['hop']}, trace {plain['trace']}"]
    for key in ("status", "person", "filtered", "warnings"):
        if plain.get(key):
            lines.append(f"  {key}: {_short(plain[key])}")
    if plain["data"] is None:
        lines.append("  (nothing is known about this person)")
    else:
        lines.extend(_tree(plain["data"], "  "))
    return [*lines, _keep(answer.retention)]


def _keep(retention: Retention) -> str:
    cited = f" ({retention.citation})" if retention.citation else ""
    return f"keep until {retention.summary}{cited}"


def _tree(value: Any, indent: str) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        if item in (None, [], {}):
            continue
        if isinstance(item, dict):
            lines += [f"{indent}{key}:", *_tree(item, indent + "  ")]
        elif isinstance(item, list) and isinstance(item[0], dict):
            for number, each in enumerate(item, start=1):
                lines += [f"{indent}{key} {number}:", *_tree(each, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {_short(item)}")
    return lines


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}={_short(v)}" for k, v in value.items() if v)
    if isinstance(value, list):
        return "; ".join(_short(each) for each in value)
    return str(value)


def _endpoint(
    profile: ConnectionProfile,
    party: Party,
    flow: Flow,
    via: str | None,
    legal: Legal,
) -> str:
    """The connection under which the party may ask this, or its first one there."""
    hops = {via} if via else flow.hops
    names_by_capacity = {
        (e.hop, e.hoedanigheid or e.legal_context): name
        for name, e in profile.endpoints.items()
        if e.hop in hops
    }
    for grant in legal.law.grants:
        key = (grant.hop, legal.codes.on_the_wire(grant.hop, grant.capacity))
        fits = grant.party == party.id and grant.service == flow.service
        if fits and key in names_by_capacity:
            return names_by_capacity[key]
    return next(iter(names_by_capacity.values()), via or next(iter(flow.hops)))


def _print_refusal(error: RefusedByService, state: Path, as_json: bool) -> None:
    row = {
        "outcome": "refusal",
        "hop": error.hop,
        "level": error.level,
        "code": error.code,
        "origin": error.origin,
        "type": error.type,
        "meaning": error.meaning,
        "diagnosis": error.diagnosis,
        "annotations": dict(error.annotations),
        "trace": error.trace,
    }
    if as_json:
        click.echo(json.dumps(row))
        return
    click.echo(
        f"refused by {row['hop']} at level {row['level']}, code {row['code']}: "
        f"{row['meaning']}\n  trace {row['trace']}  "
        f"(kruispunt explain {row['trace']}{option_of(state)})"
    )


def _print_failure(error: KruispuntError, state: Path, as_json: bool) -> None:
    message = explained(error, state)
    kind = type(error).__name__
    if as_json:
        row = {
            "outcome": "failure",
            "kind": kind,
            "hop": error.hop,
            "message": message,
            "trace": error.trace,
        }
        click.echo(json.dumps(row))
    else:
        click.echo(f"{kind}: {message}", err=True)


def option_of(state: Path) -> str:
    """` --state DIR` for a command to type; nothing for the default folder."""
    return "" if state == Path(DEFAULT_STATE) else f' --state "{state}"'


def _not_running(hop: str, state: Path) -> ConnectionFailed:
    error = ConnectionFailed(
        f"{hop} is not running; start it with `kruispunt up{option_of(state)}`"
    )
    error.hop = hop
    return error


def explained(error: KruispuntError, state: Path) -> str:
    """What to do first, what the system said last."""
    cause = error.__cause__
    if isinstance(cause, urllib3.exceptions.NewConnectionError):
        running = read_running(state)
        where = running.urls.get(error.hop or "") if running else None
        return (
            f"{error.hop} does not answer at {where}; is "
            f"`kruispunt up{option_of(state)}` running? ({cause})"
        )
    if cause is None and isinstance(error, ConnectionFailed):
        return str(error)
    return f"{error}\n  `kruispunt log{option_of(state)}` may tell more"


def _bad(message: str) -> int:
    click.echo(f"kruispunt ask: {message}", err=True)
    return BAD_ARGUMENTS
