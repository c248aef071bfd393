"""What staff may type over SSH: nothing beyond the list, and the list is that of the command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.main import build
from kiosk.core.staffwords import COMMANDS, OWN, complete, order
from kiosk.errors import InputError

REFUSED = {
    ("run",), ("restore",), ("config", "set"), ("config", "edit"), ("key", "make"),
    ("key", "show"), ("record",), ("view",), ("analyze",), ("reanalyse",),
    ("repeatability", "set"), ("fleet", "prepare"), ("fleet", "purge"),
}  # fmt: skip
"""A new command is in here or in COMMANDS: somebody has decided."""

NOT_HERE = {
    ("update", "apply"): {"--here"},
    ("printer", "test"): {"--printer"}, ("self-check",): {"--source"},
    ("calibrate",): {"--source", "--ply"}, ("metrics",): {"--out", "-o"},
}  # fmt: skip
"""Options that name paths and addresses, left out on purpose."""


def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for word, one in command.commands.items():
        if not one.hidden:
            if hasattr(one, "commands"):
                yield from leaves(one, (*words, word))
            else:
                yield (*words, word), one


def test_every_command_is_either_staff_s_or_not() -> None:
    known = dict(leaves(typer.main.get_command(build())))
    assert set(COMMANDS) | REFUSED == set(known)
    assert not set(COMMANDS) & REFUSED


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_options_are_those_of_the_command(command: tuple[str, ...]) -> None:
    known = dict(leaves(typer.main.get_command(build())))[command]
    flags: dict[str, bool] = {}
    for one in known.params:
        if one.param_type_name == "option":
            for name in (*one.opts, *one.secondary_opts):
                flags[name] = one.is_flag
    allowed = COMMANDS[command]
    for name, kind in allowed.options.items():
        assert flags[name] == (kind is None), name
    left_out = set(flags) - set(allowed.options) - {"--help", "-h"}
    assert left_out == NOT_HERE.get(command, set())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("kiosk status", ("status",)),
        ("results show K7B4F2 --json", ("results", "show", "--json", "--", "K7B4F2")),
        ("report K7B4F2 -o out.pdf", ("report", "-o", "out.pdf", "--", "K7B4F2")),
        ("maintenance on --reason 'the lens; rm -rf /'",
         ("maintenance", "on", "--reason=the lens; rm -rf /")),
        ("report --period=2026-10-01..2026-12-31",
         ("report", "--period=2026-10-01..2026-12-31")),
        ("status --help --json", ("status", "--help")),
        ("results --help", ("results", "--help")),
    ],
)  # fmt: skip
def test_what_is_allowed_is_written_anew(line: str, words: tuple[str, ...]) -> None:
    asked = order(line)
    assert asked is not None
    assert asked.words == words


ATTACKS = (
    "sh", "bash -i", "/bin/sh", "kiosk; sh", "status; sh", "status && sh", "status | sh",
    "status `id`", "status $(id)", "status > /tmp/x", "status\nsh", "status\x00", "status \x1b[2J",
    "scp -t /tmp", "internal-sftp", "/usr/lib/openssh/sftp-server", "rsync --server . /",
    "python -c 1", "env", "vi", "man kiosk", "less /etc/passwd", "git-upload-pack x",
    "kiosk config edit", "kiosk config set printer.uri file:/etc", "kiosk --config /tmp/x status",
    "kiosk --install-completion bash", "kiosk --show-completion", "kiosk run --shots /etc",
    "kiosk staff-shell --program /bin/sh", "kiosk print-worker", "kiosk safe-page --shot /etc/x",
    "kiosk demo-recording", "kiosk show-picture /etc/passwd", "kiosk key show",
    "kiosk restore /tmp/evil.db", "kiosk backup /tmp/x.db", "kiosk backup -- /tmp/x.db",
    "kiosk report K7B4F2 -o ../x", "kiosk report K7B4F2 -o/etc/x", "kiosk report -o .ssh",
    "kiosk report --out=/etc/x K7B4F2", "kiosk report K7B4F2 --out", "kiosk report ../../x",
    "kiosk replay /etc/passwd", "kiosk replay ../x", "kiosk replay a.db3", "kiosk replay -- -x",
    "kiosk replay A --video ../x.mp4", "kiosk replay A --video http://x/y",
    "kiosk recordings delete ../../etc", "kiosk recordings show /etc/passwd",
    "kiosk results export / K7B4F2", "kiosk results export ..", "kiosk results export .",
    "kiosk results export ~", "kiosk view x.db3", "kiosk metrics --out /etc/x",
    "kiosk metrics -o x",
    "kiosk calibrate --ply x", "kiosk calibrate --source /dev/sda",
    "kiosk self-check --source x.db3",
    "kiosk printer test --printer file:/etc", "kiosk printer test --printer escpos+tcp://10.0.0.1",
    "kiosk config check /etc/shadow", "kiosk config show ../x", "kiosk service logs -n -1",
    "kiosk service logs --lines=50;sh", "kiosk service logs -nf", "kiosk status --watch=1",
    "kiosk maintenance on --reason --help", "kiosk fleet prepare", "kiosk fleet purge --yes",
    "kiosk repeatability set", "kiosk status extra", "fetch ../x", "fetch /etc/passwd",
    "fetch a/b/c",
    "fetch .ssh/x", "fetch", "fetch a b", "remove ..", "files /etc", "help me", "'unclosed",
    "status " * 200, "kiosk " + "--json " * 41, "\udcff", "status \N{RIGHT-TO-LEFT OVERRIDE}",
)  # fmt: skip


@pytest.mark.parametrize("line", ATTACKS)
def test_attempts_to_break_out_are_refused(line: str) -> None:
    with pytest.raises(InputError) as said:
        order(line)
    assert str(said.value).isprintable()


WORDS = st.one_of(
    st.sampled_from(sorted({word for one in COMMANDS for word in one} | set(OWN))),
    st.sampled_from(sorted({name for one in COMMANDS.values() for name in one.options})),
    st.sampled_from(["/etc/x", "../x", "--", "-", "-o", "--config", "a", "K7B4F2", ";", "$(id)"]),
    st.text(max_size=8),
)


@given(st.lists(WORDS, max_size=8))
def test_no_accepted_line_holds_a_path_or_an_unknown_option(words: list[str]) -> None:
    try:
        asked = order(" ".join(words))
    except InputError:
        return
    if asked is None or asked.own:
        return
    command = next((asked.words[:at] for at in (2, 1) if asked.words[:at] in COMMANDS), None)
    if command is None:
        assert asked.words[-1] in ("--help", "-h", "--version")
        return
    told = asked.words[len(command) :]
    for at, word in enumerate(told):
        if told[:at].count("--") or (at and told[at - 1] in ("-o", "-f", "-n")):
            assert not word.startswith(("-", ".", "/")) and "/" not in word
        elif word != "--":
            name, _, value = word.partition("=")
            assert name in COMMANDS[command].options or name == "--help"
            assert name == "--reason" or "/" not in value


def test_words_are_completed() -> None:
    assert complete([], "ma") == ["maintenance"]
    assert complete(["kiosk", "results"], "") == ["delete", "export", "list", "show"]
    assert complete(["status"], "--") == ["--help", "--json", "--watch"]
    assert "edit" not in complete(["config"], "")
    assert "fetch" in complete([], "")
