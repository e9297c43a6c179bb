"""Names that live on disk: paths, programs, modules that can be imported."""

import ast
import os
import stat
import sys

from th.session import functions, statics

__all__ = ["exports", "modules", "paths", "programs", "submodules"]

LISTED = 2000  # entries of a folder that are offered
ENDINGS = (".py", ".so", ".pyd")
CACHE = {}


def paths(word, *, folders_only=False):
    """Return [(text, is_folder)] of the files whose path begins as word does; the texts replace its last part."""
    folder, _, name = word.rpartition("/")
    root = os.path.expanduser(folder + "/" if "/" in word else ".")
    try:
        entries = sorted(os.scandir(root), key=lambda entry: entry.name.lower())
    except OSError:
        return []
    found = []
    for entry in entries[:LISTED]:
        if entry.name.startswith(".") and not name.startswith("."):
            continue
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if is_folder or not folders_only:
            found.append((entry.name + ("/" if is_folder else ""), is_folder))
    return found


def programs(word):
    """Return the names of the programs on the path that begin as word does."""
    found = set()
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in listing(folder, is_program):
            if name.startswith(word):
                found.add(name)
    return sorted(found)


def is_program(entry):
    """Whether a folder's entry can be run."""
    try:
        return entry.is_file() and bool(entry.stat().st_mode & stat.S_IXUSR)
    except OSError:
        return False


def is_module(entry):
    """Whether a folder's entry can be imported."""
    name = entry.name
    if name.startswith((".", "_")) and not name.startswith("__future__"):
        return False
    if name.endswith(ENDINGS):
        return name.split(".")[0].isidentifier()
    return name.isidentifier() and entry.is_dir()


def listing(folder, wanted):
    """Return the names in a folder that are wanted; kept until the folder changes."""
    try:
        when = os.stat(folder or ".").st_mtime_ns
        kept = CACHE.get((folder, wanted))
        if kept is None or kept[0] != when:
            names = [entry.name for entry in os.scandir(folder or ".") if wanted(entry)]
            kept = CACHE[folder, wanted] = (when, names)
        return kept[1]
    except OSError:
        return []


def modules():
    """Return the names of the modules that can be imported."""
    found = set(sys.builtin_module_names) | set(sys.stdlib_module_names)
    for folder in sys.path:
        found.update(name.split(".")[0] for name in listing(folder, is_module))
    return sorted(name for name in found if not name.startswith("_"))


def submodules(package):
    """Return the names of the modules in a package, which need not be loaded."""
    found = set()
    for folder in folders_of(package):
        found.update(name.split(".")[0] for name in listing(folder, is_module))
    prefix = package + "."
    loaded = [name[len(prefix) :] for name in list(sys.modules) if name.startswith(prefix)]
    found.update(name for name in loaded if "." not in name)
    if package == "os":
        found.add("path")
    return sorted(name for name in found if not name.startswith("_"))


def folders_of(package):
    """Return the folders of a package; nothing is imported."""
    loaded = sys.modules.get(package)
    if loaded is not None:
        found = statics.instance_dict(loaded).get("__path__", ())
        return list(found) if isinstance(found, (list, tuple)) else []
    parent, _, name = package.rpartition(".")
    roots = folders_of(parent) if parent else sys.path
    places = [os.path.join(root or ".", name) for root in roots]
    return [place for place in places if os.path.isdir(place)]


def exports(package):
    """Return the names that a module defines and the modules in it, by its source when it is not loaded."""
    loaded = sys.modules.get(package)
    if loaded is not None:
        return [*statics.names(loaded), *submodules(package)]
    return [*source_names(package), *submodules(package)]


def source_names(package):
    """Return the names that the source of a module binds at its top level."""
    parent, _, name = package.rpartition(".")
    roots = folders_of(parent) if parent else sys.path
    for root in roots:
        for place in (os.path.join(root or ".", name, "__init__.py"), os.path.join(root or ".", name + ".py")):
            if os.path.isfile(place):
                tree = functions.parsed(place)
                return top_names(tree) if tree is not None else []
    return []


def top_names(tree):
    """Return the names that the statements of a module bind."""
    bindings = functions.Bindings(tree.body)
    definitions = [
        node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    return [*bindings.binders, *definitions]
