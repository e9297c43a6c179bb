"""Text as a terminal shows it: control characters made visible, and the columns that it takes."""

__all__ = ["columns", "visible"]

# ESC becomes ␛ and so on; each stays one character wide, so that carets below stay right.
PICTURES = {number: 0x2400 + number for number in range(32) if chr(number) not in "\t\n"}
PICTURES |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def visible(text):
    """Return text without anything that a terminal would obey.

    Example:
        >>> visible("a\\x1b[31mb")
        'a␛[31mb'
    """
    return text if text.isascii() and text.isprintable() else text.translate(PICTURES)


def columns(text):
    """Return how many columns of a terminal a text takes.

    Example:
        >>> columns("ab"), columns("日本")
        (2, 4)
    """
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # 1 ms

    return sum(2 if east_asian_width(each) in "WF" else 0 if combining(each) else 1 for each in text)
