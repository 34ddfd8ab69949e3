"""
What the documents show, done: every Python block, every command, every output.

One convention for README.md and the pages in docs/:

- A `python` block is run. Those of a page run in order and share their names, in a
  folder with a chain that runs on `.kruispunt`. `<!-- not run: REASON -->` on the line
  above leaves one out. A block with tests in it is a file of its own, for pytest.
- A block below `<!-- file: NAME -->` is written to that file instead, whatever its
  language. Files called `test_*.py` are run by pytest.
- A `console` block is run: `$ kruispunt …`, `$ python …`, `$ pytest …`. What stands
  below a command is compared with what it prints.
- A `text` block below `<!-- output -->` is compared with what the block above printed.
  In both `…` stands for the rest of a line, or alone for any number of lines; times,
  traces and ports may differ.
- `<!-- running -->` above an `sh` block with `kruispunt up …`: from there on the chain
  runs with those options.
- Commands in other `sh` blocks, and in `yaml` and `powershell`, are not run; but they
  are commands of the command line, with options that it has (`commands_of`).
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from click.testing import CliRunner
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.cli import main
from kruispunt_simulator.settings import (
    Authorisation,
    Keep,
    MessagePolicy,
    Policy,
    Settings,
)
from kruispunt_simulator.sources import Condition

ROOT = Path(__file__).parents[1]
ANY_PORT = {"wiv": 0, "magda": 0, "ksz": 0}
"""Free ports, so that test processes do not meet."""

FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n)?"
    r"(?P<fence>```+)(?P<language>[^`\n]*)\n(?P<text>.*?)^(?P=fence)$",
    re.S | re.M,
)

TESTS = re.compile(r"^(?:async )?def test_|^class Test", re.M)

VARYING = {
    "TRACE": r"\b[0-9a-f]{32}\b",
    "DAY UTC": r"\b\d{4}-\d\d-\d\d UTC",
    "TIME": r"\b\d\d:\d\d:\d\d\.\d{3}\b",
    ":PORT": r"(?<=127\.0\.0\.1):\d+",
    "DURATION": r"\b\d+\.\d ms",
    "SEALED": r"\b\d+ records, 1 to \d+, \d+ seals?, sealed up to \d+",
    "COUNT records": r"\b\d+ records",
}
"""What differs from one run to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    """Of its first line of text."""
    language: str
    text: str
    mark: str
    """The comment on the line above; empty when there is none."""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    def about(self, word: str) -> str | None:
        """What the mark says after a word; None when it begins with another."""
        found = re.fullmatch(rf"{word}(?:: *(.*))?", self.mark)
        return None if found is None else found[1] or ""


def blocks(path: Path) -> list[Block]:
    """Give the fenced blocks of a page, in order."""
    text = path.read_text("utf-8")
    return [
        Block(
            page=path.relative_to(ROOT).as_posix(),
            line=text.count("\n", 0, found.start("text")) + 1,
            language=found["language"],
            text=found["text"],
            mark=(found["mark"] or "").strip(),
        )
        for found in FENCE.finditer(text)
    ]


# Output


def same(text: str) -> str:
    """Give a text in which what varies does not."""
    for word, pattern in VARYING.items():
        text = re.sub(pattern, word, text)
    return text


def pattern_of(excerpt: str) -> str:
    """Give the expression of an excerpt: `…` is whole lines, or the rest of one."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in same(excerpt).splitlines()
    ]
    return "(?m)^" + "".join(lines)


def check_output(block: Block, excerpt: str, printed: str) -> None:
    """Know that what a page shows is what was printed, in that order."""
    printed = printed.replace(os.sep, "/")  # of paths, on Windows
    printed = "\n".join(line.rstrip() for line in same(printed).splitlines()) + "\n"
    absent = [
        line
        for line in same(excerpt).splitlines()
        if not re.search(pattern_of(line), printed)
    ]
    told = f"{block} shows what was not printed. Printed was:\n{printed}"
    assert absent == [], told
    assert re.search(pattern_of(excerpt), printed), told


# Commands


def commands_of(block: Block) -> Iterator[list[str]]:
    """Give the words after `kruispunt` of every such command in a block."""
    text = block.text.replace("\\\n", " ").replace("`\n", " ")
    for line in text.splitlines():
        start = re.match(
            r"\s*(?:- )?(?:run: )?(?:\$ )?(?:\S*[/\\])?kruispunt (?P<rest>.+)", line
        )
        if start is None:
            continue
        words = shlex.split(start["rest"], comments=True)
        end = next((i for i, w in enumerate(words) if w in ("|", ">", "&", "&&")), None)
        yield words[:end]


def check_command(words: list[str]) -> None:
    """
    Know that a command exists, with these options, and what it must be given.

    Files that it names need not be there.

    Raises:
        click.UsageError: It does not.
    """
    command: click.Command = main
    context = click.Context(main, info_name="kruispunt")
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        if found is None:
            break
        command, words = found, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    if command is main:
        raise click.UsageError(f"no command {words[0]}")
    if {"-h", "--help"} & set(words):
        return
    options, rest, _ = command.make_parser(context).parse_args(list(words))
    if rest:
        raise click.UsageError(f"too much: {rest}")
    for parameter in command.get_params(context):
        if not isinstance(parameter.type, click.Path):
            parameter.handle_parse_result(context, options, [])


# Reading a page


class Reader:
    """Who does what a page says, in a folder of their own; use `with`."""

    def __init__(self, folder: Path, ready: Path) -> None:
        """
        Sit down in a folder.

        Args:
            folder: An empty one.
            ready: A state folder on which a chain has run, to begin with a copy of it.
        """
        self.folder, self._ready = folder, ready
        self.state = folder / ".kruispunt"
        self.printed = ""
        """By the last block that was run."""
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self._tests: list[str] = []
        self._programs: set[str] = set()
        """Those that were not run yet."""
        self._chain: Simulator | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, page: Path) -> None:
        """Do all of a page."""
        for block in blocks(page):
            if block.about("not run") is None:
                self._take(block)
        if self._tests:
            self._start([])
            self._program("pytest", *self._tests)
        for name in self._programs:
            imported = rf"^(?:from|import) {Path(name).stem}\b"
            files = (file.read_text("utf-8") for file in self.folder.glob("*.py"))
            used = any(re.search(imported, text, re.M) for text in files)
            assert used, f"{page.name}: {name} is neither run nor imported"

    def _take(self, block: Block) -> None:
        if name := block.about("file"):
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, "utf-8")
            if re.fullmatch(r"test_\w+\.py", target.name):
                self._tests.append(name)
            elif target.suffix == ".py" and target.name != "conftest.py":
                self._programs.add(name)
        elif block.about("running") is not None:
            (words,) = commands_of(block)
            self._stop()
            self._start(words[1:])
        elif block.language == "python" and TESTS.search(block.text):
            name = f"test_line_{block.line}.py"
            (self.folder / name).write_text(block.text, "utf-8")
            self._tests.append(name)
        elif block.language == "python":
            self._start([])
            self._python(block)
        elif block.language == "console":
            self._start([])
            for command, output in _commands_with_output(block):
                self._command(block, command)
                check_output(block, output, self.printed)
        elif block.about("output") == "":
            check_output(block, block.text, self.printed)

    def _python(self, block: Block) -> None:
        # Empty lines in front, so that a traceback names the line of the page.
        code = compile("\n" * (block.line - 1) + block.text, block.page, "exec")
        told = StringIO()
        with chdir(self.folder), redirect_stdout(told):
            exec(code, self.names)  # noqa: S102
        self.printed = told.getvalue()

    def _command(self, block: Block, command: str) -> None:
        program, *words = shlex.split(command)
        if program == "kruispunt":
            with chdir(self.folder):
                result = CliRunner().invoke(main, words, prog_name="kruispunt")
            self.printed = result.output
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
        elif program in ("python", "pytest"):
            self._program(program, *words)
        else:
            raise AssertionError(
                f"{block}: {program} is not run by `console`; use `sh`"
            )

    def _program(self, program: str, *words: str) -> None:
        module = ["-m", "pytest", "-p", "no:cacheprovider", *_plugin()]
        arguments = module if program == "pytest" else []
        outside = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, *arguments, *words],
            cwd=self.folder,
            env=outside
            | {
                "KRUISPUNT_CACHE": str(self.folder / "cache"),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTHONIOENCODING": "utf-8",
                "PYTHONPATH": _path(),
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.printed = done.stdout
        assert done.returncode == 0, done.stdout + done.stderr
        self._programs -= set(words)
        if program == "pytest":
            self._tests = [name for name in self._tests if name not in words]

    def _start(self, options: list[str]) -> None:
        """Run the chain, unless it runs."""
        if self._chain is not None:
            return
        if not self.state.exists():
            shutil.copytree(self._ready, self.state)
        with chdir(self.folder):
            told = main.commands["up"].make_context("up", options).params
        settings = Settings(
            state=self.state,
            ports=ANY_PORT,
            stubs_port=None if told["stubs_port"] is None else 0,
            policy=Policy(told["policy"]),
            authorisation=Authorisation(told["authorisation"]),
            today=told["today"],
            people=tuple(self.folder / path for path in told["people"]),
            law=tuple(self.folder / path for path in told["law"]),
            codes=told["codes"] and self.folder / told["codes"],
            contracts=told["contracts"] and self.folder / told["contracts"],
            cases=told["cases"] and self.folder / told["cases"],
            messages=MessagePolicy(keep=Keep(told["keep_messages"])),
        )
        chain = Simulator(settings)
        for source in told["source_off"]:
            chain.sources.set_condition(source, Condition(available=False))
        self._chain = chain.__enter__()

    def _stop(self) -> None:
        if self._chain is not None:
            self._chain.__exit__(None, None, None)
        self._chain = None


def _plugin() -> list[str]:
    """Our pytest plugin by name, if there is one, installed or not."""
    there = find_spec("kruispunt_simulator.testing") is not None
    return ["-p", "kruispunt_simulator.testing.plugin"] if there else []


def _path() -> str:
    """`PYTHONPATH` as it is from another folder."""
    own = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join(os.path.abspath(each) for each in own if each)


def _commands_with_output(block: Block) -> Iterator[tuple[str, str]]:
    command, output = "", ""
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = line.removeprefix("$ "), ""
        else:
            output += f"{line}\n"
    if command:
        yield command, output
