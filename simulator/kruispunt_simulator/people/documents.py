"""
Cuts a file of many persons into its YAML documents, without reading it whole.

A line that begins with `---` always begins a document, wherever it stands: YAML forbids
such a line inside a text (1.2.2, section 9.1.2). So a file of any size can be cut by
its lines alone, and a document that did not change need not be parsed to be skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chunk:
    """One document, as it stands in its file."""

    text: str
    line: int
    """Of its first line in the file, counted from 1."""


def chunks(lines: Iterable[str]) -> Iterator[Chunk]:
    """
    Cut text into documents.

    Args:
        lines: With their ends.

    Returns:
        One chunk per document that holds something, comments before it included; one
        empty chunk when there is no such document at all.
    """
    cutter = _Cutter()
    count = 0
    for line in lines:
        for chunk in cutter.take(line):
            count += 1
            yield chunk
    if cutter.has_content or count == 0:
        yield cutter.cut()


@dataclass(slots=True)
class _Cutter:
    """The document that is being gathered."""

    lines: list[str] = field(default_factory=list)
    first: int = 1
    number: int = 0
    has_content: bool = False

    def take(self, line: str) -> Iterator[Chunk]:
        self.number += 1
        begins = _is_marker(line, "---")
        if begins:
            if self.has_content:
                yield self.cut()
            # Only comments so far: they stay, an empty document does not.
            self.lines = ["\n" if _is_marker(o, "---") else o for o in self.lines]
        if not self.lines:
            self.first = self.number
        self.lines.append(line)
        inside = line[3:] if begins else line
        if _is_marker(line, "..."):
            if self.has_content:
                yield self.cut()
        elif not _is_silent(inside, is_directive=not self.has_content and not begins):
            self.has_content = True

    def cut(self) -> Chunk:
        chunk = Chunk("".join(self.lines), self.first)
        self.lines, self.has_content = [], False
        return chunk


def _is_marker(line: str, marker: str) -> bool:
    return line.startswith(marker) and line[3:4] in ("", " ", "\t", "\r", "\n")


def _is_silent(line: str, *, is_directive: bool) -> bool:
    text = line.lstrip()
    return not text or text.startswith("#") or (is_directive and line.startswith("%"))
