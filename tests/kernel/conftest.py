"""A kernel of th over its sockets, found through a kernelspec in a temporary folder."""

import os
import subprocess
import time

import pytest

pytest.importorskip("ipykernel")
pytest.importorskip("jupyter_client")

from jupyter_client.manager import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from th.kernel.install import install

WAIT = 60  # seconds; the machine may be busy


@pytest.fixture(scope="session")
def places(tmp_path_factory):
    """Folders and environment variables of their own for every kernel of the tests."""
    root = tmp_path_factory.mktemp("jupyter")
    install(prefix=str(root))
    patch = pytest.MonkeyPatch()
    patch.setenv("JUPYTER_PATH", str(root / "share" / "jupyter"))
    patch.setenv("IPYTHONDIR", str(root / "ipython"))
    patch.setenv("TH_HISTORY", str(root / "history.jsonl"))
    patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")])))
    yield root
    patch.undo()


class Kernel:
    """A running kernel, asked one thing at a time."""

    def __init__(self, name="th"):
        self.manager = KernelManager(kernel_name=name, kernel_spec_manager=KernelSpecManager())
        self.manager.start_kernel(stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, **settings):
        """Run code and return its Answer."""
        answer = Answer()
        reply = self.client.execute_interactive(code, output_hook=answer.take, timeout=WAIT, **settings)
        answer.reply = reply["content"]
        return answer

    def ask(self, kind, *arguments, **settings):
        """Send a request other than execute and return the content of its reply."""
        identity = getattr(self.client, kind)(*arguments, **settings)
        return self.reply(identity)["content"]

    def reply(self, identity):
        """Return the reply to a request on the shell channel."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            message = self.client.get_shell_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") == identity:
                return message
        raise TimeoutError(identity)


class Answer:
    """What a cell gave: printed text, data of its result, displays, errors."""

    def __init__(self):
        self.printed, self.data, self.displayed, self.error, self.messages = "", {}, [], None, []
        self.reply = None

    def take(self, message):
        kind, content = message["header"]["msg_type"], message["content"]
        self.messages.append(message)
        if kind == "stream":
            self.printed += content["text"]
        elif kind == "execute_result":
            self.data = content["data"]
        elif kind in ("display_data", "update_display_data"):
            self.displayed.append(content["data"])
        elif kind == "error":
            self.error = content

    @property
    def text(self):
        """The text of the result."""
        return self.data.get("text/plain")


@pytest.fixture(scope="module")
def kernel(places):
    made = Kernel()
    yield made
    made.close()
