"""From the painted prompt to the real one: what is loaded before the first key is read, and what after."""

import contextlib
import gc
import os
import sys
import termios
import threading

from th.repl.front import Front
from th.repl.paint import graphics_cards, memory_file, painted, release_keys
from th.repl.stream import ScreenStream

__all__ = ["finish_loading", "give_back", "open_front"]

# The tensor core is loaded once the user does something, or after this time: an idle prompt stays small.
IDLE_BEFORE_LOADING = 0.3  # seconds
LONGEST_LOAD = 5.0  # seconds that leaving waits for the thread that loads
GIVE_WAY = 0.0003  # seconds


def open_front(shell):
    """Make session and prompt, then let the rest load behind the first prompt."""
    # Nothing made while starting is garbage; collections would cost 6 ms.
    gc.disable()
    shell.tty = take_paint()
    try:
        from th.repl.prompt import Prompt

        shell.session = shell.make_session()
        tty = for_statements(shell.tty)
        shell.prompt = Prompt(shell.session, shell.settings, shell.guard, sys.stdin, sys.stdout, tty)
    except BaseException:
        give_back(shell)
        raise
    join(shell)
    gc.freeze()
    gc.enable()
    shell.prompt.app.after_render += once(lambda: first_render(shell))


def take_paint():
    """Return the terminal's settings from before the paint, or now."""
    if painted:
        return painted.pop().settings
    try:
        return termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return None


def give_back(shell):
    """Restore the terminal's settings."""
    if shell.tty is not None:
        # (Python's `exit(4)` closes standard input.)
        stream = sys.stdout if sys.stdin.closed else sys.stdin
        release_keys(stream.fileno(), shell.tty)


def for_statements(settings):
    """The settings while statements run: without flow control, whose Ctrl-S freezes a shell by one wrong key."""
    if settings is None:
        return None
    changed = list(settings)
    changed[0] &= ~termios.IXON
    return changed


def join(shell):
    """Connect the session to the screen."""
    session, screen = shell.session, shell.screen
    sys.stdout = ScreenStream(sys.stdout, screen)
    sys.stderr = ScreenStream(sys.stderr, screen)
    shell.guard.tell = lambda text: print(text, file=sys.stderr)
    session.color = lambda: shell.has_color
    session.front = Front(shell)
    session.page = session.front.page
    session.ask = input
    if shell.settings.screen != "auto":
        os.environ.setdefault("TH_SCREEN", shell.settings.screen)
    for problem in shell.settings.problems:
        print(f"th: {problem}", file=sys.stderr)
    run_startup_file(shell)


def run_startup_file(shell):
    """Run TH_STARTUP, or the file that the settings name."""
    name = os.environ.get("TH_STARTUP") or shell.settings.startup
    if not name:
        return
    path = os.path.expanduser(name)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        print(f"th: cannot read the startup file {path}: {error.strerror}", file=sys.stderr)
        return
    with shell.interrupts:
        result = shell.session.run(text, silent=True)
    if result.error is not None:
        print(f"th: in the startup file {path}:", file=sys.stderr)
        shell.fragments(result.report.fragments)


def once(function):
    """An event handler that acts on its first call only."""
    calls = []

    def handler(sender):
        if not calls:
            calls.append(1)
            function()

    return handler


def first_render(shell):
    """The prompt is there: colours now, numbers soon."""
    shell.session.lazy.expect()
    threading.Thread(target=load_rest, args=(shell,), name="th-load", daemon=True).start()


def load_rest(shell):
    """In a thread: load everything that the first prompt went without, giving way to the keys."""
    interval = sys.getswitchinterval()
    # Each time the prompt waits for the terminal it has to get the interpreter lock back from this thread: with
    # Python's 5 ms a first `1+1` took 160 ms.
    sys.setswitchinterval(GIVE_WAY)
    try:
        with shell.session.lazy.loading():
            load_in_order(shell)
        if graphics_cards() and not shell.is_leaving:
            shell.guard(remember_memory, None)
    finally:
        sys.setswitchinterval(interval)


def finish_loading(shell):
    """Wait for the thread that loads: Python aborts when it ends while another thread imports numpy."""
    shell.is_leaving = True
    if shell.prompt is not None:
        shell.prompt.first_key.set()
    for thread in threading.enumerate():
        if thread.name == "th-load":
            thread.join(LONGEST_LOAD)


def load_in_order(shell):
    """Load pygments, then numpy and the tensor core, then what only the next start will show."""
    shell.guard(shell.prompt.lexer.load, None)
    with contextlib.suppress(RuntimeError):  # the user has left, and the loop is closed
        shell.prompt.loop.call_soon_threadsafe(shell.prompt.redraw)
    shell.prompt.first_key.wait(IDLE_BEFORE_LOADING)
    if shell.is_leaving:
        return
    shell.guard(shell.session.lazy.load_core, None)
    if not shell.is_leaving:
        # The kinds of torch's names are known once what they name is loaded: 50 ms, here and not at the first dot.
        shell.guard(lambda: shell.session.complete("torch."), None)
    shell.prompt.loaded.set()
    if shell.is_leaving:
        return
    if shell.settings.print and "th" in sys.modules:
        shell.guard(lambda: sys.modules["th"].set_printoptions(**shell.settings.print), None)


def remember_memory():
    """Ask the driver's own program for the first card's memory and keep it for the next banner."""
    # 50 ms to 1 s of another process.
    import subprocess

    question = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(question, capture_output=True, text=True, check=True, timeout=20)
        megabytes = int(done.stdout.split()[0])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return  # a driver without its program: the banner goes without the memory
    path = memory_file()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{megabytes / 1024:.0f} GB")
