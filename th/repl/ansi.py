"""(style, text) fragments as text with ANSI colours, for what is printed between two prompts."""

from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.output.vt100 import _EscapeCodeCache

__all__ = ["to_ansi"]

RESET = "\x1b[0m"


def to_ansi(fragments, style, depth=None):
    """Return the text of fragments, coloured by a prompt_toolkit style whose classes they name."""
    codes = _EscapeCodeCache(depth or ColorDepth.default())
    parts = []
    for name, text, *_ in fragments:
        if not name:
            parts.append(text)
            continue
        spelled = name if "class:" in name or " " in name else f"class:{name}"
        attributes = style.get_attrs_for_style_str(spelled)
        parts.append(codes[attributes] + text + RESET)
    return "".join(parts)
