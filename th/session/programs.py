"""Program lines: what they print is shown and remembered; on a terminal the program has one of its own."""

import codecs
import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
import tty

__all__ = ["capture", "run", "stream"]

REMEMBERED = 1_000_000  # characters, the last ones
CHUNK = 65536
LOOK = 0.1  # seconds between two looks at the size of the terminal and at whether the program has ended
INTERRUPT, SUSPEND = b"\x03", b"\x1a"


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
            text, was_interrupted = relay(process, keyboard, outside, settings)
        finally:
            termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)
    finally:
        os.close(inside)
        os.close(outside)
    if was_interrupted and process.returncode in (-2, 130):
        raise KeyboardInterrupt
    return process.returncode, text


def capture(command):
    """Run a program line that is read through a pipe; return (status, what it printed)."""
    done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, text=True, errors="replace")
    return done.returncode, done.stdout


def stream(command):
    """Run a program line whose output, errors too, goes to sys.stdout as it comes; return (status, what it printed)."""
    printed = Printed()
    with subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0) as process:
        try:
            while data := os.read(process.stdout.fileno(), CHUNK):
                printed.write(data)
        except BaseException:
            process.kill()
            raise
    return process.returncode, printed.text


class Printed:
    """Bytes of a program on their way to sys.stdout; the end of them is remembered."""

    def __init__(self):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pieces, self.size = [], 0

    def write(self, data):
        """Pass bytes on."""
        text = self.decoder.decode(data)
        sys.stdout.write(text)
        sys.stdout.flush()
        self.pieces.append(text)
        self.size += len(text)
        while self.size > REMEMBERED and len(self.pieces) > 1:
            self.size -= len(self.pieces.pop(0))

    @property
    def text(self):
        """What is remembered, with the line ends of a terminal made plain."""
        return "".join(self.pieces).replace("\r\n", "\n")


def relay(process, keyboard, outside, settings):
    """Carry keys to the program and its output to sys.stdout until it ends; return (text, whether Ctrl-C came last)."""
    printed, was_interrupted, keyboards = Printed(), False, [keyboard]
    try:
        while True:
            has_ended = process.poll() is not None
            ready, _, _ = select.select([*keyboards, outside], [], [], 0 if has_ended else LOOK)
            if keyboard in ready and not has_ended:
                keys = os.read(keyboard, CHUNK)
                keyboards = keyboards if keys else []  # the terminal is gone
                if SUSPEND in keys and stops_on_suspend(process, outside):
                    suspend(process, keyboard, settings)
                    keys = keys.replace(SUSPEND, b"")
                # With keys behind it, Ctrl-C has not ended the program: Python's prompt, a debugger and vi go on.
                was_interrupted = keys.endswith(INTERRUPT) if keys else was_interrupted
                os.write(outside, keys)
            if outside in ready:
                printed.write(os.read(outside, CHUNK))
            elif has_ended:
                break
            copy_size(outside)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return printed.text, was_interrupted


def stops_on_suspend(process, outside):
    """Whether Ctrl-Z is for us: the program wants it as a signal, and is no shell with jobs of its own in front."""
    settings = termios.tcgetattr(outside)
    is_signal = settings[3] & termios.ISIG and settings[6][termios.VSUSP] == SUSPEND
    return is_signal and os.tcgetpgrp(outside) == process.pid


def suspend(process, keyboard, settings):
    """Stop the program, and th with it, until the shell that th was started from brings it to the front again."""
    raw = termios.tcgetattr(keyboard)
    # (SIGTSTP stops no program in a session of its own: there is no shell in it that could make it go on.)
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGSTOP)
    termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)
    os.kill(0, signal.SIGTSTP)
    termios.tcsetattr(keyboard, termios.TCSADRAIN, raw)
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGCONT)


def copy_size(terminal):
    """Give a terminal the size of ours; the program is told of a change."""
    ours = fcntl.ioctl(sys.stdin.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
    if fcntl.ioctl(terminal, termios.TIOCGWINSZ, b"\0" * 8) != ours:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, ours)
