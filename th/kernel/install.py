"""`th kernel`: installs, lists and removes the kernelspec by which Jupyter finds the kernel."""

import argparse
import json
import os
import shutil
import sys
import tempfile

__all__ = ["NAME", "install", "kernel_json", "main"]

RESOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resources")
NAME = "th"
DISPLAY_NAME = "th (Torch)"


def kernel_json(display_name=DISPLAY_NAME, env=None):
    """Return the kernelspec: what Jupyter starts and what it may expect of it.

    Example:
        >>> kernel_json()["argv"][1:3]
        ['-m', 'th.kernel']
    """
    # The wheel puts this same file into share/jupyter/kernels/th, where "python" is the one Jupyter runs in.
    # Its `env`: debugpy warns about frozen modules at each start otherwise; it works with them.
    with open(os.path.join(RESOURCES, "kernel.json"), encoding="utf-8") as file:
        spec = json.load(file)
    spec["argv"][0] = sys.executable
    spec["display_name"] = display_name
    spec["env"].update(env or {})
    return spec


def install(*, user=False, prefix=None, name=NAME, display_name=None, env=None):
    """Install the kernelspec and return its folder.

    Args:
        user (bool): for this user only, instead of for this Python
        prefix (str): under this folder (its share/jupyter/kernels), a virtual environment's say
        name (str): the name of the kernelspec
        display_name (str): the name that is shown; `th (Torch)` by default
        env (dict): environment variables for the kernel
    """
    from jupyter_client.kernelspec import KernelSpecManager

    shown = display_name or (DISPLAY_NAME if name == NAME else name)
    with tempfile.TemporaryDirectory() as folder:
        staged = os.path.join(folder, name)
        shutil.copytree(RESOURCES, staged, ignore=shutil.ignore_patterns("__pycache__"))
        with open(os.path.join(staged, "kernel.json"), "w", encoding="utf-8") as file:
            json.dump(kernel_json(shown, env), file, indent=1)
        return KernelSpecManager().install_kernel_spec(staged, kernel_name=name, user=user, prefix=prefix)


def main(argv=None):
    """Run `th kernel ...` and return its exit status: 0, 1 when it could not be done, 2 for wrong usage."""
    parser = command_line()
    try:
        options = parser.parse_args(argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    if options.action is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return ACTIONS[options.action](options)
    except ImportError as error:
        print(
            f"th kernel: {error.name or error} is not installed; type: pip install ipykernel jupyter_client",
            file=sys.stderr,
        )
        return 1
    except (OSError, ValueError) as error:
        print(f"th kernel {options.action}: {error}", file=sys.stderr)
        return 1


def command_line():
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="th kernel", description="Install, list and remove the Jupyter kernel of th.")
    actions = parser.add_subparsers(dest="action", metavar="install | list | uninstall")
    adding = actions.add_parser("install", help="install the kernelspec")
    place = adding.add_mutually_exclusive_group()
    place.add_argument("--user", action="store_true", help="for this user")
    place.add_argument("--sys-prefix", action="store_true", help="for this Python or virtual environment")
    place.add_argument("--prefix", metavar="P", help="under this folder")
    adding.add_argument("--name", default=NAME, metavar="N", help="name of the kernelspec (th)")
    adding.add_argument("--display-name", metavar="D", help=f"name that is shown ({DISPLAY_NAME})")
    adding.add_argument("--env", nargs=2, action="append", default=[], metavar=("KEY", "VALUE"), help="set a variable")
    actions.add_parser("list", help="list the kernelspecs that start th")
    removing = actions.add_parser("uninstall", help="remove the kernelspec")
    removing.add_argument("--name", default=NAME, metavar="N", help="name of the kernelspec (th)")
    return parser


def run_install(options):
    """Install and say where, and what to type next."""
    prefix = sys.prefix if options.sys_prefix else options.prefix
    folder = install(
        user=options.user,
        prefix=prefix,
        name=options.name,
        display_name=options.display_name,
        env=dict(options.env),
    )
    print(f"installed {options.name} in {folder}")
    print("open a notebook with it: th notebook")
    return 0


def run_list(options):
    """List the kernelspecs that start th."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = False
    for name, each in sorted(KernelSpecManager().get_all_specs().items()):
        if "th.kernel" in each["spec"]["argv"]:
            found = True
            print(f"{name:<16} {each['spec']['display_name']:<20} {each['resource_dir']}")
    if not found:
        print("no kernelspec of th is installed; type: th kernel install --user")
    return 0


def run_uninstall(options):
    """Remove a kernelspec, if it is one of th."""
    from jupyter_client.kernelspec import KernelSpecManager

    manager = KernelSpecManager()
    known = manager.get_all_specs()
    if options.name not in known:
        print(f"th kernel uninstall: there is no kernelspec named {options.name}", file=sys.stderr)
        return 1
    if "th.kernel" not in known[options.name]["spec"]["argv"]:
        print(f"th kernel uninstall: {options.name} is not a kernelspec of th; left alone", file=sys.stderr)
        return 1
    print(f"removed {manager.remove_kernel_spec(options.name)}")
    return 0


ACTIONS = {"install": run_install, "list": run_list, "uninstall": run_uninstall}

if __name__ == "__main__":
    raise SystemExit(main())
