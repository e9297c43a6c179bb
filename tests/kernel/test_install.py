"""`th kernel` and `th notebook`."""

import json
import sys

import pytest

pytest.importorskip("jupyter_client")

from th.kernel import install, notebook


@pytest.fixture
def prefix(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def test_install_list_uninstall(prefix, capsys):
    assert install.main(["install", "--prefix", str(prefix), "--name", "th-one", "--display-name", "One"]) == 0
    folder = prefix / "share" / "jupyter" / "kernels" / "th-one"
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["argv"] == [sys.executable, "-m", "th.kernel", "-f", "{connection_file}"]
    assert spec["display_name"] == "One" and spec["metadata"]["debugger"] is True
    assert {path.name for path in folder.iterdir()} == {
        "kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg",
    }  # fmt: skip
    assert install.main(["list"]) == 0
    assert "th-one" in capsys.readouterr().out
    assert install.main(["uninstall", "--name", "th-one"]) == 0
    assert not folder.exists()


def test_the_users_folder(prefix):
    assert install.main(["install", "--user"]) == 0
    assert (prefix / "data" / "kernels" / "th" / "kernel.json").exists()


@pytest.mark.parametrize("argv", [["--bogus"], ["install", "--user", "--sys-prefix"], ["frobnicate"], []])
def test_wrong_usage_is_status_two(argv, capsys):
    assert install.main(argv) == 2
    assert "usage" in capsys.readouterr().err


def test_what_cannot_be_done_is_status_one(prefix, capsys):
    assert install.main(["uninstall", "--name", "nothing-here"]) == 1
    assert "no kernelspec named nothing-here" in capsys.readouterr().err
    (prefix / "share").write_text("a file in the way")
    assert install.main(["install", "--prefix", str(prefix)]) == 1


def test_a_foreign_kernelspec_is_left_alone(prefix, capsys):
    folder = prefix / "share" / "jupyter" / "kernels" / "other"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps({"argv": ["other"], "display_name": "Other", "language": "x"}))
    assert install.main(["uninstall", "--name", "other"]) == 1
    assert folder.exists() and "left alone" in capsys.readouterr().err


def test_notebook_says_what_to_type_where_jupyter_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(notebook.importlib.util, "find_spec", lambda name: None)
    assert notebook.main([]) == 2
    assert "pip install jupyterlab" in capsys.readouterr().err
    assert notebook.main(["notebook"]) == 2
    assert "pip install notebook" in capsys.readouterr().err
    assert notebook.main(["--help"]) == 0


def test_notebook_starts_jupyter_with_the_kernel(monkeypatch):
    calls = []

    class Done:
        returncode = 0

    def run(command, env):
        folder = env["JUPYTER_PATH"].split(":")[0]
        with open(f"{folder}/kernels/th/kernel.json", encoding="utf-8") as file:
            calls.append((command, json.load(file)["argv"][2]))
        return Done

    monkeypatch.setattr(notebook.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setattr(notebook.subprocess, "run", run)
    assert notebook.main(["--no-browser"]) == 0
    command, module = calls[0]
    assert command[:3] == [sys.executable, "-m", "jupyterlab"] and "--no-browser" in command and module == "th.kernel"
