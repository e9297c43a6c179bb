"""The written-down sessions, through the kernel's sockets."""

import re

import pytest

from tests import transcripts
from tests.kernel.conftest import Kernel

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def fresh(places):
    made = Kernel()
    yield made
    made.close()


def run(kernel, step):
    if step.kind == "input":
        answer = kernel.run(step.text)
        pages = [payload["data"]["text/plain"] for payload in answer.reply.get("payload", ())]
        error = answer.error and ANSI.sub("", "\n".join(answer.error["traceback"]))
        shown = [answer.printed.rstrip("\n"), answer.text or "", *pages, error or ""]
        step.check_output("\n".join(part for part in shown if part), answer.error and answer.error["ename"])
        kinds = set(answer.data).union(*answer.displayed) if answer.displayed else set(answer.data)
        assert set(step.expected.get("mime", ())) <= kinds, step.where
    elif step.kind == "complete":
        reply = kernel.ask("complete", step.before + step.after, len(step.before))
        step.check_items(reply["matches"])
    elif step.kind == "help":
        reply = kernel.ask("inspect", step.text, len(step.text))
        assert all(text in reply["data"]["text/plain"] for text in step.expected["contains"]), step.where
    else:
        reply = kernel.ask("is_complete", step.text)
        assert reply["status"] == step.expected["status"], step.where
        assert reply.get("indent", "") == step.expected.get("indent", reply.get("indent", "")), step.where


@pytest.mark.parametrize("name", transcripts.names())
def test_a_session(name, fresh):
    for step in transcripts.steps(name, "kernel"):
        run(fresh, step)
