"""The kernel: ipykernel's, with completion, help and line syntax from the engine."""

import json
import os
import sys

from ipykernel.ipkernel import IPythonKernel
from ipykernel.jsonutil import json_clean
from ipykernel.kernelapp import IPKernelApp
from traitlets import Type

from th.kernel.shell import ThShell
from th.session import matching
from th.version import __version__

__all__ = ["ThKernel", "launch"]

TYPES = {"method": "function", "argument": "param", "network": "instance", "tensor": "instance", "key": "property"}
ANSWERED = ("complete_request", "inspect_request", "is_complete_request")
PRELOAD_AFTER = 0.3  # seconds after the start; the first answers come before
DELIMITER = b"<IDS|MSG>"


class ThKernel(IPythonKernel):
    """The `th` kernel."""

    implementation = "th"
    implementation_version = __version__
    banner = f"th {__version__}: the Torch workbench. `?` shows help, `?torch.exp` help on a name."
    shell_class = Type(ThShell)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.th = self.shell.th
        self.is_running = False
        self.other_hook, sys.breakpointhook = sys.breakpointhook, self.breakpoint

    def start(self):
        """Start, and load numpy and the tensor core a moment later."""
        super().start()
        if os.environ.get("TH_PRELOAD", "1") != "0":
            self.io_loop.call_later(PRELOAD_AFTER, self.th.preload)

    def breakpoint(self, *arguments, **settings):
        """What breakpoint() calls: a front end's debugger where one is attached, else a prompt below the cell.

        debugpy's own hook, which ipykernel puts in, does nothing at all without a front end's debugger.
        """
        is_attached = self.debugger is not None and self.debugger.is_started
        if is_attached or "PYTHONBREAKPOINT" in os.environ:
            hook = self.other_hook if is_attached else sys.__breakpointhook__
            return hook(*arguments, **settings)
        from IPython.core.debugger import set_trace  # what pdb's own prompt loads

        return set_trace(sys._getframe().f_back, *arguments, **settings)

    # -- answers

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **settings):
        """Run a cell."""
        self.is_running = True
        try:
            return await super().do_execute(code, silent, store_history, user_expressions, allow_stdin, **settings)
        finally:
            self.is_running = False

    async def do_complete(self, code, cursor_pos):
        """Answer a completion."""
        return self.completions(code, cursor_pos)

    def completions(self, code, cursor_pos):
        """Return the content of a complete_reply."""
        position = len(code) if cursor_pos is None else min(cursor_pos, len(code))
        items = self.th.complete(code, position)
        beginning = [item for item in items if item.match in matching.TIERS[:2]]
        items = beginning or items
        typed = [
            {
                "start": item.start,
                "end": item.end,
                "text": item.text,
                "type": TYPES.get(item.kind, item.kind),
                "signature": item.signature if len(items) <= SIGNED else "",
            }
            for item in items
        ]
        return {
            "status": "ok",
            "matches": [item.text for item in items],
            "cursor_start": items[0].start if items else position,
            "cursor_end": items[0].end if items else position,
            "metadata": {"_jupyter_types_experimental": typed},
        }

    async def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        """Answer a question for help."""
        return self.inspection(code, cursor_pos, detail_level)

    def inspection(self, code, cursor_pos, detail_level=0):
        """Return the content of an inspect_reply."""
        page = self.th.help(code, max(0, min(cursor_pos, len(code))), level=detail_level)
        found = page is not None and page.found
        return {"status": "ok", "found": found, "data": page.bundle() if found else {}, "metadata": {}}

    async def do_is_complete(self, code):
        """Answer whether a text is finished."""
        return self.completeness(code)

    def completeness(self, code):
        """Return the content of an is_complete_reply."""
        status, indent = self.th.check(code)
        return {"status": status, "indent": indent} if status == "incomplete" else {"status": status}

    # -- answers while a cell runs

    async def shell_channel_thread_main(self, msg):
        """Take a message; questions asked while a cell runs are answered here, beside it."""
        if self.is_running and self.is_question(msg):
            try:
                self.answer_beside(msg)
                return
            except Exception:
                self.log.warning("A question could not be answered while a cell runs", exc_info=True)
        await super().shell_channel_thread_main(msg)

    def is_question(self, msg):
        """Whether a raw message is one that needs no running of code; its signature is checked later."""
        frames = [frame.bytes if hasattr(frame, "bytes") else frame for frame in msg[:6]]
        try:
            header = json.loads(frames[frames.index(DELIMITER) + 2])
        except (ValueError, IndexError):
            return False
        return header.get("msg_type") in ANSWERED and header.get("subshell_id") is None

    def answer_beside(self, msg):
        """Answer a question in the thread of the shell channel, while the main thread runs a cell."""
        idents, parts = self.session.feed_identities(msg, copy=False)
        message = self.session.deserialize(parts, copy=False)
        kind, content = message["header"]["msg_type"], message["content"]
        self._publish_status("busy", "shell", parent=message)
        if kind == "complete_request":
            reply = self.completions(content["code"], content["cursor_pos"])
        elif kind == "inspect_request":
            reply = self.inspection(content["code"], content["cursor_pos"], content.get("detail_level", 0))
        else:
            reply = self.completeness(content["code"])
        name = kind.replace("_request", "_reply")
        self.session.send(self.shell_stream, name, json_clean(reply), message, idents)
        self._publish_status("idle", "shell", parent=message)


SIGNED = 60  # completions that get a signature; reading 500 of them would cost 15 ms


def launch(argv=None):
    """Start the kernel and serve until it is shut down."""
    install_alias()
    IPKernelApp.launch_instance(argv=argv, kernel_class=ThKernel)


def install_alias():
    """Let `import torch` give th, unless TH_TORCH=real asks for the installed one."""
    if os.environ.get("TH_TORCH") == "real":
        return
    try:
        from th.aliases import install_torch_alias
    except ImportError:
        return
    install_torch_alias()
