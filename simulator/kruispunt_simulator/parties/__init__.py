"""
Who may call, with which certificate, as which sender, and who works there.

The parties are data: the `*.yaml` files of this folder, one per chapter. Names and
enterprise numbers of public bodies are those of the acts; everything else is invented:
common names, URIs, Hoedanigheid codes, legal contexts and, above all, the people.

- All staff numbers have the month raised by 60.
- Invented enterprise numbers fail their check digits.
- `common_name` starts with the enterprise number, or with an OVO code where that number
  is 0316.380.841 (MAGDA wiki, page 485982282).
- Every actor that an act gives data to is a party; a group of them is one invented
  member. The days of contracts and declarations are those of the acts that tell of
  them, because their own are not public.
"""

from kruispunt_simulator.parties.directory import PARTIES, Parties
from kruispunt_simulator.parties.party import Connection, Party
from kruispunt_simulator.parties.staff import Position, Processor, Role, StaffMember

__all__ = [
    "PARTIES",
    "Connection",
    "Parties",
    "Party",
    "Position",
    "Processor",
    "Role",
    "StaffMember",
]
