"""The terminal front of `th`: the prompt, its keys, menus and colours, over the engine in th.session.

`th.repl.embed()` opens it inside any program; `th.app` starts it from the command line.
"""

__all__ = ["embed"]


def embed(namespace=None, *, banner=""):
    """Open the `th` prompt here, with the caller's variables.

    Args:
        namespace (dict): the variables to work on; the caller's globals and locals by default
        banner (str): a line printed first
    Returns:
        None, when the prompt is left; `exit` there does not end the program
    """
    # 100 ms of prompt_toolkit, paid when the prompt opens.
    from th.repl.embedding import open_here

    open_here(namespace, banner)
