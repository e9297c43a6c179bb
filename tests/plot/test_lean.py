"""What the first plot of a session does not import, and that it is all there when it is asked for."""

import subprocess
import sys

import pytest

_PLOT = "import sys, th.plot as plot; plot.screen('none'); figure = plot.plot([1, 2, 3]); plot.show_pending()\n"


def run(code):
    return subprocess.run([sys.executable, "-c", _PLOT + code], capture_output=True, text=True, timeout=60)


def test_rarities_are_not_loaded_for_a_first_plot():
    done = run("print([name for name in ('mpl_toolkits.mplot3d', 'matplotlib.pyplot') if name in sys.modules])")
    assert done.stdout == "[]\n", done.stdout + done.stderr
    done = run("agl = sys.modules.get('fontTools.agl'); print(agl is None or 'AGL2UV' not in vars(agl))")
    assert done.stdout == "True\n", done.stdout + done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import fontTools.agl; print(fontTools.agl.toUnicode('alpha'))",
        "from fontTools import agl; print(agl.toUnicode('alpha'))",
        "import fontTools; assert fontTools.version; import fontTools.agl; print(fontTools.agl.toUnicode('alpha'))",
        "from fontTools import subset; from fontTools.agl import toUnicode; print(toUnicode('alpha'))",
        "import io; figure.savefig(io.BytesIO(), format='pdf'); import fontTools.agl as agl; print(agl.toUnicode('alpha'))",
        "import inspect, fontTools; inspect.getmodule(lambda: 0); print(fontTools.agl.toUnicode('alpha'))",
    ],
)
def test_glyph_names_are_there_when_asked_for(code):
    done = run(code)
    assert done.stdout == "α\n", done.stdout + done.stderr


def test_axes_in_space_are_there_when_asked_for():
    code = "from mpl_toolkits.mplot3d import Axes3D; print(isinstance(figure.add_subplot(projection='3d'), Axes3D))"
    done = run(code)
    assert done.stdout == "True\n", done.stdout + done.stderr
    done = run("print(type(figure.add_subplot(projection='3d')).__module__)")
    assert done.stdout == "mpl_toolkits.mplot3d.axes3d\n", done.stdout + done.stderr
