"""What the tests of the command line and of the gate have: the program, and a project with packages of all groups."""

from __future__ import annotations

from tests.cli.conftest import all_groups, program
from tests.gate.conftest import locked

__all__ = ["all_groups", "locked", "program"]
