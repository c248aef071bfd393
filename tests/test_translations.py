"""Every sentence in every language: there, whole, and by the rules of wording and typesetting."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

import pytest
from babel.messages.pofile import read_po

from kiosk.adapters.catalogue import SOURCE, catalogue, languages, locale_path
from kiosk.core.dates import MONTHS
from kiosk.core.screenwords import PRACTISE
from kiosk.core.wording import BAND_WORDS

ROOT = Path(__file__).parent.parent
TRANSLATED = [code for code, _ in languages() if code != SOURCE]

FORBIDDEN = {
    "en": (
        "abnormal", "injury risk", "risk", "weak", "score", "alarm", "diagnos", "danger",
        "patholog", "dysfunction", "deficit", "warning", "bad knee", "poor", "knock-knee",
        "valgus", "better", "worse", "wrong",
    ),
    "de": (
        "abnormal", "anormal", "unnormal", "risiko", "riskant", "schwach", "schwäch", "punktzahl",
        "score", "alarm", "diagnos", "gefahr", "gefähr", "patholog", "dysfunktion", "defizit",
        "warnung", "schlecht", "x-bein", "valgus", "besser", "schlimm", "falsch", "fehler",
        "fehlstellung",
    ),
    "es": (
        "anormal", "riesgo", "débil", "debilidad", "puntuación", "alarma", "diagnos", "diagnós",
        "peligro", "patolog", "patológ", "disfunci", "déficit", "advertencia", "rodilla mala",
        "pobre", "valgo", "mejor", "peor", "mal hech", "incorrect", "fallo",
    ),
    "fr": (
        "anormal", "risque", "risqué", "faible", "faiblesse", "score", "alarme", "diagnos",
        "danger", "patholog", "dysfonction", "déficit", "avertissement", "mauvais", "pauvre",
        "valgus", "meilleur", "mieux", "pire", "mal fait", "incorrect",
    ),
}  # fmt: skip
"""MEASUREMENT.md section 5 (and 7: no better or worse); what a sports physio would not say."""

FORMAL = {
    "de": r"(?<!^)(?<![.:?!] )\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b",
    "es": r"\b(?:usted|ustedes|vosotr[oa]s|vuestr[oa]s?)\b",
    "fr": r"(?<!rendez-)\b(?:vous|votre|vos)\b",
}
"""Members are du, tú and tu."""

MONTH_NAMES = {month.text for month in MONTHS}
"""Small in Spanish and French; some alike in English and German."""

UNIT = r"(?:mm|cm|%)(?!\w)"
NO_BREAK = "\u00a0"
NARROW = "\u202f"


@cache
def translate_script() -> ModuleType:
    """scripts/translate as a module: it has no suffix, being a command."""
    loader = importlib.machinery.SourceFileLoader(
        "translate_script", str(ROOT / "scripts/translate")
    )
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = kept
    return module


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call of Message in a source file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if name == "Message":
                yield node


@cache
def collected() -> Any:
    """What the script finds in the code now: a Babel catalogue."""
    return translate_script().collected()


@cache
def in_the_code() -> dict[str, str]:
    """Text of each Message in kiosk/ and where it is, read by Python's own parser, not by Babel."""
    found = {}
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for call in calls(path):
            if isinstance(call.args[0], ast.Constant):
                found.setdefault(call.args[0].value, f"{path.relative_to(ROOT)}:{call.lineno}")
    return found


@cache
def entries(language: str) -> dict[str, str]:
    """Source and translation of a language's text file, without header and empty ones."""
    with (locale_path() / language / "LC_MESSAGES" / "kiosk.po").open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id and m.string}


def fields(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def numbers(text: str) -> Counter[str]:
    """Numbers outside placeholders; a decimal comma is a decimal point, '1re' is a word."""
    bare = re.sub(r"\{\w+\}|\d+(?:\.?[ªº]|re |er |e )", "", text)
    return Counter(n.replace(",", ".") for n in re.findall(r"\d+(?:[.,]\d+)?", bare))


def offending(language: str, pattern: str) -> list[str]:
    return [text for text in entries(language).values() if re.search(pattern, text)]


def test_there_is_something_to_translate() -> None:
    assert len(in_the_code()) > 150


def test_every_message_is_one_literal() -> None:
    """No text put together in code can be translated; message.py passes its own on."""
    glued = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "kiosk").rglob("*.py"))
        if path.name != "message.py"
        for call in calls(path)
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert glued == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_in_every_catalogue(language: str) -> None:
    missing = {
        text: where for text, where in in_the_code().items() if text not in entries(language)
    }
    assert missing == {}, "run scripts/translate and translate what it names"
    assert set(entries(language)) - set(in_the_code()) == set()


def test_the_template_has_every_message() -> None:
    with (locale_path() / "kiosk.pot").open("rb") as file:
        assert {m.id for m in read_po(file) if m.id} == set(in_the_code())


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_entry_is_empty_or_guessed(language: str) -> None:
    with (locale_path() / language / "LC_MESSAGES" / "kiosk.po").open("rb") as file:
        assert [m.id for m in read_po(file) if m.id and (m.fuzzy or not m.string.strip())] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_file_is_that_of_the_text(language: str) -> None:
    script = translate_script()
    path = script.po_path(language)
    fresh = script.as_mo(script.carried(collected(), language))
    assert path.with_suffix(".mo").read_bytes() == fresh
    translate = catalogue(language)
    assert {text: translate(text) for text in entries(language)} == entries(language)


def test_nothing_is_left_to_do() -> None:
    script = translate_script()
    assert script.TEMPLATE.read_bytes() == script.as_po(collected())
    for language in script.languages():
        fresh = script.as_po(script.carried(collected(), language))
        assert script.po_path(language).read_bytes() == fresh, language


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_numbers_units_and_lines_are_the_source_s(language: str) -> None:
    for source, text in entries(language).items():
        assert fields(text) == fields(source), text
        assert numbers(text) == numbers(source), text
        for unit in ("mm", "cm", "%", "°"):
            count = rf"(?<![A-Za-zÀ-ž]){unit}(?![A-Za-zÀ-ž])"
            assert len(re.findall(count, text)) == len(re.findall(count, source)), text
        assert text.count("\n") == source.count("\n"), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_stays_a_sentence_and_a_label_a_label(language: str) -> None:
    for source, text in entries(language).items():
        assert (source[-1] in ".?!") == (text[-1] in ".?!"), text
        assert text == text.strip(), text
        if source not in MONTH_NAMES:
            assert not (source[0].isupper() and text.lstrip("¿¡„«" + NARROW)[0].islower()), text
        assert ("  " in text) == ("  " in source), text


@pytest.mark.parametrize("language", [code for code, _ in languages()])
def test_no_word_shames_or_alarms(language: str) -> None:
    texts = in_the_code() if language == SOURCE else entries(language).values()
    found = [
        (word, text) for text in texts for word in FORBIDDEN[language] if word in text.casefold()
    ]
    assert found == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_members_are_spoken_to_as_in_a_gym(language: str) -> None:
    assert offending(language, FORMAL[language]) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_number_keeps_its_unit_on_the_line(language: str) -> None:
    assert offending(language, rf"[\d}}] {UNIT}") == []
    assert offending(language, rf"[\d}}]{UNIT}") == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_quotes_apostrophes_and_dashes_are_the_printer_s(language: str) -> None:
    assert offending(language, r"[\"'`´]| - |\.\.\.|[\d}]-[\d{]") == []


def test_german_quotes_are_low_and_high() -> None:
    assert offending("de", r"[”«»‚‘]") == []
    for text in entries("de").values():
        assert text.count("„") == text.count("“")


def test_spanish_questions_and_calls_open_too() -> None:
    for text in entries("es").values():
        assert text.count("?") == text.count("¿"), text
        assert text.count("!") == text.count("¡"), text


def test_french_signs_stand_off_by_a_narrow_space_that_does_not_break() -> None:
    assert offending("fr", rf"[^{NARROW}][:;?!»]") == []
    assert offending("fr", rf"«(?!{NARROW})") == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fit_where_english_does(language: str) -> None:
    """The pseudo-language proves 1.4; a label may double, a sentence may not."""
    ratios = [len(text) / len(source) for source, text in entries(language).items()]
    assert median(ratios) <= 1.3
    long = {
        text: round(len(text) / len(source), 2)
        for source, text in entries(language).items()
        if len(text) > max(1.6 * len(source), len(source) + 14)
    }
    assert long == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_why_page_quotes_the_label_as_it_is_on_the_result(language: str) -> None:
    translate = catalogue(language)
    quoting = [s for s in entries(language) if "'too close to call'" in s]
    assert quoting
    assert all(BAND_WORDS["too_close"].render(translate) in translate(s) for s in quoting)


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str) -> None:
    assert PRACTISE.text in entries(language)
    texts = {s: t for s, t in entries(language).items() if s not in MONTH_NAMES}
    same = {text for source, text in texts.items() if text == source}
    assert all(not re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text)) for text in same)
