"""A notebook of the first session in JupyterLab, through th's own kernel, in headless Chromium.

    python tests/terminals/lab.py OUT NODE_MODULES [JUPYTER_LAB]

NODE_MODULES is where `npm install puppeteer-core` put its packages; JUPYTER_LAB the program, if it is not on the path.
Writes OUT-1.png, OUT-2.png, ... from the top of the notebook to its end, and prints what was found in the page.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]

CELLS = (
    "x = torch.linspace(-6, 6, 200)\n"
    "gnuplot.plot({'cos', x, torch.cos(x), '-'}, {'sin', x, torch.sin(x), '+-'})".replace("{", "[").replace("}", "]"),
    "digits = th.data.datasets.Digits(train=True)\nimage.display([digits[i][0] for i in range(24)], nrow=12, padding=1, legend='digits')",
    "model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))\n"
    "optimiser = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)\n"
    "batches = th.data.DataLoader(digits, batch_size=64, shuffle=True)\n"
    "with plot.live('loss', xlabel='step', logscale=True) as curve:\n"
    "    for epoch in range(6):\n"
    "        for images, targets in batches:\n"
    "            optimiser.zero_grad()\n"
    "            loss = F.cross_entropy(model(images), targets)\n"
    "            loss.backward()\n"
    "            optimiser.step()\n"
    "            curve(loss.item())\n"
    "        print(f'epoch {epoch}: {loss.item():.3f}')",
    "gnuplot.hist(model[1].weight.flatten(), 40)",
    "u, v = torch.meshgrid(torch.linspace(-2, 2, 40), torch.linspace(-2, 2, 40), indexing='ij')\n"
    "gnuplot.splot(u, v, torch.exp(-u**2 - v**2))\ngnuplot.title('a hill');",
    "image.display(image.lena(), zoom=0.5)",
    "itorch.html('<b>bold</b> from the kernel')",
    "torch.arange(12.).reshape(3, 4)",
)


def missing(modules: Path | None, lab: str | None = None) -> list[str]:
    """What is needed and not here."""
    from tests.terminals.browser import chromium

    needs = {
        "chromium": chromium(),
        "node": shutil.which("node"),
        "jupyter-lab": lab or shutil.which("jupyter-lab"),
        "puppeteer-core": modules is not None and (modules / "puppeteer-core").is_dir(),
    }
    return [name for name, found in needs.items() if not found]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(directory: Path, lab: str):
    """JupyterLab with th's kernel, serving the directory; gives its address."""
    port = _free_port()
    environment = dict(os.environ, PYTHONPATH=str(ROOT), JUPYTER_CONFIG_DIR=str(directory / "config"))
    environment["JUPYTER_DATA_DIR"] = str(directory / "data")
    environment["JUPYTER_PATH"] = str(directory / "share" / "jupyter")
    install = [sys.executable, "-m", "th", "kernel", "install", "--prefix", str(directory)]
    subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [
        lab, "--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", f"--notebook-dir={directory}",
    ]  # fmt: skip
    with (directory / "lab.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _wait_for(address: str, process) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("JupyterLab has ended before it answered")
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("JupyterLab does not answer")


def shoot(out: Path, modules: Path, lab: str | None = None) -> dict:
    """Run the notebook, take the pictures; what was found in the page."""
    import nbformat

    from tests.terminals.browser import chromium

    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    book.metadata.kernelspec = {"name": "th", "display_name": "th (Torch)", "language": "python"}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        nbformat.write(book, directory / "first.ipynb")
        with served(directory, lab or shutil.which("jupyter-lab")) as address:
            done = subprocess.run(
                ["node", str(Path(__file__).with_name("lab.mjs")), chromium(), f"{address}/lab/tree/first.ipynb", str(out), str(len(CELLS))],
                env=dict(os.environ, NODE_PATH=str(modules.resolve())), stdout=subprocess.PIPE, timeout=400, check=True,
            )  # fmt: skip
    return json.loads(done.stdout)


def main() -> None:
    """Take the pictures and print what was found."""
    sys.path.insert(0, str(ROOT))
    out, modules, *rest = sys.argv[1:]
    lab = rest[0] if rest else None
    lacking = missing(Path(modules), lab)
    if lacking:
        sys.exit(f"skipped: {', '.join(lacking)} not installed")
    print(json.dumps(shoot(Path(out), Path(modules), lab), indent=1))


if __name__ == "__main__":
    main()
