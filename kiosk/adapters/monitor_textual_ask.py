"""The question before something is done, over the monitor. textual only."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.style import Style as Ink
from textual.widget import Widget
from textual.widgets import Input, Static

from kiosk.core.monitororders import Question
from kiosk.core.monitorpage import plain_text

HINT: Final = "y yes · n no · arrows and Enter: what is chosen"
HINT_FIELD: Final = "Enter goes on · Esc: do nothing"
LOW: Final = 20
"""Rows of a terminal in which the explanation has no room."""
EMPTY: Final = "Type it first, or press Esc."


class Choice(Widget, can_focus=True):
    """No or Yes; No until somebody chooses."""

    DEFAULT_CSS = "Choice { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,tab,shift+tab", "turn", show=False),
        Binding("enter", "take", show=False),
        Binding("y", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
    ]

    class Answered(Message):
        """Somebody chose."""

        def __init__(self, *, yes: bool) -> None:
            super().__init__()
            self.yes = yes

    def __init__(self) -> None:
        super().__init__()
        self._yes = False

    def render(self) -> Content:
        """What is chosen is in brackets, and reversed."""
        pieces: list[tuple[str, Ink] | str] = []
        for word, chosen in (("No", not self._yes), ("Yes", self._yes)):
            pieces.append((f"[ {word} ]", Ink(reverse=True)) if chosen else f"  {word}  ")
            pieces.append("  ")
        return Content.assemble(*pieces)

    def action_turn(self) -> None:
        self._yes = not self._yes
        self.refresh()

    def action_take(self) -> None:
        self.post_message(self.Answered(yes=self._yes))

    def action_answer(self, yes: bool) -> None:
        self.post_message(self.Answered(yes=yes))


class Ask(ModalScreen[str | None]):
    """What was typed ('' where nothing is asked for), once somebody said yes; None for no.

    sure: the title once it was typed, '' as before.
    """

    DEFAULT_CSS = """
    Ask { align: center middle; background: transparent; }
    Ask > Vertical {
        width: 66; max-width: 100%; height: auto; padding: 1 2; border: solid ansi_default;
        background: ansi_default;
    }
    Ask.plain > Vertical { border: ascii ansi_default; }
    Ask.low > Vertical { padding: 0 1; border: none; }
    Ask.low #text { display: none; }
    Ask.low #hint { margin: 0; }
    Ask Static { margin-bottom: 1; }
    Ask Input { margin-bottom: 1; background: ansi_default; }
    Ask #hint { margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: Question, sure: Callable[[str], str], *, plain: bool) -> None:
        super().__init__(classes="plain" if plain else "")
        self._question, self._sure, self._plain = question, sure, plain

    def compose(self) -> ComposeResult:
        question = self._question
        with Vertical():
            yield Static(self._said(question.title, Ink(bold=True)), id="title")
            yield Static(self._said(question.text), id="text")
            if question.field:
                yield Static(self._said(f"{question.field}:"), id="field")
                yield Input(max_length=question.most, compact=True, select_on_focus=False)
            yield Choice()
            yield Static(self._said(HINT_FIELD if question.field else HINT), id="hint")

    def on_mount(self) -> None:
        self.set_class(self.app.size.height < LOW, "low")
        if self._question.field:
            self.query_one(Choice).display = False
            self.query_one(Input).focus()
        else:
            self.query_one(Choice).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """What was typed stays; now it is asked whether it is meant."""
        if self._question.must and not event.value.strip():
            self.query_one("#hint", Static).update(self._said(EMPTY, Ink(bold=True)))
            return
        if sure := self._sure(event.value):
            self.query_one("#title", Static).update(self._said(sure, Ink(bold=True)))
        self.query_one(Input).disabled = True
        choice = self.query_one(Choice)
        choice.display = True
        choice.focus()
        self.query_one("#hint", Static).update(self._said(HINT))

    def on_choice_answered(self, event: Choice.Answered) -> None:
        if not event.yes:
            self.dismiss(None)
            return
        self.dismiss(self.query_one(Input).value if self._question.field else "")

    def action_leave(self) -> None:
        self.dismiss(None)

    def _said(self, text: str, ink: Ink | None = None) -> Content:
        return Content.assemble((plain_text(text) if self._plain else text, ink or Ink()))
