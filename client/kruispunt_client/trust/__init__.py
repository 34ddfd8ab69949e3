"""
Whom to trust: every finding about a certificate, at any date.

`TrustStore` reads the files and remembers, `chains` finds the way to an anchor,
`certificates` judges each certificate alone, `revocation` asks the CRLs.
"""

from kruispunt_client.trust.certificates import CHECKS, TrustProblem, Usage
from kruispunt_client.trust.store import TrustStore

__all__ = ["CHECKS", "TrustProblem", "TrustStore", "Usage"]
