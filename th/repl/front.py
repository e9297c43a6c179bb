"""What commands may ask of the terminal: a page, the clipboard, an editor, an empty screen."""

import os
import shutil
import subprocess
import tempfile

from th.repl.config import editor
from th.repl.settings import config_path, template

__all__ = ["Front"]

# What prints the clipboard, in the order tried; each with the variable that says that it can work.
CLIPBOARDS = (
    ("WAYLAND_DISPLAY", ["wl-paste", "--no-newline"]),
    ("DISPLAY", ["xclip", "-selection", "clipboard", "-o"]),
    ("DISPLAY", ["xsel", "--clipboard", "--output"]),
    (None, ["pbpaste"]),
    ("TMUX", ["tmux", "show-buffer"]),
)


class Front:
    """The terminal's side of the commands; the engine calls what it finds here."""

    def __init__(self, shell):
        self.shell = shell

    def page(self, page):
        """Show help: printed, or in a pager when the settings ask for one and it is long."""
        text = page if isinstance(page, str) else page.plain
        rows = self.shell.prompt.output.get_size().rows
        if self.shell.settings.pager and text.count("\n") >= rows - 1:
            self.pager(text)
        else:
            self.shell.write(text.rstrip("\n") + "\n")

    def pager(self, text):
        """Show a text in $PAGER, or less; Ctrl-C in it is its own."""
        command = os.environ.get("PAGER") or ("less -R" if shutil.which("less") else "more")
        try:
            subprocess.run(command, shell=True, input=text, text=True, check=False)
        except (OSError, BrokenPipeError):
            self.shell.write(text.rstrip("\n") + "\n")

    def propose(self, text):
        """Put a text into the next line, to be edited and entered."""
        self.shell.prompt.rest = text.rstrip("\n")

    def paste(self):
        """Return the clipboard's text; without a clipboard, what is pasted into the terminal until Ctrl-D."""
        for variable, command in CLIPBOARDS:
            if (variable and not os.environ.get(variable)) or not shutil.which(command[0]):
                continue
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout
        self.shell.write("Paste now; an empty Ctrl-D ends it:\n")
        return typed_lines()

    def cpaste(self):
        """Return the lines that are typed until `--`."""
        self.shell.write("Paste now; a line `--` or Ctrl-D ends it:\n")
        return typed_lines("--")

    def edit(self, text="", *, suffix=".py"):
        """Open a text in the user's editor and return what it became."""
        with tempfile.TemporaryDirectory(prefix="th-") as folder:
            path = os.path.join(folder, "statement" + suffix)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            subprocess.run([*editor(), path], check=False)
            with open(path, encoding="utf-8") as file:
                return file.read()

    def enable_gui(self, gui=None):
        """Let the windows of a toolkit live while the prompt waits, as `%gui tk` says; without a name, no more."""
        from th.repl.gui import make_loop  # IPython is behind it: 70 ms, loaded already by the command that leads here

        prompt = self.shell.prompt
        before, prompt.loop = prompt.loop, make_loop(gui, self.shell.guard.report)
        before.close()

    def clear(self):
        """Empty the screen."""
        self.shell.write("\x1b[H\x1b[2J")

    def config(self):
        """Open the settings in the editor; the next shell reads them."""
        path = config_path()
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(template())
        subprocess.run([*editor(), path], check=False)


def typed_lines(last=None):
    """Return the lines typed until Ctrl-D, or the line `last`."""
    lines = []
    while True:
        try:
            line = input()
        except EOFError:
            return "\n".join(lines)
        if line.strip() == last:
            return "\n".join(lines)
        lines.append(line)
