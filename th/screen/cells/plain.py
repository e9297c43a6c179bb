"""Mathtext as characters: `$10^{-2}$` becomes 10⁻², `$\\alpha_1$` becomes α₁."""

from __future__ import annotations

import functools
import re

__all__ = ["plain"]

_SUPERSCRIPTS = dict(zip("0123456789+-−=()abcdefghijklmnoprstuvwxyzTα∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵅ°"))
_SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧ"))
_FORMATTING = re.compile(r"\\(?:math\w+|text\w*|operatorname|left|right|displaystyle|hat|bar|vec|tilde|dot)\b ?")
_COMMAND = re.compile(r"\\(?![dt]?frac|sqrt)([a-zA-Z]+)")
_SPACE = re.compile(r"\\[,;: ]|\\q?quad\b")
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


def _grouped(part: str) -> str:
    return part if len(part) <= 2 or part.isalnum() else f"({part})"


def _fraction(match: re.Match) -> str:
    return f"{_grouped(match[1])}/{_grouped(match[2])}"


def _root(match: re.Match) -> str:
    degree = "".join(_SUPERSCRIPTS.get(character, character) for character in match[1] or "")
    return f"{degree}√{_grouped(match[2])}"


def _script(match: re.Match) -> str:
    content = match[3] if match[2] is None else match[2]
    table = _SUPERSCRIPTS if match[1] == "^" else _SUBSCRIPTS
    if set(content) <= set(table):
        return "".join(map(table.get, content))
    # Written as what is no script any more, until all are done.
    return _LATER[match[1]] + (content if len(content) == 1 else f"({content})")


_LATER = {"^": "\0", "_": "\1"}

# Each takes what has no more braces in it, so that together they work from the inside outwards.
_INNERMOST = (
    (re.compile(r"([\^_])(?:\{([^{}]*)\}|([^{}\\\s]))"), _script),
    (re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}"), _fraction),
    (re.compile(r"\\sqrt(?:\[([^]]*)\])?\{([^{}]*)\}"), _root),
    (re.compile(r"(?<!frac)(?<!sqrt)(?<![\]}^_])\{([^{}]*)\}"), r"\1"),
)


def _formula(text: str) -> str:
    text = _COMMAND.sub(_symbol, _FORMATTING.sub("", _SPACE.sub(" ", text)))
    before = None
    while text != before:
        before = text
        for pattern, change in _INNERMOST:
            text = pattern.sub(change, text)
    for mark, later in _LATER.items():
        text = text.replace(later, mark)
    return re.sub(r"\\!|[{}\\]", "", text)


@functools.lru_cache(4096)
def plain(text: str) -> str:
    r"""The text as a row of characters, its mathtext turned into the nearest Unicode.

    >>> plain(r"$\mathdefault{10^{-2}}$"), plain(r"$\alpha_1$ of 5\$")
    ('10⁻²', 'α₁ of 5$')
    >>> plain(r"$\frac{1}{1 + e^{-x_{ij}}}$"), plain(r"$\sqrt[3]{a^2 + b}$")
    ('1/(1 + e^(-xᵢⱼ))', '³√(a² + b)')
    """
    pieces = _UNESCAPED_DOLLAR.split(text)
    if len(pieces) > 2:
        # Odd pieces stand between two dollars; a last dollar without partner is a dollar.
        paired = len(pieces) - 1 + len(pieces) % 2 - 1
        pieces = [_formula(piece) if place % 2 and place <= paired else piece for place, piece in enumerate(pieces)]
    text = "".join(pieces) if len(pieces) != 2 else "$".join(pieces)
    text = text.replace("\\$", "$")
    return "".join(character if character.isprintable() else " " for character in text)
