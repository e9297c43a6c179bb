"""IPython's magics over the session's namespace, by an InteractiveShell made at the first need."""

import importlib
import sys

from th.session import hints
from th.session.registry import COMMANDS, UsageError

__all__ = ["names", "run", "shell"]

TAKEN = ("In", "Out", "exit", "quit", "open", "_ih", "_oh", "_dh")  # names that IPython would bind in the session
# IPython's own, so that they can be offered before IPython is loaded.
LINE = """
alias autoawait autocall autoindent automagic autoreload bookmark code_wrap colors conda config debug dhist dirs
doctest_mode edit env gui hist load loadpy load_ext logoff logon logstart logstate logstop lsmagic macro magic matplotlib
mamba micromamba notebook page pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint precision prun psearch psource
pushd pycat pylab quickref recall rehashx reload_ext rep rerun reset reset_selective sc set_env subshell_list sx system
unalias unload_ext uv whos who_ls xdel xmode
""".split()
CELL = """
bash capture code_wrap debug file html javascript js latex markdown perl prun pypy python python2 python3 ruby script sh
svg sx system timeit time writefile
""".split()


def run(session, name, rest="", cell=None):
    """Run a magic of IPython; raises UsageError where there is none of that name."""
    try:
        ipython = shell(session)
    except ImportError:
        raise unknown(name, "; IPython's are there once it is installed: $ pip install ipython") from None
    kind = "cell" if cell is not None else "line"
    if name not in ipython.magics_manager.magics[kind] and name not in ipython.magics_manager.lazy_magics:
        raise unknown(name, "")
    if cell is not None:
        return ipython.run_cell_magic(name, rest, cell)
    return ipython.run_line_magic(name, rest)


def unknown(name, more):
    """Return the error that says that there is no such command, and which are near."""
    known = [*COMMANDS, *LINE]
    near = hints.nearest(name, known, count=1)
    return UsageError(f"there is no command %{name}{f'; did you mean %{near[0]}?' if near else ''}{more}")


def shell(session):
    """Return the InteractiveShell over the session's namespace; made once."""
    # 67 ms, paid by the first magic only; a front that runs on IPython has it already
    interactive = importlib.import_module("IPython.core.interactiveshell").InteractiveShell
    if interactive.initialized():
        existing = interactive.instance()
        if existing.user_ns is session.namespace:
            return existing
        type(existing).clear_instance()  # an earlier session's, in the same process
    config = importlib.import_module("traitlets.config").Config()
    config.HistoryManager.enabled = False
    kept = {name: session.namespace.get(name) for name in TAKEN}
    before = sys.modules.get("__main__")
    # The packages are those of the Python that runs th, not those of another environment that happens to be active.
    own = type("SessionShell", (interactive,), {"init_virtualenv": lambda self: None})
    made = own.instance(user_module=session.module, user_ns=session.namespace, config=config)
    sys.modules["__main__"] = before
    for name, value in kept.items():
        session.namespace.pop(name, None) if value is None else session.namespace.update({name: value})
    made.enable_gui = lambda gui=None: enable_gui(session, gui)
    session.before_statement.append(lambda text: trigger(made, text))
    session.after_statement.append(lambda text: made.events.trigger("post_execute"))
    return made


def enable_gui(session, gui):
    """Have the front keep a GUI's windows alive while the prompt waits."""
    function = getattr(session.front, "enable_gui", None)
    if function is None:
        raise UsageError("%gui works in the terminal only")
    function(gui)


def trigger(made, text):
    """Tell IPython's extensions (autoreload) that a statement begins."""
    info = importlib.import_module("IPython.core.interactiveshell").ExecutionInfo(text, False, False, True, None)
    made.events.trigger("pre_execute")
    made.events.trigger("pre_run_cell", info)


def names(session, *, cell=False):
    """Return the names of IPython's magics; nothing is loaded for it."""
    core = sys.modules.get("IPython.core.interactiveshell")
    if core is not None and core.InteractiveShell.initialized():
        return sorted(core.InteractiveShell.instance().magics_manager.magics["cell" if cell else "line"])
    return CELL if cell else LINE
