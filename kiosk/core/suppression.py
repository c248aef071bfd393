"""Counts that may be shown of few people: small cells hidden, and hidden for good. Pure.

A cell that counts 1 to 10 is hidden (primary suppression; 0 is nobody and is shown). A total that
stands beside it would give it away, so further cells are hidden until nobody can work out any
hidden cell to fewer than 11 possible values from what is shown (secondary suppression). Whoever
tries is taken to know that a hidden cell is not 0, and nothing else of it.

A table with its totals is a circulation: what flows from a row to a column is a cell, what flows
back are the totals, and every row, column and the whole must balance. So the range of a hidden
cell, given all that is shown, is how far a flow can be turned up and down through the hidden
arcs: exactly, in whole people (the audit of Cox, 'Network models for complementary cell
suppression', JASA 1995). Cells to be hidden besides are the cheapest cycle through the cell that
needs it, where cheap is few people; nothing cheaper is looked for, so that sometimes more is hidden
than the least possible.

Counts of visits are not counts of people: a kiosk without names cannot tell a member's second
visit from another member. A cell of 11 visits is at most 11 people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from kiosk.errors import InputError

LEAST_PEOPLE: Final = 11
"""Of a cell that is shown, and of the values that a hidden one may have."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of counts and its total as they may be shown; None is 'fewer than 11, or hidden with
    one that is'."""

    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of counts and its totals as they may be shown; None as in Shown."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class _Arc:
    """A count: so many people flow from node tail to node head."""

    tail: int
    head: int
    people: int


def enough(people: int, least: int = LEAST_PEOPLE) -> bool:
    """Whether a figure about so many people (a mean, a share, a range) may be shown at all."""
    return people >= least


def shown(counts: Sequence[int], least: int = LEAST_PEOPLE) -> Shown:
    """Counts beside their total. Raises InputError for a negative count."""
    _check([counts], least)
    arcs = [_Arc(0, 1, n) for n in counts] + [_Arc(1, 0, sum(counts))]
    hidden = _hidden(arcs, least)
    told = [None if i in hidden else arc.people for i, arc in enumerate(arcs)]
    return Shown(tuple(told[:-1]), told[-1])


def shown_table(counts: Sequence[Sequence[int]], least: int = LEAST_PEOPLE) -> ShownTable:
    """Counts beside the totals of rows, columns and all. Raises InputError for a negative count or
    rows of unequal length."""
    _check(counts, least)
    rows, columns = len(counts), len(counts[0]) if counts else 0
    all_, below = rows + columns, rows + columns + 1
    sums = [sum(row) for row in counts], [sum(row[j] for row in counts) for j in range(columns)]
    arcs = [_Arc(i, rows + j, n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    arcs += [_Arc(all_, i, n) for i, n in enumerate(sums[0])]
    arcs += [_Arc(rows + j, below, n) for j, n in enumerate(sums[1])]
    arcs += [_Arc(below, all_, sum(sums[0]))]
    hidden = _hidden(arcs, least)
    told = [None if i in hidden else arc.people for i, arc in enumerate(arcs)]
    edge = rows * columns
    return ShownTable(
        tuple(tuple(told[i * columns : (i + 1) * columns]) for i in range(rows)),
        tuple(told[edge : edge + rows]),
        tuple(told[edge + rows : -1]),
        told[-1],
    )


def shown_flow(
    counts: Sequence[tuple[int, int, int]], least: int = LEAST_PEOPLE
) -> tuple[int | None, ...]:
    """Counts that add up to each other in any other way: each with the node that so many people
    come from and the one that they go to. As many have to come to every node as go from it.

    Raises InputError for a negative count and where they do not add up.
    """
    arcs = [_Arc(*one) for one in counts]
    _check([[arc.people for arc in arcs]], least)
    for node in {arc.tail for arc in arcs} | {arc.head for arc in arcs}:
        came = sum(arc.people for arc in arcs if arc.head == node)
        went = sum(arc.people for arc in arcs if arc.tail == node)
        if came != went:
            raise InputError(f"{came} people come to node {node} and {went} go from it.")
    hidden = _hidden(arcs, least)
    return tuple(None if i in hidden else arc.people for i, arc in enumerate(arcs))


def _check(counts: Sequence[Sequence[int]], least: int) -> None:
    if len({len(row) for row in counts}) > 1:
        raise InputError("The rows of a table of counts are of unequal length.")
    wrong = [n for row in counts for n in row if n < 0]
    if wrong or least < 1:
        raise InputError(f"People are counted from 0 on, and shown from 1 on: {wrong or least}.")


def _hidden(arcs: Sequence[_Arc], least: int) -> frozenset[int]:
    """Which arcs must not be shown.

    One after the other is made wide enough, those that are hidden for its sake as well, so that
    nobody learns from them where it ended. Hiding more never makes a cell narrower: what is wide
    enough stays so.
    """
    queue = [i for i, arc in enumerate(arcs) if 0 < arc.people < least]
    hidden = set(queue)
    for this in queue:  # grows as it goes
        while not _wide(arcs, hidden, this, least - 1):
            more = _cheapest_cycle(arcs, hidden, this, least) - hidden
            queue += sorted(more)
            hidden |= more
    return frozenset(hidden)


def _wide(arcs: Sequence[_Arc], hidden: Iterable[int], this: int, need: int) -> bool:
    """Whether a hidden arc's largest and smallest possible counts are `need` or more apart."""
    one, room = arcs[this], _room([arcs[i] for i in hidden if i != this])
    down = min(one.people - 1, _most_flow(room, one.tail, one.head, need))
    if down >= need:
        return True
    room = _room([arcs[i] for i in hidden if i != this])
    return down + _most_flow(room, one.head, one.tail, need - down) >= need


_Room = dict[int, dict[int, int]]
_WITHOUT_BOUND: Final = 1 << 40


def _room(arcs: Sequence[_Arc]) -> _Room:
    """By how much the flow between two nodes can change: up any arc, and down to 1 against it."""
    room: _Room = {}
    for arc in arcs:
        _add(room, arc.tail, arc.head, _WITHOUT_BOUND)
        _add(room, arc.head, arc.tail, arc.people - 1)
    return room


def _add(room: _Room, tail: int, head: int, people: int) -> None:
    room.setdefault(tail, {}).setdefault(head, 0)
    room[tail][head] += people


def _most_flow(room: _Room, source: int, sink: int, need: int) -> int:
    """How much more can flow from source to sink, at least up to `need`; uses the room up.

    Augmenting along the widest path (Edmonds and Karp 1972).
    """
    most = 0
    while most < need:
        path, width = _widest_path(room, source, sink)
        if not width:
            break
        most += width
        for tail, head in path:
            room[tail][head] -= width
            _add(room, head, tail, width)
    return most


def _widest_path(
    room: dict[int, dict[int, int]], source: int, sink: int
) -> tuple[list[tuple[int, int]], int]:
    """The steps of the path whose narrowest one is widest, and its width; 0 where there is none."""
    heap = [(-_WITHOUT_BOUND * 2, source, -1)]
    came: dict[int, int] = {}
    while heap:
        width, node, before = heappop(heap)
        if node in came:
            continue
        came[node] = before
        if node == sink:
            return _steps(came, sink), -width
        for head, wide in room.get(node, {}).items():
            if wide > 0 and head not in came:
                heappush(heap, (max(width, -wide), head, node))
    return [], 0


def _steps(came: dict[int, int], sink: int) -> list[tuple[int, int]]:
    steps, node = list[tuple[int, int]](), sink
    while came[node] != -1:
        steps.append((came[node], node))
        node = came[node]
    return steps


def _cheapest_cycle(arcs: Sequence[_Arc], hidden: set[int], this: int, least: int) -> set[int]:
    """Arcs to hide besides, so that `this` can vary: the fewest people along a way round it.

    A way down an arc must leave it `least` and more, as far as there are such ways; at last the
    smallest arc that is still shown. Hiding everything ends it: then nothing has a bound.
    """
    for leave in (least, 1):
        way = _cheapest_way(arcs, hidden, this, leave)
        if way - hidden:
            return way
    return {
        min(
            (i for i in range(len(arcs)) if i not in hidden and arcs[i].people),
            key=lambda i: arcs[i].people,
        )
    }


def _cheapest_way(arcs: Sequence[_Arc], hidden: set[int], this: int, leave: int) -> set[int]:
    """From the head of `this` back to its tail, over arcs that are not 0; Dijkstra 1959."""
    ways: dict[int, list[tuple[int, int]]] = {}
    for i, arc in enumerate(arcs):
        if i == this or not arc.people:
            continue
        ways.setdefault(arc.tail, []).append((arc.head, i))
        if arc.people > leave:
            ways.setdefault(arc.head, []).append((arc.tail, i))
    heap: list[tuple[int, int, tuple[int, ...]]] = [(0, arcs[this].head, ())]
    seen = set[int]()
    while heap:
        cost, node, used = heappop(heap)
        if node == arcs[this].tail:
            return set(used)
        if node in seen:
            continue
        seen.add(node)
        for to, i in ways.get(node, ()):
            price = 0 if i in hidden else arcs[i].people
            heappush(heap, (cost + price, to, (*used, i)))
    return set()
