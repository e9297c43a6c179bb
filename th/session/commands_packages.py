"""Commands on what is installed: %rocks, Torch7's luarocks manners over pip, and %doctor."""

import importlib.metadata
import importlib.util
import os
import platform
import shlex
import subprocess
import sys

from th.session.registry import UsageError, command

__all__ = []

GROUP = "th.packages"  # the entry points by which a package says that it extends th
ACTIONS = ("list", "install", "remove", "search")
# package -> (what it is for, how it comes)
PACKAGES = {
    "numpy": ("tensors", "pip install numpy"),
    "matplotlib": ("plots", "pip install matplotlib"),
    "pillow": ("pictures", "pip install pillow"),
    "prompt_toolkit": ("the shell", "pip install prompt_toolkit"),
    "pygments": ("colours", "pip install pygments"),
    "ipython": ("magics", "pip install ipython"),
    "ipykernel": ("notebooks", "pip install ipykernel"),
    "jupyterlab": ("th notebook", "pip install jupyterlab"),
    "ml_dtypes": ("bfloat16", "pip install ml_dtypes"),
    "scikit-learn": ("sample data", "pip install scikit-learn"),
}


def rock_words(session, rest):
    """Complete the argument of %rocks."""
    return ACTIONS


@command("rocks", usage="%rocks list | install NAME | remove NAME | search WORD", completer=rock_words)
def rocks(session, rest):
    """Packages that extend th, Torch7's luarocks way over pip."""
    words = shlex.split(rest) or ["list"]
    action, names = words[0], words[1:]
    if action not in ACTIONS or (action != "list" and not names):
        raise UsageError("%rocks knows: list, install NAME, remove NAME, search WORD")
    if action == "list":
        found = importlib.metadata.entry_points(group=GROUP)
        for each in found:
            distribution = each.dist
            print(f"{each.name:<20} {distribution.version if distribution else '':<10} {each.value}")
        if not found:
            print("no package that extends th is installed; type: %rocks install NAME")
    elif action == "search":
        print(f"pip cannot search; look at https://pypi.org/search/?q={'+'.join(['th', *names])}")
    else:
        verb = ["install"] if action == "install" else ["uninstall", "--yes"]
        subprocess.run([sys.executable, "-m", "pip", *verb, *names], check=False)
        importlib.invalidate_caches()


@command("doctor", usage="%doctor")
def doctor(session, rest):
    """Show versions, the terminal, the GPU, what is missing and the command that brings it, and failures of ours."""
    print(f"{'th':<16} {version('th') or own_version()}")
    print(f"{'Python':<16} {platform.python_version()}  {sys.executable}")
    print(f"{'system':<16} {platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} cores")
    size = f"{session.width()} columns"
    print(f"{'terminal':<16} TERM={os.environ.get('TERM', '')} {size}, colour {'on' if session.color() else 'off'}")
    for name, (purpose, remedy) in PACKAGES.items():
        found = version(name)
        print(f"{name:<16} {found or f'missing: {purpose}; type: {remedy}'}")
    print(f"{'GPU':<16} {gpu_line()}")
    failure = session.history.failure
    print(f"{'history':<16} {session.history.path or 'off'}{f'  ({failure})' if failure else ''}")
    extra = getattr(session.front, "doctor", None)
    for line in extra() if extra is not None else ():
        print(line)
    for trouble in session.troubles:
        print(f"{'went wrong':<16} {trouble}")


def version(name):
    """Return the version of an installed distribution, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def own_version():
    """Return the version of this th."""
    from th.version import __version__

    return __version__


def gpu_line():
    """Return what there is of a GPU, or how it comes into use."""
    from th.session.commands_memory import smi

    devices = smi("--query-gpu=name,memory.total,driver_version")
    if not devices:
        return "none"
    names = ", ".join(f"{name} ({memory} MB)" for name, memory, _ in devices)
    if importlib.util.find_spec("cupy") is None:
        return f"{names}; th cannot use it yet, type: pip install cupy-cuda12x"
    return names
