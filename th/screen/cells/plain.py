"""Mathtext as characters: `$10^{-2}$` becomes 10⁻², `$\\alpha_1$` becomes α₁."""

from __future__ import annotations

import functools
import re

__all__ = ["plain"]

_SUPERSCRIPTS = str.maketrans("0123456789+-−()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱˣ")
_SUBSCRIPTS = str.maketrans("0123456789+-−()aeijx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑᵢⱼₓ")
_RAISED = set("0123456789+-−()nix")
_LOWERED = set("0123456789+-−()aeijx")
_FORMATTING = re.compile(r"\\(?:math\w+|text\w*|operatorname|left|right|displaystyle|hat|bar|vec|tilde|dot)\b ?")
_COMMAND = re.compile(r"\\([a-zA-Z]+) ?")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
_UNESCAPED_DOLLAR = re.compile(r"(?<!\\)\$")


@functools.lru_cache(1)
def _symbols() -> dict[str, str]:
    try:
        from matplotlib._mathtext_data import tex2uni
    except ImportError:
        return {}
    return {name: chr(code) for name, code in tex2uni.items()}


def _symbol(match: re.Match) -> str:
    return _symbols().get(match[1], match[1])


def _fraction(match: re.Match) -> str:
    parts = [part if len(part) <= 2 else f"({part})" for part in match.groups()]
    return "/".join(parts)


def _raised(match: re.Match) -> str:
    content = match[1] or match[2]
    return content.translate(_SUPERSCRIPTS) if set(content) <= _RAISED else "^" + content


def _lowered(match: re.Match) -> str:
    content = match[1] or match[2]
    return content.translate(_SUBSCRIPTS) if set(content) <= _LOWERED else "_" + content


def _formula(text: str) -> str:
    text = _FORMATTING.sub("", text)
    text = _FRACTION.sub(_fraction, text)
    text = _ROOT.sub(r"√\1", text)
    text = _COMMAND.sub(_symbol, text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|(.))", _raised, text)
    text = re.sub(r"_(?:\{([^{}]*)\}|(.))", _lowered, text)
    return re.sub(r"[{}\\]|(?<=\\)[,;!]", "", text)


@functools.lru_cache(4096)
def plain(text: str) -> str:
    r"""The text as a row of characters, its mathtext turned into the nearest Unicode.

    >>> plain(r"$\mathdefault{10^{-2}}$"), plain(r"$\alpha_1$ of 5\$")
    ('10⁻²', 'α₁ of 5$')
    """
    pieces = _UNESCAPED_DOLLAR.split(text)
    if len(pieces) > 2:
        # Odd pieces stand between two dollars; a last dollar without partner is a dollar.
        paired = len(pieces) - 1 + len(pieces) % 2 - 1
        pieces = [_formula(piece) if place % 2 and place <= paired else piece for place, piece in enumerate(pieces)]
    text = "".join(pieces) if len(pieces) != 2 else "$".join(pieces)
    text = text.replace("\\$", "$")
    return "".join(character if character.isprintable() else " " for character in text)
