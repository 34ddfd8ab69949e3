"""Every namespace URI of the wire, once."""

from __future__ import annotations

from typing import Final

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
"""SOAP 1.1 envelope, the only version that MAGDA and the KSZ speak."""
SOAP_12: Final = "http://www.w3.org/2003/05/soap-envelope"
"""Known only to tell a SOAP 1.2 sender what is wrong."""

WSDL: Final = "http://schemas.xmlsoap.org/wsdl/"
WSDL_SOAP: Final = "http://schemas.xmlsoap.org/wsdl/soap/"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
EC: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
WSSE: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
)
WSU: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
)
WSSE11: Final = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
X509_TOKEN_PROFILE: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0"  # noqa: S105
)
USER: Final = "urn:kruispunt:user:1"
"""
Of the header block `User`: the INSZ of the natural person who asks the KSZ.

Source: our choice, because KSZ contracts have no place for the end user, whom Protocol
WiV–Wonen in Limburg (art. 6.2 and 6.4) wants known and logged at every link. The block
says no `mustUnderstand`, so the real KSZ may ignore it.
"""
SOAP_MESSAGE_SECURITY: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"
)

SSDN_CONNECTOR: Final = "http://ksz-bcss.fgov.be/connectors/WebServiceConnector"
"""Of `xmlString`, which carries a whole SSDN document as text."""
SSDN_SERVICE: Final = "http://www.ksz-bcss.fgov.be/XSD/SSDN/Service"
"""Of the SSDN document itself: SSDNRequest, SSDNReply."""
SSDN_COMMON: Final = "http://www.ksz-bcss.fgov.be/XSD/SSDN/Common"
SSDN_PERSON: Final = "http://www.ksz-bcss.fgov.be/XSD/SSDN/Person"
PENSION_REGISTER: Final = "http://www.ksz-bcss.fgov.be/XSD/SSDN/PensionRegister"
