"""The reference of the command line, from click itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from kruispunt_simulator.cli import main

from kruispunt_site.tables import table


def reference() -> str:
    """Every command: usage, what it does, arguments and options."""
    root = click.Context(main, info_name="kruispunt")
    return "\n".join(text for context in _contexts(root) for text in _told(context))


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                below = click.Context(command, info_name=name, parent=context)
                yield from _contexts(below)


def _told(context: click.Context) -> Iterator[str]:
    command = context.command
    path = context.command_path
    if context.parent is not None:
        yield f"## `{path}`\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```sh\n{path} {usage}\n```\n"
    yield f"{_with_options(inspect.cleandoc(command.help or ''))}\n"
    options = [
        row
        for option in command.get_params(context)
        if isinstance(option, click.Option)
        and "--help" not in option.opts
        and (row := option.get_help_record(context))
    ]
    if options:
        yield table(
            ("option", "what"),
            [(f"`{names}`", _plain(what)) for names, what in options],
        )


def _plain(text: str) -> str:
    """Keep a default or a range in brackets from being read as a link."""
    return _with_options(re.sub(r"([\[\]<>])", r"\\\1", " ".join(text.split())))


def _with_options(text: str) -> str:
    """Let an option in a sentence be code: two dashes would become a long one."""
    return re.sub(r"(?<![`\w-])(--[a-z][a-z-]*)(?![^`]*`[^`]*$)", r"`\1`", text)
