"""The completion menu as it looks: what opens it, what it shows, what the keys do in it."""

import pytest


@pytest.fixture
def menu(shell):
    """A shell with something to complete."""
    shell.run("class Box:\n    def __init__(self): self.alpha = 1; self.alphabet = 2\n    def method(self, a, b=2):\n        'Do it well.'\n\n")
    shell.run("box = Box()")
    shell.run("table = {'first': 1, 'second': 2}")
    shell.send("\x0c")
    return shell


def test_a_dot_opens_the_menu_with_kinds_and_signatures(menu):
    menu.type("box.")
    menu.wait("method")
    assert any("method" in line and "(a, b=2)" in line for line in menu.lines[1:])
    assert any("alphabet" in line for line in menu.lines[1:])
    assert menu.screen.cursor.x == len("th> box.") and menu.screen.cursor.y == 0


def test_tab_takes_the_next_entry_and_shows_its_docstring_beside(menu):
    menu.type("box.me")
    menu.wait("method")
    menu.send("\x15")
    menu.type("box.")
    menu.wait("method")
    for _ in range(3):
        menu.send("\t")
        menu.read(0.05)
    menu.wait(lambda terminal: "th> box.method" in terminal.lines[0])
    menu.wait("Do it well.")


def test_tab_inserts_the_only_entry(menu):
    menu.type("box.met\t")
    menu.wait("th> box.method")
    assert "Do it well" not in menu.text


def test_tab_inserts_what_all_entries_share(menu):
    menu.send("box.al")
    menu.read(0.05)
    menu.send("\t")
    menu.wait(lambda terminal: terminal.lines[0] == "th> box.alpha")
    assert any("alphabet" in line for line in menu.lines[1:])


def test_typing_on_narrows_the_menu_which_stays_where_it_is(menu):
    menu.type("box.a")
    menu.wait("alphabet")
    column = next(line.index("alphabet") for line in menu.lines[1:] if "alphabet" in line)
    menu.type("lphab")
    menu.wait(lambda terminal: not any(" alpha " in line for line in terminal.lines[1:]))
    assert next(line.index("alphabet") for line in menu.lines[1:] if "alphabet" in line) == column == len("th> box.")


def test_a_long_menu_counts_what_it_does_not_show(shell):
    shell.type("str.")
    shell.wait(" more")
    count = next(line for line in shell.lines if line.strip().endswith(" more"))
    assert int(count.split()[0]) > 20


def test_the_arrows_move_in_the_menu_and_enter_takes_the_entry(menu):
    menu.type("box.")
    menu.wait("alphabet")
    menu.send("\x1b[B\x1b[B")
    menu.wait(lambda terminal: terminal.lines[0] == "th> box.alphabet")
    menu.send("\r")
    menu.wait(lambda terminal: not any(line.strip() for line in terminal.lines[1:]))
    menu.send("\r")
    menu.wait_prompt()
    assert menu.tail("box.alphabet").startswith("2\n")


def test_escape_closes_the_menu(menu):
    menu.type("box.")
    menu.wait("alphabet")
    menu.send("\x1b")
    menu.wait(lambda terminal: not any(line.strip() for line in terminal.lines[1:]))
    assert menu.lines[0] == "th> box."


def test_enter_runs_the_line_while_the_menu_is_open_and_nothing_is_chosen(menu):
    menu.type("box.alpha")
    menu.wait("alphabet")
    menu.send("\r")
    menu.wait_prompt()
    assert menu.tail("th> box.alpha").startswith("1\n")


def test_up_goes_back_in_the_history_while_nothing_is_chosen(menu):
    menu.type("bo")
    menu.wait("box")
    menu.send("\x1b[A")
    menu.wait(lambda terminal: terminal.lines[0] == "th> box = Box()")


def test_dictionary_keys(menu):
    menu.type("table['")
    menu.wait("second")
    menu.type("s")
    menu.send("\t")
    menu.wait(lambda terminal: terminal.lines[0].startswith("th> table['second'"))


def test_paths_in_strings(menu, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "data.csv").write_text("")
    menu.type("open('folder/")
    menu.wait("data.csv")


def test_tab_at_the_beginning_of_a_line_indents(shell):
    shell.send("\t")
    shell.wait(lambda terminal: terminal.screen.cursor.x == 8)
    shell.send("\x7f")
    shell.wait(lambda terminal: terminal.screen.cursor.x == 4)


def test_no_property_and_no_getattr_of_the_user_is_run(shell):
    shell.run("class Trap:\n    ran = []\n    @property\n    def slow(self): Trap.ran.append('property')\n    def __getattr__(self, name): Trap.ran.append(name); raise AttributeError(name)\n\n")
    shell.run("trap = Trap()")
    shell.type("trap.sl")
    shell.wait("slow")
    shell.send("\t\x03")
    shell.wait_prompt()
    shell.run("Trap.ran")
    assert shell.tail("th> Trap.ran").startswith("[]\n")


def test_a_completer_that_raises_is_reported_once_and_stepped_over(shell):
    shell.run("def broken(*_): raise RuntimeError('completer ' + 'is broken')")
    shell.run("__th__.complete = broken")
    shell.type("abc.d")
    shell.wait("completer is broken")
    shell.send("\x03")
    shell.type("abc.de")
    shell.read(0.2)
    assert shell.text.count("completer is broken") == 1
    shell.send("\x03")
    shell.wait_prompt()
    assert "2" in shell.run("1+1")


def test_the_menu_can_be_kept_for_tab(start, tmp_path):
    (tmp_path / "config.toml").write_text("menu = false\n")
    shell = start(TH_CONFIG=tmp_path / "config.toml")
    shell.type("str.")
    shell.read(0.2)
    assert " more" not in shell.text
    shell.send("\t")
    shell.wait(" more")


def test_the_menu_fits_a_small_screen(start):
    shell = start(columns=40, rows=10)
    shell.type("str.")
    shell.wait(" more")
    shell.send("\t")
    shell.wait("th> str.capitalize")
    shell.send("\x03")
    shell.wait_prompt()


def test_the_menu_opens_at_the_bottom_of_the_screen(shell):
    for _ in range(8):
        shell.run("1+1")
    shell.type("str.")
    shell.wait(" more")
    assert any("capitalize" in line for line in shell.lines)
    shell.send("\x03")
    shell.wait_prompt()
