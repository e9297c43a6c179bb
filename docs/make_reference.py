"""Write docs/shell.md from the declarations of th itself: `python -m docs.make_reference` (`--check`: is it current?)."""

import inspect
import sys
from pathlib import Path

from th.app import HELP
from th.repl import embed
from th.repl.settings import SETTINGS
from th.session import commands
from th.session.namespace import LAZY

__all__ = ["main", "write_reference"]

PAGE = Path(__file__).parent / "shell.md"

TOP = """\
# The shell, for reference

Written by `python -m docs.make_reference` from the declarations in th; change those, not this page.

## The command line

"""

LINES = """
## What a line may be

| you type | what happens |
| --- | --- |
| a statement or an expression | it runs; the value of an expression is shown and bound to `_` and `_LAST` |
| `x = 3; x` | runs both and shows the last |
| `x;` | runs, and shows nothing |
| `?name`, `name?` | help; two `??` show the source |
| `= x` | shows x, as Torch7's shell did |
| `require 'nn'` | loads a package and binds its name |
| `$ ls`, `!ls` | runs a line in the system's shell; what it prints is `_LAST`, its status `_exit_code` |
| `%name`, `name` | one of the commands below, or any magic of IPython; without `%` where nothing has that name |
| `_`, `Out[3]`, `_3`; `_i`, `In[3]`, `_i3` | what was shown, and what was typed |
| `/f 1 2`, `,f a b`, `;f a b` | `f(1, 2)`, `f("a", "b")`, `f("a b")` |
| lines that begin with `>>>`, `th>` or `In [3]:`, or in a Markdown fence | pasted from a document: what is no code is taken off |
| `await f()` | waits for it |
"""


def table(columns, rows):
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def first_line(text):
    return (text.strip().splitlines() or [""])[0]


def write_reference():
    """The page as text."""
    commands.find("who")  # loads the families of commands
    own = sorted((name, each) for name, each in commands.COMMANDS.items() if name == each.name)
    rows = [(f"`{each.usage}`", ", ".join(f"`{alias}`" for alias in each.aliases), first_line(each.help)) for _, each in own]
    settings = [(f"`{each.name}`", f"`{each.default!r}`", each.text) for each in SETTINGS]
    return (
        f"{TOP}```\n{HELP}```\n{LINES}\n"
        + "## The names that are there\n\nEach is loaded at its first touch.\n\n"
        + table(("name", "module"), [(f"`{name}`", f"`{module}`") for name, module in LAZY.items()])
        + "\n## Commands\n\n`%name?` or `?%name` shows the whole help of one.\n\n"
        + table(("command", "also", "what it does"), rows)
        + "\n## Settings\n\n`~/.config/th/config.toml`; `th config edit` opens it.\n\n"
        + table(("setting", "default", "what it is"), settings)
        + "\n## In a program\n\n`th.embed()` opens the prompt where it is called.\n\n"
        + f"```\n{inspect.cleandoc(embed.__doc__)}\n```\n"
    )


def main():
    text = write_reference()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/shell.md is not current; type: python -m docs.make_reference")


if __name__ == "__main__":
    main()
