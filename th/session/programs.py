"""Program lines on a terminal: the program has a terminal of its own, and what it prints is also remembered."""

import codecs
import fcntl
import os
import select
import subprocess
import sys
import termios
import tty

__all__ = ["STDOUT", "capture", "run"]

STDOUT = subprocess.STDOUT

REMEMBERED = 1_000_000  # characters, the last ones
CHUNK = 65536
LOOK = 0.1  # seconds between two looks at the size of the terminal and at whether the program has ended
INTERRUPT = b"\x03"


def run(command):
    """Run a program line on the terminal; return (status, what it printed).

    A pipe would take colours, columns, pagers and editors from the program. So it gets a pseudo-terminal, as under
    script(1), and what it writes there goes on to sys.stdout.
    """
    if command.rstrip().endswith("&"):
        # A program in the background outlives its line; a terminal that closes would end it.
        return subprocess.run(command, shell=True).returncode, ""
    keyboard = sys.stdin.fileno()
    inside, outside = os.openpty()[::-1]
    try:
        settings = termios.tcgetattr(keyboard)
        termios.tcsetattr(inside, termios.TCSANOW, settings)
        copy_size(inside)
        process = subprocess.Popen(
            command, shell=True, stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        tty.setraw(keyboard, termios.TCSADRAIN)
        try:
            text, was_interrupted = relay(process, keyboard, outside)
        finally:
            termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)
    finally:
        os.close(inside)
        os.close(outside)
    if was_interrupted and process.returncode in (-2, 130):
        raise KeyboardInterrupt
    return process.returncode, text


def capture(command, **streams):
    """Run a program line that is read through a pipe; return (status, what it printed)."""
    done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, text=True, errors="replace", **streams)
    return done.returncode, done.stdout


def relay(process, keyboard, outside):
    """Carry keys to the program and its output to sys.stdout until it ends; return (text, whether Ctrl-C was typed)."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pieces, size, was_interrupted, keyboards = [], 0, False, [keyboard]
    try:
        while True:
            has_ended = process.poll() is not None
            ready, _, _ = select.select([*keyboards, outside], [], [], 0 if has_ended else LOOK)
            if keyboard in ready and not has_ended:
                keys = os.read(keyboard, CHUNK)
                keyboards = keyboards if keys else []  # the terminal is gone
                was_interrupted = was_interrupted or INTERRUPT in keys
                os.write(outside, keys)
            if outside in ready:
                text = decoder.decode(os.read(outside, CHUNK))
                sys.stdout.write(text)
                sys.stdout.flush()
                pieces.append(text)
                size += len(text)
                while size > REMEMBERED and len(pieces) > 1:
                    size -= len(pieces.pop(0))
            elif has_ended:
                break
            copy_size(outside)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return "".join(pieces).replace("\r\n", "\n"), was_interrupted


def copy_size(terminal):
    """Give a terminal the size of ours; the program is told of a change."""
    ours = fcntl.ioctl(sys.stdin.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
    if fcntl.ioctl(terminal, termios.TIOCGWINSZ, b"\0" * 8) != ours:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, ours)
