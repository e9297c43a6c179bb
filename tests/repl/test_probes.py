"""The 38 situations in which shells were compared, typed at the prompt: Tab finds the name, and runs nothing."""

import re

from tests.repl.typed import entered, offered
from tests.session.test_probes import LEAST, PROBES, SET_UP


def test_nearly_all_probes_complete_in_the_terminal(start):
    shell = start(columns=120, rows=100)
    entered(shell, SET_UP)
    entered(shell, "import th; x = th.zeros(6); RAN.clear()")
    wrong = []
    for text, wanted in PROBES:
        if wanted is None:
            continue
        before, _, after = text.partition("|")
        rows = offered(shell, before, " " * bool(after) + after)
        names = [re.split(r"[ (]", row)[0] for row in rows if row]
        typed = rows[-1] if rows else ""
        fits = wanted in typed or any(name == wanted or name.startswith(wanted) for name in names)
        if not fits or wanted in before:
            wrong.append((text, wanted, rows[:12]))
    assert len(PROBES) - len(wrong) >= LEAST, wrong
    assert entered(shell, "RAN") == "[]"
