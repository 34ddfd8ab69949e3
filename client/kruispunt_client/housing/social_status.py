"""
Whether a harmonised social status holds, by the yes or no of the KSZ.

For the MijnVerbouwPremie the four statuses of a disability are asked as one, and the
answer is one yes or no (R-HS-02). It is another test than that of the care supplement:
status C looks at pillar 1 only, so a child with 3 points there and 6 in total is a yes
by R-ZT-01 and a no here (R-HS-06).

A status that the source does not know by that name gets a 0 as well, and the answer
does not show the difference: names are agreed per project, so check yours once with
somebody for whom it holds.

Source: R-HS-01 to R-HS-06.
"""

from __future__ import annotations

from typing import Final

from kruispunt_client.calls.social_statuses import SocialeStatuten, SocialStatusName
from kruispunt_client.housing.figures import STATUS_C_PILLAR_1_MIN
from kruispunt_client.housing.finding import Finding
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer

DISABILITY_ANY_OF_FOUR: Final = "DISABILITY_ANY_OF_FOUR"
"""
The four statuses together.

Source: 22/004 §4, §23; the name is the simulator's, as the real one is not public.
"""

_RULES: Final = ("R-HS-02", "R-HS-03", "R-HS-04")


def social_status_holds(
    answer: Answer[SocialeStatuten],
    name: SocialStatusName | str = DISABILITY_ANY_OF_FOUR,
) -> Finding:
    """
    Find out whether a social status holds for a person.

    Args:
        answer: Of `social_status.check`, asked for that status on the date of the
            application: the answer does not repeat the date.
        name: Of the status.

    Returns:
        Not known when the KSZ could not work it out, such as for errors in the
        household (SSH00047), when the status is not in the answer, nobody knows the
        person, or a source failed and the answer is a 0.

    Source: R-HS-02, R-HS-03, R-HS-04.
    """
    data = answer.data
    if data is None:
        why = "the KSZ knows nothing of the person"
        return Finding.of(None, "; ".join([why, *gaps(answer)]), *_RULES)
    if data.status is not None and not data.sociale_statuten:
        why = f"the KSZ did not work it out ({data.status.code})"
        return Finding.of(None, why, *_RULES)
    found = data.of(name)
    if found is None:
        return Finding.of(None, "the status is not in the answer", *_RULES)
    holds = found.van_toepassing
    code = found.resultaat.code
    if holds is None:
        reason = f"answer {code}" if found.status is None else found.status.code
        return Finding.of(None, f"the KSZ could not say ({reason})", *_RULES)
    why = "the KSZ says that it applies" if holds else "the KSZ says that it does not"
    return Finding.of(holds, why, *_RULES, code=code).unless_known(gaps(answer))


def is_status_c(pillar_1: int | None) -> bool:
    """
    Find out whether points make a child one of status C.

    Args:
        pillar_1: Points in pillar 1; None when there are none.

    Source: R-HS-01, R-HS-06: the total does not count, other than in R-ZT-01.
    """
    return (pillar_1 or 0) >= STATUS_C_PILLAR_1_MIN
