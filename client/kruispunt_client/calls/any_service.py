"""
Any service of MAGDA or the KSZ, also one that nobody made a typed call for.

For services of contracts of your own (`[contracts]` of the profile); it asks ours too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import at
from kruispunt_client.errors import InvalidRequest

_AROUND: Final = frozenset(
    {"informationCustomer", "informationCBSS", "legalContext", "criteria", "status"}
)
"""What stands around the data in a reply of the KSZ."""


def any_service(
    service: str,
    version: str,
    content: Mapping[str, Any],
    *,
    operation: str | None = None,
    subject: str | None = None,
    user: str | None = None,
    changes: bool = False,
) -> Call[Mapping[str, Any]]:
    """
    Ask any service of the contracts by the names of the wire.

    Via the hop of the contract: `wiv` or `magda` for MAGDA, `ksz` for the KSZ.

    Args:
        service: As in the contracts: `GeefOnderneming`, `HandiService`.
        version: Likewise: `02.00.0000`, `v2`.
        content: By wire names, texts, numbers, days, further mappings, or lists of
            those. For MAGDA what follows `Referte` in `Vraag`, mostly `{"Inhoud": …}`;
            for the KSZ what stands in `criteria`.
        operation: None for the one that has the name of the service, as at MAGDA.
        subject: INSZ of the person asked about, for the log; None: nobody.
        user: INSZ of the natural person who asks; None: that of the connection.
        changes: Whether it changes something there, so must never be asked twice.

    Returns:
        `Inhoud` (MAGDA), or what follows the status (KSZ): by local names, texts,
        further mappings, or lists of them where an element is repeated. None if there
        are no data.

    Raises:
        InvalidRequest: A number has not eleven digits, or the content is a text; when
            asked, also that there is no such operation, or that the content does not
            follow the contract.
    """
    given: Any = content
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise InvalidRequest(
            f"content is a mapping by the names of the wire, no {kind}"
        )
    question = Question(
        service=service,
        version=version,
        operation=operation or service,
        content=content,
        subject=subject,
        user=user,
        changes=changes,
    )
    return one_way(question, _data)


def _data(reply: Any) -> Mapping[str, Any] | None:
    if "Context" in reply:  # Repliek of MAGDA, where the schema demands it
        found = at(reply, "Antwoorden/Antwoord/Inhoud")
    else:
        found = {name: each for name, each in reply.items() if name not in _AROUND}
    return found if isinstance(found, Mapping) and found else None
