"""The banner and the first prompt, on the screen before anything heavy is imported.

Python needs 12 ms to start and prompt_toolkit another 100. Painting first makes `th` look ready at
once; keys typed meanwhile wait, unechoed and untranslated, in the terminal's queue, and the prompt finds them there.
"""

import atexit
import os
import sys
import termios

from th.repl.settings import Settings
from th.version import __version__

__all__ = [
    "PROMPT",
    "Paint",
    "banner",
    "device_line",
    "graphics_cards",
    "has_color",
    "memory_file",
    "paint",
    "painted",
    "release_keys",
    "wants_banner",
    "width",
]

PROMPT = "th> "
NVIDIA = "/proc/driver/nvidia/gpus"
ART = (
    "  ______             __   ",
    " /_  __/__  ________/ /   ",
    "  / / / _ \\/ __/ __/ _ \\  ",
    " /_/  \\___/_/  \\__/_//_/  ",
)
TAGLINE = "The Torch workbench."
HINT = "? for help, Tab to complete, Ctrl-D to leave"
BOLD, MAGENTA, BLUE, RESET = "\x1b[1m", "\x1b[35m", "\x1b[34m", "\x1b[0m"
# tcgetattr's list: iflag, oflag, cflag, lflag, ispeed, ospeed, cc.
IFLAG, LFLAG = 0, 3


class Paint:
    """What was painted, and the terminal's settings from before."""

    def __init__(self, lines, settings):
        self.lines = lines
        self.settings = settings


# The paint of this process, once there is one; taken by the prompt when it is ready.
painted = []


def paint():
    """Write banner and prompt, and hold the keys until the real prompt is there."""
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        return
    settings = hold_keys(sys.stdin.fileno())
    text = banner(color=has_color(), width=width()) if wants_banner() else ""
    write(text + PROMPT)
    painted.append(Paint(text.count("\n"), settings))


def write(text):
    data = text.replace("\n", "\r\n").encode(sys.stdout.encoding or "utf-8", "replace")
    os.write(sys.stdout.fileno(), data)


def hold_keys(fd):
    """Keep what is typed raw and unechoed; return the settings to restore."""
    try:
        settings = termios.tcgetattr(fd)
        held = termios.tcgetattr(fd)
    except termios.error:
        return None
    held[LFLAG] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    held[IFLAG] &= ~(termios.ICRNL | termios.IXON)
    termios.tcsetattr(fd, termios.TCSANOW, held)
    atexit.register(release_keys, fd, settings)
    return settings


def release_keys(fd, settings):
    try:
        termios.tcsetattr(fd, termios.TCSANOW, settings)
    except (termios.error, OSError):
        pass  # the terminal is gone


def wants_banner():
    """Whether the banner is shown: TH_BANNER, else the settings."""
    chosen = os.environ.get("TH_BANNER")
    return Settings.load().banner if chosen is None else chosen not in ("0", "off", "no", "false", "")


def has_color():
    return not os.environ.get("NO_COLOR")


def width():
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


def banner(*, color=True, width=80):
    """Return the banner: the name, the version, the devices, one line of help.

    Args:
        color (bool): whether to use ANSI colours
        width (int): columns of the screen; a narrow one gets the text without the drawing
    Returns:
        str: lines, each ended by a newline
    """
    version = f"th {__version__}  (Python {'.'.join(map(str, sys.version_info[:3]))})"
    texts = (version, TAGLINE, device_line(), HINT)
    room = width - len(ART[0]) - 4
    is_narrow = room < max(map(len, texts))
    if is_narrow:
        texts = tuple(text[: max(width - 1, 8)] for text in texts)
    if color:
        texts = tuple(style + text + RESET for style, text in zip((BOLD, MAGENTA, "", BLUE), texts))
    if is_narrow:
        return "\n".join(texts) + "\n\n"
    return "\n" + "".join(f"{art}|  {text}\n" for art, text in zip(ART, texts)) + "\n"


def device_line():
    """Return the devices in one line, from the files of the driver alone (no import, no driver call)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cpu = f"cpu, {cores} core{'s' if cores != 1 else ''}"
    names = graphics_cards()
    if not names:
        return cpu
    known = remembered_memory()
    first = names[0] + (f" {known}" if known else "")
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return f"cuda: {first}{more}; {cpu}"


def graphics_cards():
    """The models of the NVIDIA cards that the driver lists."""
    names = []
    try:
        for folder in sorted(os.listdir(NVIDIA)):
            with open(f"{NVIDIA}/{folder}/information", encoding="utf-8") as file:
                models = [line.partition(":")[2].strip() for line in file if line.startswith("Model:")]
            names.extend(models)
    except OSError:
        pass
    return names


def memory_file():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "th", "gpu-memory")


def remembered_memory():
    """The card's memory as the last session saw it: asking the driver takes 30 ms and more."""
    try:
        with open(memory_file(), encoding="utf-8") as file:
            return file.read(40).strip()
    except OSError:
        return ""
