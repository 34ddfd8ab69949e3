"""
The only door to Spyne.

Spyne routes a verified payload to the operation of its contract, has the contract
check it against our XSD, hands it on, and takes back the answer. It never sees bytes,
headers or signatures: what it gets is the payload that the signature covers, already
an element. That also switches off its SOAP-encoding `href` resolution, with which an
unsigned header could replace signed content.

Spyne 2.14, the newest, imports on Python 3.12 and later only with help: the `six` that
it bundles finds its virtual modules through `find_module`, which Python 3.12 dropped.
`_import_spyne` gives it another finder. (`cgi`, gone in 3.13, comes from the dependency
`legacy-cgi`.)
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
import types
import warnings
from collections.abc import Callable
from typing import Any

from kruispunt_contracts.catalogue import Contract, Operation, SchemaError

Element = Any


def _import_spyne() -> None:
    """
    Make `import spyne` work on every supported Python.

    The bundled `six` is loaded on its own first, and its finder replaced by one that
    every Python asks.
    """
    spec = importlib.util.find_spec("spyne")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("spyne is not installed")
    name = "spyne.util.six"
    folder = spec.submodule_search_locations[0]
    location = importlib.util.spec_from_file_location(name, f"{folder}/util/six.py")
    if location is None or location.loader is None:
        raise ImportError(f"spyne in {folder} has no util/six.py")
    six = importlib.util.module_from_spec(location)
    sys.modules[name] = six
    location.loader.exec_module(six)
    importer = six._importer
    if importer in sys.meta_path:  # else Python warns about its missing find_spec
        sys.meta_path.remove(importer)
    sys.meta_path.append(_Moves(importer))


class _Moves(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """
    Finds the `moves` modules of `six` when they are imported, and not before.

    To load all of them takes a tenth of a second, for one of them is `tkinter`.
    """

    def __init__(self, importer: Any) -> None:
        self._importer = importer
        self._own_specs: dict[str, importlib.machinery.ModuleSpec | None] = {}

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Know what `six` knows."""
        known = self._importer.known_modules
        if ".moves" not in name or name not in known:
            return None
        has_more = any(each.startswith(f"{name}.") for each in known)
        return importlib.machinery.ModuleSpec(name, self, is_package=has_more)

    def create_module(
        self, spec: importlib.machinery.ModuleSpec
    ) -> types.ModuleType | None:
        """Give the module that goes by another name nowadays."""
        moved: types.ModuleType = self._importer.load_module(spec.name)
        self._own_specs[spec.name] = moved.__spec__
        return moved

    def exec_module(self, module: types.ModuleType) -> None:
        """Leave a module of the standard library as it was."""
        by_another_name = module.__spec__
        if by_another_name is not None:
            module.__spec__ = self._own_specs[by_another_name.name] or by_another_name


if "spyne" not in sys.modules:
    _import_spyne()

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # deprecations of a library that stands still
    from spyne import AnyXml, Application, Service, rpc
    from spyne.context import MethodContext
    from spyne.model.fault import Fault
    from spyne.protocol.soap import Soap11
    from spyne.server import ServerBase

Handler = Callable[[Operation, Element], Element]
"""From the operation and its valid request root to the response root."""


class NotInContract(Exception):
    """The payload is of no operation of this contract, or its XSD refuses it."""

    def __init__(self, errors: tuple[SchemaError, ...]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors
        """Empty when the contract has no such operation."""


class _Refused(Fault):  # type: ignore[misc]
    """Spyne's own way out of a request: only a Fault passes its layers."""

    def __init__(self, errors: tuple[SchemaError, ...]) -> None:
        super().__init__("Client.SchemaValidationError", "see errors")
        self.errors = errors


class _ContractProtocol(Soap11):  # type: ignore[misc]
    """SOAP 1.1 for Spyne, minus everything that is done before and after it."""

    def __init__(self, contract: Contract) -> None:
        super().__init__()
        self._contract = contract

    def create_in_document(self, ctx: Any, charset: str | None = None) -> None:
        """`ctx.in_document` already is the verified payload."""

    def decompose_incoming_envelope(self, ctx: Any, message: str = "") -> None:
        ctx.in_body_doc = ctx.in_document
        ctx.method_request_string = ctx.in_document.tag
        errors = self._contract.validate(ctx.in_document)
        if errors:
            raise _Refused(errors)

    def deserialize(self, ctx: Any, message: str) -> None:
        ctx.in_object = ctx.in_body_doc

    def serialize(self, ctx: Any, message: str) -> None:
        ctx.out_document = ctx.out_object[0]

    def create_out_string(self, ctx: Any, charset: str | None = None) -> None:
        """The pipeline signs and serialises."""


class _Server(ServerBase):  # type: ignore[misc]
    transport = "kruispunt"


class Router:
    """Routes payloads to a handler; a contract is added by its first message."""

    def __init__(self) -> None:
        self._servers: dict[Contract, _Server] = {}
        self._lock = threading.Lock()

    def route(self, contract: Contract, payload: Element, handler: Handler) -> Element:
        """
        Let Spyne route and validate a payload, and answer it.

        Args:
            contract: The one of the payload's namespace.
            payload: The verified request root.
            handler: Called once, with the operation and the payload.

        Returns:
            What the handler returned.

        Raises:
            NotInContract: No such operation, or the XSD refuses the payload.
            Exception: Whatever the handler raised, unchanged.
        """
        server = self._servers.get(contract) or self._add(contract)
        context = MethodContext(server, MethodContext.SERVER)
        context.in_document = payload
        raised: list[BaseException] = []

        def call(operation: Operation, request: Element) -> Element:
            # Spyne would log an exception and make a fault of its own out of it.
            try:
                return handler(operation, request)
            except BaseException as exception:  # raised again below
                raised.append(exception)
                return None

        context.udc = call
        (context,) = server.generate_contexts(context)
        if context.in_error is None:
            server.get_in_object(context)
            server.get_out_object(context)
        if raised:
            raise raised[0]
        error = context.in_error or context.out_error
        if error is not None:
            raise NotInContract(getattr(error, "errors", ()))
        server.get_out_string(context)
        return context.out_document

    def _add(self, contract: Contract) -> _Server:
        with self._lock:
            if contract not in self._servers:
                methods = {
                    _local(operation.request): _method(operation)
                    for operation in contract.operations
                }
                service = type(contract.service, (Service,), methods)
                application = Application(
                    [service],
                    # Of its documents, in the SSDN, and not of what carried them here.
                    tns=_namespace(contract.operations[0].request),
                    name=contract.service,
                    in_protocol=_ContractProtocol(contract),
                    out_protocol=_ContractProtocol(contract),
                )
                self._servers[contract] = _Server(application)
            return self._servers[contract]


def _method(operation: Operation) -> Any:
    def method(ctx: Any, request: Element) -> Element:
        return ctx.udc(operation, request)

    method.__name__ = operation.name
    return rpc(
        AnyXml,
        _returns=AnyXml,
        _body_style="bare",
        _in_message_name=operation.request,
        _operation_name=_local(operation.request),
        _out_message_name=operation.response,
    )(method)


def _local(clark: str) -> str:
    return clark.rpartition("}")[2]


def _namespace(clark: str) -> str:
    return clark[1:].rpartition("}")[0]
