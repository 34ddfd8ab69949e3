"""
The command line. Stable: other programs drive it.

Exit status of `ask`: 0 an answer, 2 bad arguments, 3 a refusal, 4 the chain could not
be reached or its answer could not be trusted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import click
from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_simulator import __version__
from kruispunt_simulator.cli_cases import cases
from kruispunt_simulator.cli_contracts import contracts
from kruispunt_simulator.cli_law import law
from kruispunt_simulator.cli_log import log
from kruispunt_simulator.cli_options import (
    DATABASE,
    DAY,
    JSON,
    QUARTER,
    REAL_NUMBERS,
    STATE,
)
from kruispunt_simulator.cli_output import print_rows
from kruispunt_simulator.cli_parties import parties
from kruispunt_simulator.cli_people import people
from kruispunt_simulator.errors import SimulatorError
from kruispunt_simulator.settings import Authorisation, Keep, Policy

# Everything heavy is imported by the command that needs it: `kruispunt parties` should
# not wait for a SOAP stack.

HOPS: Final = ("wiv", "magda", "ksz")
PORT: Final = click.IntRange(0, 65535)


def _pairs(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    """Read NAME=VALUE."""
    for text in texts:
        if "=" not in text:
            raise click.BadParameter("expected NAME=VALUE", context, option)
    return {name: value for name, _, value in (text.partition("=") for text in texts)}


class _Commands(click.Group):
    """Tells what is wrong with files and folders in their own words, no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (SimulatorError, ConfigurationError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kruispunt")
def main() -> None:
    """A stand-in for MAGDA and the KSZ on your machine. Fictitious people only."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may know no arrows; better a question mark than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@STATE
@DATABASE
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--wiv-port", type=PORT, default=8443, show_default=True, help="0: a free one."
)
@click.option("--magda-port", type=PORT, default=8444, show_default=True)
@click.option("--ksz-port", type=PORT, default=8445, show_default=True)
@click.option(
    "--policy",
    type=click.Choice([p.value for p in Policy]),
    default=Policy.PLATFORM.value,
    show_default=True,
    help="How strict message security is.",
)
@click.option(
    "--authorisation",
    type=click.Choice([a.value for a in Authorisation]),
    default=Authorisation.ENFORCE.value,
    show_default=True,
    help="Whether law, staff list and repertory refuse, only remark, or sleep.",
)
@click.option(
    "--today", type=DAY, help="Business date; moves law, certificates, answers."
)
@click.option(
    "--people",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="Folder with people of your own; may be repeated.",
)
@click.option(
    "--law",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="Act file of your own, or a folder of those, beside ours; may be repeated.",
)
@click.option(
    "--codes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with your own codes on the wire, in place of our invented ones.",
)
@click.option(
    "--contracts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with official WSDLs and XSDs, which go before ours.",
)
@click.option(
    "--cases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with test cases, laid out as those of the MAGDA Mock.",
)
@click.option(
    "--stubs-port",
    type=PORT,
    help="HTTP API to stub replies at run time, on 127.0.0.1 only; 0: a free port.",
)
@click.option(
    "--source-off", multiple=True, metavar="SOURCE", help="Switch a source off."
)
@click.option(
    "--source-slow",
    multiple=True,
    metavar="SOURCE=SECONDS",
    help="Let a source take its time.",
)
@click.option(
    "--basic",
    multiple=True,
    metavar="PARTY=USER:PASSWORD",
    help="HTTP Basic that a party must bring to the KSZ; may be repeated.",
)
@click.option(
    "--keep-log",
    type=click.IntRange(1),
    metavar="DAYS",
    help="Days after which records of the log go; without this, none ever does.",
)
@click.option(
    "--seal-every",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How often each hop signs the head of its log.",
)
@click.option(
    "--keep-messages",
    type=click.Choice([k.value for k in Keep]),
    default=Keep.DIGEST.value,
    show_default=True,
    help="What is kept of each message; full: the signed message itself.",
)
@click.option(
    "--messages-days",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="Days after which messages that were kept go.",
)
@click.option(
    "--messages-mib",
    type=click.IntRange(1),
    default=256,
    show_default=True,
    help="Most MiB of messages that are kept; the oldest go first.",
)
@REAL_NUMBERS
@click.option(
    "--key-type",
    type=click.Choice(["rsa-2048", "ecdsa-p256"]),
    help="Keys of the certificates, when they are made at the first start: rsa-2048.",
)
@click.option(
    "--server",
    type=click.Choice(["cheroot", "gunicorn"]),
    default="cheroot",
    show_default=True,
    help="cheroot: our threaded server, all hops in one process. gunicorn: several "
    "processes per hop (POSIX; needs fixed ports).",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Processes per hop, for gunicorn.",
)
@click.option(
    "--metrics-port",
    type=PORT,
    help="Figures for Prometheus, on 127.0.0.1 only; 0: a free port.",
)
@click.option(
    "--otel",
    is_flag=False,
    flag_value="",
    metavar="[URL]",
    help="Send spans to an OpenTelemetry collector (OTLP over HTTP); needs the extra "
    "otel. Without URL: as OTEL_EXPORTER_OTLP_ENDPOINT says, else localhost:4318.",
)
@click.option(
    "--log-format",
    type=click.Choice(["console", "json"]),
    help="Of the process's own log, on standard error; json with --json.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="Least level of that log.",
)
@JSON
def up(**options: Any) -> None:
    """Start the three platforms; stops on SIGINT or SIGTERM."""
    from kruispunt_simulator.commands import up as command

    sys.exit(command.run(**options))


@main.command()
@click.argument("flow")
@click.option("--insz", "--ssin", "insz", default="", help="Person asked about.")
@click.option("--on", type=DAY, help="Reference date; today when nothing is given.")
@click.option("--from", "begin", type=DAY, help="Begin of a period.")
@click.option("--to", "end", type=DAY, help="End of a period.")
@click.option("--quarter", metavar="2024Q1", help="Quarter, for incapacity and attest.")
@click.option("--party", required=True, help="Who asks; see `kruispunt parties`.")
@click.option("--user", required=True, help="INSZ of the natural person who asks.")
@click.option("--via", type=click.Choice(HOPS), help="Hop to ask; the party's own.")
@click.option(
    "--with",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_pairs,
    help="Another argument of a typed call; several times for several.",
)
@STATE
@JSON
@click.option(
    "--xml", "as_xml", is_flag=True, help="The reply envelope, once verified."
)
def ask(**options: Any) -> None:
    """
    Ask one question: zorgtoeslag, dossier-handicap, arbeidsongeschiktheid or attest.

    Takes service and operation names too (GeefZorgtoeslag, consultAttest), and every
    typed call of the client: household.now, income.assessment --with income_year=2024.
    """
    from kruispunt_simulator.commands import ask as command

    sys.exit(command.run(**options))


@main.command()
@click.argument("party")
@click.option(
    "--kind",
    type=click.Choice(["period", "attest", "indemnity-periods"]),
    required=True,
    help="Daily, who has a new or changed attest; or whole attests, with the kind of "
    "risk or without.",
)
@click.option("--day", type=DAY, help="Day of the push; today when not given.")
@click.option(
    "--quarter",
    type=QUARTER,
    metavar="2026Q3",
    help="Attests of this quarter; without, what changed in the month of the day.",
)
@click.option("--capacity", help="Legal context, where the party has several.")
@click.option(
    "--to",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the messages.",
)
@STATE
@DATABASE
@JSON
def notify(**options: Any) -> None:
    """
    Push to PARTY what the KSZ notifies about incapacity for work, as files.

    Only under a grant, only what that lets leave, and only about people for whom the
    party is in the repertory. Who is behind an integrator receives through that: PARTY
    is magda or fidus then. Exit status as of `ask`.
    """
    from kruispunt_simulator.commands import notify as command

    sys.exit(command.run(**options))


@main.command()
@STATE
@JSON
@click.option(
    "--table", is_flag=True, help="As Markdown: data flow, service, chain, ground."
)
def services(state: Path, as_json: bool, table: bool) -> None:
    """List what is offered, where, and who may ask it; by a running chain if one is."""
    from kruispunt_simulator.commands import lists

    if table:
        click.echo(lists.data_flows(), nl=False)
        return
    print_rows(lists.services(state), as_json, in_blocks=True)


main.add_command(parties)
main.add_command(people)
main.add_command(law)
main.add_command(contracts)
main.add_command(log)
main.add_command(cases)


@main.command()
@STATE
@DATABASE
@click.argument("trace", required=False)
@click.option("--last", is_flag=True, help="The newest trail instead of TRACE.")
@JSON
def explain(
    state: Path, database: str | None, trace: str | None, last: bool, as_json: bool
) -> None:
    """Tell what every hop noticed about a call: the deep reason of a terse refusal."""
    from kruispunt_simulator.audit.query import of_trace
    from kruispunt_simulator.audit.trail import render_explanation
    from kruispunt_simulator.commands.reading import open_trail

    if last == bool(trace):
        raise click.UsageError("give either TRACE or --last")
    with open_trail(state, database) as trail:
        if last:
            trace = trail.newest()
        records = list(trail.records(of_trace(trace))) if trace else []
    if not records:
        raise click.ClickException(f"no trail {trace or ''} in the log of {state}")
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False))
        return
    click.echo("\n".join(render_explanation(records)))


@main.group()
def certs() -> None:
    """Issue, revoke and list test certificates, bad ones included."""


@certs.command("list")
@STATE
@JSON
def certs_list(state: Path, as_json: bool) -> None:
    """List every certificate that was issued."""
    from kruispunt_simulator.commands import certificates

    print_rows(certificates.rows(state), as_json)


@certs.command("issue")
@STATE
@click.argument("party")
@click.option(
    "--flaw", help="What is wrong with it; `kruispunt certs flaws` lists them."
)
@click.option("--key-type", type=click.Choice(["rsa-2048", "ecdsa-p256"]))
@click.option("--legacy-p12", is_flag=True, help="Also an old PKCS#12, for Mono.")
@click.option(
    "--host", multiple=True, help="Further name of a hop's server; may be repeated."
)
def certs_issue(
    state: Path,
    party: str,
    flaw: str | None,
    key_type: str | None,
    legacy_p12: bool,
    host: tuple[str, ...],
) -> None:
    """
    Issue a (new) certificate for PARTY, good or flawed, or for a hop.

    A hop shows its new one after the next `kruispunt up`. `magda` is a party as well:
    with --host it is the hop.
    """
    from kruispunt_simulator.commands import certificates

    if party in HOPS and (host or not certificates.is_party(party)):
        if flaw or legacy_p12:
            raise click.UsageError("--flaw and --legacy-p12 are for parties, not hops")
        click.echo(certificates.issue_hop(state, party, host, key_type))
        return
    if host:
        raise click.UsageError("--host is for a hop: wiv, magda or ksz")
    click.echo(certificates.issue(state, party, flaw, key_type, legacy_p12))


@certs.command("revoke")
@STATE
@click.argument("party")
def certs_revoke(state: Path, party: str) -> None:
    """
    Revoke the certificate of PARTY; running hops notice at the next call.

    PARTY may be a serial number instead; a hop has only that.
    """
    from kruispunt_simulator.commands import certificates

    click.echo(certificates.revoke(state, party))


@certs.command("flaws")
@JSON
def certs_flaws(as_json: bool) -> None:
    """List the flaws that a certificate can be given."""
    from kruispunt_simulator.commands import certificates

    print_rows(certificates.flaws(), as_json)


@main.command()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the state folder; without this, a temporary one.",
)
def demo(state: Path | None) -> None:
    """The guided tour: three answers, six refusals, and the trail they leave."""
    from kruispunt_simulator.commands import demo as command

    sys.exit(command.run(state))
