"""A session that keeps nothing on disk."""

import pytest

from th.session import Session


@pytest.fixture
def session():
    made = Session(path="")
    made.width = lambda: 80
    yield made
    made.close()


@pytest.fixture
def ask(session, capsys):
    """Run a text and return (what it printed, the Result)."""

    def run(text):
        capsys.readouterr()
        result = session.run(text)
        return capsys.readouterr().out, result

    return run
