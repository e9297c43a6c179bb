"""A `th` on a terminal of 80x24, in an empty folder with an empty home."""

import sys

import pytest

from tests.repl.terminal import Terminal, clean_environment


@pytest.fixture
def start(tmp_path):
    """Start programs on terminals of their own; all are ended after the test."""
    open_ones = []

    def run(*args, columns=80, rows=24, answers=True, command=None, ready=True, **env):
        command = command or [sys.executable, "-m", "th", *args]
        terminal = Terminal(
            command, columns=columns, rows=rows, answers=answers, cwd=tmp_path,
            env=clean_environment(tmp_path, **{"TH_BANNER": "0", **env}),
        )  # fmt: skip
        open_ones.append(terminal)
        return terminal.wait_ready() if ready else terminal

    yield run
    for terminal in open_ones:
        terminal.close()


@pytest.fixture
def shell(start):
    """A shell at its first prompt, without the banner."""
    return start()
