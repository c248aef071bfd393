"""Buttons on pins, with gpiozero's own simulated ones."""

from __future__ import annotations

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.adapters.gpio_buttons import GpioButtons
from kiosk.core.inputs import Pressed
from kiosk.errors import ConfigError

PINS = {17: "yes", 27: "no"}


@pytest.fixture
def factory() -> MockFactory:
    return MockFactory()


def press(factory: MockFactory, pin: int) -> None:
    """The button joins its pin and ground, and lets go."""
    factory.pin(pin).drive_low()
    factory.pin(pin).drive_high()


def test_a_press_is_told_once(factory: MockFactory) -> None:
    buttons = GpioButtons(PINS, factory)
    assert list(buttons.inputs()) == []
    press(factory, 27)
    press(factory, 17)
    assert list(buttons.inputs()) == [Pressed("no"), Pressed("yes")]
    assert list(buttons.inputs()) == []
    buttons.close()


def test_a_button_that_is_held_is_one_press(factory: MockFactory) -> None:
    buttons = GpioButtons(PINS, factory)
    factory.pin(17).drive_low()
    assert list(buttons.inputs()) == [Pressed("yes")]
    assert list(buttons.inputs()) == []
    buttons.close()


def test_few_presses_wait(factory: MockFactory) -> None:
    """Whoever hammers a button while the kiosk starts must not answer the questions with it."""
    buttons = GpioButtons(PINS, factory)
    for _ in range(30):
        press(factory, 17)
    assert len(buttons.inputs()) == 8
    buttons.close()


def test_a_pin_that_is_none_says_what_to_do(factory: MockFactory) -> None:
    with pytest.raises(ConfigError, match=r"'no' on GPIO 99 cannot .*gpio_no, or set it to 0"):
        GpioButtons({17: "yes", 99: "no"}, factory)
    GpioButtons({17: "yes"}, factory).close()  # the first was let go of


@pytest.mark.parametrize(
    "error", [ImportError("No module named 'lgpio'"), OSError(13, "Permission denied"),
              RuntimeError("Cannot determine SOC peripheral base address"), Exception()]
)  # fmt: skip
def test_whatever_a_pin_library_raises_says_what_to_do(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(factory, "pin", fails)
    with pytest.raises(ConfigError, match=r"GPIO 17 cannot be used: [\w\[].*set it to 0") as told:
        GpioButtons(PINS, factory)
    assert told.value.__cause__ is error


def test_closing_twice_is_harmless(factory: MockFactory) -> None:
    buttons = GpioButtons(PINS, factory)
    buttons.close()
    buttons.close()
    assert list(buttons.inputs()) == []
    GpioButtons(PINS, factory).close()  # the pins are free again
