"""Which names fit what was typed: by prefix, by prefix in any case, by substring, or letter by letter."""

__all__ = ["TIERS", "best", "match", "matches"]

TIERS = ("prefix", "case", "substring", "fuzzy")


def match(word, name):
    """Return (tier, penalty) of a name for a typed word, or None; lower is better.

    Example:
        >>> match("lin", "linspace"), match("lnspc", "linspace"), match("x", "linspace")
        ((0, 0), (3, 4), None)
    """
    if name.startswith(word):
        return 0, 0
    lowered, wanted = name.lower(), word.lower()
    if lowered.startswith(wanted):
        return 1, 0
    place = lowered.find(wanted)
    if place > 0 and len(wanted) > 1:
        return 2, place if name[place - 1] != "_" else 0
    return fuzzy(wanted, lowered)


def fuzzy(wanted, lowered):
    """Return (3, penalty) when the letters of wanted come in lowered in this order, the first one first."""
    if len(wanted) < 2 or lowered[:1] != wanted[0]:
        return None
    position, span = 1, 0
    for letter in wanted[1:]:
        found = lowered.find(letter, position)
        if found < 0:
            return None
        span += found - position
        position = found + 1
    return 3, 2 * span


def matches(word, names):
    """Return [(tier, penalty, name)] of the names that fit word, in the order of names within equal ones.

    Letter-by-letter matches are kept only where nothing begins with the word: they are for typos
    and abbreviations, and would bury the rest. Names with `_` in front come when `_` was typed.
    """
    private = word.startswith("_")
    shown = names if private else [name for name in names if not name.startswith("_")]
    if not word:
        return [(0, 0, name) for name in shown]
    found = []
    for name in shown:
        rank = match(word, name)
        if rank is not None:
            found.append((rank[0], rank[1], name))
    if any(tier < 2 for tier, _, _ in found):
        found = [each for each in found if each[0] < 3]
    found.sort(key=lambda each: (each[0], each[1]))
    return found


def best(found):
    """Return the matches of the best tiers: those that begin with the word when there are any."""
    beginning = [each for each in found if each[0] < 2]
    return beginning or found
