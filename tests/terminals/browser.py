"""Screenshots in headless Chromium: xterm.js (the terminal of VS Code and JupyterLab) and a notebook.

    python tests/terminals/browser.py OUT NODE_MODULES

NODE_MODULES is where `npm install @xterm/xterm @xterm/addon-image` put its packages.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.screen.terminals import KNOWN, Pty

SCENES = ("curves", "matrix", "picture", "live")

_PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>{style}</style><body style="margin:0;background:#000">
<div id="t"></div><script>{xterm}</script><script>{addon}</script><script>
const terminal = new Terminal({{cols: 80, rows: 24, fontSize: 13, fontFamily: "DejaVu Sans Mono", allowProposedApi: true}});
terminal.loadAddon(new ImageAddon.ImageAddon());
terminal.open(document.getElementById("t"));
terminal.write(Uint8Array.from(atob("{data}"), one => one.charCodeAt(0)));
</script>"""


def chromium() -> str | None:
    """The browser, if there is one."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def photograph(page: Path, target: Path, size: str = "700,420") -> None:
    """A picture of a page."""
    subprocess.run(
        [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={size}",
         "--virtual-time-budget=4000", f"--screenshot={target}", page.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=90,
    )  # fmt: skip


def written_by(scene: str) -> bytes:
    """What th writes to a terminal that answers as xterm.js does."""
    with tempfile.TemporaryDirectory() as directory, Pty(KNOWN["xterm.js"]) as pty:
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TH_SCREEN", "NO_COLOR")}
        environment.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        done = Path(directory) / "done"
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("scene.py")), str(done), scene],
            stdin=pty.slave, stdout=pty.slave, stderr=pty.slave, env=environment, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        while not done.exists() and process.poll() is None:
            pass
        process.terminate()
        process.wait()
        written = pty.written
    # The question and its like are not for the page; xterm.js would answer into the void.
    return written


def shoot_xterm_js(scene: str, modules: Path, target: Path) -> None:
    """Show a scene in xterm.js, take a picture."""
    package = modules / "@xterm"
    page = _PAGE.format(
        style=(package / "xterm/css/xterm.css").read_text(),
        xterm=(package / "xterm/lib/xterm.js").read_text(),
        addon=(package / "addon-image/lib/addon-image.js").read_text(),
        data=base64.b64encode(written_by(scene)).decode(),
    )
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "page.html"
        path.write_text(page)
        photograph(path, target)


def shoot_notebook(target: Path) -> None:
    """Run a notebook of plots, turn it into a page, take a picture."""
    import nbclient
    import nbformat
    from nbconvert import HTMLExporter

    cells = [
        "import numpy as np, th.plot as plot, th.image as image",
        "plot.plot(['sin', np.sin(np.linspace(0, 9, 100)), '-'])",
        "plot.hist(np.random.default_rng(0).normal(size=2000), 40);",
        "image.display(image.lena(), zoom=0.5);",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "page.html"
        path.write_text(HTMLExporter().from_notebook_node(book)[0])
        photograph(path, target, "900,1900")


def main() -> None:
    """Take all pictures."""
    out, modules = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    if chromium() is None:
        sys.exit("skipped: chromium is not installed")
    for scene in SCENES:
        shoot_xterm_js(scene, modules, out / f"xterm.js-{scene}.png")
        print(f"xterm.js {scene}", flush=True)
    try:
        shoot_notebook(out / "notebook.png")
    except ImportError as error:
        print(f"notebook: skipped, {error.name} is not installed")


if __name__ == "__main__":
    main()
