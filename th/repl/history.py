"""The engine's history as the prompt wants it: Up, Ctrl-R and the grey suggestion, this folder's lines first."""

import os

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.history import History

__all__ = ["PastLines", "SuggestPast"]

# What Up and Ctrl-R reach: prompt_toolkit copies all of it for each prompt, 0.3 us a line.
REACH = 2_000


class PastLines(History):
    """The newest texts of the session's history; the engine keeps the file, this class writes nothing."""

    def __init__(self, session):
        super().__init__()
        self.session = session
        self.texts = None
        self.folder = None

    def newest(self):
        """Every text, newest first, those of this folder before the others; read at first need."""
        folder = current_folder()
        if self.texts is None or folder != self.folder:
            self.folder = folder
            self.texts = self.session.history.texts(folder=folder)
        return self.texts

    def remember(self, text):
        """A statement was entered."""
        text = text.rstrip("\n")
        if self.texts is None or not text.strip():
            return
        if text in self.texts[:REACH]:
            self.texts.remove(text)
        self.texts.insert(0, text)

    async def load(self):
        """Yield the newest texts."""
        for text in self.newest()[:REACH]:
            yield text

    def load_history_strings(self):
        """Return the newest texts (prompt_toolkit's other door)."""
        return self.newest()[:REACH]

    def append_string(self, string):
        """Do nothing: the engine appends what was run."""

    def store_string(self, string):
        """Do nothing: the engine appends what was run."""


class SuggestPast(AutoSuggest):
    """Suggest the rest of the newest line that begins with what is typed."""

    def __init__(self, past):
        self.past = past

    def get_suggestion(self, buffer, document):
        """Return the Suggestion for a text, or None."""
        text = document.text
        if len(text) < 2 or "\n" in text or not document.is_cursor_at_the_end:
            return None
        for line in self.past.newest():
            if line.startswith(text) and line != text:
                return Suggestion(line[len(text) :].split("\n")[0])
        return None


def current_folder():
    try:
        return os.getcwd()
    except OSError:
        return ""
