"""`%load_ext th` in an IPython that is not ours."""

import pytest

pytest.importorskip("IPython")


@pytest.fixture
def ipython(monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("TH_HISTORY", "")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config)
    yield shell
    InteractiveShell.clear_instance()


def test_the_engine_comes_and_goes(ipython, capsys):
    ipython.run_line_magic("load_ext", "th")
    assert ipython.run_cell("np.zeros(2).shape").result == (2,)
    ipython.run_cell("require 'json'")
    assert ipython.user_ns["json"].dumps(1) == "1"
    ipython.run_cell("t = torch.zeros(6)")
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        found = list(ipython.Completer.completions("t.view(2, 3).su", 15))
    assert "sum" in [each.text.rpartition(".")[2] for each in found]
    assert "today: torch.mul" in ipython.object_inspect_mime("torch.cmul")["text/plain"]
    assert "evenly" in ipython.object_inspect_mime("np.linspace")["text/plain"]
    ipython.run_cell("%who t")
    assert "t " in capsys.readouterr().out
    assert "by the clock" in (ipython.run_line_magic("time", "1"), capsys.readouterr())[1].out
    ipython.run_line_magic("unload_ext", "th")
    assert ipython.find_line_magic("time").__name__ == "time" and ipython.find_line_magic("gpu") is None
    assert not ipython.run_cell("$ ls").success
    ipython.run_line_magic("time", "1")
    assert "Wall time" in capsys.readouterr().out
