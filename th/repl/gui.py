"""`%gui`: the windows of a toolkit live while the prompt waits for keys."""

import asyncio

from prompt_toolkit.eventloop.inputhook import new_eventloop_with_inputhook

__all__ = ["make_loop"]


def make_loop(gui, report):
    """Return an event loop that also serves a toolkit's windows; a plain one for None.

    Args:
        gui (str): "tk", "qt", "gtk3", ...: the names of IPython's `%gui`, whose loops these are
        report (callable): told when the toolkit fails, which ends its being served
    """
    if not gui or gui == "none":
        return asyncio.new_event_loop()
    from IPython.terminal.pt_inputhooks import get_inputhook_name_and_func

    serve = get_inputhook_name_and_func(gui)[1]
    failures = []

    def hook(context):
        if failures:
            return
        try:
            serve(context)
        except Exception as error:
            failures.append(error)
            report(error)

    return new_eventloop_with_inputhook(hook)
