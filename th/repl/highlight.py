"""Colours of what is typed: pygments for Python, the engine's own rules for commands."""

from prompt_toolkit.lexers import Lexer, SimpleLexer

__all__ = ["CodeLexer", "code_fragments"]

# A line beyond this is shown plain: pygments reads a whole line at a time, 1 MB takes seconds.
LONG_LINE = 5_000


class CodeLexer(Lexer):
    """Plain until `load` has imported pygments (20 ms, done in a thread behind the first prompt)."""

    def __init__(self, rules):
        self.rules = rules
        self.plain = SimpleLexer()
        self.python = None

    def load(self):
        """Import pygments and switch over to it."""
        from prompt_toolkit.lexers import PygmentsLexer
        from pygments.lexers.python import PythonLexer

        self.python = PygmentsLexer(PythonLexer)

    def invalidation_hash(self):
        """Change when the lexer behind it changes, so that the screen is drawn anew."""
        return id(self.python)

    def lex_document(self, document):
        """Return a function from line number to fragments."""
        if self.python is None or any(len(line) > LONG_LINE for line in document.lines):
            return self.plain.lex_document(document)
        python = self.python.lex_document(document)
        lines = document.lines

        def get_line(number):
            special = self.special(lines[number]) if number < len(lines) else None
            return special if special is not None else python(number)

        return get_line

    def special(self, line):
        """The fragments of a command line, or None for Python."""
        for pattern, style in self.rules:
            match = pattern.search(line)
            if match and match.group():
                start, end = match.span()
                kept = [("", line[:start]), (f"class:{style}", line[start:end]), ("", line[end:])]
                return [fragment for fragment in kept if fragment[1]]
        return None


def code_fragments(lexer, text):
    """Return (style, text) fragments of a whole text, newlines included."""
    from prompt_toolkit.document import Document

    get_line = lexer.lex_document(Document(text))
    fragments = []
    for number in range(text.count("\n") + 1):
        if number:
            fragments.append(("", "\n"))
        fragments.extend(get_line(number))
    return fragments
