"""An act file of one's own: a mistake is told with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import ACTS, check, explain, law, load_law

OWN = (Path(__file__).parents[1] / "vectors" / "law" / "own-act.yaml").read_text(
    "utf-8"
)

Write = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Write:
    """Writes the act above, with something replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = OWN
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_a_good_file_has_no_problem_and_grants_what_it_says(own: Write) -> None:
    path = own()
    assert check(path) == ()
    with_it = load_law([ACTS, path])
    (granted,) = {g.id for g in with_it.grants} - {g.id for g in law().grants}
    grant = with_it.grant(granted)
    told = explain(with_it, "fluvius", "GeefZorgtoeslag", on=grant.from_)
    assert told.allowed
    assert told.reason == "Own protocol art. 1"
    assert not explain(law(), "fluvius", "GeefZorgtoeslag", on=grant.from_).allowed
    assert with_it.where[granted] == f"{path}:{line_of(path, 'id: own-fluvius-care')}"


def test_who_may_have_everything_needs_no_list(own: Write) -> None:
    """`acts/README.md`: `whole` is all that the service tells."""
    fields = (
        "[zt-child-ssin, zt-period-start-date, zt-period-end-date, zt-points-total]"
    )
    path = own((f"allowed: {fields}", "whole: true"))
    assert check(path) == ()
    told = explain(
        load_law([ACTS, path]), "fluvius", "GeefZorgtoeslag", on=date(2026, 1, 1)
    )
    assert told.allowed


def test_the_acts_that_come_along_have_no_problem() -> None:
    assert load_law().where.keys() == {grant.id for grant in law().grants}


WRONG = {
    "a field that no act names": (
        ("[zt-child-ssin", "[zt-child-number"),
        "id: own-{recipient}-care",
        "no field zt-child-number in fields.yaml",
    ),
    "a purpose that the act does not have": (
        ("purposes: [trial]", "purposes: [error]"),
        "id: own-{recipient}-care",
        "no purpose error in this act",
    ),
    "a rule of retention that the act does not have": (
        ("keep: [own-1y]", "keep: [own-2y]"),
        "id: own-{recipient}-care",
        "no rule own-2y under `keep` of this act",
    ),
    "a repertory rule that there is not": (
        ("register: vdi-prior", "register: vdi-later"),
        "id: own-{recipient}-care",
        "no rule vdi-later in registers.yaml",
    ),
    "a grant that forgets the repertory": (
        ("    register: vdi\n", ""),
        "id: own-fluvius-care",
        "demands the repertory vdi (22/004 §6, §32",
    ),
    "a grant that rests on nothing": (
        ("    under: own-fluvius-care\n", ""),
        "id: own-fluvius-care",
        "own-fluvius-care: rests on no entry",
    ),
    "a grant that rests on an empty list": (
        ("under: own-fluvius-care", "under: []"),
        "id: own-fluvius-care",
        "own-fluvius-care: rests on no entry",
    ),
    "a grant that lists fields itself": (
        ("    hop: magda\n", "    hop: magda\n    fields: [zt-child-ssin]\n"),
        "fields: [zt-child-ssin]",
        "fields: follows from the entries alone",
    ),
    "a grant that lets anybody of the staff ask": (
        ("    hop: magda\n", "    hop: magda\n    roles: []\n"),
        "roles: []",
        "roles: follows from the entries alone",
    ),
    "a grant that binds nobody to confidentiality": (
        ("    hop: magda\n", "    hop: magda\n    confidentiality: false\n"),
        "confidentiality: false",
        "confidentiality: follows from the entries alone",
    ),
    "a grant that cites another act": (
        ("    hop: magda\n", "    hop: magda\n    act: 23/058\n"),
        "act: 23/058",
        "act: follows from the entries alone",
    ),
    "a grant that looks at no period": (
        ("    hop: magda\n", "    hop: magda\n    file_of_period: false\n"),
        "file_of_period: false",
        "file_of_period: follows from the entries alone",
    ),
    "a field besides that is for no hop on the way": (
        ("    hop: magda\n", "    hop: magda\n    also: [zt-points-pillar-1]\n"),
        "also:",
        "also: no hop asks on under this grant, so not zt-points-pillar-1",
    ),
    "a name of `wire/` besides that is for no hop on the way": (
        ("    hop: magda\n", "    hop: magda\n    also: vdab-registration-data\n"),
        "also:",
        "also: no hop asks on under this grant, so not vdab-registration-data",
    ),
    "a grant from before the act": (
        ('    capacity: "7301"\n', '    capacity: "7301"\n    from: 2024-12-31\n'),
        "id: own-fluvius-care",
        "begins 2024-12-31, before own-fluvius-care",
    ),
    "a service that there is not": (
        ("service: GeefZorgtoeslag", "service: GeefZorgtoelage"),
        "id: own-fluvius-care",
        "no such contract",
    ),
    "a version that there is not": (
        ("[02.00.0000]", "[09.00.0000]"),
        "id: own-fluvius-care",
        "no such contract",
    ),
    "a line that there is not": (
        ("under: own-fluvius-care", "under: own-veka-care"),
        "under: own-veka-care",
        "no entry own-veka-care in any act",
    ),
    "a hop that there is not": (
        ("hop: magda", "hop: magna"),
        "hop: magna",
        "own-fluvius-care: hop: Input should be",
    ),
    "a key that is misspelt": (
        ("    allowed:", "    alowed:"),
        "alowed:",
        "alowed: Extra inputs are not permitted",
    ),
    "an entry for nobody": (
        ("recipients: [fluvius]", "recipients: []"),
        "recipients: []",
        "recipients: Tuple should have at least 1 item",
    ),
    "recipients that are no list": (
        ("recipients: [fluvius]", "recipients: 5"),
        "recipients: 5",
        "recipients: Input should be a valid tuple",
    ),
    "a list of fields that there is not": (
        ("allowed: [zt-child-ssin,", "allowed: everything\n    notes: [one,"),
        "allowed: everything",
        "no list everything",
    ),
    "a family that there is not": (
        ("    recipients: [fluvius]", "    like: funds\n    recipients: [fluvius]"),
        "like: funds",
        "no family funds",
    ),
    "entries that are no list": (
        ("entries:\n", "entries: {}\nlists:\n"),
        "entries: {}",
        "entries: Input should be a valid tuple",
    ),
    "a last day that is quoted": (
        ("    hop: magda\n", '    hop: magda\n    until: "2030-01-01"\n'),
        "until:",
        "until: Input should be a valid date",
    ),
    "a last day with a time": (
        ("    hop: magda\n", "    hop: magda\n    until: 2030-01-01 00:00:00\n"),
        "until:",
        "until: Input should be a valid date",
    ),
    "a first day that is a number": (
        ("    recipients: [fluvius]", "    from: 0\n    recipients: [fluvius]"),
        "from: 0",
        "from: Input should be a valid date",
    ),
    "fields besides that are a number": (
        ("    hop: magda\n", "    hop: magda\n    also: 5\n"),
        "also: 5",
        "also: Input should be a valid tuple",
    ),
    "fields besides that are no names": (
        ("    hop: magda\n", "    hop: magda\n    also: [{a: 1}]\n"),
        "also:",
        "also.0: Input should be a valid string",
    ),
    "one field besides that there is not": (
        ("    hop: magda\n", "    hop: magda\n    also: abc\n"),
        "id: own-fluvius-care",
        "own-fluvius-care: no field abc",
    ),
    "a family that is no name": (
        ("    recipients: [fluvius]", "    like: {a: 1}\n    recipients: [fluvius]"),
        "like: {a: 1}",
        "like: Input should be a valid string",
    ),
    "an act that is there already": (("act: own\n", "act: b-22-004\n"), "act:", "two"),
    "a date that does not exist": (
        ("from: 2025-01-01", "from: 2025-02-30"),
        "2025-02-30",
        "cannot read '2025-02-30'",
    ),
    "a key that stands twice": (
        ("nature: protocol\n", "nature: protocol\nnature: protocol\n"),
        "nature",
        "stands here a second time",
    ),
    "no YAML": (("keep:\n", "keep: [\n"), "", "YAML"),
    "a question that a built-in grant answers already": (
        (
            "service: GeefZorgtoeslag\n    versions: [02.00.0000]",
            "service: GeefDossierHandicap\n    versions: [03.00.0000]",
        ),
        "id: own-fluvius-care",
        "answers the same question on one day as fluvius-disability",
    ),
}
"""What is wrong, by a change to the act above; where; and what is said."""


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mistake_is_told_with_file_line_and_reason(own: Write, wrong: str) -> None:
    """Issue 4: invalid law data fails with file, line and reason."""
    change, place, reason = WRONG[wrong]
    path = own(change)
    problems = check(path)
    assert any(reason in problem for problem in problems), problems
    for problem in problems:
        file, _, rest = problem.partition(".yaml:")
        assert f"{file}.yaml" == str(path)
        assert rest.partition(":")[0].isdigit()
    (said,) = (each for each in problems if reason in each)
    if place and wrong != "a key that stands twice":
        assert said.startswith(f"{path}:{line_of(path, place)}: ")


def test_a_grant_on_nothing_opens_no_answer(own: Write) -> None:
    """
    Neither without a repertory, nor as one that may write in a repertory too.

    Source: `acts/README.md`, deny by default; 23/058 §85 (only what is listed).
    """
    bare = (("    under: own-fluvius-care\n", ""), ("    register: vdi\n", ""))
    (problem,) = check(own(*bare))
    assert problem.endswith("own-fluvius-care: rests on no entry")
    writes = ("    hop: magda\n", "    hop: magda\n    inscribes: {vdi: '7301'}\n")
    (problem,) = check(own(*bare, writes))
    assert problem.endswith("own-fluvius-care: rests on no entry")


def test_only_what_writes_in_a_repertory_is_granted_on_nothing() -> None:
    """The twin of the refusal above. Source: 22/004 §6, §32; 23/058 §88."""
    bare = {grant.service for grant in law().grants if not grant.under}
    assert bare == {"RegistreerInschrijving", "RegistreerUitschrijving"}


BEFORE = """\
  - id: own-before
    under: own-fluvius-care
    hop: wiv
    party: wonen-in-limburg
    capacity: "7101"
    service: GeefZorgtoeslag
    versions: [02.00.0000]
    onward: "7301"
"""
ALSO = ("    hop: magda\n", "    hop: magda\n    also: [zt-points-pillar-1]\n")


def asked_before(path: Path) -> Path:
    """The act with a grant under which a hop asks on, in the capacity of the other."""
    path.write_text(path.read_text("utf-8") + "\n" + BEFORE, "utf-8")
    return path


def test_a_hop_on_the_way_may_have_what_it_does_not_pass_on(own: Write) -> None:
    """Source: `acts/README.md`, `also`. Its twins are refused: for no hop, above."""
    path = asked_before(own(ALSO))
    assert check(path) == ()
    with_it = load_law([ACTS, path])
    assert "zt-points-pillar-1" not in (with_it.grant("own-before").fields or set())
    assert "zt-points-pillar-1" in (with_it.grant("own-fluvius-care").fields or set())


@pytest.mark.parametrize(
    "refusal",
    [
        (
            "    allowed: [zt-child-ssin",
            "    withheld: [zt-points-pillar-1]\n    allowed: [zt-child-ssin",
        ),
        ("entries:\n", "carries: {geefzorgtoeslag: [zt-points-pillar-1]}\nentries:\n"),
    ],
    ids=["withheld", "beyond"],
)
def test_not_even_a_hop_may_have_what_the_act_refuses(
    own: Write, refusal: tuple[str, str]
) -> None:
    """Source: `acts/README.md`, `withheld` and `carries`: refused."""
    path = asked_before(own(ALSO, refusal))
    (problem,) = check(path)
    assert problem == (
        f"{path}:{line_of(path, 'also:')}: own-fluvius-care: "
        "also: own-fluvius-care refuses zt-points-pillar-1"
    )


def test_what_no_act_knows_is_for_no_end_party(own: Write) -> None:
    """
    Its places in the answer tell as much as fields do.

    Source: `wire/README.md`, `own`: for what a hop on the way needs.
    """
    path = own(
        ("    service: GeefZorgtoeslag\n", "    service: GeefWerkzoekende\n"),
        ("    hop: magda\n", "    hop: magda\n    also: vdab-registration-data\n"),
    )
    (problem,) = check(path)
    assert problem.endswith("under this grant, so not vdab-registration-data")


def test_everything_that_is_wrong_is_told_at_once(own: Write) -> None:
    path = own(
        ("[zt-child-ssin", "[zt-child-number, zt-child-name"),
        ("keep: [own-1y]", "keep: [own-2y]"),
        ("service: GeefZorgtoeslag", "service: GeefZorgtoelage"),
        ("    register: vdi\n", ""),
    )
    told = "\n".join(check(path))
    for reason in (
        "no field zt-child-number",
        "no field zt-child-name",
        "no rule own-2y",
        "no such contract",
        "demands the repertory vdi",
    ):
        assert reason in told


def test_what_rests_on_a_broken_line_is_not_said_to_be_missing(own: Write) -> None:
    """One mistake, one problem."""
    path = own(("    service: geefzorgtoeslag\n", ""))
    (problem,) = check(path)
    assert "own-fluvius-care: service: Field required" in problem


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "nowhere.yaml")
    assert "nowhere.yaml: cannot be read" in problem


def test_a_folder_without_acts_is_told(tmp_path: Path) -> None:
    """Issue 4: a misspelt folder is no act without faults."""
    (tmp_path / "own.yml").write_text(OWN, "utf-8")
    (problem,) = check(tmp_path)
    assert problem == f"{tmp_path}:1: is a folder without any *.yaml file"
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    assert check(tmp_path) == ()


def test_a_last_day_of_a_grant_stands_beside_that_of_its_act(own: Write) -> None:
    """The twin of the quoted one: the earlier of both. Source: `acts/README.md`."""
    path = own(
        ("because: explicit", "until: 2031-01-01, because: explicit"),
        ("    hop: magda\n", "    hop: magda\n    until: 2030-01-01\n"),
    )
    assert check(path) == ()
    grant = load_law([ACTS, path]).grant("own-fluvius-care")
    assert grant.until == date(2030, 1, 1)


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value of a document stands, but for the document itself."""
    if place:
        yield place
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, each in items:
        yield from places(each, (*place, key))


def full() -> dict[str, Any]:
    """The act above with more keys, so that each way of reading has a value."""
    act: dict[str, Any] = yaml.safe_load(OWN)
    act["in_force"]["until"] = date(2031, 1, 1)
    act["lists"] = {"points": ["zt-child-ssin", "zt-points-total"]}
    act["carries"] = {"geefzorgtoeslag": ["zt-points-pillar-1"]}
    act["families"] = {"funds": {"allowed": "points"}}
    (entry,), (grant,) = act["entries"], act["grants"]
    entry |= {"like": "funds", "rights": [{"notes": ["one"]}], "from": date(2025, 2, 1)}
    grant |= {"also": [], "from": date(2025, 3, 1), "until": date(2030, 1, 1)}
    parties = {"parties": {"veka": "7302"}, "inscribes": {"vdi": "7302"}}
    act["grants"].append({**grant, "id": "own-{party}", **parties})
    return act


FULL = full()
KINDS = st.one_of(
    st.integers(),
    st.sampled_from(["", "x", "2030-01-01", "own-{recipient}-care"]),
    st.sampled_from([[], ["x"], [1], [None], [{"a": 1}], [["x"]]]),
    st.sampled_from([{}, {"a": 1}, {"a": {"b": ["x"]}}]),
    st.dates(),
    st.datetimes(),
    st.none(),
    st.booleans(),
)


@settings(database=None, deadline=None, max_examples=30)
@given(place=st.sampled_from(list(places(FULL))), value=KINDS)
@example(place=("grants", 0, "until"), value="2030-01-01")
@example(place=("grants", 0, "until"), value=datetime(2030, 1, 1, tzinfo=UTC))
@example(place=("grants", 0, "also"), value=5)
@example(place=("grants", 0, "also"), value=[{"a": 1}])
@example(place=("entries", 0, "like"), value={"a": 1})
def test_a_value_of_another_kind_is_told_and_never_raised(
    place: tuple[Any, ...], value: Any
) -> None:
    """Issue 4: invalid law data fails with file, line and reason, whatever it is."""
    act = full()
    *above, last = place
    holder: Any = act
    for key in above:
        holder = holder[key]
    holder[last] = value
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.yaml"
        path.write_text(yaml.safe_dump(act), "utf-8")
        for problem in check(path):
            file, line, _ = problem.removeprefix(folder).split(":", 2)
            assert (file, line.isdigit()) == ("/own.yaml", True)


def test_loading_fails_with_what_a_check_tells(own: Write) -> None:
    path = own(("[zt-child-ssin", "[zt-child-number"), ("hop: magda", "hop: magna"))
    with pytest.raises(ConfigurationError) as raised:
        load_law([ACTS, path])
    assert tuple(str(raised.value).splitlines()) == check(path)
    assert len(check(path)) == 2
