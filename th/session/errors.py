"""What a user sees of an error: their own frames, a caret, the tensors involved, and a hint."""

import linecache
import os
import sys
import traceback

from th.session.registry import UsageError
from th.session.visible import columns, visible

__all__ = ["NUMBERS", "Report", "is_users", "publish", "release", "report", "statement_number", "users_part", "with_text"]

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
LIBRARY = tuple({os.path.dirname(os.__file__) + os.sep, os.path.join(sys.base_prefix, "lib") + os.sep})
CYTHON = (".pyx", ".pxd", ".pxi")
NUMBERS = []  # functions: file name -> number of the statement in a front that names them otherwise, or None
FRAMES = 6  # user frames shown before the middle ones are left out


class Report:
    """An error as text: short for the prompt, full for `%tb`; plain, or as (style, text) fragments."""

    def __init__(self, error, namespace, describe=None):
        self.kind = type(error).__name__
        own = describe is None or isinstance(error, (KeyboardInterrupt, UsageError))
        self.fragments = short(error, namespace) if own else [("", describe(error))]
        self.error = error
        self._full = None

    @property
    def text(self):
        """The short form, plain."""
        return plain(self.fragments)

    @property
    def full_fragments(self):
        """The full form: every frame, causes included."""
        if self._full is None:
            self._full = full(self.error)
        return self._full

    @property
    def full(self):
        """The full form, plain."""
        return plain(self.full_fragments)

    def settle(self):
        """Keep the texts and let go of the error."""
        if self.error is not None:
            self.full_fragments
            self.error = None

    def __str__(self):
        return self.text


def report(error, namespace, describe=None):
    """Return the Report of an error, in th's own form or in that of a function error -> text."""
    try:
        return Report(error, namespace, describe)
    except Exception as trouble:  # an error whose __str__ raises, say
        return broken(error, trouble)


def broken(error, trouble):
    """Return a Report for an error that cannot be described."""
    made = Report.__new__(Report)
    made.kind = type(error).__name__
    made.fragments = [
        ("error.name", made.kind),
        ("", ": "),
        ("error.message", f"<its text cannot be shown: {type(trouble).__name__}>"),
    ]
    made._full, made.error = made.fragments, None
    return made


def plain(fragments):
    """Return the text of fragments."""
    return "".join(text for _, text in fragments)


def with_text(error, text, filename):
    """Return a SyntaxError that carries the typed text, for a text that cannot run."""
    if error is None:
        error = SyntaxError("the statement is not finished")
        error.lineno = text.count("\n") + 1
    error.filename = filename
    lines = text.split("\n")
    if error.lineno and 0 < error.lineno <= len(lines):
        error.text = lines[error.lineno - 1]
    return error


def publish(error):
    """Set or, with None, unset what `pdb.pm` and IPython's `%debug` look at."""
    for name, value in (
        ("last_exc", error),
        ("last_value", error),
        ("last_type", None if error is None else type(error)),
        ("last_traceback", None if error is None else error.__traceback__),
    ):
        if error is not None:
            setattr(sys, name, value)
        elif hasattr(sys, name):
            delattr(sys, name)


def release(error):
    """Cut an error, and those it came from, loose from frames and objects."""
    seen = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        waiting += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]
        current.__traceback__ = None
        if isinstance(current, (AttributeError, NameError)) and hasattr(current, "obj"):
            current.obj = None


# -- the short form


def short(error, namespace):
    """Return the fragments of the short form."""
    from th.session import hints, operands  # 3 ms, paid by the first error

    if isinstance(error, KeyboardInterrupt):
        return [("error.name", "interrupted"), *last_place(error)]
    if type(error).__module__ == "bdb":  # `q` or Ctrl-D in the debugger of a breakpoint()
        return [("error.name", "ended in the debugger"), *last_place(error)]
    if isinstance(error, UsageError):
        return [("error.message", str(error))]
    if isinstance(error, SyntaxError) and not any(is_users(frame.filename) for frame in frames_of(error)):
        return syntax(error, namespace)
    fragments = []
    frames = frames_of(error)
    kept = without_commands([frame for frame in frames if is_users(frame.filename)])
    if len(kept) > FRAMES:
        left_out = len(kept) - FRAMES
        fragments_of = [*kept[:2], left_out, *kept[2 - FRAMES :]]
    else:
        fragments_of = kept
    for frame in fragments_of:
        if isinstance(frame, int):
            fragments.append(("error.hint", f"  ... {frame} more frames (%tb shows them)\n"))
        else:
            fragments += place(frame)
    inside = hidden_after(frames)
    if inside:
        fragments.append(("error.hint", f"  in {inside} (%tb shows it)\n"))
    fragments += headline(error)
    fragments += [("error.hint", f"\n{line}") for line in (*members(error), *origin(error))]
    tensors = operands.described(error, is_users)
    if tensors:
        fragments += [("", "\n"), ("error.hint", tensors)]
    hint = hints.hint(error, namespace)
    if hint:
        fragments += [("", "\n"), ("error.hint", hint)]
    return fragments


def frames_of(error):
    """Return the frames of an error, outermost first."""
    return traceback.extract_tb(error.__traceback__)


def without_commands(frames):
    """Return frames without those of a command that ran another text: `%time x` says `x` once."""
    bodies = {frame.filename: place for place, frame in enumerate(frames) if frame.name == "<module>"}
    return [
        frame for place, frame in enumerate(frames)
        if frame.name != "<module>" or statement_number(frame.filename) is None or bodies[frame.filename] == place
    ]  # fmt: skip


def headline(error):
    """Return `Name: message`, with the notes that were added."""
    fragments = [("error.name", type(error).__name__)]
    message = str(error) if not isinstance(error, KeyError) else ", ".join(map(repr, error.args))
    if message:
        fragments += [("", ": "), ("error.message", message)]
    for note in getattr(error, "__notes__", ()):
        fragments += [("", "\n"), ("error.message", str(note))]
    return fragments


def members(error):
    """Return a line for each of the first errors of a group."""
    parts = getattr(error, "exceptions", ()) if isinstance(error, BaseExceptionGroup) else ()
    lines = ["  " + plain(headline(each)) for each in parts[:FRAMES]]
    return lines if len(parts) <= FRAMES else [*lines, f"  ... {len(parts) - FRAMES} more (%tb shows them)"]


def origin(error):
    """Return a line on the error that this one came from, if its code says so or was handling it."""
    cause = error.__cause__
    verb = "caused by"
    if cause is None and not error.__suppress_context__:
        # What a library tried first says nothing to the user.
        handled = error.__context__
        cause = handled if handled is not None and all(is_users(each.filename) for each in frames_of(handled)[-1:]) else None
        verb = "while handling"
    return [] if cause is None else [f"{verb} {plain(headline(cause))} (%tb shows it)"]


def place(frame):
    """Return where a frame is, its line, and a caret under the part that failed."""
    fragments = [] if is_whole(frame) else [("error.place", place_name(frame) + "\n")]
    line = frame.line
    if not line:
        return fragments
    fragments += [("", "    "), ("error.code", visible(line) + "\n")]
    caret = caret_of(frame)
    if caret:
        fragments.append(("error.caret", "    " + caret + "\n"))
    return fragments


def is_whole(frame):
    """Whether a frame's line is the whole statement that was typed: saying where it is would say nothing."""
    is_typed = statement_number(frame.filename) is not None
    return is_typed and frame.name == "<module>" and len(linecache.getlines(frame.filename)) == 1


def place_name(frame):
    """Return `line 3 of statement 2, in f` or `file.py:3, in f`."""
    suffix = f", in {frame.name}" if frame.name != "<module>" else ""
    number = statement_number(frame.filename)
    if number is not None:
        return f"line {frame.lineno} of [{number}]{suffix}"
    shown = os.path.relpath(frame.filename) if os.path.isabs(frame.filename) else frame.filename
    if shown.startswith(".." + os.sep):
        shown = frame.filename
    return f"{shown}:{frame.lineno}{suffix}"


def statement_number(filename):
    """Return the number of the statement that a file name stands for, or None for a real file."""
    if filename.startswith("<th "):
        return filename[4:-1]
    for each in NUMBERS:
        number = each(filename)
        if number is not None:
            return number
    return None


def caret_of(frame):
    """Return blanks and carets that mark the failing part of a frame's line; empty for a whole line."""
    line = linecache.getline(frame.filename, frame.lineno).rstrip("\n")
    if frame.colno is None or frame.end_colno is None or not line:
        return ""
    raw = line.encode()  # the columns count bytes
    several = frame.end_lineno is not None and frame.end_lineno != frame.lineno
    start = len(raw[: frame.colno].decode(errors="replace"))
    end = len(line) if several else len(raw[: frame.end_colno].decode(errors="replace"))
    shift = len(line) - len(line.lstrip())
    if end <= start or line.strip() == line[start:end].strip():
        return ""
    return " " * columns(line[shift:start]) + "^" * columns(line[start:end])


def is_users(filename):
    """Whether a frame of that file is the user's own: not ours, not an installed package's, not Python's."""
    if statement_number(filename) is not None:
        return True
    if filename.startswith("<") or filename.startswith(HOME):
        return False
    if filename.endswith(CYTHON) and not os.path.exists(filename):
        return False  # compiled code names its source as it was where it was built
    return "site-packages" not in filename and "dist-packages" not in filename and not filename.startswith(LIBRARY)


def hidden_after(frames):
    """Return the name of the library function in which the error arose, or an empty text."""
    if not frames or is_users(frames[-1].filename) or not any(is_users(frame.filename) for frame in frames):
        return ""
    last = frames[-1]
    if last.name == "__getattr__":
        return ""
    if last.filename.startswith(HOME) or last.filename.startswith("<"):
        return ""
    return f"{last.name}, {os.path.basename(last.filename)}:{last.lineno}"


def last_place(error):
    """Return where the user's code was when Ctrl-C came."""
    frames = [frame for frame in frames_of(error) if is_users(frame.filename)]
    if not frames:
        return []
    return [("", " in "), ("error.place", place_name(frames[-1])), ("", ": "), ("error.code", visible(frames[-1].line or ""))]


def syntax(error, namespace):
    """Return a short report of a SyntaxError: the line, a caret, the message."""
    from th.session import hints

    fragments = []
    line = (error.text or "").rstrip("\n")
    if line.strip():
        shift = len(line) - len(line.lstrip())
        number = f"line {error.lineno}\n" if error.lineno and error.lineno > 1 else ""
        fragments += [("error.place", number)] if number else []
        fragments += [("", "    "), ("error.code", visible(line.strip()) + "\n")]
        if error.offset and 0 < error.offset <= len(line) + 1:
            end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else 0
            start = error.offset - 1
            width = max(1, columns(line[start : max(end - 1, start)]))
            fragments.append(("error.caret", "    " + " " * columns(line[shift:start]) + "^" * width + "\n"))
    fragments += [("error.name", type(error).__name__), ("", ": "), ("error.message", str(error.msg))]
    hint = hints.hint(error, namespace)
    if hint:
        fragments += [("", "\n"), ("error.hint", hint)]
    return fragments


# -- the full form


def users_part(error):
    """Return the traceback of an error from the user's first frame on."""
    start = error.__traceback__
    while start is not None and not is_users(start.tb_frame.f_code.co_filename):
        start = start.tb_next
    return start or error.__traceback__


def full(error):
    """Return the fragments of the full form: Python's own, from the user's first frame on."""
    lines = traceback.format_exception(type(error), error, users_part(error))
    fragments = [("error.code", line) for line in lines[:-1]]
    return [*fragments, ("error.name", lines[-1].rstrip("\n"))]
