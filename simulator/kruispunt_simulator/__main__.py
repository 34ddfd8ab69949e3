"""`python -m kruispunt_simulator`: the command line, where no script is on the PATH."""

from __future__ import annotations

from kruispunt_simulator.cli import main

if __name__ == "__main__":
    main(prog_name="kruispunt")
