"""Commands that the front does: %paste, %cpaste, %edit, %clear, %config; elsewhere they say so."""

from th.session import errors
from th.session.registry import UsageError, command

__all__ = []


def ask_front(session, name):
    """Return the front's function of that name."""
    function = getattr(session.front, name, None)
    if function is None:
        raise UsageError(f"%{name} works in the terminal only")
    return function


@command("paste", usage="%paste", native=True)
def paste(session, rest):
    """Run what is in the clipboard, prompts stripped."""
    text = session.clean(ask_front(session, "paste")() or "")
    if not text.strip():
        print("the clipboard holds no text")
        return None
    print(text)
    return session.evaluate_text(text)


@command("cpaste", usage="%cpaste", native=True)
def cpaste(session, rest):
    """Run what you paste or type, up to a line `--` or Ctrl-D, prompts stripped."""
    return session.evaluate_text(session.clean(ask_front(session, "cpaste")()))


@command("edit", usage="%edit [FILE | NAME]", completer="path", native=True, takes=r"((?!-)\S*[./]\S*|[^\W\d]\w*)?")
def edit(session, rest):
    """Write statements in your editor ($EDITOR) and run them; with a file's name or a function's, edit and run that."""
    function = ask_front(session, "edit")
    typed = statement_of(session, rest)
    if typed is not None:
        return session.evaluate_text(function(typed))
    if rest.isidentifier():
        from th.session import magics

        return magics.run(session, "edit", rest)
    try:
        with open(rest, encoding="utf-8") as file:
            before = file.read()
    except FileNotFoundError:
        before = ""
    text = function(before)
    with open(rest, "w", encoding="utf-8") as file:
        file.write(text)
    return session.evaluate_text(text)


def statement_of(session, name):
    """Return the text to begin with: none for no name, and the statement in which a function of that name was typed."""
    code = getattr(session.namespace.get(name), "__code__", None)
    number = errors.statement_number(code.co_filename) if code is not None else None
    return session.results.inputs[int(number)] if number is not None else None if name else ""


@command("clear", aliases=("cls",), usage="%clear", native=True)
def clear(session, rest):
    """Clear the screen."""
    ask_front(session, "clear")()


@command("config", usage="%config", native=True, takes="")
def config(session, rest):
    """Show and open the settings of the shell."""
    return ask_front(session, "config")()
