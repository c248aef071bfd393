"""The conversation with a replica as a value: nothing acknowledged that did not arrive, an end."""

from __future__ import annotations

from random import Random

from kiosk.core.records import OutboxEntry, Outgoing
from kiosk.fleet import replication as r
from tests.support.kept_visits import stay

RANDOM = Random(1)


def entries(*sequences: int) -> tuple[OutboxEntry, ...]:
    return tuple(OutboxEntry(one, "stay", stay(RANDOM)) for one in sequences)


def told(*events: r.Event) -> tuple[r.Copying, list[r.Action]]:
    copying, actions = r.Copying(), []
    for event in (r.Waited(), *events):
        copying, action = r.step(copying, event)
        actions.append(action)
    return copying, actions


def test_what_arrived_is_acknowledged_at_the_end() -> None:
    copying, actions = told(
        r.Connected(), Outgoing("a", 0, entries(3, 5)), r.Applied(), Outgoing("a", 5, ()),
        r.Acknowledged(),
    )  # fmt: skip
    connect, read, apply, on, acknowledge, end = actions
    assert (connect, read, on) == (r.Connect(), r.Read(0), r.Read(5))
    assert isinstance(apply, r.Apply)
    assert (apply.batch.stream, apply.batch.sequence) == ("a", 5)
    assert (acknowledge, end) == (r.Acknowledge("a", 5), r.End(""))
    assert copying.sent == 2


def test_now_and_then_it_is_acknowledged_on_the_way() -> None:
    many = entries(*range(1, r.ACKNOWLEDGED_AFTER + 1))
    _, actions = told(r.Connected(), Outgoing("a", 0, many), r.Applied(), r.Acknowledged())
    last = r.ACKNOWLEDGED_AFTER
    assert actions[-2:] == [r.Acknowledge("a", last), r.Read(last)]


def test_a_batch_of_which_nobody_knows_whether_it_arrived_is_read_and_sent_again() -> None:
    _, actions = told(
        r.Connected(), Outgoing("a", 0, entries(1)), r.Lost("cut"), r.Waited(), r.Connected()
    )
    assert actions[-3:] == [r.Wait(1.0), r.Connect(), r.Read(0)]


def test_it_gives_up_after_some_tries_and_acknowledges_what_had_arrived() -> None:
    lost = (r.Lost("no route"), r.Waited()) * (r.TRIES - 1)
    copying, actions = told(
        r.Connected(), Outgoing("a", 0, entries(1)), r.Applied(), *lost, r.Lost("no route"),
        r.Acknowledged(),
    )  # fmt: skip
    assert actions[-2:] == [r.Acknowledge("a", 1), r.End("no route")]
    assert copying.losses == r.TRIES


def test_a_batch_that_arrives_makes_up_for_what_was_lost_before() -> None:
    copying, _ = told(r.Lost("x"), r.Waited(), r.Connected(), Outgoing("a", 0, entries(1)))
    assert copying.losses == 1
    assert r.step(copying, r.Applied())[0].losses == 0


def test_another_outbox_is_read_from_its_beginning_and_the_one_before_not_acknowledged() -> None:
    copying, actions = told(
        r.Connected(), Outgoing("a", 0, entries(900)), r.Applied(), Outgoing("b", 900, entries(950))
    )
    assert actions[-1] == r.Read(0)
    copying, action = r.step(copying, Outgoing("b", 0, entries(1, 950)))
    assert isinstance(action, r.Apply)
    copying, action = r.step(copying, r.Applied())
    copying, action = r.step(copying, Outgoing("b", 950, ()))
    assert action == r.Acknowledge("b", 950)


def test_where_nothing_waits_it_is_over_at_once() -> None:
    _, actions = told(r.Connected(), Outgoing("a", 0, ()))
    assert actions[-1] == r.End("")
