"""Help in Vietnamese, and what is said in Vietnamese of a command that is not well formed."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from textkit import data
from textkit.data.messages import Lang

PROGRAM = "textkit"


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Runs a command line and returns its exit code, 2 where it is not well formed.

    Help, and what is not well formed, are English if `--lang en` stands among the arguments, else
    Vietnamese. What goes wrong in a command itself is raised.
    """
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    _take_plainly(group)
    if language_of(arguments) == "en":
        return int(group.main(list(arguments), prog_name=PROGRAM) or 0)
    # What lays out the help takes 0.1 s to import, more than some commands take.
    if not arguments or "--help" in arguments:
        translate(group)
    try:
        code = group.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except TyperException as error:
        if arguments:  # without any, the help was printed
            sys.stderr.write(explain(error, group, arguments) + "\n")
        return error.exit_code
    return int(code or 0)


class _Plain:
    """Makes what the function of a command gets out of what stands on the command line."""

    def __init__(self, make: Callable[[Any], Any], described: Any) -> None:
        self._make, self._described = make, described

    def coerce(self, value: Any, **about: Any) -> Any:
        """The value of a parameter, as typer's own way makes it."""
        try:
            if about["param"].multiple or about["param"].nargs == -1:
                return () if value is None else [self._make(each) for each in value]
            return None if value is None else self._make(value)
        except ValueError:  # typer says what is wrong
            from typer._coercion import build_runtime_param

            return build_runtime_param(self._described).coerce(value, **about)


# What a parameter's value is made with, by the type that its function declares.
_MADE_BY: Mapping[Any, Callable[[Any], Any]] = {
    str: str,
    list[str]: str,
    Path: Path,
    list[Path]: Path,
    int: int,
}


def _take_plainly(group: TyperGroup) -> None:
    """Spares typer the import of pydantic, which it loads for any parameter at all: 0.1 s and 15 MB
    of every command.

    The place is typer's own; where a later version has none of this name, nothing is spared.
    """
    for command in (group, *group.commands.values()):
        option: Any = command.get_help_option(typer.Context(command))
        for parameter in (*command.params, option):
            described = getattr(parameter, "type_descriptor", None)
            if described is None or not hasattr(parameter, "_runtime_param"):
                continue
            make = described.parameter_info.parser or _MADE_BY.get(described.annotation)
            if parameter is option:
                make = bool
            if make is not None:
                parameter._runtime_param = _Plain(make, described)


def language_of(arguments: Sequence[str]) -> Lang:
    """The language that the arguments ask for.

    >>> language_of(["compare", "--help", "--lang", "en"]), language_of(["show", "--lang=en"])
    ('en', 'en')
    >>> language_of(["kwic", "corpus", "--help"])
    'vi'
    """
    asks = "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments)
    return "en" if asks else "vi"


def translate(group: TyperGroup) -> None:
    """Gives a group of commands, and what typer prints around their help, Vietnamese words."""
    from typer import rich_utils

    usage = data.toml("usage.toml")
    for name, text in usage["panels"].items():
        setattr(rich_utils, name, text)
    group.help = usage["all"]["app"]
    group.subcommand_metavar = usage["usage"]["commands"]
    for command in (group, *group.commands.values()):
        own = usage.get(command.name or "", {})
        command.options_metavar = usage["usage"]["options"]
        command.help = own.get("command", command.help)
        for parameter in command.params:
            words = own.get(parameter.name) or usage["all"].get(parameter.name)
            parameter.help = words  # type: ignore[attr-defined]  # options and arguments have it
        _translate_frame(command, usage)


def _translate_frame(command: Any, usage: Mapping[str, Mapping[str, str]]) -> None:
    """Gives the line of usage and the option `--help` of a command Vietnamese words."""
    plain = command.get_usage
    head = usage["usage"]["head"]
    command.get_usage = lambda context: plain(context).replace("Usage:", head, 1)
    option = command.get_help_option(typer.Context(command))
    option.help = usage["all"]["help"]


def explain(error: TyperException, group: TyperGroup, arguments: Sequence[str]) -> str:
    """What is wrong with the form of a command, and where its help is to be had."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else PROGRAM
    hint = data.toml("usage.toml")["errors"]["hint"].format(command=command)
    return f"{PROGRAM}: {_reason(error, group, arguments)}\n{hint}"


def _reason(error: TyperException, group: TyperGroup, arguments: Sequence[str]) -> str:
    """What is wrong; typer gives the classes of these errors no public name."""
    sentences: dict[str, str] = data.toml("usage.toml")["errors"]
    given: Any = error
    kind, name = type(error).__name__, arguments[0]
    if not name.startswith("-") and name not in group.commands:
        like = difflib.get_close_matches(name, group.commands, n=1)
        known = like or list(group.commands)
        return sentences["no-command"].format(name=name, known=", ".join(known))
    if kind == "NoSuchOption":
        possible = ", ".join(sorted(given.possibilities or ()))
        sentence = sentences["no-option-but" if possible else "no-option"]
        return sentence.format(name=given.option_name, possible=possible)
    if kind == "MissingParameter":
        return sentences["missing"].format(name=given.param.name)
    if kind == "BadParameter":
        return sentences["bad-value"].format(name=given.param.opts[0])
    if kind == "BadOptionUsage":
        return sentences["no-value"].format(name=given.option_name)
    return sentences["other"].format(message=error.format_message())
