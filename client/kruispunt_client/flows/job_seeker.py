"""Registration as a job seeker."""

from __future__ import annotations

from kruispunt_client.calls.job_seeker import job_seeker
from kruispunt_client.calls.job_seeker_inscriptions import job_seeker_inscriptions
from kruispunt_client.flows.base import Flow, L_co, asked


class JobSeeker(Flow[L_co]):
    """Registration as a job seeker."""

    inscriptions = asked(job_seeker_inscriptions)
    at_vdab = asked(job_seeker)
