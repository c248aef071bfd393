"""The page: well-formed, escaped, and nothing in it that a browser would fetch."""

from __future__ import annotations

from html.parser import HTMLParser

from kiosk.reports.chart import LEFT, Line, LineChart, axis
from kiosk.reports.page import page
from kiosk.reports.parts import Figures, Note, Points, Report, Section, Table, Text

HOSTILE = "<script>alert(1)</script> & \"quotes\" 'too' </style></title>]]>"
VOID = {"meta", "path", "circle", "br"}


def report(words: str) -> Report:
    chart = LineChart(words, words, axis("x", (0, 1)), axis("y", (0, 1)),
                      (Line((0.0, 1.0), (0.0, 1.0), LEFT, words),)).drawing()  # fmt: skip
    blocks = (
        Text(words, strong=True),
        Points((words,)),
        Table((words, words), ((words, words),), words),
        Figures((chart, chart), words),
    )
    sections = (Section(words, blocks, (Note(words, words),)), Section("last", (Text(words),)))
    return Report(words, words, sections, ((words, words),), (words,), words)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = list[str]()
        self.seen = list[str]()
        self.ids = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name in ("src", "href", "srcset", "onload")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_tag_is_closed_and_hostile_words_stay_words() -> None:
    text = page(report(HOSTILE))
    tags = Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    assert "script" not in tags.seen
    assert len(tags.ids) == len(set(tags.ids))
    assert tags.seen.count("svg") == 2


def test_a_page_holds_nothing_that_is_fetched_and_says_so_to_the_browser() -> None:
    text = page(report("plain"))
    assert "http://www.w3.org/2000/svg" in text
    rest = text.replace("http://www.w3.org/2000/svg", "")
    for fetched in ("http:", "https:", "url(", "@import", "<script", "<link", "<img", "//"):
        assert fetched not in rest
    assert "default-src 'none'" in text
    assert '<html lang="en">' in text


def test_the_same_report_makes_the_same_bytes() -> None:
    assert page(report("plain")) == page(report("plain"))
