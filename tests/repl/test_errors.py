"""Errors on the screen: the user's frames, shapes, carets, hints; what %tb and %debug show afterwards."""


def test_a_failing_product_shows_the_shapes(shell):
    shell.paste("def layer(x, w):\n    return x @ w\n")
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.run("x, w = torch.zeros(2, 5), torch.zeros(3, 4)")
    shell.run("y = layer(x, w).sum()")
    report = shell.tail("th> y = layer").split("\n")
    assert report[0].strip() == "y = layer(x, w).sum()" and report[1].strip() == "^^^^^^^^^^^"
    text = "\n".join(report)
    assert "in layer" in text and "return x @ w" in text and "ShapeError" in text
    assert "x: 2x5 float32 cpu, w: 3x4 float32 cpu" in text
    assert "dispatch.py" not in text
    shell.run("%tb")
    assert "dispatch.py" in shell.everything


def test_a_misspelt_name_is_guessed(shell):
    shell.run("torch.lienar")
    assert "did you mean" in shell.text
    shell.run("pritn(3)")
    assert "did you mean print" in shell.tail("th> pritn(3)")


def test_debug_begins_in_the_user_s_frame_and_completes(shell):
    shell.run("def fail(first, second): return first @ second")
    shell.run("fail(torch.zeros(2, 5), torch.zeros(3, 4))")
    shell.enter("%debug")
    shell.wait("\ndebug>")
    assert "fail()" in shell.text
    shell.type("p first.sha")
    shell.send("\t")
    shell.wait("first.shape")
    shell.send("\x15p second.size()\r")
    shell.wait("torch.Size([3, 4])")
    shell.send("q\r")
    shell.wait_prompt()
    assert "2" in shell.run("1+1")


def test_control_characters_in_an_error_do_not_reach_the_terminal(shell, tmp_path):
    (tmp_path / "odd.py").write_text('def fail(): return "\x1b]0;title\x07\x9d" + 1\n')
    shell.run("from odd import fail; fail()")
    assert "TypeError" in shell.text and "␛]0;title␇" in shell.text
    assert b"\x1b]0;title" not in shell.raw


def test_the_caret_stands_under_wide_characters(shell):
    shell.run("'日本語' + 1/0")
    line, caret = shell.tail("th> '日本語'").split("\n")[:2]
    assert line.strip() == "'日本語' + 1/0"
    assert caret == " " * (4 + len("'日本語' + ") + 3) + "^" * 3
    shell.run("'日本語' + + / 2")
    assert shell.tail("th> '日本語' + +").split("\n")[1].index("^") == 4 + len("'日本語' + + ") + 3
