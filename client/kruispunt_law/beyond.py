"""What the acts say beyond what they grant: refusals, passing on, other acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from kruispunt_contracts.yamlfile import load_model
from pydantic import BeforeValidator
from pydantic import Field as Named

from kruispunt_law.model import Entry
from kruispunt_law.shape import Frozen

BEYOND: Final = Path(__file__).parent / "beyond.yaml"


def _names(value: Any) -> Any:
    return tuple(value.split(", ")) if isinstance(value, str) else value


class NotGranted(Frozen):
    """What an act expressly leaves out."""

    who: str
    what: str
    why: str
    cited: str
    recipients: tuple[str, ...] = ()
    """Actor or party ids."""
    of_act: str | None = None
    """Id of an act of which all recipients are meant, `besides` some."""
    besides: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    """Services or modules, as in the entries; empty where no question tells it."""
    fields: tuple[str, ...] = ()
    """Field ids; empty: the service as a whole."""

    def fits(self, party: str, services: Collection[str], field: str | None) -> bool:
        """
        Whether it answers a question.

        Args:
            party: Who asks.
            services: Names of what is asked, as in the entries.
            field: Of which field is asked; None for none in particular.
        """
        asked = not self.fields or field in self.fields
        meant = party in self.recipients and not {*self.services}.isdisjoint(services)
        return asked and meant


class PassedOnTo(Frozen):
    """To whom data may be passed on."""

    to: str
    purpose: str
    fields: tuple[str, ...] = ()
    """As the act names them: field ids, or words."""
    basis: str | None = None


class PassedOn(Frozen):
    """Whether and to whom a recipient may pass on what it got."""

    act: str
    """Id of the act."""
    from_actor: Annotated[tuple[str, ...], BeforeValidator(_names)]
    rule: str
    cited: str
    recipients: tuple[PassedOnTo, ...] = ()


class ReferredTo(Frozen):
    """Another act that those here refer to."""

    number: str
    subject: str
    cited_in: str
    decided: date | None = Named(alias="date", default=None)
    amended: date | None = None


class Beyond(Frozen):
    """All of it."""

    not_granted: Mapping[str, NotGranted]
    """By id."""
    passed_on: tuple[PassedOn, ...]
    referred_to: tuple[ReferredTo, ...]


def load_beyond(entries: Collection[Entry], path: Path = BEYOND) -> Beyond:
    """
    Read what the acts say beyond what they grant.

    Args:
        entries: All there are.
        path: UTF-8.

    Raises:
        ConfigurationError: The file does not fit.
    """
    beyond = load_model(path, Beyond)
    refusals = {
        name: _with_recipients(each, entries)
        for name, each in beyond.not_granted.items()
    }
    return beyond.model_copy(update={"not_granted": refusals})


def _with_recipients(refusal: NotGranted, entries: Collection[Entry]) -> NotGranted:
    """Say by name who is meant with all others of an act."""
    if refusal.of_act is None:
        return refusal
    others = dict.fromkeys(
        entry.recipient
        for entry in entries
        if entry.act == refusal.of_act and entry.recipient not in refusal.besides
    )
    return refusal.model_copy(update={"recipients": tuple(others)})
