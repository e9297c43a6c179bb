"""The written-down sessions, through the engine alone."""

import pytest

from tests import transcripts


def run(session, step, capfd):
    if step.kind == "input":
        capfd.readouterr()
        result = session.run(step.text)
        printed = capfd.readouterr().out + (result.report.text if result.report else "")
        step.check_output(printed, type(result.error).__name__ if result.error is not None else None)
    elif step.kind == "complete":
        step.check_items([item.text for item in session.complete(step.before + step.after, len(step.before))])
    elif step.kind == "help":
        page = session.help(step.text, len(step.text))
        assert all(text in page.plain for text in step.expected["contains"]), f"{step.where}\n{page.plain}"
    else:
        status, indent = session.check(step.text)
        assert status == step.expected["status"] and step.expected.get("indent", indent) == indent, step.where


@pytest.mark.parametrize("name", transcripts.names())
def test_a_session(name, session, capfd):
    for step in transcripts.steps(name, "engine"):
        run(session, step, capfd)
    assert session.troubles == []
