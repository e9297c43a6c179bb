"""`%load_ext th`: the engine in any IPython, a terminal's or a notebook's (Colab can have it in no other way)."""

import types

from th.kernel import bridge
from th.session import inspect, matching

__all__ = ["load_ipython_extension", "unload_ipython_extension"]

LOADED = {}


def load_ipython_extension(ipython):
    """Join the engine to an IPython shell: its names, line syntax, commands, completion and help."""
    if id(ipython) in LOADED:
        return
    session = bridge.connect(ipython)
    kept = {"inspect": ipython.object_inspect_mime, "matcher": matcher(session), "jedi": ipython.Completer.use_jedi}
    ipython.Completer.use_jedi = False
    ipython.Completer.custom_matchers.append(kept["matcher"])
    ipython.object_inspect_mime = types.MethodType(inspector(session, kept["inspect"]), ipython)
    LOADED[id(ipython)] = session, kept
    session.preload()


def unload_ipython_extension(ipython):
    """Undo load_ipython_extension; the names stay."""
    session, kept = LOADED.pop(id(ipython), (None, None))
    if session is None:
        return
    bridge.disconnect(ipython, session)
    ipython.Completer.use_jedi = kept["jedi"]
    ipython.Completer.custom_matchers.remove(kept["matcher"])
    ipython.object_inspect_mime = kept["inspect"]


def matcher(session):
    """Return a matcher of IPython's completer that asks the engine."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher(priority=1000, identifier="th")
    def th_matcher(context):
        lines = context.full_text.split("\n")
        before = "\n".join(lines[: context.cursor_line] + [lines[context.cursor_line][: context.cursor_position]])
        items = session.complete(before)
        items = [item for item in items if item.match in matching.TIERS[:2]] or items
        if not items:
            return {"completions": [], "suppress": False}
        start = len(before) - len(context.token)
        head = before[start : items[0].start] if items[0].start >= start else ""
        completions = [SimpleCompletion(head + item.text, type=item.kind) for item in items]
        return {"completions": completions, "suppress": True, "ordered": True}

    return th_matcher


def inspector(session, fallback):
    """Return an `object_inspect_mime` that asks the engine, then IPython."""

    def object_inspect_mime(self, oname, detail_level=0, omit_sections=()):
        page = inspect.page(session, oname, detail_level)
        return page.bundle() if page.found else fallback(oname, detail_level, omit_sections)

    return object_inspect_mime
