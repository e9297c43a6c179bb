"""Completion in a subscript: the keys of dicts, the columns of tables, the fields of record arrays."""

import re

from th.session import matching, statics
from th.session.inferred import Instance, Known
from th.session.items import Item
from th.session.statics import MISSING, is_a

__all__ = ["column_items", "key_items", "plain", "table_keys"]

QUOTES = r"\"\"\"|'''|\"|'"
KEYED = ("pandas", "polars", "xarray", "h5py", "torch", "th", "zarr", "netCDF4")


def key_items(text, pos, found, base):
    """Return the Items for the keys of what stands before the bracket."""
    known = keys_of(base)
    if not known:
        return []
    closing = closing_of(text, pos, found.string)
    items = []
    if found.string is None:
        for key in known:
            items.append(
                Item(repr(key) + "]" * (not text[pos : pos + 1] == "]"), found.start, pos, "key", label=repr(key))
            )
        return items
    return text_items(found, pos, known, closing, lambda key: key_value(base, key))


def text_items(found, pos, keys, closing, value_of):
    """Return the Items for the keys that are texts, inside the string that was opened."""
    texts = [key for key in keys if is_a(key, str)]
    ranked = matching.matches(found.word, texts) if not found.word.startswith("_") else plain(found.word, texts)
    items = []
    for tier, _, key in ranked:
        written = escaped(key, found.string.text) + closing
        match = matching.TIERS[tier]
        items.append(Item(written, found.start, pos, "key", match=match, label=key, found=value_of(key)))
    return items


def column_items(text, pos, found, base):
    """Return the Items for a table's columns in a string that is an argument: `df.groupby("`, `df[["`, `df.loc[:, "`."""
    known = table_keys(base.value) if is_a(base, Known) else []
    quote = re.search(QUOTES, found.string.text).group()
    closing = "" if text[pos:].startswith(quote) else quote
    return text_items(found, pos, known, closing, lambda key: MISSING)


def plain(word, texts):
    """Return the texts that begin with a word, private ones too."""
    return [(0, 0, text) for text in texts if text.startswith(word)]


def closing_of(text, pos, string):
    """Return what closes a key after the cursor: its quote and bracket where they are not there yet."""
    if string is None:
        return ""
    quote = re.search(QUOTES, string.text).group()
    after = text[pos:]
    if after.startswith(quote):
        return ""
    return quote if after.startswith("]") else quote + "]"


def escaped(key, opening):
    """Return a key as it is written inside the string that was opened."""
    quote = re.search(QUOTES, opening).group()
    written = repr(key)
    body = written[1:-1]
    return body.replace(quote, "\\" + quote) if written[0] != quote and quote in body else body


def keys_of(base):
    """Return the keys of a container, or an empty list; only containers whose keys are read without code of the user's."""
    if is_a(base, Instance):
        return list(base.items) if base.items and base.owner is dict else []
    if not is_a(base, Known):
        return []
    value = base.value
    if is_a(value, dict):
        return [key for key in list(dict.keys(value))[:5000] if type(key) in (str, int, float, bool, tuple, bytes)]
    return table_keys(value)


def key_value(base, key):
    """Return the value under a key of a live dict, or MISSING."""
    if is_a(base, Instance):
        value = base.items.get(key)
        return value.value if is_a(value, Known) else MISSING
    return dict.get(base.value, key, MISSING) if is_a(base.value, dict) else MISSING


def table_keys(value):
    """Return the keys of tables and records of installed packages, asking only those packages' own code."""
    owner = type(value)
    package = str(statics.module_of(owner)).split(".")[0]
    try:
        if package == "numpy" and statics.class_lookup(owner, "dtype") is not MISSING:
            return list(value.dtype.names or ())
        if package == "pandas" and statics.short_name(owner) in ("DataFrame", "Series"):
            return list(value.columns if statics.short_name(owner) == "DataFrame" else value.index)[:5000]
        if package == "os" and statics.short_name(owner) == "_Environ":
            return list(value)
        if package in KEYED and statics.class_lookup(owner, "_ipython_key_completions_") is not MISSING:
            return list(value._ipython_key_completions_())
    except Exception:
        return []
    return []
