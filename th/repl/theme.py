"""The colours of the prompt: named by the terminal's own sixteen, so that light and dark screens both read well."""

from prompt_toolkit.styles import Style

__all__ = ["THEMES", "make_style"]

# What is the same in every theme: the furniture.
FURNITURE = {
    "prompt": "bold",
    "prompt.more": "ansibrightblack",
    "question": "bold",
    "auto-suggestion": "ansibrightblack",
    "timing": "bold ansibrightblack",
    "matching-bracket.cursor": "bold underline",
    "matching-bracket.other": "bold underline",
    "completion-menu": "bg:ansibrightblack ansiwhite",
    "completion-menu.completion": "bg:ansibrightblack ansiwhite",
    "completion-menu.completion.current": "reverse bold",
    "completion-menu.meta.completion": "bg:ansibrightblack ansiwhite",
    "completion-menu.meta.completion.current": "reverse",
    "completion-menu.kind": "ansibrightcyan",
    "completion-menu.more": "bg:ansibrightblack ansibrightyellow italic",
    "completion-menu.doc": "bg:ansiblack ansiwhite",
    "signature": "ansicyan",
    "signature.active": "bold ansiyellow",
    "scrollbar.background": "bg:ansibrightblack",
    "scrollbar.button": "bg:ansiwhite",
    "error.name": "bold ansired",
    "error.message": "ansired",
    "error.place": "ansicyan",
    "error.code": "",
    "error.caret": "bold ansired",
    "error.hint": "ansiyellow",
    "command": "bold ansimagenta",
    "shell": "bold ansimagenta",
    "help": "bold ansimagenta",
    "require": "bold ansimagenta",
}
CODE = {
    "pygments.keyword": "bold ansiblue",
    "pygments.keyword.constant": "ansiblue",
    "pygments.operator.word": "bold ansiblue",
    "pygments.name.builtin": "ansicyan",
    "pygments.name.builtin.pseudo": "ansicyan",
    "pygments.name.function": "ansigreen",
    "pygments.name.class": "bold ansigreen",
    "pygments.name.decorator": "ansimagenta",
    "pygments.name.exception": "ansired",
    "pygments.name.namespace": "",
    "pygments.literal.number": "ansicyan",
    "pygments.literal.string": "ansiyellow",
    "pygments.literal.string.doc": "ansiyellow",
    "pygments.literal.string.interpol": "bold ansiyellow",
    "pygments.literal.string.escape": "bold ansiyellow",
    "pygments.comment": "italic ansibrightblack",
}
# On a light screen yellow and bright black vanish.
LIGHT = {
    "pygments.literal.string": "ansigreen",
    "pygments.literal.string.doc": "ansigreen",
    "pygments.literal.string.interpol": "bold ansigreen",
    "pygments.literal.string.escape": "bold ansigreen",
    "pygments.name.function": "ansimagenta",
    "pygments.name.class": "bold ansimagenta",
    "completion-menu": "bg:ansiwhite ansiblack",
    "completion-menu.completion": "bg:ansiwhite ansiblack",
    "completion-menu.meta.completion": "bg:ansiwhite ansiblack",
    "completion-menu.kind": "ansiblue",
    "completion-menu.more": "bg:ansiwhite ansiblue italic",
    "completion-menu.doc": "bg:ansiwhite ansiblack",
    "signature": "ansiblue",
    "signature.active": "bold ansimagenta",
}
# Without colours the menu must still stand out from what lies under it.
MONO = {
    "prompt": "bold",
    "question": "bold",
    "completion-menu.completion.current": "reverse",
    "completion-menu.meta.completion.current": "reverse",
    "signature.active": "bold",
    "matching-bracket.cursor": "underline",
    "matching-bracket.other": "underline",
    "error.name": "bold",
    "error.caret": "bold",
}
THEMES = {
    "dark": {**FURNITURE, **CODE},
    "light": {**FURNITURE, **CODE, **LIGHT},
    "mono": MONO,
}


def make_style(theme):
    """Return the prompt_toolkit style of a theme: "dark", "light", "mono", or the name of a pygments style."""
    if theme in THEMES:
        return Style.from_dict(THEMES[theme])
    return Style.from_dict({**FURNITURE, **pygments_rules(theme)})


def pygments_rules(name):
    """The rules of a pygments style, spelled for prompt_toolkit."""
    # 30 ms, only for who asks for such a style.
    from prompt_toolkit.styles.pygments import style_from_pygments_cls
    from pygments.styles import get_style_by_name

    return dict(style_from_pygments_cls(get_style_by_name(name)).style_rules)
