"""A real browser, without a window: Chromium of this machine, driven by Playwright.

It is found on the PATH, or is the file that the environment variable INTERNALMAP_CHROMIUM names.
Without one, tests that need it are skipped; where CI is set they fail, so that no build passes that
no browser has shown.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How many seconds a page has to come to what is waited for.
_PATIENCE = 30


@dataclass
class Opened:
    """A page in a tab of its own, every request that it made, the first one included, and whatever
    it had to complain of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def asks(self, script: str, value: object = None) -> Any:
        """What a script says in the page."""
        return self.page.evaluate(script, value)


def executable() -> str:
    """The browser of this machine."""
    named = os.environ.get("INTERNALMAP_CHROMIUM", "")
    found = next(filter(None, map(shutil.which, (named, *_NAMES) if named else _NAMES)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("a page is shown by Chromium, which is part of the build, and is not here")
    if found is None:
        pytest.skip("there is no Chromium here")
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """The browser, while it runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable())
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Opened]:
    """An empty tab that remembers nothing of others. The options are Playwright's, such as
    `viewport`, `color_scheme`, `reduced_motion`, `forced_colors`, `java_script_enabled`."""
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    opened = Opened(context.new_page())
    context.on("request", lambda request: opened.requests.append(request.url))
    context.on("weberror", lambda error: opened.complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: (
            opened.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    yield opened
    context.close()


#: Opens a file in a tab of its own.
Open = Callable[..., Opened]


def until(page: Page, script: str, value: object = None) -> None:
    """Wait until a script says yes. It is asked again and again from outside: Playwright's own way
    of waiting may make a function of a text in the page, which the page's policy forbids."""
    end = monotonic() + _PATIENCE
    while not page.evaluate(script, value):
        assert monotonic() < end, script
        page.wait_for_timeout(20)


def script(name: str) -> str:
    """A script of the page."""
    return (files("internalmap.page") / name).read_text(encoding="utf-8")


def address(path: Path, asked: str = "") -> str:
    """The address of a file, with what is asked behind the #."""
    return path.resolve().as_uri() + asked
