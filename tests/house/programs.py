"""Programs of the machine that some tests use, and what happens where one is missing."""

import os
import shutil

import pytest

NAMES = {
    "chromium": (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
}
"""Programs that go by several names; any other goes by its own."""


def needs_program(name: str) -> str:
    """Give the path of a program; where it is missing the test skips with the reason, and in CI it fails."""
    for candidate in NAMES.get(name, (name,)):
        path = shutil.which(candidate)
        if path is not None:
            return path
    reason = f"this machine has no {name}, which the test runs; install it to run the test"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (in CI a missing program is a failure: .ci/run should install it)")
    pytest.skip(reason)
