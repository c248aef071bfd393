"""What the documents say is so: commands that can be typed, words that members see, pictures whose
words can be read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typer.main

from kiosk.cli.main import build
from kiosk.config import Config
from kiosk.core.message import Message
from kiosk.core.staffwords import order
from kiosk.visit import words
from tests.support.browser import printed
from tests.support.unit_table import table

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SYSTEMD = ROOT / "systemd"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md")])
PICTURES = sorted((DOCS / "pictures").glob("mounting-*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
WIDEST = 0.62
"""Of a letter's size: no typeface of those that may be there takes more on average."""

KIOSK = re.compile(r"^(?:\.venv/bin/|/usr/local/bin/)?kiosk (?=[-a-z])")
LOOSE = {"…", "..."}
SHOWN = " · "
"""Stands in what a command shows, and in no command."""


def commands(page: Path) -> Iterator[str]:
    """Every `kiosk …` that a page quotes, in code or in a line of its text."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    quoted = [line for block in blocks for line in block.splitlines()]
    quoted += [one.replace("\n", " ") for one in re.findall(r"`([^`]+)`", rest)]
    for line in quoted:
        told = re.sub(r"^\$ ?(?:sudo (?:-u \w+ )?)?", "", line.strip())
        told = re.sub(r"^(?:\w+='[^']*' )+|^sudo (?:-u \w+ )?", "", told)
        if KIOSK.match(told) and SHOWN not in told:
            yield KIOSK.sub("", told)


@pytest.fixture(scope="module")
def program() -> Any:
    return typer.main.get_command(build())


def parsed(command: Any, told: str) -> str:
    """What is wrong with a command line, '' nothing. Values are not looked at, they are examples;
    an option may be named alone."""
    words = [word for word in shlex.split(told, comments=True) if word not in LOOSE]
    context: Any = None
    name = "kiosk"
    while True:
        context = command.make_context(name, [], context, resilient_parsing=True)
        context.resilient_parsing = False
        try:
            _, rest, _ = command.make_parser(context).parse_args(args=list(words))
        except Exception as error:  # noqa: BLE001 - of Typer's own click, which has no public name
            return "" if "requires an argument" in str(error) else f"{told}: {error}"
        known = getattr(command, "commands", None)
        if known is None:
            return f"{told}: {rest[0]} is one word too many" if rest else ""
        if not rest:
            return ""
        if rest[0] not in known:
            return f"{told}: there is no command {rest[0]}"
        name, words = rest[0], rest[1:]
        command = known[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_quoted_can_be_typed(program: Any, page: Path) -> None:
    assert [wrong for told in commands(page) if (wrong := parsed(program, told))] == []


def test_the_staff_guide_s_commands_are_staff_s() -> None:
    told = list(commands(DOCS / "staff-guide.md"))
    assert len(told) > 5
    assert all(order(one) is not None for one in told)


def test_a_command_that_is_not_there_would_be_found(program: Any) -> None:
    assert "no command" in parsed(program, "printer lst")
    assert parsed(program, "status --watsch")
    assert "too many" in parsed(program, "status now")
    assert parsed(program, "results show K7B4F2 --json") == ""


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_no_words_of_a_picture_are_over_others_or_over_its_edge(picture: Path) -> None:
    root = ET.parse(picture).getroot()
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    boxes = [_box(one) for one in root.iter(f"{SVG}text")]
    assert len(boxes) > 4
    for text, (left, top, right, bottom) in boxes:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= width, text
        assert bottom <= height, text
    over = [
        (one, other)
        for i, (one, a) in enumerate(boxes)
        for other, b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert over == []


def _box(one: ET.Element) -> tuple[str, tuple[float, float, float, float]]:
    x, y, size = (float(one.get(name, "0")) for name in ("x", "y", "font-size"))
    text = one.text or ""
    wide = WIDEST * size * len(text)
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[one.get("text-anchor", "start")] * wide
    return text, (left, y - 0.8 * size, left + wide, y + 0.2 * size)


def between(page: str, mark: str) -> str:
    """What stands between two comments of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split(f"<!-- {mark} -->\n")[1].split(f"<!-- /{mark} -->")[0]


def test_the_words_of_consent_are_those_on_the_screen() -> None:
    """In English; docs/consent.md has the others."""
    first = (words.CONSENT_TITLE, words.CONSENT_FACTS, words.CONSENT_YES, words.CONSENT_NO)
    facts = (words.KEEP_JOINTS, *words.KEEP_FACTS)
    quoted = "\n>\n".join(_asked(*one) for one in (first, (words.KEEP_TITLE, facts, *KEEP)))
    assert between("privacy.md", "consent") == quoted + "\n"
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    assert f"*{words.KEEP_CURVES[1].text}*" in text
    assert f"version {words.CONSENT_WORDING}," in text


KEEP = (words.KEEP_YES, words.KEEP_NO)


def _asked(
    title: Message, facts: tuple[tuple[str, Message], ...], yes: Message, no: Message
) -> str:
    told = [f"- {text.text}" for _, text in facts]
    lines = [f"**{title.text}**", "", *told, "", f"*{yes.text}* · *{no.text}*"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


@pytest.mark.parametrize("page", ["owner.md", "privacy.md"])
def test_numbers_beside_a_setting_are_its_default(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.findall(r"`\[(\w+)\] (\w+)`,? \(?(\d+)", text)
    assert found
    for part, key, value in found:
        assert str(getattr(getattr(Config(), part), key)) == value, f"[{part}] {key}"


def test_every_timer_that_is_told_runs_when_it_is_told() -> None:
    text = (DOCS / "owner.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `(kiosk-\w+)\.timer`", text, re.MULTILINE)
    assert len(rows) >= 4
    for when, name in rows:
        unit = (SYSTEMD / f"{name}.timer").read_text(encoding="utf-8")
        minutes = re.fullmatch(r"every (\d+) min", when)
        wanted = f"OnUnitInactiveSec={minutes[1]}min" if minutes else f"OnCalendar=*-*-* {when}"
        assert f"{wanted}\n" in unit, name


def test_the_table_of_units_is_theirs() -> None:
    """After a change: python -c 'from tests.support.unit_table import accept; accept()'."""
    assert between("security.md", "units") == table()


def test_what_a_page_says_that_the_screen_says_it_says() -> None:
    catalogue = (ROOT / "kiosk" / "data" / "locale" / "kiosk.pot").read_text(encoding="utf-8")
    shown = re.sub(r'"\n"', "", catalogue).replace('\\"', '"')
    for page in ("staff-guide.md", "troubleshooting.md"):
        text = (DOCS / page).read_text(encoding="utf-8").replace("**", "")
        quoted = re.findall(r"\*([^*\n]+)\*", text)
        assert len(quoted) > 3
        assert [one for one in quoted if one not in shown] == [], page


def test_what_commands_are_said_to_say_they_say() -> None:
    """Of a sentence with … in it each part."""
    text = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    told = re.findall(
        r"^\| (?:NEEDS|`status`|`doctor`|`calibrate`): ([^|]+) \|", text, re.MULTILINE
    )
    assert len(told) > 6
    sources = [ROOT / "kiosk" / "core", ROOT / "kiosk" / "app", ROOT / "kiosk" / "adapters"]
    code = "".join(p.read_text(encoding="utf-8") for one in sources for p in one.glob("*.py"))
    code = re.sub(r'"\n\s+f?"', "", code)
    parts = [part.strip() for one in told for part in one.split("…")]
    assert [part for part in parts if part not in code] == []


NEVER = ("diagnos", "abnormal", "injury risk", "risk of", "weak muscle", "weak knee", "bad knee")
"""No page for people in the gym says so, not even to deny it."""


@pytest.mark.parametrize(
    "page", ["installation", "owner", "privacy", "staff-guide", "troubleshooting"]
)
def test_pages_for_the_gym_keep_to_the_wording_rules(page: str) -> None:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8").lower()
    assert [word for word in NEVER if word in text] == []


PLAIN = (
    "<!doctype html><meta charset=utf-8><style>"
    "@page {size: A4; margin: 13mm} h1, p, table {margin: 0 0 6pt}"
    "body {font: 10pt/1.35 sans-serif}"
    "table {border-collapse: collapse; width: 100%} td {border: 1px solid #999; padding: 2pt 5pt}"
    "td:first-child {width: 32%}</style>"
)


def test_the_staff_guide_is_one_page_on_paper(tmp_path: Path) -> None:
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    page = tmp_path / "guide.html"
    text = (DOCS / "staff-guide.md").read_text(encoding="utf-8")
    page.write_text(f"{PLAIN}{markdown.render(text)}", encoding="utf-8")
    sheet = printed(page).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
