"""Every transition of a visit. `step(kiosk, event)` -> the next kiosk and what is to be done.

Pure: time comes with the events, chance and the clock do not exist, and what is to happen outside
is returned as effects. kiosk.core and kiosk.visit only. The table is here; what its rows do is in
rows_*.py, what comes before them in rules_*.py, how long all lasts in timing.py.

The rules, in the order in which an event meets them:
  1. The house first: printer, camera and staff facts are taken down wherever they arrive.
  2. Staff and the stop button are heard in every state.
  3. Silence and trouble: a member who is gone for AWAY_S while being asked or measured pauses the
     visit, and after LEAVE_S it is over. Others in the way, legs that cannot be seen and a lost
     camera pause the measuring states. Every state with a member has a longest stay (LONGEST_S).
     So any state, left alone, is back at rest in under 15 s.
  4. What is left goes to the state's own row in ROWS.
Leaving a visit always goes through `moves.leave`, which forgets the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.core.scene import Scene
from kiosk.visit import (
    rows_measuring,
    rows_pause,
    rows_questions,
    rows_rest,
    rows_result,
    rules_house,
    rules_trouble,
)
from kiosk.visit.effects import Keeps
from kiosk.visit.events import (
    Answer,
    Assessed,
    CodeScanned,
    EraseEnded,
    Event,
    PrintEnded,
    SetChecked,
    StaffAsked,
    Tick,
)
from kiosk.visit.moves import Row, Step, leave_now
from kiosk.visit.states import (
    Attract,
    BeforeIdeas,
    Checking,
    Code,
    ConfirmErase,
    Consent,
    Ended,
    Erased,
    Health,
    House,
    Intro,
    Keep,
    Kiosk,
    OutOfService,
    Pain,
    Paused,
    Plan,
    Position,
    Printed,
    Printing,
    Referred,
    Refused,
    Result,
    Retry,
    Squats,
    StaffPage,
    Stand,
    Starting,
    Stopped,
    Thanks,
    Working,
)


def begin(plan: Plan, languages: tuple[str, ...], now_s: float, offer: Keeps = "joints") -> Kiosk:
    """A kiosk that has just been switched on. languages: the first is the usual one."""
    house = House(plan=plan, languages=languages, language=languages[0], offer=offer)
    return Kiosk(house, Starting(), now_s, now_s, now_s, now_s)


def step(kiosk: Kiosk, event: Event) -> Step:
    """One event. Total: every event is understood in every state, if only to be ignored."""
    kiosk = replace(kiosk, now_s=max(kiosk.now_s, event.time_s))
    kiosk = rules_trouble.signs(kiosk, event)
    for rule in (rules_house.facts, rules_house.staff, rules_house.stop, rules_trouble.trouble):
        done = rule(kiosk, event)
        if done is not None:
            return done
    row = ROWS.get((type(kiosk.at), type(event)))
    return row(kiosk, kiosk.at, event) if row is not None else (kiosk, ())


ROWS: Final[Mapping[tuple[type, type], Row]] = {
    (Attract, Scene): rows_rest.attract_scene,
    (Attract, Tick): rows_rest.attract_tick,
    (Attract, Answer): rows_rest.attract_answer,
    (Attract, CodeScanned): rows_rest.attract_code,
    (OutOfService, Tick): rows_rest.out_tick,
    (StaffPage, StaffAsked): rows_rest.staff_asked,
    (StaffPage, Tick): rows_rest.staff_tick,
    (StaffPage, PrintEnded): rows_rest.staff_printed,
    (Consent, Answer): rows_questions.consent,
    (Consent, Scene): rows_questions.asked_scene,
    (Keep, Answer): rows_questions.keep,
    (Keep, Scene): rows_questions.asked_scene,
    (Pain, Answer): rows_questions.pain,
    (Pain, Scene): rows_questions.asked_scene,
    (Health, Answer): rows_questions.health,
    (Health, Scene): rows_questions.asked_scene,
    (Referred, Answer): rows_questions.referred,
    (Position, Scene): rows_measuring.positioned,
    (Position, Answer): rows_measuring.ask_to_stop,
    (Refused, Answer): leave_now,
    (Stand, Scene): rows_measuring.standing,
    (Stand, Answer): rows_measuring.ask_to_stop,
    (Intro, Tick): rows_measuring.intro_tick,
    (Intro, Answer): rows_measuring.intro_answer,
    (Checking, SetChecked): rows_measuring.checked,
    (Squats, Scene): rows_measuring.squatting,
    (Squats, Answer): rows_measuring.ask_to_stop,
    (Retry, Answer): rows_measuring.again,
    (Working, Assessed): rows_measuring.assessed,
    (Result, Answer): rows_result.turn_page,
    (BeforeIdeas, Answer): rows_result.before_ideas,
    (Printing, PrintEnded): rows_result.print_ended,
    (Printed, Answer): rows_result.taken,
    (Code, Answer): rows_result.taken,
    (ConfirmErase, Answer): rows_result.erase,
    (Erased, EraseEnded): rows_result.erased,
    (Stopped, Answer): rows_pause.stopping,
    (Ended, Answer): leave_now,
    (Thanks, Answer): leave_now,
    (Paused, Scene): rows_pause.paused_scene,
    (Paused, Answer): rows_pause.paused_answer,
}
