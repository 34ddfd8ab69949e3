"""What an operator can set, and that the command line lets it be set."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import timedelta
from pathlib import Path

import click
import pytest
from kruispunt_simulator.cli import up
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.settings import (
    MIB,
    Authorisation,
    Keep,
    MessagePolicy,
    Policy,
    Settings,
)
from kruispunt_simulator.store.address import database_of, file_of

STATE = Path("somewhere")
SETTINGS = Settings(state=STATE)
OPTIONS = {option.name: option for option in up.params}
OPTIONS_OF = {
    "ports": [f"{hop}_port" for hop in HOPS],
    "messages": ["keep_messages", "messages_mib", "messages_days"],
}
"""A field that is more than one option."""


def test_everything_of_a_state_folder_lies_in_it() -> None:
    for path in (SETTINGS.pki, file_of(database_of(STATE)), SETTINGS.profiles):
        assert path is not None
        assert path.parent in (STATE, STATE.absolute())


def test_a_password_in_the_url_of_the_database_is_not_shown() -> None:
    url = "postgresql+psycopg://me:s3cret@db.example/log"
    assert "s3cret" not in repr(Settings(state=STATE, database=url))


def test_a_simulator_is_strict_about_the_law_unless_told_otherwise() -> None:
    assert SETTINGS.authorisation is Authorisation.ENFORCE


def test_a_simulator_listens_to_this_machine_only_unless_told_otherwise() -> None:
    assert SETTINGS.host == "127.0.0.1"


def test_every_hop_has_a_port_and_no_two_share_one() -> None:
    assert set(SETTINGS.ports) == set(HOPS)
    assert len(set(SETTINGS.ports.values())) == len(HOPS)


def test_two_settings_share_no_ports() -> None:
    assert SETTINGS.ports is not Settings(state=STATE).ports


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SETTINGS.host = "0.0.0.0"  # type: ignore[misc]  # noqa: S104


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_field_is_an_option_of_up_with_the_same_default(field: str) -> None:
    for name in OPTIONS_OF.get(field, [field]):
        option = OPTIONS[name]
        assert isinstance(option, click.Option)
    if field == "ports":
        defaults = {hop: OPTIONS[f"{hop}_port"].default for hop in HOPS}
        assert defaults == SETTINGS.ports
    elif field == "messages":
        keep, mib, days = (OPTIONS[name].default for name in OPTIONS_OF[field])
        assert SETTINGS.messages == MessagePolicy(
            keep=Keep(keep), most_bytes=mib * MIB, most_age=timedelta(days=days)
        )
    elif field == "seal_every":
        assert timedelta(seconds=OPTIONS[field].default) == SETTINGS.seal_every
    elif field in ("host", "policy", "authorisation"):
        assert OPTIONS[field].default == getattr(SETTINGS, field)


@pytest.mark.parametrize("kind", [Policy, Authorisation])
def test_the_command_line_offers_every_choice(
    kind: type[Policy] | type[Authorisation],
) -> None:
    choice = OPTIONS[kind.__name__.lower()].type
    assert isinstance(choice, click.Choice)
    assert list(choice.choices) == [each.value for each in kind]
