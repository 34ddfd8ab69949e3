"""
What the KSZ pushes about incapacity for work, to receivers that an act names.

From the files of the insurance bodies to message documents, for one receiver, kind and
day: `kinds` chooses the attests and writes what a notification says, `ground` asks the
law, `message` writes the document, `outbox` puts it down, `delivery` leads.

Rules of this package:

- Only under a grant in force on the day, and only what that lets leave (23/058 §85). Of
  a notification that says nothing but whose attest it is, nothing is sent.
- Only about persons with an open file in the repertory that the grant names; a grant
  that names none is that of an inspection service (23/058 §14, §88). Who is left out is
  counted for the KSZ and never named to the receiver.
- The messages to a receiver are numbered from 1 without a gap, whatever they are about,
  and hold at most 5000 notifications each.
- Who was told of, in which message, is in the log before the message leaves.

Source: 23/058 §3, §5, §6, §85, §88; contract sheet
`ksz-hdiindemnityallowancenotifications-v1`.
"""

from __future__ import annotations

from kruispunt_simulator.notifications.collect import LeftOut
from kruispunt_simulator.notifications.delivery import Desk, Order, Report, Sent
from kruispunt_simulator.notifications.ground import capacities
from kruispunt_simulator.notifications.kinds import KINDS, Kind, is_over

__all__ = [
    "KINDS",
    "Desk",
    "Kind",
    "LeftOut",
    "Order",
    "Report",
    "Sent",
    "capacities",
    "is_over",
]
