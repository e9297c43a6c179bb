"""IPython's magics over the session's namespace, by an InteractiveShell made at the first need."""

import sys

__all__ = ["names", "run", "shell"]

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


def names(session, *, cell=False):
    """Return the names of IPython's magics; nothing is loaded for it."""
    core = sys.modules.get("IPython.core.interactiveshell")
    if core is not None and core.InteractiveShell.initialized():
        return sorted(core.InteractiveShell.instance().magics_manager.magics["cell" if cell else "line"])
    return CELL if cell else LINE
