"""
Texts that came from outside, made fit for a screen, a reply or the process's log.

Whoever may send a message, or have a certificate issued, chooses what stands in names,
numbers and paths. Shown as they are, they could move the cursor of a terminal, rename
its window, begin a line of their own or turn the direction of reading around.
"""

from __future__ import annotations

import traceback


def printable(text: str) -> str:
    r"""
    Make everything that is no ordinary character visible.

    Args:
        text: Anything, lone surrogates included.

    Returns:
        One line. What `str.isprintable` refuses (controls, line and paragraph
        separators, directions, surrogates, spaces other than the usual one) stands as
        an escape such as `\x1b` or `\u202e`.
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


def trace_without_texts(error: BaseException) -> str:
    """
    Tell where an error arose, without what it says: it may quote a person's number.

    Returns:
        The frames and the type, after those of the errors that led to it.
    """
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden
    return "\n".join(
        "".join(traceback.format_tb(each.__traceback__)) + type(each).__qualname__
        for each in reversed(seen)
    )
