"""IPython's magics over the session's namespace, by an InteractiveShell made at the first need."""

__all__ = ["run", "shell"]


def run(session, name, rest="", cell=None):
    """Run a magic of IPython; raises NameError where there is none of that name."""
    ipython = shell(session)
    kind = "cell" if cell is not None else "line"
    if name not in ipython.magics_manager.magics[kind]:
        raise NameError(f"there is no command %{name}", name=name)
    if cell is not None:
        return ipython.run_cell_magic(name, rest, cell)
    return ipython.run_line_magic(name, rest)


def shell(session):
    """Return the InteractiveShell over the session's namespace; made once."""
    from IPython.core.interactiveshell import InteractiveShell  # 67 ms, paid by the first magic only

    if InteractiveShell.initialized():
        return InteractiveShell.instance()
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(user_ns=session.namespace, config=config)
