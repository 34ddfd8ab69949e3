"""What the models of the law's files share: unknown keys are wrong, values frozen."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict


class Frozen(BaseModel):
    """A part of a file of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""Names; a single one may stand without its list."""

Day = Annotated[date, Strict()]
"""A day as YAML writes it: no quoted text, no number of seconds, no time of day."""
