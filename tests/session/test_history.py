"""One history for every session."""

import os
import subprocess
import sys
import time

from th.session.history import History


def test_two_sessions_share_it(tmp_path):
    path = str(tmp_path / "deep" / "history.jsonl")
    one, two = History(path), History(path)
    one.append("a = 1")
    two.append("b = 2\n")
    one.append("   ")
    assert History(path).texts() == ["b = 2", "a = 1"]
    assert oct(os.stat(path).st_mode)[-3:] == "600"


def test_a_search_finds_what_another_shell_wrote_meanwhile(ask, session, tmp_path):
    session.history = History(str(tmp_path / "history.jsonl"))
    session.run("mine = 1")
    assert "mine = 1" in ask("%history -g mine")[0]
    History(session.history.path).append("theirs = 2")
    assert "theirs = 2" in ask("%history -g theirs")[0]


def test_this_folder_comes_first_and_nothing_twice(tmp_path, monkeypatch):
    path = str(tmp_path / "history.jsonl")
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir(), there.mkdir()
    made = History(path)
    for folder, text in ((here, "one"), (there, "two"), (here, "three"), (there, "one")):
        monkeypatch.chdir(folder)
        made.append(text)
    assert History(path).texts() == ["one", "three", "two"]
    assert History(path).texts(str(there)) == ["one", "two", "three"]


def test_torn_and_foreign_lines_are_stepped_over(tmp_path):
    path = tmp_path / "history.jsonl"
    made = History(str(path))
    made.append("good")
    path.write_bytes(path.read_bytes() + b'{"x": "tor\n\xff\xfe\nnull\n[1]\n')
    made.append("é \ud800 ok")
    assert [entry.text for entry in History(str(path)).entries] == ["good", "é \ud800 ok"]


def test_a_kill_loses_nothing(tmp_path):
    path = str(tmp_path / "history.jsonl")
    code = f"""
import os, signal
from th.session.history import History
made = History({path!r})
for number in range(50):
    made.append(f"statement {{number}}")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], cwd=os.getcwd())
    assert len(History(path).entries) == 50


def test_a_disk_that_refuses_is_remembered(tmp_path):
    (tmp_path / "file").write_text("")
    made = History(str(tmp_path / "file" / "history"))
    made.append("a")
    assert isinstance(made.failure, OSError) and made.texts() == ["a"]


def test_search(tmp_path):
    made = History(str(tmp_path / "h"))
    for text in ("import numpy", "x = torch.rand(3)", "y = Torch.zeros(3)"):
        made.append(text)
    assert made.search("torch 3") == ["y = Torch.zeros(3)", "x = torch.rand(3)"]


def test_ten_thousand_lines_are_read_quickly(tmp_path):
    path = tmp_path / "h"
    path.write_text("".join('{"t": 1, "s": "s", "d": "/", "x": "line %d"}\n' % number for number in range(10_000)))
    start = time.thread_time()
    assert len(History(str(path)).texts("/")) == 10_000
    assert time.thread_time() - start < 5  # 0.02 s here
