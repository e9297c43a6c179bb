"""IPython's magics over the session's namespace, by an InteractiveShell made at the first need."""

import importlib
import sys

from th.session import hints
from th.session.registry import COMMANDS, UsageError

__all__ = ["names", "run", "shell"]

# IPython's own, so that they can be offered before IPython is loaded.
LINE = """
alias autoawait autocall autoindent automagic autoreload bookmark cat code_wrap colors conda cp config debug dhist dirs
doctest_mode edit env gui hist ldir lf lk ll load loadpy load_ext ls lx logoff logon logstart logstate logstop lsmagic macro magic matplotlib
mamba micromamba mkdir mv notebook page pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint precision prun psearch psource
pushd pycat pylab quickref recall rehashx reload_ext rep rerun reset reset_selective rm rmdir sc set_env store sx system
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
        if name in (LINE if cell is None else CELL):
            raise UsageError(f"%{name} is IPython's; it is there after: $ pip install ipython") from None
        raise unknown(name) from None
    kind = "cell" if cell is not None else "line"
    if name not in ipython.magics_manager.magics[kind] and name not in ipython.magics_manager.lazy_magics:
        raise unknown(name)
    usage_error = importlib.import_module("IPython.core.error").UsageError
    try:
        return ipython.run_line_magic(name, rest) if cell is None else ipython.run_cell_magic(name, rest, cell)
    except usage_error as error:
        raise UsageError(str(error)) from None


def unknown(name):
    """Return the error that says that there is no such command, and which are near."""
    known = [*COMMANDS, *LINE]
    near = hints.nearest(name, known, count=1)
    return UsageError(f"there is no command %{name}{f'; did you mean %{near[0]}?' if near else ''}")


def shell(session):
    """Return the InteractiveShell over the session's namespace; made once."""
    existing = loaded()
    if existing is not None:
        if existing.user_ns is session.namespace:
            return existing
        type(existing).clear_instance()  # an earlier session's, in the same process
    before = sys.modules.get("__main__")
    # 67 ms, paid by the first magic only; a front that runs on IPython has it already
    made = importlib.import_module("th.session.ipython").make(session)
    sys.modules["__main__"] = before
    return made


def loaded():
    """Return IPython's shell in this process, or None; nothing is loaded for it."""
    core = sys.modules.get("IPython.core.interactiveshell")
    return core.InteractiveShell.instance() if core is not None and core.InteractiveShell.initialized() else None


def names(session, *, cell=False):
    """Return the names of IPython's magics; nothing is loaded for it."""
    existing = loaded()
    if existing is None:
        return CELL if cell else LINE
    return sorted({*existing.magics_manager.magics["cell" if cell else "line"], *existing.magics_manager.lazy_magics})
