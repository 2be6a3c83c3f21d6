"""Defaults of options from the environment and from configuration files.

Precedence: command line, `RUNBRIDGE_<OPTION>`, `runbridge.toml`, `[tool.runbridge]` in `pyproject.toml`. Files are
looked for in the current directory and those above it, and the nearest directory that has one counts. In a file a key
is the name of a long option without its hyphens: at the top for every command that has the option, in a table with the
name of a command for that command. A path is relative to the folder of its file. An unknown key is an error. No file
can name formats, because they are code.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import click

from runbridge.cli.command import split_path
from runbridge.errors import UsageError
from runbridge.nearest_name import nearest
from runbridge.problem_messages import brief, escape

_FILE, _PROJECT = "runbridge.toml", "pyproject.toml"
_PREFIX = "RUNBRIDGE_"
#: A value that has no path, and standard input or output.
_NO_FILES = ("", "-")
#: The option that says where code is loaded from.
_CODE = "format-path"

Table = Mapping[str, Any]


def find_config(folder: Path) -> tuple[Path, Table] | None:
    """The nearest configuration at or above a folder, and the file that has it; raises UsageError and OSError."""
    for place in (folder, *folder.parents):
        for name in (_FILE, _PROJECT):
            file = place / name
            if file.is_file():
                table = _read(file, name)
                if table is not None:
                    return file, table
    return None


def _read(file: Path, name: str) -> Table | None:
    """The configuration in a file; None for a project that has none for runbridge."""
    text = file.read_bytes()
    if name == _PROJECT and b"runbridge" not in text:
        # To parse the file of every project would cost a third of the start-up.
        return None
    import tomllib

    try:
        table: dict[str, Any] = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{escape(str(file))}: not TOML: {escape(str(error))}") from None
    if name == _FILE:
        return table
    tools = table.get("tool")
    own: Table | None = cast("Table", tools).get("runbridge") if isinstance(tools, dict) else None
    if own is not None and not isinstance(own, dict):
        raise UsageError(f"{escape(str(file))}: `tool.runbridge` must be a table")
    return own


class Default(NamedTuple):
    """The default of an option, and the file or the variable where it is set."""

    value: Any
    place: str


def defaults_of(
    command: click.Command, config: tuple[Path, Table] | None, commands: Mapping[str, Callable[[], click.Command]]
) -> dict[str, Default]:
    """The defaults that the environment and a configuration give to the options of a command, by parameter.

    `commands` load all commands by name. Raises UsageError for a key that is neither an option nor a command.
    """
    options = options_of(command)
    defaults: dict[str, Default] = {}
    if config is not None:
        file, table = config
        own = table.get(str(command.name), {})
        tables = {key for key, value in table.items() if key in commands and isinstance(value, dict)}
        _check(file, [key for key in table if key not in tables], options, commands)
        _check(file, own, options, {}, prefix=f"{command.name}.")
        for key, value in {**table, **own}.items():
            if key in options:
                defaults[str(options[key].name)] = Default(_value(file, key, value, options[key]), escape(str(file)))
    for key, option in options.items():
        variable = _PREFIX + key.upper().replace("-", "_")
        value = os.environ.get(variable)
        if value is not None:
            defaults[str(option.name)] = Default(value.split() if option.multiple else value, variable)
    return defaults


def _check(
    file: Path,
    keys: Iterable[str],
    options: Mapping[str, click.Option],
    commands: Mapping[str, Callable[[], click.Command]],
    *,
    prefix: str = "",
) -> None:
    """Raise UsageError for a key that no option has, of this command or of the others."""
    unknown = [key for key in keys if key not in options]
    if not unknown:
        return
    known = {*options}.union(*(options_of(load()) for load in commands.values()))
    for key in unknown:
        if key == _CODE:
            raise UsageError(
                f"{escape(str(file))}: `{_CODE}` cannot be set in a file, because formats are code; use"
                f" RUNBRIDGE_FORMAT_PATH or --{_CODE}"
            )
        if key not in known:
            near = nearest(key, sorted(known))
            fix = "" if near is None else f"; did you mean `{near}`?"
            raise UsageError(f"{escape(str(file))}: unknown key `{brief(prefix + key)}`{fix}")


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options that can have a default, by the longest of their names without hyphens in front."""
    return {
        max(option.opts, key=len).lstrip("-"): option
        for option in command.params
        if isinstance(option, click.Option) and option.name not in ("help", "version", _CODE.replace("-", "_"))
    }


def _value(file: Path, key: str, value: Any, option: click.Option) -> Any:
    """The value of a key as the option takes it from a command line; raises UsageError for one of another type."""
    if option.is_flag:
        if isinstance(value, bool):
            return value
        raise UsageError(f"{escape(str(file))}: `{key}` must be true or false")
    if (
        option.multiple
        and isinstance(value, list)
        and all(isinstance(each, str) for each in cast("list[object]", value))
    ):
        return cast("list[str]", value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return [str(value)] if option.multiple else _with_path(file.parent, str(value), option)
    kinds = "text or a list of texts" if option.multiple else "text or a number"
    raise UsageError(f"{escape(str(file))}: `{key}` must be {kinds}")


def _with_path(folder: Path, value: str, option: click.Option) -> str:
    """The value of an option, where a path is relative to a folder; in the current directory it stays as it is."""
    before, path = split_path(option, value)
    if path in _NO_FILES or folder == Path.cwd():
        return value
    return f"{before}{folder / path}"
