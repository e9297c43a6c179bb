"""Sessions written down once and run by the tests through the engine, the shell in a pty and the kernel.

A transcript is a TOML file in tests/data/transcripts: a list of steps, each with one of these keys:

    input = "a + 1"       a statement; then
        output = "4"          everything it prints and shows, blanks at line ends and the last newline left out
        contains = ["4"]      texts that are somewhere in that
        lacks = ["5"]         texts that are not
        error = "NameError"   the name of the error; contains then looks at its report
        mime = ["image/png"]  types of data that a notebook gets
    complete = "np.lin"   text before the cursor (`|` marks the cursor where it is not at the end); then
        items = ["linspace"]  texts that are offered
        first = "linspace"    the first of them
        lacks = ["x"]         texts that are not offered
    help = "np.exp"       a name; then contains
    read = "for x in y:"  a text; then
        status = "incomplete"
        indent = "    "

`fronts = ["engine"]` at the top or in a step says where it holds; everywhere when it is left out.
"""

import tomllib
from pathlib import Path

__all__ = ["FOLDER", "Step", "names", "steps"]

FOLDER = Path(__file__).parent / "data" / "transcripts"
KINDS = ("input", "complete", "help", "read")
FIELDS = {
    "input": {"output", "contains", "lacks", "error", "mime"},
    "complete": {"items", "first", "lacks"},
    "help": {"contains"},
    "read": {"status", "indent"},
}


class Step:
    """One step: its kind, its text, what is expected, and where it stands."""

    def __init__(self, kind, text, expected, where):
        self.kind, self.text, self.expected, self.where = kind, text, expected, where

    @property
    def before(self):
        """The text before the cursor of a completion."""
        return self.text.partition("|")[0]

    @property
    def after(self):
        """The text after the cursor of a completion."""
        return self.text.partition("|")[2]

    def check_output(self, printed, error=None):
        """Compare what an input step printed, and the name of its error."""
        shown = tidy(printed)
        expected = self.expected
        assert error == expected.get("error"), f"{self.where}: error {error}\n{shown}"
        if "output" in expected:
            assert shown == tidy(expected["output"]), self.where
        for text in expected.get("contains", ()):
            assert text in shown, f"{self.where}: {text!r} is not in\n{shown}"
        for text in expected.get("lacks", ()):
            assert text not in shown, f"{self.where}: {text!r} is in\n{shown}"

    def check_items(self, offered):
        """Compare the texts that were offered."""
        missing = [text for text in self.expected.get("items", ()) if text not in offered]
        assert not missing, f"{self.where}: {missing} not among {offered[:20]}"
        if "first" in self.expected:
            assert offered[:1] == [self.expected["first"]], self.where
        assert not [text for text in self.expected.get("lacks", ()) if text in offered], self.where


def tidy(text):
    """Return text without blanks at the ends of lines and without empty lines at its end."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).rstrip("\n")


def names():
    """Return the names of the transcripts."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def steps(name, front):
    """Return the steps of a transcript that hold in a front: engine, shell or kernel."""
    with open(FOLDER / f"{name}.toml", "rb") as file:
        whole = tomllib.load(file)
    made = []
    for number, step in enumerate(whole["step"], 1):
        kind = next(kind for kind in KINDS if kind in step)
        expected = {key: value for key, value in step.items() if key not in (kind, "fronts")}
        assert set(expected) <= FIELDS[kind], f"{name} step {number}: {sorted(set(expected) - FIELDS[kind])}"
        if front in step.get("fronts", whole.get("fronts", [front])):
            made.append(Step(kind, step[kind], expected, f"{name}, step {number}: {step[kind]!r}"))
    return made
