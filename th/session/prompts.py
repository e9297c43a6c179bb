"""Prompts that come along when a session is pasted from documentation: stripped, with the printed results."""

import re

__all__ = ["strip_prompts"]

FIRST = re.compile(r"[ \t]*(?:>>>[ ]?|In \[\d*\]:[ ]?|(?:th|t7)>(?:[ ]|$))")
NEXT = re.compile(r"[ \t]*(?:\.\.\.(?:[ ]|$)|\.\.>[ ]?|\.{2,}:[ ]?|>[ ]?(?=$))")
FENCE = re.compile(r"[ \t]*(?:```|~~~)\w*[ \t]*")
OUTPUT = re.compile(r"[ \t]*Out\s?\[\d*\]:")


def strip_prompts(text, is_incomplete):
    """Return text without the prompts of Python, IPython and Torch7, and without results pasted between them.

    Example:
        >>> strip_prompts(">>> a = 1\\n>>> a\\n1\\n", lambda code: False)
        'a = 1\\na'
    """
    lines = without_fence(text.split("\n"))
    text = "\n".join(lines)
    start = next((line for line in lines if line.strip()), "")
    if not FIRST.match(start):
        return text
    chunks = []
    for line in lines:
        first, following = FIRST.match(line), NEXT.match(line)
        if first:
            chunks.append([line[first.end() :]])
        elif not chunks or OUTPUT.match(line):
            continue
        elif following:
            chunks[-1].append(line[following.end() :])
        elif line.strip() and is_incomplete("\n".join(chunks[-1])):
            chunks[-1].append(line)
    joined = "\n".join(line for chunk in chunks for line in ended(chunk))
    return joined if joined.strip() else ""


def without_fence(lines):
    """Return lines without the marks of a block of code in Markdown around them."""
    if not FENCE.match(next((line for line in lines if line.strip()), "")):
        return lines
    start = next(number for number, line in enumerate(lines) if line.strip()) + 1
    end = next((number for number in range(start, len(lines)) if FENCE.fullmatch(lines[number].strip())), len(lines))
    return lines[start:end]


def ended(chunk):
    """Return the lines of a chunk without the empty continuation lines at its end."""
    while len(chunk) > 1 and not chunk[-1].strip():
        chunk = chunk[:-1]
    return chunk
