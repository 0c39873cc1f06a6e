"""The browser, started once for all tests of one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import internalmap
from page.browser import Open, Opened, address, running, script, tab
from page.shown import EXAMPLES, Example, Shown


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def scripts(browser: Browser) -> Iterator[Opened]:
    """A tab with the scripts of the page that know nothing of what is shown."""
    with tab(browser) as opened:
        for name in ("packing.js", "clock.js", "durations.js", "address.js"):
            opened.page.add_script_tag(content=script(name))
        yield opened
        assert opened.complaints == []


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens files, each in a tab of its own. At the end none has asked for anything but itself, and
    none has complained."""
    with ExitStack() as stack:
        every: list[tuple[Opened, Path]] = []

        def open_file(path: Path, asked: str = "", **options: Any) -> Opened:
            opened = stack.enter_context(tab(browser, **options))
            opened.page.goto(address(path, asked))
            every.append((opened, path))
            return opened

        yield open_file
        for opened, path in every:
            assert {url.partition("#")[0] for url in opened.requests} == {address(path)}
            assert opened.complaints == []


@pytest.fixture(scope="session")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """A small model, of which the map shows every party."""
    organization = internalmap.load(str(EXAMPLES / "fjord-hotel.yaml"))
    return Example.of(organization, tmp_path_factory.mktemp("hotel"))


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """A model of which the map shows units, closed."""
    organization = internalmap.load(str(EXAMPLES / "hospital.yaml"))
    return Example.of(organization, tmp_path_factory.mktemp("hospital"))


#: Shows the page of an example: the example, what its address asks for, and options of the tab.
Show = Callable[..., Shown]


@pytest.fixture
def show(open_page: Open) -> Show:
    def shown(example: Example, asked: str = "", **options: Any) -> Shown:
        return Shown(example, open_page(example.path, asked, **options))

    return shown
