"""What pages say to write in a profile, and to let CI do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from kruispunt_client import LawSettings, LogSettings, RetrySettings
from kruispunt_client.tables import read_table

from ..snippets import ROOT, Block, blocks

DOCS = ROOT / "docs"
TABLES: dict[str, type] = {
    "law": LawSettings,
    "log": LogSettings,
    "retry": RetrySettings,
}


def shown(language: str, *pages: Path) -> list[Block]:
    """Every block in a language, of these pages or of all."""
    documents = pages or (*sorted(DOCS.rglob("*.md")), ROOT / "client" / "README.md")
    return [b for page in documents for b in blocks(page) if b.language == language]


@pytest.mark.parametrize("block", shown("toml"), ids=str)
def test_a_part_of_a_profile_has_only_keys_that_there_are(block: Block) -> None:
    """A whole profile is read by its page itself."""
    document = tomllib.loads(block.text)
    for name, table in document.items():
        if name in TABLES and "party" not in document:
            read_table(TABLES[name], name, table, ROOT)


@pytest.mark.parametrize("block", shown("yaml"), ids=str)
def test_yaml_on_a_page_is_yaml(block: Block) -> None:
    assert all(document for document in yaml.safe_load_all(block.text))


CI = [yaml.safe_load(block.text) for block in shown("yaml", DOCS / "how-to" / "ci.md")]
TEST = """
from datetime import date

from kruispunt_client import connect


def test_a_question():
    with connect(via="wiv", user="80631402131") as wiv:
        assert wiv.disability.files("85643007594", on=date(2026, 6, 1)).data
"""


def steps(pipeline: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The commands of a pipeline after those that install, with what they are given."""
    if "jobs" in pipeline:
        steps = pipeline["jobs"]["test"]["steps"]
        told = [(s["run"], s.get("env", {})) for s in steps if "run" in s]
    else:
        job = pipeline["test"]
        lines = (*job["script"], *job["after_script"])
        told = [("\n".join(x for x in lines if not x.startswith("pip ")), {})]
    return [(run, env) for run, env in told if not run.startswith("pip ")]


@pytest.mark.skipif(sys.platform == "win32", reason="the steps are for bash")
@pytest.mark.parametrize("pipeline", CI, ids=["GitHub Actions", "GitLab"])
def test_the_steps_of_a_pipeline_end_well(
    pipeline: dict[str, Any], tmp_path: Path
) -> None:
    """As they stand on the page, one shell after the other, but for `pip install`."""
    bash = shutil.which("bash")
    assert bash
    (tmp_path / "test_it.py").write_text(TEST, "utf-8")
    programs = tmp_path / "programs"
    programs.mkdir()
    start = "from kruispunt_simulator.cli import main; main(prog_name='kruispunt')"
    for name, words in {
        "kruispunt": ["-c", f'"{start}"'],
        "pytest": ["-m", "pytest", "-p", "no:cacheprovider"],
    }.items():
        program = programs / name
        program.write_text(
            f'#!{bash}\nexec "{sys.executable}" {" ".join(words)} "$@"\n'
        )
        program.chmod(0o755)
    own = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    outside = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")} | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": os.pathsep.join(os.path.abspath(each) for each in own if each),
    }
    groups = []
    try:
        for run, env in steps(pipeline):
            with subprocess.Popen(
                [bash, "-e", "-c", run],
                cwd=tmp_path,
                env=outside | env,
                stdout=(printed := (tmp_path / "printed").open("a")),
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as step:
                groups.append(step.pid)
                status = step.wait(timeout=300)
            printed.close()
            assert status == 0, (tmp_path / "printed").read_text()
    finally:
        for group in groups:
            try:
                os.killpg(group, signal.SIGTERM)
            except ProcessLookupError:
                continue
    told = (tmp_path / "printed").read_text()
    assert "1 passed" in told
    assert "GeefDossierHandicap" in told
