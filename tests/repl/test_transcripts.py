"""The written-down sessions, typed through a real terminal."""

import re

import pytest

from tests import transcripts
from tests.repl.typed import clear, entered, offered

ERROR = re.compile(r"^(\w*(?:Error|Exception))\b", re.MULTILINE)


@pytest.fixture
def wide(start):
    return start(columns=120, rows=60)


def run(shell, step):
    expected = step.expected
    if step.kind == "input":
        text = entered(shell, step.text)
        found = ERROR.search(text)
        step.check_output(text, found.group(1) if found and not step.text.startswith("%tb") else None)
    elif step.kind == "complete":
        rows = offered(shell, step.before, step.after)
        step.check_items([re.sub("=.*", "=", re.split(r"[ (]", row)[0]) for row in rows if row])
    elif step.kind == "help":
        text = " ".join(entered(shell, f"{step.text}?").split())
        assert all(" ".join(part.split()) in text for part in expected["contains"]), f"{step.where}\n{text}"
    else:
        check_read(shell, step)


def check_read(shell, step):
    expected = step.expected
    clear(shell)
    shell.enter(step.text)
    if expected["status"] == "incomplete":
        shell.wait("\n..>")
        assert "indent" not in expected or shell.screen.cursor.x == len("..> " + expected["indent"]), step.where
    else:
        shell.wait("SyntaxError" if expected["status"] == "invalid" else (lambda terminal: terminal.is_at_prompt()))


@pytest.mark.parametrize("name", transcripts.names())
def test_a_session(name, wide):
    for step in transcripts.steps(name, "shell"):
        run(wide, step)
