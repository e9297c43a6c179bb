"""Real terminals on their own X server: each chooses its screen, and the picture is there. Slow, so only when asked."""

import os

import numpy as np
import pytest

from tests.terminals import shots

ASKED = bool(os.environ.get("TH_TERMINALS"))


@pytest.mark.skipif(not ASKED, reason="opens terminals under Xvfb, 5 s each: set TH_TERMINALS=1")
@pytest.mark.parametrize("name", shots.TERMINALS)
def test_a_terminal_shows_a_plot(name, tmp_path):
    lacking = shots.missing(name)
    if lacking:
        pytest.skip(f"{', '.join(lacking)} not installed")
    target = tmp_path / "shot.png"
    assert shots.shoot(name, ["matrix"], target) == shots.TERMINALS[name][2]
    pixels = pixels_of(target)
    # The colours of viridis are on the screen, and the prompt's line below is not covered.
    for colour in ((253, 231, 37), (33, 145, 140), (68, 1, 84)):
        assert (np.abs(pixels.astype(int) - colour).max(-1) < 30).sum() > 50


def pixels_of(path):
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.skipif(not ASKED, reason="needs Chromium and npm's xterm.js: set TH_TERMINALS=1 and TH_NODE_MODULES")
def test_xterm_js_shows_a_plot(tmp_path):
    from pathlib import Path

    from tests.terminals import browser

    modules = os.environ.get("TH_NODE_MODULES")
    if browser.chromium() is None or not modules:
        pytest.skip("chromium or TH_NODE_MODULES (of: npm install @xterm/xterm @xterm/addon-image) is not there")
    browser.shoot_xterm_js("matrix", Path(modules), tmp_path / "shot.png")
    assert (np.abs(pixels_of(tmp_path / "shot.png").astype(int) - (253, 231, 37)).max(-1) < 30).sum() > 50


@pytest.mark.skipif(not ASKED, reason="opens JupyterLab in Chromium, 30 s: set TH_TERMINALS=1, TH_NODE_MODULES, TH_JUPYTER_LAB")
def test_jupyterlab_shows_a_first_session(tmp_path):
    from pathlib import Path

    from tests.terminals import lab

    modules, program = os.environ.get("TH_NODE_MODULES"), os.environ.get("TH_JUPYTER_LAB")
    lacking = lab.missing(Path(modules) if modules else None, program)
    if lacking:
        pytest.skip(f"{', '.join(lacking)} (of: pip install jupyterlab; npm install puppeteer-core) not installed")
    found = lab.shoot(tmp_path / "lab", Path(modules), program)
    assert found["errors"] == []
    # One picture for each cell that shows one; the live curve was redrawn in place, so that it is one, too.
    assert [image[2] for image in found["images"]] == [640, 756, 640, 640, 640, 256]
    assert any("epoch 5" in text for text in found["texts"])
    assert (tmp_path / "lab-1.png").exists()


def test_the_scripts_start():
    """The lists are in order even where no terminal is."""
    assert set(shots.SCENES) <= set(dir(__import__("tests.terminals.scene", fromlist=["main"])))
    assert all(isinstance(shots.missing(name), list) for name in shots.TERMINALS)


@pytest.mark.skipif(not ASKED, reason="opens windows under Xvfb: set TH_TERMINALS=1")
def test_a_window_shows_a_plot_and_says_what_is_missing(tmp_path):
    import subprocess
    import sys

    pytest.importorskip("tkinter")
    code = (
        "import numpy as np, subprocess, th.plot as plot; from th.screen import window; plot.screen('window');"
        "plot.imagesc(np.random.rand(9, 9), 'viridis'); plot.show_pending(); assert window.has_windows();"
        f"subprocess.run(['import', '-window', 'root', {str(tmp_path / 'w.png')!r}])"
    )
    with shots.display() as environment:
        environment["PYTHONPATH"] = str(shots.SCENE.parents[2])
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
        assert len(np.unique(pixels_of(tmp_path / "w.png").reshape(-1, 3), axis=0)) > 60
        del environment["DISPLAY"]
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60)
        assert b"neither DISPLAY nor WAYLAND_DISPLAY" in done.stderr
