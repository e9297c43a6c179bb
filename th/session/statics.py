"""Looking at objects without running any code of theirs: no property, no `__getattr__`, no `__dir__`."""

import contextlib
import os
import sys
import types

__all__ = [
    "MISSING",
    "OWN",
    "class_dict",
    "class_lookup",
    "instance_dict",
    "is_a",
    "is_open",
    "is_signature",
    "lookup",
    "module_of",
    "module_value",
    "mro",
    "name_of",
    "names",
    "parts",
    "short_name",
]

MISSING = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
TYPE_MODULE, TYPE_NAME = type.__dict__["__module__"], type.__dict__["__name__"]
MODULE_DICT = types.ModuleType.__dict__["__dict__"]
OPEN_MODULES = ("th", "numpy", "scipy")  # packages whose module-level __getattr__ is theirs and harmless
OWN = ("th",)  # those whose late names a menu may load; numpy would load 14 submodules for one


def is_a(value, kinds):
    """Whether a value is an instance by its type; `isinstance` would ask its `__class__`, which may be code of the user's."""
    return issubclass(type(value), kinds)


def mro(owner):
    """Return the method resolution order of a class, whatever its metaclass says."""
    return type.__dict__["__mro__"].__get__(owner)


def class_dict(owner):
    """Return the namespace of a class, whatever its metaclass says."""
    return type.__dict__["__dict__"].__get__(owner)


def module_of(owner):
    """Return the module of a class, whatever its metaclass says."""
    module = TYPE_MODULE.__get__(owner)
    return module if type(module) is str else ""


def short_name(owner):
    """Return the name of a class, whatever its metaclass says."""
    return TYPE_NAME.__get__(owner)


def name_of(owner):
    """Return the name of a class with its module, `builtins` left out, whatever its metaclass says."""
    name = type.__dict__["__qualname__"].__get__(owner)
    module = module_of(owner)
    return name if module in ("builtins", "__main__", "") else f"{module}.{name}"


def instance_dict(value):
    """Return the attribute dict of an object, or an empty one."""
    if is_a(value, types.ModuleType):
        return MODULE_DICT.__get__(value) or {}
    for owner in mro(type(value)):
        slot = class_dict(owner).get("__dict__", MISSING)
        if slot is MISSING:
            continue
        if type(slot) is not types.GetSetDescriptorType and owner is not types.SimpleNamespace:
            return {}
        try:
            found = slot.__get__(value)
        except Exception:
            return {}
        return found if is_a(found, dict) else {}
    return {}


def names(value):
    """Return the names of an object's attributes, in no order, without repeats."""
    found = {}
    if is_a(value, types.ModuleType):
        found.update(dict.fromkeys(module_names(value)))
        return list(found)
    found.update(dict.fromkeys(name for name in instance_dict(value) if is_a(name, str)))
    for holder in ("_parameters", "_buffers", "_modules"):
        held = instance_dict(value).get(holder)
        if is_a(held, dict):
            found.update(dict.fromkeys(held))
    if is_a(value, type):
        for owner in mro(value):
            found.update(dict.fromkeys(class_dict(owner)))
    for owner in mro(type(value)):
        found.update(dict.fromkeys(class_dict(owner)))
    return [name for name in found if is_a(name, str)]


def module_names(module):
    """Return the names in a module; packages of ours may list what they load later."""
    space = instance_dict(module)
    found = dict.fromkeys(space)
    if is_open(module) and "__dir__" in space:
        try:
            found.update(dict.fromkeys(space["__dir__"]()))
        except Exception:
            return list(found)
    return [name for name in found if is_a(name, str)]


def is_open(module, packages=OPEN_MODULES):
    """Whether a module is of a package whose lazy names may be loaded."""
    name = instance_dict(module).get("__name__", "")
    return is_a(name, str) and name.split(".")[0] in packages


def module_value(module, name, packages=OPEN_MODULES):
    """Return a module's attribute; names that the packages load lazily are loaded."""
    space = instance_dict(module)
    if name in space:
        return space[name]
    if is_open(module, packages) and "__getattr__" in space:
        try:
            return getattr(module, name)
        except Exception:
            return MISSING
    return sys.modules.get(f"{space.get('__name__')}.{name}", MISSING)


def is_signature(value):
    """Whether a value is a signature that can be read without running the user's code: inspect's, or one of ours."""
    return value is not None and module_of(type(value)).split(".")[0] in ("inspect", "th") and any(
        module_of(each) == "inspect" and short_name(each) == "Signature" for each in mro(type(value))
    )


def parts(module):
    """Return the names of the modules in a package of ours, loaded or not; nothing is loaded for it."""
    space = instance_dict(module)
    found = set()
    for folder in space.get("__path__", ()) if is_open(module, OWN) else ():
        with contextlib.suppress(OSError):
            found.update(entry.removesuffix(".py") for entry in os.listdir(folder))
    aliases = instance_dict(sys.modules.get("th.aliases")).get("MODULES", {})
    prefix = f"{space.get('__name__')}."
    found.update(path.removeprefix(prefix) for path in aliases if path.startswith(prefix))
    return found


def lookup(value, name):
    """Return what stands under a name of an object, descriptors unevaluated, or MISSING."""
    if is_a(value, types.ModuleType):
        return module_value(value, name)
    space = instance_dict(value)
    if name in space:
        return space[name]
    for holder in ("_parameters", "_buffers", "_modules"):
        held = space.get(holder)
        if is_a(held, dict) and name in held:
            return held[name]
    if is_a(value, type):
        found = class_lookup(value, name)
        if found is not MISSING:
            return found
    return class_lookup(type(value), name)


def class_lookup(owner, name):
    """Return what a class, or a class above it, has under a name, or MISSING."""
    for each in mro(owner):
        space = class_dict(each)
        if name in space:
            return space[name]
    return MISSING
