"""What an act says, and how it works out on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator
from pydantic import Field as Named

from kruispunt_law.duration import parse
from kruispunt_law.shape import Day, Frozen

Repertory = Literal["none", "vdi", "ksz", "fidus"]


def _is_duration(text: str) -> str:
    parse(text)
    return text


class Purpose(Frozen):
    """What data may be used for."""

    for_: str = Named(alias="for")
    cited: str


class KeepRule(Frozen):
    """
    How long data may be kept, counted from which event.

    The second half, from `about` on, says for a computer what the words of the first
    half say: see `retention.py` for what it comes to.
    """

    at_most: Annotated[str, AfterValidator(_is_duration)] | None
    """ISO 8601 duration (`P10Y`, `P14M`); None: no number, so until the event, or for
    as long as `from` says."""
    from_: str | None = Named(alias="from")
    """The event, in words."""
    events: tuple[str, ...]
    """The events by name; the first that happens starts the term."""
    stated: bool
    """Whether the act itself says from when."""
    cited: str
    note: str | None = None
    scope: str | None = None
    then: str | None = None
    hard_cap: bool = False
    """Whether no other rule about the same can lengthen it; without `about`, no other
    rule at all."""
    combine: str | None = None
    applies_when: str | None = None
    exceptions: str | None = None
    use_after_closing: str | None = None
    conflict: str | None = None

    about: str | None = None
    """Short name of a place where the data are, or of a use of them: what `scope` says.
    Rules about the same bound one another: the earliest date decides."""
    metadata_only: bool = False
    """Whether it is about a file, and not about what an answer tells."""
    first_named: bool = False
    """Whether an event that stands earlier in `events` wins over one that happened
    earlier."""
    followed_by: str | None = None
    """The rule that holds when this term is over, and that ends this one too."""
    only_for: tuple[str, ...] = ()
    """What data may be used for once the term runs, and for nothing else: what
    `use_after_closing` says."""
    circumstance: str | None = None
    """Name of what `applies_when` says; without it the rule does not apply. None: the
    event itself shows that it does."""
    instead_of: str | None = None
    """The rule that does not apply when this one does."""
    lengthened_by: str | None = None
    """Name of the circumstance in `exceptions` during which there is no last day."""

    @model_validator(mode="after")
    def _counts_from_something(self) -> Self:
        if self.at_most is not None and not self.events:
            raise ValueError("at_most: no event to count from")
        return self


class RegisterRule(Frozen):
    """What an act says about repertories."""

    required: bool | None
    """None while the act is silent."""
    repertory: Repertory | None = None
    cited: str
    which: str | None = None
    prior: bool | None = None
    quality_code: str | None = None
    meaning: str | None = None
    enforced_by: str | None = None
    exception: str | None = None
    compensating_measures: str | None = None
    file_type: str | None = None
    file_origin: str | None = None
    scope: str | None = None
    routing: str | None = None
    records: str | None = None
    note: str | None = None
    of_period: bool = False
    """Whether the file must be open in the period that is asked about as well as on the
    day of the question: what `scope` says."""


class Field(Frozen):
    """A field as the acts name it."""

    nl: str
    """What it is called there, Dutch."""
    type: str
    flow: str
    """Group of fields, such as `handiflux`."""
    cited: str
    note: str | None = None
    block: str | None = None
    modules: tuple[str, ...] = ()
    values: Any = None


class Amendment(Frozen):
    """A later decision that changed an act."""

    decided: Day
    in_force: Day | None
    """None where the texts do not say."""


class InForce(Frozen):
    """From when to when an act holds."""

    from_: Day | None = Named(alias="from")
    until: Day | None = None
    because: str
    duration: str | None = None
    notice_period_months: int | None = None
    ends_automatically: str | None = None
    unilateral_end: str | None = None
    channel_c2_from: Day | None = None
    channel_c2_basis: str | None = None
    earliest_possible_from: Day | None = None


class Act(Frozen):
    """A deliberation or protocol."""

    act: str
    """Id: the name of its file."""
    kind: Literal["deliberation", "protocol", "decision", "reference", "choice"]
    cited: str
    """As it is cited."""
    title: str
    issued_by: str
    document: str | None = None
    decided: Day | None = None
    amended: tuple[Amendment, ...] = ()
    in_force: InForce
    nature: str
    ground: tuple[str, ...] = ()
    dpo_opinions: tuple[str, ...] = ()
    governing_law: str | None = None
    ended: Day | None = None
    """Last day on which anything flows under it, when it was ended for everybody (for
    instance by simple notice: Protocol WiV–Wonen in Limburg art. 8)."""
    purposes: Mapping[str, Purpose] = Named(default_factory=dict)
    keep: Mapping[str, KeepRule] = Named(default_factory=dict)

    @model_validator(mode="after")
    def _names_rules_that_are_there(self) -> Self:
        for name, rule in self.keep.items():
            for other in (rule.followed_by, rule.instead_of):
                if other is not None and other not in self.keep:
                    raise ValueError(f"keep.{name}: no rule {other} in this act")
        return self


class Entry(Frozen):
    """One line of an act for one recipient: what it may have, and on what terms."""

    id: str
    act: str
    """Id of the act."""
    kind: Literal["grant", "reference"] = "grant"
    """`reference`: only named in the acts here, so by itself it grants nothing."""
    recipient: str
    """Actor id."""
    paragraphs: tuple[str, ...]
    chain: tuple[str, ...]
    sources: tuple[str, ...]
    service: str
    """As the act calls it."""
    module: str | None = None
    blocks: tuple[str, ...] = ()
    allowed: tuple[str, ...]
    """Field ids; whatever is not among them is not granted."""
    withheld: tuple[str, ...] = ()
    """Field ids that the act expressly refuses."""
    beyond: tuple[str, ...] = ()
    """Field ids that the service carries and the act does not list, so refused too."""
    whole: bool = False
    """Whether everything that the service tells is allowed: `allowed` is empty."""
    unlisted: tuple[str, ...] = ()
    """Of `wire/`, names that are no field of an act, and allowed with all the rest."""
    detail: str = "field-level"
    shape: str = "full-fields"
    purposes: tuple[str, ...]
    subjects: tuple[str, ...]
    subject_limits: tuple[str, ...] = ()
    register_: str = Named(alias="register")
    """Key in `registers.yaml`."""
    residence_check: bool | None = None
    history: str
    frequency: str
    duration: str
    keep: tuple[str, ...]
    """Keys in `keep` of the act."""
    checks: str
    """Key in `sets` of `checks.yaml`."""
    notes: tuple[str, ...] = ()
    group_notes: tuple[str, ...] = ()
    context: str
    parameters: Mapping[str, Any] = Named(default_factory=dict)
    from_: Day | None = Named(alias="from", default=None)
    until: Day | None = None
    in_force_because: str | None = None
    roles: tuple[str, ...] = ()
    """Roles of the staff that may ask; empty: the act names none."""
    confidentiality: bool = False
    """Whether that staff must be bound to confidentiality by name."""
    staff: Any = None
    channels: Mapping[str, Any] = Named(default_factory=dict)
    specific_uses: tuple[str, ...] = ()
    upstream_act: str | None = None
    fields_expressly_motivated: tuple[str, ...] = ()
    legal_ceiling_not_carried: Any = None
    history_depth_by_purpose: Mapping[str, str] = Named(default_factory=dict)
    role_split: Any = None
    strict_profile: Mapping[str, Any] = Named(default_factory=dict)
    recognition_rule: str | None = None
    processors: tuple[str, ...] = ()
    special_category: str | None = None
    """For data of a special category (GDPR art. 9): on which ground."""

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day; never where no day is known."""
        began = self.from_ is not None and self.from_ <= on
        return began and (self.until is None or on <= self.until)


class Grant(Frozen):
    """What one party may ask at one hop under one capacity, and on which ground."""

    id: str
    """Stable, kebab case."""
    hop: Literal["wiv", "magda", "ksz"]
    party: str
    """Party id: who calls this hop."""
    capacity: str
    """`Hoedanigheid` at MAGDA and Wonen in Vlaanderen, `legalContext` at the KSZ, or
    `sector/institution` in its SSDN."""
    service: str
    versions: tuple[str, ...]
    operations: tuple[str, ...] = ()
    """Empty means every operation of the service."""
    act: str
    """As it is cited."""
    paragraphs: str
    from_: Day = Named(alias="from")
    until: Day | None = None
    """Last day in force; None while no end is known."""
    under: tuple[str, ...] = ()
    """Ids of the entries that it rests on; a repertory is written in without any."""
    fields: frozenset[str] | None = None
    """What may be told, as ids of fields; None: all that the service tells."""
    beneficiaries: tuple[str, ...] = ()
    """Party ids on whose behalf an integrator asks; empty means for itself."""
    register_: Repertory = Named(alias="register", default="none")
    """Repertory in which the person asked about must be inscribed."""
    registrant: str | None = None
    """Party whose inscription counts; None means `party`."""
    quality: str | None = None
    """Quality that such an inscription must have; None means `capacity`."""
    file_of_period: bool = False
    """Whether that inscription must be open in the period that is asked about as well
    as on the day of the question."""
    inscribes: Mapping[str, str] = Named(default_factory=dict)
    """Repertories in which a question under this grant may write, with the quality that
    the lines get there: that of the grants that will look for them."""
    closed: tuple[str, ...] = ()
    """
    Parts of a question that the act does not open, as paths from `Vraag` (MAGDA) or
    from the request (KSZ). A question that has one, and not as a flag that says no, is
    refused: what it brings up cannot be withheld by its path.
    """
    removed: tuple[str, ...] = ()
    """Paths of blocks that stay behind with all that is in them."""
    neutral: Mapping[str, str] = Named(default_factory=dict)
    """Besides the value in `wire/`: what stands in for a withheld element, by path."""
    history_years: int | None = Named(default=None, ge=0)
    """How many years back the party may see; None where the act sets no limit."""
    roles: tuple[str, ...] = ()
    """Roles of the staff that may ask; empty: any."""
    confidentiality: bool = False
    """Whether the user must be bound to confidentiality by name."""
    onward: str | None = None
    """Capacity under which this hop asks the next one for this grant."""

    @property
    def citation(self) -> str:
        """Act and paragraphs."""
        return f"{self.act} {self.paragraphs}"

    @property
    def file(self) -> tuple[str, str, str]:
        """The file that must be open: repertory, party that keeps it, purpose."""
        return (
            self.register_,
            self.registrant or self.party,
            self.quality or self.capacity,
        )

    def in_force(self, on: date) -> bool:
        """Whether the grant holds on a day."""
        return self.from_ <= on and (self.until is None or on <= self.until)

    def covers(self, service: str, version: str | None, operation: str | None) -> bool:
        """Whether it is about an operation; None: about any of the service."""
        return (
            self.service == service
            and (version is None or version in self.versions)
            and (not operation or not self.operations or operation in self.operations)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The legal verdict, never without a reason."""

    grant: Grant | None
    """None when refused."""
    reason: str
    near: tuple[Grant, ...] = field(default=())
    """Grants that almost fit, to explain a refusal."""

    @property
    def allowed(self) -> bool:
        """Whether the question may be asked."""
        return self.grant is not None


class Successor(Frozen):
    """A service that took over from a stopped one."""

    service: str
    version: str
    for_: str | None = Named(alias="for", default=None)
    """What it took over, in the words of the reply (Dutch); None: everything."""


class Discontinued(Frozen):
    """A service that was stopped for everybody, and what came in its place."""

    service: str
    version: str
    """As in `Context/Versie`."""
    path: str
    """Where its callers still knock."""
    until: Day
    """Last day on which it answered."""
    successors: tuple[Successor, ...]
    act: str
    paragraphs: str

    @property
    def citation(self) -> str:
        """Act and paragraphs."""
        return f"{self.act} {self.paragraphs}"

    @property
    def told(self) -> str:
        """The successors as the reply names them: one text, Dutch."""
        return "; ".join(
            f"{each.service} {each.version}" + (f" ({each.for_})" if each.for_ else "")
            for each in self.successors
        )
