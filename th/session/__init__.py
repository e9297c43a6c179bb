"""The engine of a `th` session: one meaning for what is typed, in the terminal and in Jupyter.

It imports neither prompt_toolkit, IPython, zmq nor numpy; tensors, figures and networks are
reached through protocols alone. A front (th.repl, th.kernel) makes one Session and asks it:

    session = Session()                   # namespace: th, torch, nn, F, optim, gnuplot, plot, image, itorch, np
    session.preload()                     # numpy and the tensor core, in a thread (call after the prompt is painted)
    line = session.read(text)             # -> Line: what the text means, and whether it is finished
    result = session.run(text)            # -> Result; never raises (KeyboardInterrupt included)
    items = session.complete(text, pos)   # -> [Item], best first; runs no code of the user's
    call = session.signature(text, pos)   # -> Call or None: the argument list around the cursor
    page = session.help(text, pos)        # -> Page or None: help on the name under the cursor
    bundle = session.display(value)       # -> {mime type: data}, the types the front asked for
    text = session.text(value, width=80)  # -> the text form alone, bounded
    session.history                       # History: append, tail, search, per folder first
    session.close()                       # ends log files, history, helpers

Line (session.read): `.kind` is "empty", "python", "command" (%name), "help" (?x, x?, x??), "shell" ($ls, !ls)
or "exit" (a lone exit, quit); `.text` the text with pasted prompts stripped; `.code` plain Python that means the
same; `.status` "complete", "incomplete" or "invalid"; `.indent` the blanks the next line wants; `.error` the
SyntaxError when invalid; `.shows` False when a trailing `;` hides the value; `.name` and `.rest` for commands, help
and shell lines. `session.read(text, final=True)` asks about a text that will get no further line: what would be
"incomplete" is then "invalid". An incomplete text ends with an empty line as in Python's own prompt:
`read("for x in y:\n    f(x)")` is incomplete, `read("for x in y:\n    f(x)\n")` complete.

Result (session.run): `.value`, `.has_value` (there is a value to show), `.error` (the exception or None), `.report`
(Report or None), `.seconds` (the user's code alone), `.interrupted`, `.exit` (None, or the exit status that
`exit()` asked for), `.count`, `.text`, `.kind` (as in Line). The value is shown inside `run`, through
`session.show(value, result)`, a front's callable; without one it is printed. After it, pending figures are shown
(AFTER_STATEMENT), watches printed and the history written. `run(text, silent=True)` leaves no trace at all.
Only commands, help, and `show` print; errors are left to the front: `result.report`.

Report: `.text` short (the user's frames, a caret, "did you mean"), `.full` everything (`%tb`), `.fragments` the short
one as [(style, text)], `.full_fragments` likewise; styles are "error.name", "error.message", "error.place",
"error.code", "error.caret", "error.hint", "".

Item (session.complete): `.text` replaces the text from `.start` to `.end`; `.kind` ("function", "method", "class",
"module", "tensor", "property", "instance", "keyword", "argument", "key", "path", "command", "magic", "statement", "symbol",
"program"), `.match` ("prefix", "case", "substring", "fuzzy"), `.label` what the menu shows, and, computed when read:
`.signature`, `.detail` (for tensors "2x3 float32 cpu"), `.doc`.

Call (session.signature): `.name`, `.parameters` [text], `.active` (index or None), `.doc` first line, `.text`.

Page (session.help): `.plain` text, `.html`, `.bundle()` {mime: data}, `.found` False with the nearest names.
`help(text, pos, level=1)` adds the source. A help line that is run (`?x`) hands its page to `session.page(page)`,
a front's callable; without one the text is printed.

A front may set these: `session.show(value, result)`, `session.page(page)`, `session.ask(question)` -> str,
`session.formats` (mime types that `display` computes, ("text/plain",) at first), `session.width()` -> columns,
`session.color()` -> bool, and `session.front`, an object with any of paste() -> text, edit(text) -> text, clear(),
config(), doctor() -> lines, enable_gui(name), which commands of those names call. A front that shows values itself
sets `session.entry.shown` to the plain text (when `session.entry` is not None), for %notebook.

`session.main()` makes the namespace that of `__main__`. `session.check(text)` -> (status, indent) and
`session.clean(text)` are `read` and the stripping of prompts alone.

Commands (th.session.registry.COMMANDS: name -> Command, filled by th.session.commands.find) are declared once:
`.name`, `.aliases`, `.usage`, `.help`, `.completer`. For colour: th.session.source.RULES, a list of (regular
expression, style) for the marks at the beginning of a line.
"""

from th.session.engine import Session
from th.session.results import Result
from th.session.source import Line

__all__ = ["Line", "Result", "Session"]
