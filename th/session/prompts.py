"""Prompts that come along when a session is pasted from documentation: stripped, with the printed results."""

import re

__all__ = ["strip_prompts"]

FIRST = re.compile(r"[ \t]*(?:>>>[ ]?|In \[\d*\]:[ ]?|(?:th|t7)>(?:[ ]|$))")
NEXT = re.compile(r"[ \t]*(?:\.\.\.(?:[ ]|$)|\.\.>[ ]?|\.{2,}:[ ]?|>[ ]?(?=$))")
OUTPUT = re.compile(r"[ \t]*Out\s?\[\d*\]:")


def strip_prompts(text, is_incomplete):
    """Return text without the prompts of Python, IPython and Torch7, and without results pasted between them.

    Example:
        >>> strip_prompts(">>> a = 1\\n>>> a\\n1\\n", lambda code: False)
        'a = 1\\na'
    """
    lines = text.split("\n")
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


def ended(chunk):
    """Return the lines of a chunk without the empty continuation lines at its end."""
    while len(chunk) > 1 and not chunk[-1].strip():
        chunk = chunk[:-1]
    return chunk
