"""Screenshots of real terminals on a screen of their own (Xvfb): `python tests/terminals/shots.py OUT [TERMINAL ...]`.

Each terminal shows each scene of `scene.py`; the pictures are written to OUT/TERMINAL-SCENE.png.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

SCENE = Path(__file__).with_name("scene.py")
SCENES = ("curves", "histogram", "matrix", "surface", "picture", "digits", "confusion", "live")

_WESTON = """[core]
backend=x11-backend.so
shell=kiosk-shell.so
[autolaunch]
path={script}
"""


def _xterm(command):
    return ["xterm", "-ti", "vt340", "-xrm", "XTerm*numColorRegisters: 256", "-fa", "DejaVu Sans Mono", "-fs", "10",
            "-geometry", "80x24", "-bg", "white", "-fg", "black", "-e", *command]  # fmt: skip


def _plain_xterm(command):
    return ["xterm", "-ti", "vt220", "-fa", "DejaVu Sans Mono", "-fs", "10", "-geometry", "80x24", "-bg", "#101418",
            "-fg", "#d8dee9", "-e", *command]  # fmt: skip


def _kitty(command):
    return ["kitty", "--config", "NONE", "-o", "initial_window_width=80c", "-o", "initial_window_height=24c",
            "-o", "remember_window_size=no", "-o", "font_size=10", *command]  # fmt: skip


def _mlterm(command):
    return ["mlterm", "-g", "80x24", "-e", *command]


def _konsole(command):
    return ["env", "QT_QPA_PLATFORM=xcb", "konsole", "--nofork", "--separate", "--hide-menubar", "--hide-tabbar",
            "-p", "TerminalColumns=80", "-p", "TerminalRows=24", "-e", *command]  # fmt: skip


def _konsole_iterm2(command):
    """Konsole speaks iTerm2's protocol too, but is not known by that name."""
    return _konsole(["env", "TH_SCREEN=iterm2", *command])


def _foot(command):
    directory = Path(tempfile.mkdtemp())
    script = directory / "start"
    script.write_text("#!/bin/sh\nexec foot --override=main.font=DejaVuSansMono:size=10 " + " ".join(command) + "\n")
    script.chmod(0o755)
    (directory / "weston.ini").write_text(_WESTON.format(script=script))
    return ["weston", "--width=820", "--height=520", f"--config={directory / 'weston.ini'}"]


def _tmux(command):
    """tmux in kitty: without passthrough, so text."""
    inner = ["tmux", "-L", f"th{os.getpid()}", "-f", "/dev/null", "new-session", *command]
    return _kitty(inner)


def _tmux_xterm(command):
    """tmux in xterm with passthrough: sixels would be unknown to tmux, so text."""
    directory = Path(tempfile.mkdtemp())
    (directory / "tmux.conf").write_text("set -g allow-passthrough on\n")
    return _xterm(["tmux", "-L", f"tx{os.getpid()}", "-f", str(directory / "tmux.conf"), "new-session", *command])


def _tmux_passthrough(command):
    """tmux in kitty with passthrough: kitty below 0.28 has no placeholders, so text too."""
    directory = Path(tempfile.mkdtemp())
    (directory / "tmux.conf").write_text("set -g allow-passthrough on\n")
    return _kitty(["tmux", "-L", f"tp{os.getpid()}", "-f", str(directory / "tmux.conf"), "new-session", *command])


# name: (programs it needs, command line, the screen that th is to choose)
TERMINALS = {
    "xterm": (("xterm",), _xterm, "sixel"),
    "xterm-text": (("xterm",), _plain_xterm, "cells"),
    "kitty": (("kitty",), _kitty, "kitty"),
    "konsole": (("konsole",), _konsole, "kitty"),
    "konsole-iterm2": (("konsole",), _konsole_iterm2, "iterm2"),
    "mlterm": (("mlterm",), _mlterm, "sixel"),
    "foot": (("foot", "weston"), _foot, "sixel"),
    "tmux": (("kitty", "tmux"), _tmux, "cells"),
    "tmux-xterm": (("xterm", "tmux"), _tmux_xterm, "cells"),
    "tmux-passthrough": (("kitty", "tmux"), _tmux_passthrough, "cells"),
}


def missing(name: str) -> list[str]:
    """The programs that a terminal's shot lacks here."""
    return [program for program in ("Xvfb", "import", *TERMINALS[name][0]) if shutil.which(program) is None]


@contextmanager
def display(size: str = "900x600x24"):
    """An X server of our own; gives its environment."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "+extension", "GLX"],
        pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with open(reader) as answer:
        number = answer.readline().strip()
    runtime = tempfile.mkdtemp()
    os.chmod(runtime, 0o700)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("TMUX", "COLORTERM", "TH_SCREEN", "NO_COLOR", "WAYLAND_DISPLAY", "TERM", "COLUMNS", "LINES")
    }
    environment.update(DISPLAY=f":{number}", LIBGL_ALWAYS_SOFTWARE="1", XDG_RUNTIME_DIR=runtime, LC_ALL="C.UTF-8")
    try:
        yield environment
    finally:
        server.terminate()
        server.wait()


def shoot(name: str, scenes, target: Path, *, limit: float = 60.0) -> str:
    """Show scenes in a terminal, take a picture; returns the screen that th chose there."""
    _, command_of, _ = TERMINALS[name]
    with display() as environment, tempfile.TemporaryDirectory() as directory:
        done = Path(directory) / "done"
        command = command_of([sys.executable, str(SCENE), str(done), *scenes])
        terminal = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + limit
            while not done.exists():
                if time.monotonic() > end:
                    raise TimeoutError(f"{name} did not show {scenes} within {limit} s")
                time.sleep(0.1)
            time.sleep(1.5)
            subprocess.run(["import", "-window", "root", str(target)], env=environment, check=True)
            return done.read_text()
        finally:
            terminal.terminate()
            terminal.wait()


def main() -> None:
    """Take all pictures and say what was chosen where."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or TERMINALS:
        if missing(name):
            print(f"{name}: skipped, {', '.join(missing(name))} not installed")
            continue
        for scene in SCENES:
            chosen = shoot(name, [scene], out / f"{name}-{scene}.png")
            print(f"{name} {scene}: {chosen}", flush=True)


if __name__ == "__main__":
    main()
