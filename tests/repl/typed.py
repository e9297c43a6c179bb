"""Typing at a shell on a test terminal: a statement and its output, a text and its completions."""

import re
import time

from tests.repl.terminal import PATIENCE

__all__ = ["clear", "entered", "offered"]

SIGNATURE = re.compile(r"[\w.]+\(.*\)$")
TIMING = re.compile(r"^ *\[\d+\.\d{4}s\]$")


def clear(shell):
    """An empty line on an empty screen."""
    shell.send("\x03")
    shell.read(0.05)
    shell.wait_prompt()
    shell.send("\x0c")
    shell.wait(lambda terminal: terminal.text == "th>" and terminal.is_at_prompt())


def entered(shell, text):
    """Enter a text and return what stands between it and the next prompt, times left out."""
    clear(shell)
    mark = shell.prompts_made
    if "\n" in text:
        shell.paste(text)
        shell.read(0.05)
        shell.send("\r")
    else:
        shell.enter(text)
    shell.wait(lambda terminal: terminal.prompts_made > mark and terminal.is_at_prompt() and "\nth>" in terminal.everything)
    past = shell.everything.split("\n")
    start = max(number for number, line in enumerate(past[:-1]) if line.startswith("th>"))
    lines = past[start:-1]
    while lines and lines[0].startswith(("th>", "..>")):
        lines.pop(0)
    return "\n".join(line for line in lines if not TIMING.match(line))


def offered(shell, before, after=""):
    """Type a text and return what the menu offers; Tab opens it, or inserts the only entry."""
    clear(shell)
    for number, line in enumerate(before.split("\n")):
        if number:
            shell.send("\x0f\x1b[B\x01")  # Ctrl-O opens a line below, and the cursor goes to its beginning
        shell.send(line)
        shell.read(0.02)
    shell.send(after + "\x1b[D" * len(after))
    last = before.split("\n")[-1]
    shell.wait(lambda terminal: (last + after).rstrip() in terminal.lines[terminal.screen.cursor.y] and terminal.screen.cursor.x == 4 + len(last))
    shell.read(0.15)
    typed = shell.lines[shell.screen.cursor.y]
    shell.send("\t")
    end = time.monotonic() + PATIENCE / 5  # longer than any menu takes; where there is none it has to pass
    while time.monotonic() < end and shell.lines[shell.screen.cursor.y] == typed and not menu_of(shell):
        shell.read(0.05)
    shell.read(0.05)
    line = shell.lines[shell.screen.cursor.y][: shell.screen.cursor.x]
    return menu_of(shell) or [re.split(r"[ .(\[]", line.rstrip("=("))[-1] + line[len(line.rstrip("=")) :], line]


def menu_of(shell):
    """The rows below the line, the signature left out."""
    below = [row.strip() for row in shell.lines[shell.screen.cursor.y + 1 :]]
    return [row for row in below if row and not SIGNATURE.match(row)]
