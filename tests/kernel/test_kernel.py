"""The kernel beyond the suite: line syntax, errors, completion, interrupt, stdin, comms, silence."""

import json
import time
from importlib.util import find_spec

import pytest

from tests.kernel.conftest import WAIT, Kernel


def test_results_and_line_syntax(kernel):
    assert kernel.run("a = 3\na").text == "3"
    assert kernel.run("= a").text == "3"
    assert kernel.run("a;").data == {}
    assert kernel.run("$ echo hi").printed.split() == ["hi"]
    assert kernel.run("_LAST, _exit_code").text == "('hi\\n', 0)"
    assert kernel.run("require 'json'").data == {}
    assert kernel.run("json.dumps(1)").text == "'1'"
    assert kernel.run(">>> b = 4\n>>> b\n4").text == "4"
    assert kernel.run("x = !echo one\nlen(x)").text == "1"
    assert kernel.run("_LAST").text == "1"


def test_names_are_there_at_their_first_touch(kernel):
    assert kernel.run("np.zeros(2).sum()").text == "np.float64(0.0)"
    assert kernel.run("torch.__name__").text == "'th'"
    assert kernel.run("import torch\ntorch.zeros(2, 2).shape").text == "torch.Size([2, 2])"


def test_tensors_display_the_torch7_way(kernel):
    text = kernel.run("torch.zeros(2, 3)").text
    assert "[th.FloatTensor of size 2x3]" in text


def test_errors_are_short_and_tb_is_full(kernel):
    kernel.run("def f(x):\n    return x / 0")
    answer = kernel.run("y = f(1)")
    text = "\n".join(answer.error["traceback"])
    assert answer.error["ename"] == "ZeroDivisionError" and answer.reply["status"] == "error"
    assert "y = f(1)" in text and "return x / 0" in text and "^^^^" in text and "site-packages" not in text
    assert "Traceback" in kernel.run("%tb").printed
    assert "did you mean print" in "\n".join(kernel.run("pint(3)").error["traceback"])
    assert kernel.run("x = = 2").error["ename"] == "SyntaxError"


def test_a_failed_cell_lets_go_of_its_frames(kernel):
    kernel.run("import gc, weakref\nclass Big: pass\nrefs = []")
    kernel.run("def f():\n    big = Big()\n    refs.append(weakref.ref(big))\n    1/0")
    kernel.run("f()")
    assert kernel.run("gc.collect()\nrefs[0]() is None").text == "True"


def test_completion_has_types_and_signatures(kernel):
    kernel.run("t = torch.zeros(6)")
    reply = kernel.ask("complete", "t.view(2, 3).su", 15)
    assert "sum" in reply["matches"] and (reply["cursor_start"], reply["cursor_end"]) == (13, 15)
    typed = {item["text"]: item for item in reply["metadata"]["_jupyter_types_experimental"]}
    assert typed["sum"]["type"] == "function" and "dim" in typed["sum"]["signature"]
    assert kernel.ask("complete", "np.linsp", 8)["matches"] == ["linspace"]
    assert kernel.ask("complete", "np.lnspc", 8)["matches"] == ["linspace"]
    assert "time" in kernel.ask("complete", "%ti", 3)["matches"]
    assert kernel.ask("complete", "x = 1\nimport numpy.lin", 22)["matches"] == ["linalg"]


def printed(kernel, running, text):
    """Wait until a running cell has printed something, which is this."""
    while True:
        message = kernel.client.get_iopub_msg(timeout=WAIT)
        if message["header"]["msg_type"] == "stream" and message["parent_header"]["msg_id"] == running:
            assert message["content"]["text"] == text
            return


def test_completion_and_help_while_a_cell_runs(kernel):
    # (A cell that stops on its error has ipykernel abort what comes within the next moment.)
    running = kernel.client.execute("import time\nprint('begun')\nfor _ in range(30_000): time.sleep(0.02)", stop_on_error=False)
    printed(kernel, running, "begun\n")
    assert kernel.ask("complete", "np.linsp", 8)["matches"] == ["linspace"]
    assert kernel.ask("inspect", "np.linspace", 6)["found"]
    assert kernel.ask("is_complete", "for x in y:")["status"] == "incomplete"
    kernel.manager.interrupt_kernel()
    reply = kernel.reply(running)["content"]
    assert reply["status"] == "error" and reply["ename"] == "KeyboardInterrupt"
    assert kernel.run("1").text == "1"


def test_help_is_plain_and_html(kernel):
    reply = kernel.ask("inspect", "np.linspace(", 12)
    assert reply["found"] and {"text/plain", "text/html"} <= set(reply["data"])
    assert "evenly spaced" in reply["data"]["text/plain"]
    assert not kernel.ask("inspect", "no_such_name", 5)["found"]
    payload = kernel.run("?torch.cmul").reply["payload"][0]
    assert payload["source"] == "page" and "today: torch.mul" in payload["data"]["text/plain"]
    assert "Run a statement" in kernel.run("%time?").reply["payload"][0]["data"]["text/plain"]


def test_is_complete_says_the_indent(kernel):
    assert kernel.ask("is_complete", "for x in y:") == {"status": "incomplete", "indent": "    "}
    assert kernel.ask("is_complete", "$ ls") == {"status": "complete"}
    assert kernel.ask("is_complete", "def f(:") == {"status": "invalid"}


def test_commands_of_ours_and_of_ipythons(kernel):
    kernel.run("mine = np.zeros((2, 3))")
    assert "2x3 float64" in kernel.run("%who mine").printed
    assert "by the clock" in kernel.run("%time 1 + 1").printed
    assert "per loop" in kernel.run("%timeit -n2 -r2 1").printed
    assert "per loop" in kernel.run("%%timeit -n2 -r2\n1").printed
    assert "hi" in kernel.run("%%bash\necho hi").printed
    assert kernel.run("%pwd").text.startswith("'")


def test_save_writes_what_was_typed_and_ipythons_takes_ranges(kernel, tmp_path):
    kernel.run("first = 1")
    kernel.run("$ true")
    kernel.run("no_such_name")
    kernel.run(f"%save {tmp_path}/whole")
    script = (tmp_path / "whole.py").read_text()
    assert "first = 1\n# $ true\n" in script and "no_such_name" not in script and "get_ipython" not in script
    for _ in range(2):
        assert "following commands" in kernel.run(f"%save -f {tmp_path}/part.py 1").printed
    kernel.run("%prun 1")  # brings IPython's other magics of that family
    assert "by the clock" in kernel.run("%time 1").printed


def test_autoreload_needs_no_loading_and_a_program_s_line_is_recognised(kernel):
    assert kernel.run("%autoreload 2").reply["status"] == kernel.run("%autoreload 0").reply["status"] == "ok"
    assert "to run the program: $ sh -c true" in "".join(kernel.run("sh -c true").error["traceback"])


def test_precision_and_modes_of_errors(kernel):
    kernel.run("%precision 3")
    assert kernel.run("1/3").text == "0.333" and "0.333\n" in kernel.run("torch.tensor([1/3])").text
    kernel.run("%precision")
    assert kernel.run("1/3").text.startswith("0.33333") and "0.3333\n" in kernel.run("torch.tensor([1/3])").text
    kernel.run("%xmode Verbose")
    assert "Traceback" in "".join(kernel.run("1/0").error["traceback"])
    assert "mode" in kernel.run("%xmode Loud").error["evalue"]
    kernel.run("%xmode th")
    assert "Traceback" not in "".join(kernel.run("1/0").error["traceback"])


def test_breakpoint_asks_below_the_cell(kernel):
    identity = kernel.client.execute("def g(x):\n    breakpoint()\n    return x\ng(3)", allow_stdin=True)
    for answer in ("p x * 14", "c"):
        assert kernel.client.get_stdin_msg(timeout=WAIT)["content"]["prompt"] == "ipdb> "
        kernel.client.input(answer)
    assert kernel.reply(identity)["content"]["status"] == "ok"


def test_who_lists_what_the_user_made(kernel):
    kernel.run("%reset -f")
    kernel.run("mine = 3")
    assert [line.split()[0] for line in kernel.run("who()").printed.splitlines()] == ["mine"]


def test_after_reset_all_names_are_there_again(kernel):
    kernel.run("torch.zeros(2)")
    kernel.run("%reset -f")
    assert kernel.run("torch.ones(1).item()").text == "1.0"
    assert kernel.run("$ echo hi").printed.split() == ["hi"]
    assert kernel.run("require 'json'").error is None
    kernel.run("5")
    assert kernel.run("_ + 1").text == "6"


def test_debug_after_cells_that_worked_says_that_there_is_nothing(kernel):
    kernel.run("1 / 0")
    kernel.run("1 + 1")
    answer = kernel.run("%debug")
    assert answer.error is None and "nothing to debug" in answer.printed


def test_ipythons_notebook_command_keeps_figures(kernel, tmp_path):
    kernel.run("gnuplot.plot(torch.arange(5.))")
    assert kernel.run(f"%notebook {tmp_path / 'session.ipynb'}").error is None
    cells = json.loads((tmp_path / "session.ipynb").read_text())["cells"]
    assert sum("image/png" in output.get("data", {}) for cell in cells for output in cell["outputs"]) == 1


def test_silent_runs_leave_no_trace(kernel):
    kernel.run("5")
    before = kernel.run("len(In), __").text
    for _ in range(3):
        reply = kernel.ask("execute", "'unheard'", silent=True)
        assert reply["status"] == "ok"
    after = kernel.run("len(In), _").text
    assert int(after.strip("(").split(",")[0]) == int(before.strip("(").split(",")[0]) + 1
    assert "unheard" not in after  # (a number may be part of an address)


def test_user_expressions(kernel):
    reply = kernel.run("q = 4", user_expressions={"v": "q + 1"}).reply
    assert reply["user_expressions"]["v"]["data"]["text/plain"] == "5"


def test_input_is_asked_from_the_front_end(kernel):
    identity = kernel.client.execute("name = input('who? ')", allow_stdin=True)
    question = kernel.client.get_stdin_msg(timeout=WAIT)
    assert question["content"]["prompt"] == "who? "
    kernel.client.input("me")
    assert kernel.reply(identity)["content"]["status"] == "ok"
    assert kernel.run("name").text == "'me'"


def test_a_program_prints_as_it_goes_and_can_be_interrupted(kernel):
    running = kernel.client.execute("$ echo first; sleep 600")
    printed(kernel, running, "first\n")
    kernel.manager.interrupt_kernel()
    assert kernel.reply(running)["content"]["ename"] == "KeyboardInterrupt"


def test_outputs_carry_the_header_of_their_request(kernel):
    answer = kernel.run("print(1)\n2")
    parents = {message["parent_header"]["msg_id"] for message in answer.messages}
    assert len(parents) == 1


def test_displays_can_be_updated(kernel):
    answer = kernel.run("h = display('a', display_id='k')\nh.update('b')")
    kinds = [message["header"]["msg_type"] for message in answer.messages]
    assert "update_display_data" in kinds and answer.displayed[-1]["text/plain"] == "'b'"


def test_a_comm_lives(kernel):
    kernel.run(
        "from comm import create_comm, get_comm_manager\n"
        "seen = []\n"
        "def target(comm, message):\n"
        "    comm.on_msg(lambda m: (seen.append(m['content']['data']), comm.send({'back': 1})))\n"
        "get_comm_manager().register_target('t', target)"
    )
    client = kernel.client
    for kind, content in (
        ("comm_open", {"comm_id": "c1", "target_name": "t", "data": {}}),
        ("comm_msg", {"comm_id": "c1", "data": {"x": 5}}),
        ("comm_close", {"comm_id": "c1", "data": {}}),
    ):
        client.shell_channel.send(client.session.msg(kind, content))
    end = time.monotonic() + WAIT
    while kernel.run("seen").text != "[{'x': 5}]":
        assert time.monotonic() < end
    assert kernel.ask("comm_info")["comms"] == {}


def test_async_cells(kernel):
    assert kernel.run("import asyncio\nawait asyncio.sleep(0, 3)").text == "3"


def test_a_hundred_thousand_lines_arrive(kernel):
    assert kernel.run("for i in range(100_000): print(i)").printed.count("\n") == 100_000


def test_kernel_info(kernel):
    info = kernel.ask("kernel_info")
    assert info["implementation"] == "th" and info["language_info"]["name"] == "python"
    assert ("debugger" in info["supported_features"]) == (find_spec("debugpy") is not None)


def test_large_results_are_released(kernel):
    kernel.run("r = []\nimport weakref, gc\nz = np.zeros(10_000_000)\nr.append(weakref.ref(z))")
    kernel.run("z")
    kernel.run("del z")
    kernel.run("1")
    assert kernel.run("gc.collect()\nr[0]() is None").text == "True"


def test_the_history_is_shared_with_the_shell(kernel, places):
    kernel.run("unique_statement = 123")
    end = time.monotonic() + WAIT
    while "unique_statement = 123" not in (places / "history.jsonl").read_text():
        assert time.monotonic() < end


def test_widgets_are_shown_and_moved(kernel):
    pytest.importorskip("ipywidgets")
    answer = kernel.run("import ipywidgets\nslider = ipywidgets.IntSlider(value=3)\nslider")
    view = answer.data["application/vnd.jupyter.widget-view+json"]
    seen = kernel.run("moves = []\nslider.observe(lambda change: moves.append(change['new']), names='value')")
    assert seen.error is None
    message = kernel.client.session.msg(
        "comm_msg", {"comm_id": view["model_id"], "data": {"method": "update", "state": {"value": 7}, "buffer_paths": []}}
    )
    kernel.client.shell_channel.send(message)
    end = time.monotonic() + WAIT
    while kernel.run("slider.value, moves").text != "(7, [7])":
        assert time.monotonic() < end


def test_figures_images_and_tensors_are_rich(kernel):
    pytest.importorskip("matplotlib")
    pytest.importorskip("PIL")
    shown = kernel.run("gnuplot.plot(torch.rand(9))")
    assert set(shown.data) >= {"image/png", "text/plain"} and shown.displayed == []
    shown = kernel.run("gnuplot.plot(torch.rand(9))\n3")
    assert ["image/png" in data for data in shown.displayed] == [True] and shown.text == "3"
    shown = kernel.run("image.display(torch.rand(3, 8, 8))")
    assert ["image/png" in data for data in shown.displayed] == [True] and shown.data == {}
    assert "<table" in kernel.run("torch.zeros(2, 2)").data["text/html"]
    assert "nn.Sequential {" in kernel.run("nn.Sequential(nn.Linear(1, 1))").text


def test_tables_are_html(kernel):
    pytest.importorskip("pandas")
    answer = kernel.run("import pandas\npandas.DataFrame({'height': [1, 2]})")
    assert "<table" in answer.data["text/html"] and "height" in answer.text
    kernel.run("table = _")
    assert kernel.ask("complete", "table['", 7)["matches"] == ["height']"]


def test_errors_are_coloured(kernel):
    text = "\n".join(kernel.run("1/0").error["traceback"])
    assert "\x1b[1;31mZeroDivisionError\x1b[0m" in text


def test_restart_and_shutdown(places):
    made = Kernel()
    try:
        made.run("before = 1")
        made.manager.restart_kernel()
        made.client.wait_for_ready(timeout=WAIT)
        assert made.run("before").error["ename"] == "NameError"
        made.client.shutdown()
        reply = made.client.get_control_msg(timeout=WAIT)["content"]
        assert reply["status"] == "ok" and not reply["restart"]
        end = time.monotonic() + WAIT
        while made.manager.is_alive():
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        made.close()
