"""
How a typed call becomes a method of a data flow, of both kinds of connection.

A flow is a class of `asked(...)` lines, one per call. The same class serves a
`Connection`, whose methods give an `Answer`, and an `AsyncConnection`, whose methods
must be awaited: so the names can never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import update_wrapper, wraps
from inspect import iscoroutinefunction, signature
from typing import Any, Final, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from kruispunt_client.calls.question import Call
from kruispunt_client.envelope import check_number
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Answer

_PERSON: Final = frozenset({"insz", "ssin"})
"""Arguments that name the person, whom no call about a person can leave out."""

P = ParamSpec("P")
T = TypeVar("T")
L_co = TypeVar("L_co", covariant=True)


class Line(Protocol):
    """Where a call can be asked; `Connection` is one."""

    def ask(self, call: Call[T]) -> Answer[T]:
        """Ask, verify, log, and read the data."""


class AsyncLine(Protocol):
    """Where a call can be asked and awaited; `AsyncConnection` is one."""

    async def ask(self, call: Call[T]) -> Answer[T]:
        """Ask, verify, log, and read the data."""


class Flow(Generic[L_co]):
    """The calls of one data flow, on one connection."""

    def __init__(self, line: L_co) -> None:
        """
        Bind the calls.

        Args:
            line: Where they are asked.
        """
        self._line = line


class asked(Generic[P, T]):
    """The method of a flow that asks what a typed call describes."""

    def __init__(self, make: Callable[P, Call[T]]) -> None:
        """
        Take the call.

        Args:
            make: Gives what is to be asked; signature and docstring are the method's.
        """
        self._make = make
        update_wrapper(self, make)

    @overload
    def __get__(self, flow: None, owner: type) -> Self: ...

    @overload
    def __get__(self, flow: Flow[Line], owner: type) -> Callable[P, Answer[T]]: ...

    @overload
    def __get__(
        self, flow: Flow[AsyncLine], owner: type
    ) -> Callable[P, Coroutine[Any, Any, Answer[T]]]: ...

    def __get__(self, flow: Flow[Any] | None, owner: type) -> Any:
        """Bind to the connection of a flow."""
        if flow is None:
            return self
        line, make = flow._line, self._make
        if iscoroutinefunction(line.ask):

            @wraps(make)
            async def method(*args: P.args, **kwargs: P.kwargs) -> Answer[T]:
                answer: Answer[T] = await line.ask(self(*args, **kwargs))
                return answer

            return method

        @wraps(make)
        def call(*args: P.args, **kwargs: P.kwargs) -> Answer[T]:
            answer: Answer[T] = line.ask(self(*args, **kwargs))
            return answer

        return call

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Call[T]:
        """
        Give the call itself, without asking it: `Disability.files(insz, on=day)`.

        Raises:
            InvalidRequest: An argument cannot be, or is of another kind than it must.
            TypeError: The call has no such argument.
        """
        given = signature(self._make).bind(*args, **kwargs).arguments
        for name in _PERSON & {*given}:
            check_number(name, given[name])
        try:
            return self._make(*args, **kwargs)
        except (TypeError, ValueError, AttributeError) as error:
            # Not in the text what it says: that may quote a person's number.
            raise InvalidRequest(
                f"{self._make.__name__}: an argument is of another kind than it must be"
            ) from error
