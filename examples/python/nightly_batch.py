"""
Ask every night what changed about the tenants: households and incomes, some at a time.

    kruispunt up --state .kruispunt
    python nightly_batch.py tenants.csv --user 80631402131 --year 2024 --into tonight \\
        --profile .kruispunt/client/wonen-in-limburg.toml

`tenants.csv` has a column `insz`. Answers go into a `Cabinet`, which lets go of each
when its act says so. A night that was cut off goes on where it was, for its journal
says who is done. Exit status: 0 all done, 1 some failed or were not asked.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from kruispunt_client import (
    Answer,
    BatchProgress,
    BatchReport,
    Cabinet,
    Connection,
    JsonLinesLog,
    PersonReplaced,
    batch,
    connect,
)


def ask(wiv: Connection, insz: str, year: int) -> list[Answer]:
    """Ask what is needed about one tenant; nothing is kept if one of the two fails."""
    try:
        return [wiv.household.now(insz), wiv.income.assessment(insz, year)]
    except PersonReplaced as replaced:
        if replaced.new_number is None:
            raise
        return ask(wiv, replaced.new_number, year)


def run(
    wiv: Connection,
    tenants: list[str],
    *,
    year: int,
    into: Path,
    workers: int = 8,
    quiet: bool = False,
) -> BatchReport:
    """Ask about all of them, and keep what came."""
    into.mkdir(parents=True, exist_ok=True)
    cabinet = Cabinet(into / "answers")

    def keep(insz: str, answers: list[Answer]) -> None:
        for answer in answers:
            cabinet.put(answer, card={"service": answer.asked.service})

    def show(progress: BatchProgress) -> None:
        if not quiet and (progress.finished % 100 == 0):
            print(f"{progress.finished} of {progress.total}, {progress.failed} failed")

    return batch(
        tenants,
        lambda insz: ask(wiv, insz, year),
        workers=workers,
        keep=keep,
        journal=into / "journal.jsonl",
        progress=show,
    )


def main() -> int:
    """Read the arguments, ask, and tell what failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("tenants", type=Path)
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--user", required=True, help="INSZ of who is responsible")
    parser.add_argument("--year", type=int, required=True, help="income year")
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=8)
    options = parser.parse_args()
    with options.tenants.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if "insz" not in (rows.fieldnames or ()):
            parser.error(f"{options.tenants}: no column insz")
        lines = {row["insz"]: rows.line_num for row in rows}
    options.into.mkdir(parents=True, exist_ok=True)
    log = JsonLinesLog(options.into / "questions.jsonl")
    with connect(options.profile, via="wiv", user=options.user, log=log) as wiv:
        report = run(
            wiv,
            [*lines],
            year=options.year,
            into=options.into,
            workers=options.workers,
        )
    for item in report.failed:  # by the line of the file, not the person's number
        kind = type(item.error).__name__
        print(f"line {lines[item.key]}: {kind}: {item.error}")
    counts = ", ".join(f"{n} {step.value}" for step, n in report.counts.items() if n)
    print(counts)
    if report.ended_by is not None:
        print(f"ended early by: {report.ended_by}")
    return 0 if report.complete else 1


if __name__ == "__main__":
    sys.exit(main())
