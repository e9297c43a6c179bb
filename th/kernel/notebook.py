"""`th notebook`: starts Jupyter with the th kernel as its default."""

import importlib.util
import os
import subprocess
import sys
import tempfile

__all__ = ["main"]

# front -> (module to look for, how it is started, the setting that names the default kernel)
FRONTS = {
    "lab": ("jupyterlab", ["-m", "jupyterlab"]),
    "notebook": ("notebook", ["-m", "notebook"]),
}
USAGE = """usage: th notebook [lab | notebook] [ARGS ...]

Starts JupyterLab, else Jupyter Notebook, with the th kernel installed for it; ARGS go to Jupyter.
"""


def main(argv=None):
    """Start Jupyter and return its exit status; 2 where it is not installed."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] in (["--help"], ["-h"]):
        print(USAGE, end="")
        return 0
    chosen = arguments.pop(0) if arguments and arguments[0] in FRONTS else None
    front = found(chosen)
    if front is None:
        wanted = FRONTS[chosen][0] if chosen else "jupyterlab"
        print(f"th notebook: {wanted} is not installed; type: pip install {wanted}", file=sys.stderr)
        return 2
    if importlib.util.find_spec("ipykernel") is None:
        print("th notebook: ipykernel is not installed; type: pip install ipykernel", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="th-jupyter-") as folder:
        return start(FRONTS[front][1], arguments, folder)


def found(chosen):
    """Return the front to start, or None where it is not installed."""
    for name in [chosen] if chosen else FRONTS:
        if importlib.util.find_spec(FRONTS[name][0]) is not None:
            return name
    return None


def start(command, arguments, folder):
    """Run Jupyter with a kernelspec of its own in folder, so that nothing needs to be installed."""
    from th.kernel.install import NAME, install

    install(prefix=folder)
    shared = os.path.join(folder, "share", "jupyter")
    environment = {**os.environ}
    environment["JUPYTER_PATH"] = os.pathsep.join(filter(None, [shared, environment.get("JUPYTER_PATH")]))
    setting = f"--MultiKernelManager.default_kernel_name={NAME}"
    try:
        return subprocess.run([sys.executable, *command, setting, *arguments], env=environment).returncode
    except KeyboardInterrupt:
        return 130
