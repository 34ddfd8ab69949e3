"""
Who watches the log for figures and spans: what the settings ask for, ready to use.

Both libraries are imported only where they are wanted: they cost time at every start,
and OpenTelemetry is an extra that need not be installed.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.store.journal import Observer

_SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client finds the folder of several processes."""


class Watchers:
    """
    The observers of one process.

    Args:
        settings: Say which.
        vocabulary: The words that they may use.

    Raises:
        ConfigurationError: OpenTelemetry is not installed, or has no usable address.
    """

    def __init__(self, settings: Settings, vocabulary: Vocabulary) -> None:
        self._closing = ExitStack()
        self._port = settings.metrics_port
        observers: list[Observer] = []
        if settings.metrics_port is not None:
            from prometheus_client import CollectorRegistry

            from kruispunt_simulator.audit.metrics import Metrics

            self._registry = CollectorRegistry()
            observers.append(Metrics(vocabulary, self._registry))
        if settings.otel is not None:
            try:
                from kruispunt_simulator.audit.telemetry import Telemetry
            except ModuleNotFoundError as error:
                if not (error.name or "").startswith("opentelemetry"):
                    raise
                raise ConfigurationError(
                    "--otel: OpenTelemetry is not installed; "
                    "`pip install kruispunt[otel]` brings it"
                ) from error
            telemetry = Telemetry(settings.otel, vocabulary)
            self._closing.callback(telemetry.close)
            observers.append(telemetry)
        self.observers: Final = tuple(observers)

    def serve(self) -> str | None:
        """
        Show the figures of this process.

        Returns:
            Where; None when no figures are wanted.

        Raises:
            OSError: The port is taken.
        """
        if self._port is None:
            return None
        from kruispunt_simulator.audit.metrics import MetricsServer

        server = MetricsServer(self._port, self._registry)
        self._closing.callback(server.close)
        return server.url

    def close(self) -> None:
        """Hand over what is waiting, and end. Idempotent."""
        self._closing.close()


def shared_folder(state: Path) -> Path:
    """Where several processes keep their figures, within the state folder."""
    return state / "metrics"


def share_figures(settings: Settings) -> None:
    """Have this process, and those it forks, keep their figures for the parent."""
    if settings.metrics_port is not None:
        os.environ[_SHARED] = str(shared_folder(settings.state))
