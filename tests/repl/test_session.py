"""Torch7's manners in the shell: tensors, networks, plots and pictures, on the screen."""

import re


def test_tensors_are_shown_as_torch7_shows_them(shell):
    shell.run("require 'nn'")
    shell.run("a = torch.rand(3,3)")
    shell.run("a")
    assert "[th.FloatTensor of size 3x3]" in shell.text
    shell.run("b = torch.exp(a)")
    shell.run("b.shape")
    assert "3, 3" in shell.tail("th> b.shape")


def test_torch_has_a_menu_with_kinds_and_signatures(shell):
    shell.run("torch.ones(2)")
    shell.send("\x0c")
    shell.type("torch.")
    shell.wait(" more")
    shell.send("\t")
    shell.wait(lambda terminal: not terminal.lines[0].endswith("torch."))
    kinds = [line for line in shell.lines[1:] if re.search(r"\b(function|class|method|module)\b", line)]
    assert len(kinds) >= 3 and any("(" in line for line in kinds)


def test_help_on_a_function_of_torch(shell):
    shell.run("?torch.exp")
    assert "torch.exp(input" in shell.text and "e to the power" in shell.text


def test_a_plot_is_drawn(shell):
    shell.run("require 'gnuplot'")
    shell.run("gnuplot.plot(torch.rand(100))")
    drawn = [line for line in shell.lines if re.search("[\u2800-\u28ff]", line)]
    assert len(drawn) > 5 and any("┤" in line or "│" in line for line in shell.lines)


def test_a_picture_is_drawn(shell):
    shell.run("image.display(torch.rand(3, 16, 16))")
    backgrounds = {shell.screen.buffer[row][column].bg for row in range(1, 20) for column in range(32)}
    assert len(backgrounds) > 50, shell.text


def test_a_convolution_on_an_image(shell):
    shell.run("net = nn.Conv2d(1, 3, 3)")
    shell.run("out = net(torch.rand(1, 1, 16, 16))")
    shell.run("out.shape")
    assert "1, 3, 14, 14" in shell.tail("th> out.shape"), shell.everything
