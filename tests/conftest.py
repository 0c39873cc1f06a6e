"""The option `--thorough`, and what all tests share."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

import effort


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough",
        action="store_true",
        help="try properties on all their random examples, not on a twentieth of them",
    )


def pytest_configure(config: pytest.Config) -> None:
    effort.thorough = config.getoption("thorough")
    settings.register_profile("effort", effort.examples(100))
    settings.load_profile("effort")
    # A program started in the background may ignore these; the programs that tests interrupt, which
    # inherit that, must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
