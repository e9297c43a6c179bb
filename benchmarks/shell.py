"""How quick the prompt is: `th` against IPython, ptpython and Python's own, through a pty, in one run.


Every program is measured in turn, in random order, so that the noise of the machine hits all alike; the first round is
thrown away, the table has medians and ratios to IPython. Take the ratios.

visible   from the start of the process to a prompt on the screen
editable  to a typed letter echoed behind it (the letter is sent as soon as the prompt is seen)
echo      from a key to its letter on the screen
menu      from the key (Tab; `th` opens it at the dot) to the first candidate of `np.` and of `torch.`, first and warm
enter     from Enter on `1+1` to the next prompt, first and warm
memory    resident MB at the first prompt
"""

import argparse
import os
import random
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests", "repl"))

from terminal import Terminal, clean_environment

QUIET = 0.1  # seconds without output after which a screen counts as settled
MENU_BYTES = 200  # more than an echo or a bell: candidates have been drawn
LIMIT = 15.0  # seconds for any one wait


class Program:
    """A shell to measure: its name, command, prompt, and how its menu is opened."""

    def __init__(self, name, command, prompt, *, opener="\t", has_torch=False):
        self.name, self.command, self.prompt = name, command, re.compile(prompt)
        self.opener, self.has_torch = opener, has_torch


def programs():
    """The shells that are installed here."""
    python = sys.executable
    found = [Program("th", [python, "-m", "th"], r"^th>", opener=".", has_torch=True)]
    if module_is_there("IPython"):
        found.append(Program("IPython", [python, "-m", "IPython", "--no-banner"], r"^In \[\d+\]:"))
    if module_is_there("ptpython"):
        found.append(Program("ptpython", [python, "-m", "ptpython"], r"^>>>", opener="."))
    found.append(Program("python -q", [python, "-q"], r"^>>>", opener="\t\t"))
    return found


def module_is_there(name):
    return subprocess.call([sys.executable, "-c", f"import {name}"], stderr=subprocess.DEVNULL) == 0


class Probe:
    """One run of one program, watched at its pty; times are taken at the read that brings the change."""

    def __init__(self, program, home):
        self.program = program
        environment = clean_environment(home, PYTHON_HISTORY=os.path.join(home, "history"))
        self.terminal = Terminal(program.command, rows=40, columns=100, env=environment, cwd=home)

    def until(self, condition):
        """Return the moment at which condition(terminal) first held."""
        end = time.monotonic() + LIMIT
        if condition(self.terminal):  # sending has read it already
            return time.monotonic()
        while time.monotonic() < end:
            ready, _, _ = select.select([self.terminal.master], [], [], 0.5)
            now = time.monotonic()
            if ready and not self.terminal.read(0):
                raise RuntimeError(f"{self.program.name} ended:\n{self.terminal.text}")
            if condition(self.terminal):
                return now
        raise RuntimeError(f"{self.program.name} gave nothing in {LIMIT} s:\n{self.terminal.text}")

    def settle(self):
        """Wait until the screen rests."""
        while True:
            ready, _, _ = select.select([self.terminal.master], [], [], QUIET)
            if not ready:
                return
            self.terminal.read(0)

    def key(self, text, condition):
        """Send keys and return the milliseconds until condition(terminal) holds."""
        self.mark = len(self.terminal.raw)
        start = time.monotonic()
        self.terminal.send(text)
        return (self.until(condition) - start) * 1000


def measure(program):
    """One fresh process: return {column: value}."""
    home = tempfile.mkdtemp(prefix="th-bench-")
    probe = Probe(program, home)
    try:
        return {**start_numbers(probe), **typing_numbers(probe), **menu_numbers(probe)}
    finally:
        probe.terminal.close()
        shutil.rmtree(home, ignore_errors=True)


def start_numbers(probe):
    terminal = probe.terminal
    visible = probe.until(lambda screen: is_empty_prompt(probe)) - terminal.started
    terminal.send("z")
    editable = probe.until(lambda screen: cursor_line(screen).rstrip().endswith("z")) - terminal.started
    memory = resident(terminal.process.pid)
    probe.settle()
    terminal.send("\x7f")
    probe.settle()
    return {"visible": visible * 1000, "editable": editable * 1000, "memory": memory}


def typing_numbers(probe):
    terminal = probe.terminal
    echoes = []
    for letter in "qwxqwxqwx":
        before = len(cursor_line(terminal).rstrip())
        echoes.append(probe.key(letter, lambda screen: len(cursor_line(screen).rstrip()) > before))
        terminal.read(0.06)
    terminal.send("\x15")
    probe.settle()
    enters = []
    for _ in range(8):
        terminal.send("1+1")
        probe.settle()
        enters.append(probe.key("\r", lambda screen: b"2" in screen.raw[probe.mark :] and is_empty_prompt(probe)))
        terminal.read(0.05)
    return {
        "echo": statistics.median(echoes),
        "enter first": enters[0],
        "enter warm": statistics.median(enters[1:]),
    }


def menu_numbers(probe):
    terminal = probe.terminal
    terminal.send("import numpy as np")
    probe.settle()
    terminal.send("\r")
    probe.settle()
    time.sleep(0.5)
    numbers = dict(zip(("np. first", "np. warm"), menu_times(probe, "np")))
    if probe.program.has_torch:
        numbers.update(zip(("torch. first", "torch. warm"), menu_times(probe, "torch")))
    return numbers


def menu_times(probe, name):
    """The milliseconds until the first candidate shows, the first time and the median of five more."""
    times = []
    for _ in range(6):
        probe.terminal.send(name)
        probe.settle()
        if probe.program.opener != ".":
            probe.terminal.send(".")
            probe.settle()
        times.append(probe.key(probe.program.opener, lambda screen: len(screen.raw) - probe.mark > MENU_BYTES))
        probe.settle()
        for clearing in ("\x03", "\x15"):  # the first may only close the menu
            probe.terminal.send(clearing)
            probe.settle()
    return times[0], statistics.median(times[1:])


def cursor_line(terminal):
    return terminal.screen.display[terminal.screen.cursor.y]


def is_empty_prompt(probe):
    line = cursor_line(probe.terminal).rstrip()
    match = probe.program.prompt.match(line)
    return bool(match) and match.end() == len(line)


def resident(pid):
    """Resident MB of a process."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def measure_patiently(program, tries=3):
    """Measure again where a busy machine has mixed up keys and answers; the last failure is told."""
    for left in reversed(range(tries)):
        try:
            return measure(program)
        except RuntimeError:
            if not left:
                raise
    return {}


def run(rounds):
    """Measure all programs round by round in random order; return {name: {column: [values]}}."""
    shells = programs()
    found = {shell.name: {} for shell in shells}
    for number in range(rounds + 1):
        random.shuffle(shells)
        for shell in shells:
            numbers = measure_patiently(shell)
            if number:  # the first round warms the disk cache
                for column, value in numbers.items():
                    found[shell.name].setdefault(column, []).append(value)
    return found


COLUMNS = (
    "visible", "editable", "echo", "np. first", "np. warm", "torch. first", "torch. warm", "enter first", "enter warm",
    "memory",
)  # fmt: skip
# Bounds that th is held to: milliseconds, or (ratio to IPython).
TARGETS = {
    "visible": 30, "editable": (0.65,), "echo": 6, "np. first": 20, "np. warm": 15, "torch. first": 20,
    "torch. warm": 15, "enter warm": (0.65,), "memory": (0.85,),
}  # fmt: skip


def table(found):
    """Return the table as text."""
    names = [name for name in ("th", "IPython", "ptpython", "python -q") if name in found]
    lines = [f"{'':<14}" + "".join(f"{name:>11}" for name in names) + f"{'th/IPython':>12}{'target':>10}"]
    medians = {name: {column: statistics.median(values) for column, values in found[name].items()} for name in names}
    for column in COLUMNS:
        cells = [medians[name].get(column) for name in names]
        text = "".join(f"{cell:>11.1f}" if cell is not None else f"{'-':>11}" for cell in cells)
        other = medians.get("IPython", {}).get(column)
        ratio = medians["th"][column] / other if other else None
        lines.append(f"{column:<14}{text}{f'{ratio:.2f}' if ratio else '-':>12}{verdict(column, medians, ratio):>10}")
    return "\n".join(lines)


def verdict(column, medians, ratio):
    target = TARGETS.get(column)
    if target is None:
        return ""
    if isinstance(target, tuple):
        return f"{target[0]:.2f} {'ok' if ratio and ratio <= target[0] else 'MISS'}" if ratio else ""
    return f"{target} {'ok' if medians['th'][column] <= target else 'MISS'}"


def main():
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    print(f"ms and MB, medians of {options.rounds}; Python {sys.version.split()[0]}")
    print(table(run(options.rounds)))


if __name__ == "__main__":
    main()
