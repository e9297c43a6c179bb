"""One history for every session of a user: an append-only file that survives kills and two shells at once."""

import os
import time

__all__ = ["Entry", "History", "current_folder", "default_path"]

LIMIT = 20_000  # entries read at start; older ones stay in the file


def default_path():
    """Return the history file: $TH_HISTORY, else history.jsonl in the user's state folder of th."""
    chosen = os.environ.get("TH_HISTORY")
    if chosen:
        return chosen
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(state, "th", "history.jsonl")


class Entry:
    """One statement of the past: its text, time, folder and session."""

    __slots__ = ("folder", "session", "text", "time")

    def __init__(self, text, when, folder, session):
        self.text, self.time, self.folder, self.session = text, when, folder, session


class History:
    """Statements of this user, oldest first.

    Each entry is one line of JSON written by one `write` to a file opened for appending, so that
    neither a kill nor a second shell can tear more than the line being written.
    """

    def __init__(self, path=None, *, session=None):
        self.path = default_path() if path is None else path
        self.session = session or f"{os.getpid()}-{time.time_ns():x}"
        self.own = []
        self._entries = None
        self._size = 0
        self.failure = None

    def append(self, text):
        """Add a statement."""
        text = text.rstrip("\n")
        if not text.strip():
            return
        entry = Entry(text, time.time(), current_folder(), self.session)
        self.own.append(entry)
        if self._entries is not None:
            self._entries.append(entry)
        if self.path:
            self.write(entry)

    def write(self, entry):
        """Append one line to the file; a disk that refuses is remembered, not raised."""
        import json  # 1 ms, not before the first prompt

        record = {"t": round(entry.time, 3), "s": entry.session, "d": entry.folder, "x": entry.text}
        data = (json.dumps(record, ensure_ascii=True) + "\n").encode()
        try:
            os.makedirs(os.path.dirname(os.path.abspath(self.path)), mode=0o700, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            self.failure = error

    @property
    def entries(self):
        """Every statement, those of other sessions included as far as they were read."""
        if self._entries is None:
            self._entries = self.read()
        return self._entries

    def read(self):
        """Read the file; torn or foreign lines are stepped over."""
        if not self.path:
            return list(self.own)
        try:
            with open(self.path, "rb") as file:
                lines = file.read().split(b"\n")
        except OSError:
            return list(self.own)
        return [entry for entry in map(parse, lines[-LIMIT:]) if entry is not None]

    def refresh(self):
        """Read again what other shells have written meanwhile."""
        if self.path and self.failure is None:
            self._entries = None

    def texts(self, folder=None):
        """Return the texts, newest first, without repeats; those of a folder before the rest."""
        seen = {}
        newest = [entry for entry in reversed(self.entries)]
        if folder is not None:
            newest.sort(key=lambda entry: entry.folder != folder)
        for entry in newest:
            seen.setdefault(entry.text)
        return list(seen)

    def search(self, words, *, limit=100):
        """Return the newest texts that contain every word."""
        wanted = words.lower().split()
        found = [text for text in self.texts() if all(word in text.lower() for word in wanted)]
        return found[:limit]

    def tail(self, count):
        """Return the last count entries."""
        return self.entries[-count:] if count > 0 else []


def parse(line):
    """Return the Entry of one line of the file, or None."""
    import json

    try:
        record = json.loads(line)
        return Entry(record["x"], record.get("t", 0), record.get("d", ""), record.get("s", ""))
    except (ValueError, KeyError, TypeError):
        return None


def current_folder():
    """Return the working folder, or an empty text where it was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return ""
