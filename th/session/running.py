"""Running files among the session: scripts, and notebooks cell by cell."""

import json
import os
import sys
import types

from th.session.registry import UsageError

__all__ = ["script"]

KEPT = ("__name__", "__builtins__", "__doc__", "__file__", "__package__", "__loader__", "__spec__")


def script(session, path, arguments, *, inside=False):
    """Run a script as the main program, then take over its names; inside runs it among the session's own."""
    found = os.path.expanduser(path)
    if not os.path.exists(found) and os.path.exists(found + ".py"):
        found += ".py"
    try:
        with open(found, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise UsageError(f"%run cannot read {path}: {error.strerror}") from None
    if found.endswith(".ipynb"):
        notebook(session, text)
        return
    session.lazy.touch(text if inside else "")
    module = types.ModuleType("__main__")
    module.__file__ = found
    namespace = session.namespace if inside else module.__dict__
    before = sys.argv, sys.modules.get("__main__"), list(sys.path)
    sys.argv = [found, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(found)))
    if not inside:
        sys.modules["__main__"] = module
    try:
        exec(compile(text, found, "exec"), namespace)
    except SystemExit as ended:
        if ended.code not in (None, 0):
            print(f"{path} ended with status {ended.code}", file=sys.stderr)
    finally:
        sys.argv, sys.modules["__main__"], sys.path[:] = before
        if not inside:
            session.namespace.update({name: value for name, value in namespace.items() if name not in KEPT})


def notebook(session, text):
    """Run the code cells of a notebook, showing the value of each."""
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            value = session.evaluate_text("".join(cell["source"]))
            if value is not None:
                print(session.text(value))
