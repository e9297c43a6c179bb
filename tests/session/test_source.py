"""What a typed text means."""

import time

import pytest

from th.session import source

KINDS = [
    ("", "empty"), ("  \n", "empty"), ("a = 1", "python"), ("$ ls", "shell"), ("!ls", "shell"), ("$ls -l | wc", "shell"),
    ("  !ls", "shell"), ("x != 3", "python"), ("x = !ls", "python"), ("x = %time f()", "python"), ("%time f()", "command"),
    ("%%time\nf()\n", "command"), ("%cd /tmp", "command"), ("?torch.exp", "help"), ("? torch.exp", "help"), ("torch.exp?", "help"),
    ("torch.exp ?", "help"), ("??len", "help"), ("len??", "help"), ("?", "help"), ("%time?", "help"), ("?%time", "help"),
    ("np.*load*?", "help"), ("d['a'].x?", "help"), ("= a", "python"), ("a == b", "python"), ("require 'nn'", "python"),
    ('require "nn"', "python"), ("require('nn')", "python"), ("a % b", "python"), ("exit", "exit"), ("quit()", "exit"),
    ("exit_code", "python"), ("print('is it?')", "python"), ("x = 'a?'", "python"),
]  # fmt: skip


@pytest.mark.parametrize("text, kind", KINDS)
def test_a_text_is_of_one_kind(text, kind):
    assert source.read(text).kind == kind


STATUSES = [
    ("1", "complete"), ("print('hello, world')", "complete"), ("def f(x):\n  return x*2\n\n\n", "complete"),
    ("print('''hello", "incomplete"), ("def f(x):\n  x*2", "incomplete"), ("import = 7q", "invalid"),
    ("a = [1,\n2,", "incomplete"), ("(\n))", "invalid"), ("for a in range(5):", "incomplete"), ("for a in b:\n    if a:", "incomplete"),
    ("raise = 2", "invalid"), ("1\\\n+2", "complete"), ("1 +\\", "incomplete"), ("if True:\n    a=1", "incomplete"), ("if True:\n    a=1\n", "complete"),
    ("if True:\n    a=1\n    ", "complete"), ("@foo", "incomplete"), ("def f(:", "invalid"), ("x = = 2", "invalid"),
    ("'abc", "invalid"), ("x = 'abc", "invalid"), ("class A: pass", "complete"), ("def a():\n x=1\n global x", "invalid"),
    ("await f()", "complete"), ("try:\n    x\n", "incomplete"), ("lambda:", "invalid"), ("f(a,", "incomplete"),
    ("{'a': 1", "incomplete"), ("x = (1,\n     2)", "complete"), ("return 3", "invalid"), ("a\x00b", "invalid"),
    ("$ ls \\", "incomplete"), ("!ls", "complete"), ("%%time\nf()", "incomplete"), ("%%time\nf()\n", "complete"),
    ("require 'nn'", "complete"), ("= [1,", "incomplete"), ("# only a comment", "complete"), ("\ud800", "invalid"),
    ("(" * 500 + ")" * 500, "invalid"), ("for i in range(3): print(i)", "complete"), ("f(x) = 3", "invalid"),
]  # fmt: skip


@pytest.mark.parametrize("text, status", STATUSES)
def test_incomplete_and_wrong_are_told_apart(text, status):
    assert source.read(text).status == status


@pytest.mark.parametrize("text, status", [(text, status) for text, status in STATUSES if "lambda" not in text])
def test_a_text_that_gets_no_more_is_complete_or_wrong(text, status):
    assert source.read(text, final=True).status in ("complete", "invalid")
    if status != "incomplete":
        assert source.read(text, final=True).status == status


@pytest.mark.parametrize(
    "text, indent",
    [
        ("for a in b:", "    "),
        ("    if a:", "    "),
        ("for a in b:\n    if a:", "        "),
        ("def f():\n    return [1,", "        "),
        ("x = [1,", "    "),
        ("def f():\n    x = 1", "    "),
        ("def f():\n    return 1", ""),
        ("s = '''\n  a", "  "),
        ("for a in b: # why", "    "),
    ],
)
def test_the_next_line_is_indented(text, indent):
    assert source.read(text).indent == indent


@pytest.mark.parametrize(
    "text, code",
    [
        ("require 'nn'; a = 3", "__th__.require('nn'); a = 3"),
        ("require 'nn'; require \"optim\"", "__th__.require('nn'); __th__.require(\"optim\");"),
        ("a = 3; require 'nn'", "a = 3; __th__.require('nn');"),
        ("require 'nn';", "__th__.require('nn');"),
        ("require 'nn'  # layers", "__th__.require('nn');"),
        ("a = ';'; local j = require 'json'; a", "a = ';'; j = __th__.require('json'); a"),
        ("x = 1; $ ls; pwd", "x = 1; __th__.shell('ls; pwd')"),
    ],
)
def test_special_forms_between_semicolons(text, code):
    line = source.read(text)
    assert line.code == code and line.status == "complete"


PASTED = [
    (">>> a = 1\n>>> a\n1\n>>> b", "a = 1\na\nb"),
    (">>> for i in x:\n...     f(i)\n...\n>>> g()", "for i in x:\n    f(i)\ng()"),
    ("In [3]: x = 5\n   ...: y\nOut[3]: 5", "x = 5\ny"),
    ("In [3]: x = 5", "x = 5"),
    ("th> a = torch.rand(3)\nth> b", "a = torch.rand(3)\nb"),
    ("th> f(1,\n..> 2)", "f(1,\n2)"),
    (">>>", ""),
    ("a > b", "a > b"),
    ("x = '''\n>>> not a prompt\n'''", "x = '''\n>>> not a prompt\n'''"),
    ("    a = 1\n    b = 2", "a = 1\nb = 2"),
    ("  if x:\n      y\n", "if x:\n    y\n"),
]


@pytest.mark.parametrize("text, code", PASTED)
def test_pasted_prompts_are_stripped(text, code):
    assert source.clean(text) == code


@pytest.mark.parametrize(
    "text, shows",
    [("a", True), ("a;", False), ("a; # why", False), ("a;\n", False), ("'a;'", True), ("a; b", True), ("= a;", False),
     ("require 'json'", False), ("x = 3;", False), ("%time 1", True)],
)  # fmt: skip
def test_a_trailing_semicolon_hides(text, shows):
    assert source.read(text).shows is shows


def test_special_lines_inside_a_text_keep_their_line_numbers():
    line = source.read("x = 1\nif x:\n    $ ls {x}\n    %cd /tmp\ny = !ls\n?len\n")
    assert line.kind == "python" and line.status == "complete"
    assert line.code.split("\n")[2] == "    __th__.shell('ls {x}')"
    assert line.code.split("\n")[3] == "    __th__.command('cd', '/tmp')"
    assert line.code.split("\n")[4] == "y = __th__.capture('ls')"
    assert line.code.split("\n")[5] == "__th__.show_help('len', 0)"


def test_strings_and_brackets_hide_what_looks_special():
    text = "x = '''\n$ ls\n'''\ny = (1\n  % 3)\n"
    assert source.read(text).code == text
    text = "x = '''\n!ls\n'''\n!ls\n"
    assert source.read(text).code == "x = '''\n!ls\n'''\n__th__.shell('ls')\n"


def test_a_line_of_a_megabyte_is_read_in_seconds():
    start = time.thread_time()
    assert source.read("x = [" + "1, " * 333_000 + "]").status == "complete"
    assert source.read("x = '" + "a" * 1_000_000).status == "invalid"
    assert time.thread_time() - start < 30  # 1.3 s here


def test_any_bytes_are_read_without_raising():
    import random

    rng = random.Random(0)
    letters = "abc123 \n\t()[]{}'\"\\#$!%?=:;.,@*+-\x00é\ud800%%!!??"
    for _ in range(3000):
        text = "".join(rng.choice(letters) for _ in range(rng.randrange(30)))
        assert source.read(text).status in ("complete", "incomplete", "invalid")
        assert source.read(text, final=True).status in ("complete", "invalid")


def test_a_block_of_markdown_is_its_code():
    assert source.read("```python\nx = 5\n```").text == "x = 5"
    assert source.read("```\n>>> x\n5\n```\n").text == "x"
    assert source.read("s = '''\n```\n'''").text == "s = '''\n```\n'''"


@pytest.mark.parametrize("text", ["if a:\n    b\nelse:", "f(\n    else:", "x = 1\n    else:", "    else:", "if a:\n    b"])
def test_what_stands_where_it_belongs_is_not_moved(text):
    assert source.outdented(text) == text
