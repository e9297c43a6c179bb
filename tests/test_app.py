"""The command line of `th`: each flag, each way to run something, each exit code."""

import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture
def th(tmp_path):
    """Run `th` in an empty folder with an empty home; returns the finished process."""

    def run(*args, stdin="", env=None, timeout=60):
        environment = {
            "HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": ROOT, "LANG": "C.UTF-8", "TERM": "xterm",
            **(env or {}),
        }  # fmt: skip
        command = [sys.executable, "-W", "error", "-m", "th", *map(str, args)]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=timeout
        )

    return run


@pytest.fixture
def script(tmp_path):
    """Write a script and return its path."""

    def write(text, name="script.py"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def one_line(text):
    assert text.count("\n") == 1 and text.endswith("\n"), text
    return text


# -- information


def test_version_is_that_of_the_package(th):
    from th.version import __version__

    done = th("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"th {__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_option(th, flag):
    done = th(flag)
    assert done.returncode == 0 and done.stderr == ""
    for name in ("-e CODE", "-i", "-l NAME", "--torch=th|real", "--version", "--help", "th config", "th kernel install", "130"):
        assert name in done.stdout


# -- wrong usage: one line on stderr that names the remedy, exit code 2


@pytest.mark.parametrize(
    "args, parts",
    [
        (["--zz"], ["--zz", "th --help"]),
        (["--intractive"], ["did you mean --interactive"]),
        (["--torhc=real"], ["did you mean --torch"]),
        (["-c", "1"], ["-e CODE"]),
        (["-e"], ["-e needs a value", "th -e"]),
        (["-l"], ["-l needs a value", "th -l"]),
        (["--torch"], ["--torch needs a value"]),
        (["--torch=tf"], ["--torch=th or --torch=real"]),
        (["--version=2"], ["--version takes no value"]),
        (["nothing_here.py"], ["no file named nothing_here.py", "th -e CODE"]),
        (["confg"], ["did you mean config?"]),
        (["."], [". is a folder"]),
    ],
)
def test_wrong_usage_is_one_clear_line(th, args, parts):
    done = th(*args)
    assert done.returncode == 2 and done.stdout == ""
    line = one_line(done.stderr)
    assert line.startswith("th: ")
    for part in parts:
        assert part in line


def test_a_forgotten_suffix_is_guessed(th, script):
    script("", "train.py")
    assert "did you mean train.py?" in th("train").stderr
    assert "did you mean train.py?" in th("trian.py").stderr


# -- -e


def test_e_prints_the_value_of_the_last_expression(th):
    assert th("-e", "a = 20; a + 1").stdout == "21\n"
    assert th("-e", "a = 3").stdout == ""
    assert th("-e", "'x'").stdout == "'x'\n"
    assert th("-e", "a = 3\na;").stdout == ""


def test_several_e_share_one_namespace(th):
    done = th("-e", "a = 20", "-e", "a + 1", "-ea * 2")
    assert (done.returncode, done.stdout) == (0, "21\n40\n")


def test_e_passes_the_remaining_words_to_the_script_that_follows(th, script):
    path = script("import sys; print(sys.argv)")
    done = th("-e", "print('first')", path, "-e", "--zz")
    assert done.stdout == f"first\n{[str(path), '-e', '--zz']}\n"


def test_e_that_fails_exits_1_with_the_error_on_stderr(th):
    done = th("-e", "1/0", "-e", "print('not reached')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "ZeroDivisionError: division by zero" in done.stderr and "th/repl" not in done.stderr


def test_e_with_a_syntax_error_exits_1(th):
    done = th("-e", "x = = 2")
    assert done.returncode == 1 and "SyntaxError" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("code, status", [("exit()", 0), ("exit(3)", 3), ("raise SystemExit('bye')", 1), ("import sys; sys.exit(7)", 7)])
def test_exit_gives_its_code(th, code, status):
    done = th("-e", code, "-e", "print('not reached')")
    assert (done.returncode, done.stdout) == (status, "")


def test_torch_is_th_unless_the_real_one_is_asked_for(th):
    assert "th/__init__" in th("-e", "import torch; print(torch.__file__)").stdout
    real = th("--torch=real", "-e", "import importlib.util as u; print(u.find_spec('torch') and u.find_spec('torch').origin)")
    assert "th/__init__" not in real.stdout and real.returncode == 0


def test_l_loads_a_library_first_and_goes_on_without_one(th):
    assert th("-l", "json", "-e", "json.dumps([1])").stdout == "'[1]'\n"
    assert th("-ljson", "-e", "json.dumps([1])").stdout == "'[1]'\n"
    done = th("-l", "no_such_library", "-e", "1")
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "could not load no_such_library" in one_line(done.stderr)


def test_ctrl_c_exits_130(th):
    done = th("-e", "import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    assert done.returncode == 130


# -- scripts


def test_a_script_is_main(th, script):
    path = script("import sys\nprint(__name__, __file__, sys.argv, sys.path[0])\nprint(sys.modules['__main__'].__file__)\n")
    done = th(path, "a", "-i", "--x=1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"__main__ {path} {[str(path), 'a', '-i', '--x=1']} {path.parent}\n{path}\n"


def test_a_script_imports_its_neighbours(th, script, tmp_path):
    (tmp_path / "lib").mkdir()
    script("value = 42", "lib/neighbour.py")
    assert th(script("import neighbour; print(neighbour.value)", "lib/main.py")).stdout == "42\n"


def test_a_script_can_pickle_its_classes(th, script):
    code = "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)\n"
    assert th(script(code)).stdout == "True\n"


def test_a_failing_script_shows_its_own_frames_only(th, script):
    path = script("def f():\n    return 1 / 0\n\nf()\n")
    done = th(path)
    assert done.returncode == 1 and done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):" and lines[1] == f'  File "{path}", line 4, in <module>'
    assert lines[-1] == "ZeroDivisionError: division by zero" and "th/" not in done.stderr.replace(str(path), "")


def test_a_script_with_a_syntax_error_shows_the_place_only(th, script):
    path = script("x = (\n")
    done = th(path)
    assert done.returncode == 1 and done.stderr.startswith(f'  File "{path}", line 1') and "Traceback" not in done.stderr


@pytest.mark.parametrize("code, status", [("raise SystemExit", 0), ("raise SystemExit(4)", 4), ("raise SystemExit('x')", 1)])
def test_a_script_ends_with_its_own_code(th, script, code, status):
    assert th(script(code)).returncode == status


def test_a_script_stopped_by_ctrl_c_exits_130(th, script):
    done = th(script("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"))
    assert done.returncode == 130 and "KeyboardInterrupt" in done.stderr


def test_import_torch_in_a_script_is_th(th, script):
    assert th(script("import torch, sys\nprint(torch is sys.modules['th'])\n")).stdout == "True\n"


def test_exit_functions_of_a_script_run(th, script):
    assert th(script("import atexit\natexit.register(print, 'bye')\n")).stdout == "bye\n"


def test_m_runs_a_module_as_python_does(th, script, tmp_path):
    (tmp_path / "pkg").mkdir()
    script("", "pkg/__init__.py")
    script("import sys, torch\nprint(__name__, __package__, sys.argv[1:], torch.__name__)\nn = 41", "pkg/work.py")
    assert th("-m", "pkg.work", "-i", "b").stdout == "__main__ pkg ['-i', 'b'] th\n"
    assert th("-i", "-m", "pkg.work", stdin="n + 1").stdout.split("\n")[1].endswith("42")
    script("def f():\n    return 1 / 0\nf()\n", "pkg/bad.py")
    failed = th("-m", "pkg.bad")
    assert failed.returncode == 1 and failed.stderr.startswith(f'Traceback (most recent call last):\n  File "{tmp_path}/pkg/bad.py"')
    missing = th("-m", "pkg.nothing")
    assert missing.returncode == 1 and one_line(missing.stderr) == "ImportError: No module named pkg.nothing\n"


def test_a_folder_and_an_archive_run_by_their_main(th, script, tmp_path):
    import zipapp

    (tmp_path / "tool").mkdir()
    script("import sys\nprint(__name__, sys.argv[1:])", "tool/__main__.py")
    zipapp.create_archive(tmp_path / "tool", tmp_path / "tool.pyz", interpreter="/usr/bin/env python3")
    for name in ("tool", "tool.pyz"):
        assert th(name, "a").stdout == "__main__ ['a']\n"
    (tmp_path / "empty").mkdir()
    assert "is a folder" in one_line(th("empty").stderr)


def test_double_dash_ends_the_options(th, script, tmp_path):
    script("print('odd')", "-odd.py")
    assert th("--", "-odd.py").stdout == "odd\n"


# -- piped input


def test_piped_input_prints_values_without_prompts(th):
    done = th(stdin="a = 3\na + 1\n\ndef f(x):\n    return x * 2\n\nf(a)\n'text';\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "4\n6\n", "")


def test_piped_input_knows_the_shell_s_lines(th):
    done = th(stdin="$ echo from sh\n= 1 + 1\n>>> 5\n")
    assert (done.returncode, done.stdout) == (0, "from sh\n2\n5\n")


def test_piped_input_stops_at_the_first_error(th):
    done = th(stdin="1\nundefined_name\n2\n")
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert "NameError" in done.stderr


def test_piped_input_that_is_not_finished_is_an_error(th):
    done = th(stdin="x = (1,\n")
    assert done.returncode == 1 and "SyntaxError" in done.stderr


def test_nothing_piped_is_fine(th):
    done = th(stdin="")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_dash_reads_the_statements_from_standard_input(th):
    assert th("-e", "a = 1", "-", stdin="a + 1\n").stdout == "2\n"


def test_a_closed_pipe_ends_it_quietly(th, tmp_path):
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": ROOT}
    line = f"{sys.executable} -m th -e 'for i in range(100000): print(i)' | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=60)
    assert (done.stdout, done.stderr) == ("0\n", "")


# -- the shell without a terminal, settings


def test_i_opens_a_plain_prompt_after_the_work(th, script):
    done = th("-i", script("a = 41\n"), stdin="a + 1\n")
    assert done.returncode == 0 and "42\n" in done.stdout


def test_command_lines_leave_no_history(th, tmp_path):
    th("-e", "secret = 1")
    th(stdin="secret = 1\n")
    assert not list(tmp_path.rglob("history*"))


def test_config_shows_writes_and_finds_the_settings(th, tmp_path):
    assert th("config", "path").stdout == f"{tmp_path}/.config/th/config.toml\n"
    assert "theme = \"auto\"" in th("config").stdout
    assert th("config", "init").returncode == 0
    shown = th("config")
    assert shown.returncode == 0 and "not there yet" not in shown.stdout
    assert th("config", "init").returncode == 1


def test_config_opens_the_editor(th, tmp_path):
    done = th("config", "edit", env={"EDITOR": "cat"})
    assert done.returncode == 0 and "# theme" in done.stdout


def test_config_tells_what_is_wrong_in_the_file(th, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('keys = "emcas"\ncolour = 1\ntiming = "no"\n')
    done = th("config", env={"TH_CONFIG": str(path)})
    assert done.returncode == 1
    for part in ("keys = 'emcas' is not one of 'emacs', 'vi'", "unknown setting colour", "timing = 'no' must be a bool"):
        assert part in done.stderr
    path.write_text("keys = \n")
    assert "cannot read" in th("config", env={"TH_CONFIG": str(path)}).stderr


def test_config_refuses_what_it_does_not_know(th):
    done = th("config", "frobnicate")
    assert done.returncode == 2 and "Usage: th config" in one_line(done.stderr)


def test_python_dash_m_th_starts_without_anything_heavy(th):
    code = "import sys; print([m for m in ('numpy', 'prompt_toolkit', 'IPython', 'matplotlib') if m in sys.modules])"
    assert th("-e", code).stdout == "[]\n"
