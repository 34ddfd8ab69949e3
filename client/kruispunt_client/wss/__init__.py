"""
WS-Security: sign a message, and verify one into what it proves. The only cryptography
on messages, for client and simulator alike.

```python
signer = Signer(key=key, chain=chain, shape=SHAPES["standard"])
signer.sign(envelope, now=now)

signed = verify(parse(received), profile=STRICT, trust=trust, now=now, trust_time=now)
signed.body     # all that may be used of the message
signed.signer   # who said so
```

The rules:

- verification comes first; afterwards only `SignedParts` is used, whose Body was read
  from the very octets that the digest covered;
- parts are found by place, never searched for; a reference must lead to the one element
  at that place by an id that stands once in the document (`layout`);
- what is not known is refused: transforms, algorithms, elements, forms (`signature`);
- the signer is the end entity of the token, and is believed only on the word of the
  trust store (`token`);
- all problems are reported, each with check, requirement, expected and actual; the
  checks are the keys of `REQUIREMENTS`;
- the caller owns the clock, the trust, and the memory against replay
  (`SignedParts.signature_value`).

Built on the parts of signxml that fit (`octets`). Made to survive any input with either
`SignedParts` or `VerificationError`; see `tests/client/wss/`.

Source: WSS SOAP Message Security 1.1.1 and X.509 Certificate Token Profile 1.1.1
(OASIS), XML Signature 1.1 (W3C), _wire-facts.md and _toolkits.md (shared contract
sheets).
"""

from __future__ import annotations

from kruispunt_client.wss.layout import is_signed
from kruispunt_client.wss.result import (
    REQUIREMENTS,
    Problem,
    SignedParts,
    Trust,
    TrustProblem,
    VerificationError,
)
from kruispunt_client.wss.sign import DEFAULT_LIFETIME, Signer
from kruispunt_client.wss.verify import verify

__all__ = [
    "DEFAULT_LIFETIME",
    "REQUIREMENTS",
    "Problem",
    "SignedParts",
    "Signer",
    "Trust",
    "TrustProblem",
    "VerificationError",
    "is_signed",
    "verify",
]
