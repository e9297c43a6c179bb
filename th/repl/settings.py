"""What a user may set: `~/.config/th/config.toml`, each setting declared once here."""

import os

__all__ = ["SETTINGS", "Settings", "config_path", "template", "toml"]

KEYS = ("emacs", "vi")
TORCH = ("th", "real")


class Setting:
    """One setting: its name, default, the values it may have, and one line on what it does."""

    def __init__(self, name, default, choices, text):
        self.name, self.default, self.choices, self.text = name, default, choices, text

    def problem(self, value):
        """Say what is wrong with a value, or return None."""
        if self.choices is not None and value not in self.choices:
            return f"{self.name} = {value!r} is not one of {', '.join(map(repr, self.choices))}"
        if not isinstance(value, type(self.default)) or isinstance(value, bool) != isinstance(self.default, bool):
            return f"{self.name} = {value!r} must be a {type(self.default).__name__}, as in {self.name} = {toml(self.default)}"
        return None


SETTINGS = (
    Setting("theme", "auto", None, "colours: auto, dark, light, mono, or a pygments style such as monokai"),
    Setting("keys", "emacs", KEYS, "editing keys: emacs or vi"),
    Setting("timing", True, None, "the time of each statement at the right edge"),
    Setting("menu", True, None, "completion menu as you type (Tab opens it in any case)"),
    Setting("suggest", True, None, "the rest of a line from the history, in grey; Right takes it"),
    Setting("pager", False, None, "long help in a pager ($PAGER or less)"),
    Setting("banner", True, None, "the banner at the start"),
    Setting("confirm_exit", True, None, "Ctrl-D asks before it leaves"),
    Setting("startup", "", None, "a Python file run at the start of each shell (TH_STARTUP wins)"),
    Setting("screen", "auto", None, "where pictures go: auto, kitty, iterm2, sixel, cells, window, file"),
)
# The table [print] goes to th.set_printoptions as it stands.
TABLES = ("print",)


class Settings:
    """The settings of this session: the defaults, then the file; `problems` lists what the file has wrong."""

    def __init__(self, values=None):
        self.problems = []
        self.print = {}
        for setting in SETTINGS:
            setattr(self, setting.name, setting.default)
        for name, value in (values or {}).items():
            self.set(name, value)

    def set(self, name, value):
        """Take one value over, or note why not."""
        if name in TABLES and isinstance(value, dict):
            setattr(self, name, value)
            return
        setting = next((setting for setting in SETTINGS if setting.name == name), None)
        if setting is None:
            known = ", ".join(setting.name for setting in SETTINGS)
            self.problems.append(f"unknown setting {name}; there are: {known}, [print]")
            return
        problem = setting.problem(value)
        if problem:
            self.problems.append(problem)
        else:
            setattr(self, name, value)

    @classmethod
    def load(cls, path=None):
        """Read the file; a missing one means the defaults, a broken one the defaults and a problem."""
        path = path or config_path()
        if not os.path.isfile(path):
            return cls()
        # 4 ms, paid only where there is a file.
        import tomllib

        try:
            with open(path, "rb") as file:
                return cls(tomllib.load(file))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            settings = cls()
            settings.problems.append(f"cannot read {path}: {error}; `th config edit` opens it")
            return settings


def config_path():
    """Return where the settings are: $TH_CONFIG, else config.toml in the user's config folder of th."""
    chosen = os.environ.get("TH_CONFIG")
    if chosen:
        return chosen
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "th", "config.toml")


def toml(value):
    """Spell a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def template():
    """Return a file with every setting at its default, each with its line of explanation."""
    lines = ["# The settings of th; a line taken out means the default.", ""]
    for setting in SETTINGS:
        lines += [f"# {setting.text}", f"# {setting.name} = {toml(setting.default)}", ""]
    lines += ["# options of th.set_printoptions", "# [print]", "# precision = 4", ""]
    return "\n".join(lines)
