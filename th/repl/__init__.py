"""The terminal front of `th`: the prompt, its keys, menus and colours, over the engine in th.session.

`th.embed()` opens it inside any program; `th.app` starts it from the command line.
"""

__all__ = ["embed"]


def embed(namespace=None, *, banner=""):
    """Open the `th` prompt here, with the caller's variables.

    What is assigned at the prompt to a variable that the caller has, local or global, is changed in the caller after
    each statement. Python gives a running function no room for names that its code does not mention: such new names
    last until the prompt is left (at the top of a module they stay), and `del` does not reach a function's locals.

    Args:
        namespace (dict): the variables to work on instead
        banner (str): a line printed first
    Returns:
        None, when the prompt is left; `exit` there does not end the program
    """
    # 100 ms of prompt_toolkit, paid when the prompt opens.
    from th.repl.embedding import open_here

    open_here(namespace, banner)
