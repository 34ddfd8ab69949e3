"""
The other door: questions of the SSDN, which zeep cannot write.

For zeep an SSDN message is one text (`xmlString`), and what is in it is in no WSDL. So
the document is built from its fields here.
"""

from __future__ import annotations

from kruispunt_contracts import Operation

from kruispunt_client.envelope import Element, Fields
from kruispunt_client.envelope import build as build_element
from kruispunt_client.errors import InvalidSettings
from kruispunt_client.settings import PLACE, Party


def build(operation: Operation, content: Fields) -> Element:
    """
    Build a request; `Caller` validates it.

    Args:
        operation: Of a contract of the SSDN.
        content: Below the request root, with Clark names.
    """
    return build_element(operation, content)


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
    if not PLACE.fullmatch(sender.legal_context or ""):
        raise InvalidSettings(
            f"{where}: legal_context must be a place such as 17/1 to ask the SSDN "
            "(sector and institution)"
        )
