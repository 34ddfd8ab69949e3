"""
Where the case of a question may stand, in the order in which it is looked for.

The layout is that of the public MAGDA Mock, of its first and its second version at
once. With the texts `a` and `b` of two keys, in `<domain>/<service>/<version>`:

1. `a/b.xml`, `a&b.xml`: exactly this;
2. `a&.xml`, `a.xml`, `&b.xml`: whatever the other key says;
3. `b.xml` there, in `<service>`, in `<domain>`, at the top;
4. `notfound.xml` or `default.xml` in `a/b`, `a`, and so on up to the top;
5. `success.xml`, likewise.

Above the folder of the version a file may be of any service: one of another is passed
over. An operation of a service that has several may have a folder below the version.
An empty text leaves its folder out.

Source: README of MAGDA-Mock (StaticResponseSimulator), the response transformer of
MAGDA-Mock-v2. That `default.xml` stands beside `notfound.xml` is our choice: both
answer whoever has no case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kruispunt_simulator.cases.names import (
    DEFAULT,
    LONGEST,
    NOT_FOUND,
    SUCCESS,
    spellings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder of the files of one service, or of one of its operations."""

    folder: str
    """Below the folder of cases, with slashes."""
    above: tuple[str, ...]
    """Folders that hold it, from the nearest to the top, which is empty."""
    shared: bool = False
    """Whether operations of the same service may have files in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that would be a case."""

    path: str
    """Below the folder of cases, with slashes."""
    named: bool
    """Whether it is named after what the question is about."""
    place: Place | None
    """The place of its service that it stands in; None for one higher up."""


def candidates(
    places: Sequence[Place], values: tuple[str, ...], subject: str | None
) -> Iterator[Candidate]:
    """
    Give every file that would be the case of a question, first the one that goes first.

    Args:
        places: Folders of its service, the one that goes first in front.
        values: Texts of its keys.
        subject: The person that it is about, or None.
    """
    filled = frozenset(filter(None, values))
    wanted = frozenset({subject}) if subject in filled else filled
    seen: set[str] = set()
    for path, used, place in chain(_keyed(places, values), _fallbacks(places, values)):
        if path not in seen:
            seen.add(path)
            yield Candidate(
                path=path,
                named=bool(wanted) and wanted <= used,
                place=place,
            )


_Found = tuple[str, frozenset[str], Place | None]
"""Path, texts that it is named after, and the place of the service; None higher up."""


def _keyed(places: Sequence[Place], values: tuple[str, ...]) -> Iterator[_Found]:
    if not any(values):
        return
    for stem, used in _stems(values):
        for place in places:
            yield f"{place.folder}/{stem}.xml", used, place
    last, used = values[-1], frozenset(values[-1:])
    for place in places:
        for stem in spellings(last):
            yield f"{place.folder}/{stem}.xml", used, place
    for folder in _above(places):
        for stem in spellings(last):
            yield _below(folder, f"{stem}.xml"), used, None


def _stems(values: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """Give names below a place, without `.xml`: all texts first, then some of them."""
    filled = tuple(filter(None, values))
    for parts in _spelled(filled):
        yield "/".join(parts), frozenset(filled)
    count = len(values)
    for mask in range(2**count - 1, 0, -1):
        kept = tuple(
            text if mask >> (count - 1 - at) & 1 else ""
            for at, text in enumerate(values)
        )
        used = frozenset(filter(None, kept))
        if not used:
            continue
        for parts in _spelled(kept):
            whole = "&".join(parts)
            while whole:
                if len(whole.encode()) <= LONGEST:
                    yield whole, used
                if not whole.endswith("&"):
                    break
                whole = whole[:-1]


def _spelled(values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give texts as parts of a path: all encoded, or all as they are."""
    written = [spellings(text) if text else ("",) for text in values]
    if not all(written):
        return
    yield tuple(each[0] for each in written)
    if any(len(each) > 1 for each in written):
        yield tuple(each[-1] for each in written)


def _fallbacks(places: Sequence[Place], values: tuple[str, ...]) -> Iterator[_Found]:
    filled = tuple(filter(None, values))
    levels: list[_Found] = []
    for own in places:
        for depth in range(len(filled), 0, -1):
            used = frozenset(filled[:depth])
            for parts in _spelled(filled[:depth]):
                levels.append((f"{own.folder}/{'/'.join(parts)}", used, own))
        levels.append((own.folder, frozenset(), own))
    levels += [(folder, frozenset(), None) for folder in _above(places)]
    for names in ((NOT_FOUND, DEFAULT), (SUCCESS,)):
        for folder, used, place in levels:
            for name in names:
                yield _below(folder, f"{name}.xml"), used, place


def _above(places: Sequence[Place]) -> tuple[str, ...]:
    """Give the folders above places: services first, then domains, then the top."""
    own = {place.folder for place in places}
    found = dict.fromkeys(
        folder for place in places for folder in place.above if folder not in own
    )
    return tuple(sorted(found, key=lambda folder: -_depth(folder)))


def _depth(folder: str) -> int:
    return len(folder.split("/")) if folder else 0


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
