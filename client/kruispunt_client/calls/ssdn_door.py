"""
The other door: questions and answers of the SSDN, which zeep cannot write or read.

For zeep an SSDN message is one text (`xmlString`), and what is in it is in no WSDL. So
the document is built from its fields here, and read after `Caller` has validated it
against the XSD: into the same kind of values as zeep gives, so that `wire` can read
both. Names lose their namespaces there, for no two differ in nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kruispunt_contracts import Operation
from lxml import etree

from kruispunt_client.caller import Reply
from kruispunt_client.calls.wire import TEXT
from kruispunt_client.envelope import Element, Fields, build
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.settings import Party

Tree = Mapping[str, Any]
"""By local name: texts, further trees, or lists of them where an element is repeated;
attributes too. An element with attributes has its text under `_value_1`, as zeep does.
"""

_PLACE = re.compile(r"[0-9]{1,9}(/[0-9]{1,9})?", re.ASCII)


def exchange(
    operation: Operation, content: Fields, send: Callable[[Element], Reply]
) -> Tree:
    """
    Build a request, send it, and read the reply.

    Args:
        operation: Of a contract of the SSDN.
        content: Below the request root, with Clark names.
        send: Does everything between the two.

    Returns:
        What stands below `SSDNReply`.

    Raises:
        KruispuntError: Whatever `send` raises; it also checks the question.
    """
    reply = send(build(operation, content))
    read = as_tree(reply.payload)
    return read if isinstance(read, Mapping) else {}


def as_tree(element: Element) -> Tree | str:
    """
    Give the content of an element: a text, or what stands in it by local name.

    White space around a text is left out, as most types of the SSDN do (`collapse`).
    """
    below = list(element.iterchildren(etree.Element))
    found: dict[str, Any] = {
        etree.QName(name).localname: value for name, value in element.attrib.items()
    }
    if not below:
        text = str(element.xpath("string()")).strip()
        return {TEXT: text, **found} if found else text
    for child in below:
        name, value = etree.QName(child).localname, as_tree(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def check_sender(sender: Party, where: str) -> None:
    """
    Refuse to ask for a party of which the SSDN needs to know more.

    Args:
        sender: Who asks.
        where: Party and endpoint, for the error.

    Raises:
        InvalidSettings: No e-mail address, or no place in the network.

    Source: `ksz-pensionregister`, AuthorizedUser: Email and MatrixID must be there.
    """
    if not sender.email:
        raise InvalidSettings(f"{where}: email is needed to ask the SSDN")
    if not _PLACE.fullmatch(sender.legal_context or ""):
        raise InvalidSettings(
            f"{where}: legal_context must be a place such as 17/1 to ask the SSDN "
            "(sector and institution)"
        )
