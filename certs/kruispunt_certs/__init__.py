"""
The test PKI of the chain: one CA for each leg, certificates, and bad ones on request.

Not for anything real: the keys lie in a folder and every subject says KRUISPUNT TEST.
"""

from .authority import WINDOW, Authority, Credential, KeyType, Window
from .credentials import KEYSTORE_PASSWORD
from .flaws import FLAWS, Flaw
from .identities import TEST_DOMAIN, TEST_UNIT, HopIdentity, Identity
from .index import CertificateRow, Kind, Status
from .store import Pki, PkiError

__all__ = [
    "FLAWS",
    "KEYSTORE_PASSWORD",
    "TEST_DOMAIN",
    "TEST_UNIT",
    "WINDOW",
    "Authority",
    "CertificateRow",
    "Credential",
    "Flaw",
    "HopIdentity",
    "Identity",
    "KeyType",
    "Kind",
    "Pki",
    "PkiError",
    "Status",
    "Window",
]
