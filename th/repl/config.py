"""`th config`: show the settings, open them in an editor, print where they are."""

import os
import shlex
import subprocess
import sys

from th.repl.settings import SETTINGS, Settings, config_path, template, toml

__all__ = ["editor", "main"]

USAGE = "Usage: th config [show|edit|path|init]"


def main(args):
    """Run `th config ARGS` and return the exit code."""
    actions = {"show": show, "edit": edit, "path": path, "init": init}
    action = args[0] if args else "show"
    if action in ("-h", "--help"):
        print(USAGE)
        return 0
    if action not in actions or len(args) > 1:
        print(f"th: config {' '.join(args)} is not known; {USAGE}", file=sys.stderr)
        return 2
    return actions[action]()


def show():
    """Print each setting with its value and meaning; problems go to stderr."""
    where = config_path()
    settings = Settings.load(where)
    note = "" if os.path.exists(where) else " (not there yet: `th config init` writes one)"
    print(f"# {where}{note}")
    for setting in SETTINGS:
        value = f"{setting.name} = {toml(getattr(settings, setting.name))}"
        print(f"{value:<28}# {setting.text}")
    for name, value in settings.print.items():
        print(f"print.{name} = {toml(value)}")
    for problem in settings.problems:
        print(f"th: {problem}", file=sys.stderr)
    return 1 if settings.problems else 0


def path():
    print(config_path())
    return 0


def init():
    """Write a file of defaults where there is none."""
    where = config_path()
    if os.path.exists(where):
        print(f"th: {where} is already there; `th config edit` opens it", file=sys.stderr)
        return 1
    os.makedirs(os.path.dirname(os.path.abspath(where)), exist_ok=True)
    with open(where, "w", encoding="utf-8") as file:
        file.write(template())
    print(where)
    return 0


def edit():
    """Open the file in $VISUAL or $EDITOR, written first where there is none."""
    where = config_path()
    if not os.path.exists(where):
        init()
    try:
        return subprocess.call([*editor(), where])
    except OSError as error:
        print(f"th: cannot start the editor: {error}; set EDITOR, or edit {where} by hand", file=sys.stderr)
        return 1


def editor():
    """Return the words of the user's editor command."""
    return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
