"""The rules of the house, each a function from source files to a list of complaints.

A rule reads the files under a root and returns one line per violation; `test_house.py` asks that the lists be empty
for the repository, and that each rule complains about a small violation made on purpose.
"""

import ast

__all__ = [
    "banned_names",
    "cycles",
    "long_files",
    "long_functions",
    "missing_exports",
    "modules",
    "third_party",
    "unsorted_exports",
    "wrong_directions",
]

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
BANNED_NAMES = {"utils", "helpers", "misc", "common"}
# Paths that PyTorch's users import: th.utils.data, th.nn.utils.
PUBLIC_PATHS = {"th/utils", "th/nn/utils"}

# Modules whose __all__ is made up of other modules' names.
COMPUTED_EXPORTS = {"th", "th.multiprocessing", "th.tensor"}

# What each part may import of the others; itself is always allowed.
DIRECTION = {
    "errors": "",
    "version": "",
    "tensor": "errors",
    "nn": "errors tensor",
    "optim": "errors missing tensor nn plot",  # plot late, for Torch7's Logger.plot
    "data": "errors tensor",
    "torch7": "errors tensor",
    "amp": "errors tensor",
    "backends": "errors tensor",
    "multiprocessing": "errors tensor",
    "utils": "errors missing tensor nn data",
    "accelerator": "tensor",
    "distributed": "missing",
    "distributions": "errors missing tensor",
    "jit": "errors missing",
    "torchvision": "data errors missing version",
    "testing": "errors tensor",
    "types": "tensor",
    "screen": "errors",
    "image": "errors tensor screen",
    "plot": "errors tensor screen image",
    "session": "errors version",
    "repl": "errors version aliases session",
    "kernel": "errors version aliases session",
    "app": "errors version aliases session repl kernel",
    "aliases": "errors heirs missing",
    "as_torch": "aliases",
    "heirs": "",
    "missing": "errors",
    "__main__": "app",
}

# The libraries each part may import, at the top or late; the standard library is always allowed.
LIBRARIES = {
    "tensor": "numpy ml_dtypes threadpoolctl cupy",
    "nn": "numpy cupy cudnn",
    "optim": "numpy cupy",
    "data": "numpy PIL sklearn",
    "distributions": "",
    "torch7": "numpy",
    "amp": "numpy",
    "backends": "numpy cupy cudnn",
    "multiprocessing": "numpy",
    "testing": "numpy",
    "utils": "numpy PIL tensorboard",
    "screen": "numpy matplotlib PIL IPython",
    "image": "numpy matplotlib PIL IPython cv2",
    "plot": "numpy matplotlib mpl_toolkits PIL IPython",
    "session": "IPython matplotlib traitlets",  # late, for the magics that are IPython's
    "repl": "prompt_toolkit pygments IPython jedi numpy",
    "kernel": "ipykernel IPython jupyter_client jupyter_core traitlets zmq",
    "app": "",
    "aliases": "torch",
}


def modules(root):
    """Map the dotted name of each module under root/th to its path."""
    found = {}
    for path in sorted((root / "th").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_for_type_checkers(node):
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def walk_running_code(tree):
    """All nodes but those that only a type checker reads."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(child for child in ast.iter_child_nodes(node) if not is_for_type_checkers(child))


def imported_names(name, path):
    """Yield (line, absolute dotted name) for each import in a file, late ones and import_module("...") too."""
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in walk_running_code(parse(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                anchor = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join(anchor + ([node.module] if node.module else []))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, node.args[0].value


def imports_of(root):
    """Yield (importing module, its path, line, imported module of th or top-level library)."""
    known = modules(root)
    for name, path in known.items():
        for line, target in imported_names(name, path):
            if target.split(".")[0] == "th":
                while target not in known and target.count(".") > 1:
                    target = target.rpartition(".")[0]
            yield name, path, line, target


def part_of(module):
    return (module.split(".") + ["__init__"])[1]


def wrong_directions(root):
    """Imports that the table DIRECTION does not allow."""
    found = []
    for name, path, line, target in imports_of(root):
        if target.split(".")[0] != "th" or part_of(name) == "__init__":
            continue
        here, there = part_of(name), part_of(target)
        if here != there and there not in DIRECTION.get(here, "").split():
            found.append(f"{path}:{line}: th.{here} must not import {target}")
    return found


def third_party(root, standard):
    """Imports of libraries that the table LIBRARIES does not allow; `standard` names the standard library."""
    found = []
    for name, path, line, target in imports_of(root):
        library = target.split(".")[0]
        if library == "th" or library in standard:
            continue
        if library not in LIBRARIES.get(part_of(name), "").split():
            found.append(f"{path}:{line}: th.{part_of(name)} must not import {library}")
    return found


def reachable(edges, start):
    """The modules that importing `start` leads to, `start` itself only when a cycle leads back."""
    seen, pending = set(), [start]
    while pending:
        fresh = edges[pending.pop()] - seen
        seen |= fresh
        pending.extend(fresh)
    return seen


def cycles(root):
    """Groups of modules that import each other, late imports counted."""
    edges = {name: set() for name in modules(root)}
    for name, _path, _line, target in imports_of(root):
        if target in edges and target != name:
            edges[name].add(target)
    reach = {name: reachable(edges, name) for name in edges}
    groups = {frozenset(other for other in reach[name] if name in reach[other]) for name in edges if name in reach[name]}
    return sorted(f"import cycle among {', '.join(sorted(group))}" for group in groups)


def python_files(root):
    """Every Python file of the repository that a person writes."""
    folders = ("th", "tests", "benchmarks", "examples", "docs")
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def long_files(root):
    """Files of more than 400 lines."""
    counts = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in python_files(root))
    return [f"{path}: {count} lines, at most {MAX_FILE_LINES}" for path, count in counts if count > MAX_FILE_LINES]


def long_functions(root):
    """Functions of more than 60 lines, docstring included."""
    found = []
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                count = node.end_lineno - node.lineno + 1
                if count > MAX_FUNCTION_LINES:
                    found.append(f"{path}:{node.lineno}: {node.name} has {count} lines, at most {MAX_FUNCTION_LINES}")
    return found


def banned_names(root):
    """Modules and packages whose name says nothing."""
    found = []
    for path in sorted((root / "th").rglob("*")):
        relative = path.relative_to(root).with_suffix("").as_posix()
        if path.stem in BANNED_NAMES and path.suffix in ("", ".py") and relative not in PUBLIC_PATHS:
            found.append(f"{path}: name a module by its subject, not {path.stem!r}")
    return found


def literal_exports(tree):
    """The list assigned to __all__, or None where there is none that can be read off."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            try:
                return ast.literal_eval(node.value)
            except ValueError:
                return None
    return None


def unsorted_exports(root):
    """Modules whose __all__ is missing, computed, unsorted or names something twice."""
    found = []
    for name, path in modules(root).items():
        tree = parse(path)
        if path.stem == "__main__" or not tree.body:
            continue
        exports = literal_exports(tree)
        if exports is None and name not in COMPUTED_EXPORTS:
            found.append(f"{path}: {name} has no __all__ that can be read off")
        elif exports is not None and list(exports) != sorted(set(exports)):
            found.append(f"{path}: __all__ is not sorted, or names something twice")
    return found


def missing_exports(root):
    """Names that one module of th takes from another whose __all__ does not list them."""
    known = modules(root)
    exports = {name: literal_exports(parse(path)) for name, path in known.items()}
    found = []
    for name, path in known.items():
        for line, target in imported_names(name, path):
            owner, _, wanted = target.rpartition(".")
            listed = exports.get(owner)
            if target not in known and listed is not None and wanted not in listed and wanted != "*":
                found.append(f"{path}:{line}: {owner}.__all__ does not list {wanted}")
    return found
