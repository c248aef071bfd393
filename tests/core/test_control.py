"""Requests and answers on the kiosk's control socket: exactly as agreed, or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.control import (
    MOST_BYTES,
    Reply,
    Request,
    VersionError,
    number_of,
    read_reply,
    read_request,
    reply_line,
    request_line,
)
from kiosk.core.running import CameraNow, FaultTold, Live, Maintenance, PrinterNow, Running
from kiosk.errors import InputError

RUNNING = Running(
    "0.1.0", 4711, "2026-11-26T01:22:25Z", 12.5, "visit", Maintenance("cleaning", "2026-11-26"),
    CameraNow("realsense", "Intel RealSense D455", works=True, fps=29.9, seen=300, dropped=2),
    PrinterNow(ready=True, reason=None), "pose", "ab" * 32, 3, 0.01, clock_ok=True,
    faults=(FaultTold("2026-11-26T01:20:00Z", "The printer is not ready (paper_out).", 2),),
)  # fmt: skip
LIVE = Live("idle", None, 7, person=True, others=0, points_m=((0.1, 0.2, 1.5), None))
REQUESTS = [
    Request("status"),
    Request("live"),
    Request("maintenance", on=True, reason="lens is cleaned"),
    Request("maintenance"),
    Request("reprint"),
    Request("reprint", ticket="K7B4F2"),
    Request("erase", ticket="K7B4F2"),
    Request("purge"),
    Request("backup", path="/media/stick/b.db"),
    Request("backup"),
    Request("restore", path="/media/stick/b.db", on=True),
    Request("renew"),
    Request("acknowledge", sequence=2**40, stream="0123456789abcdef"),
]
LINES = [request_line(one, 5) for one in REQUESTS]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.do)
def test_a_request_comes_as_it_was_sent(request_: Request) -> None:
    line = request_line(request_, 5)
    assert line.endswith(b"\n")
    assert read_request(line) == (5, request_)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(),
        Reply("failed", "Nothing was printed.", "failed", 3, "/a/b"),
        Reply(running=RUNNING),
        Reply(live=LIVE),
    ],
)
def test_an_answer_comes_as_it_was_sent(reply: Reply) -> None:
    assert read_reply(reply_line(reply, 9)) == (9, reply)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"do": "dance"}, "nothing to do"),
        ({"do": 3}, "nothing to do"),
        ({"n": -1}, "no number"),
        ({"n": True}, "no number"),
        ({"n": None}, "no number"),
        ({"more": 1}, "'maintenance' has"),
        ({"on": 1}, "not true or false"),
        ({"reason": 7}, "not a text"),
        ({"reason": "x" * 201}, "200 are the most"),
        ({"reason": "a\x1b[31mb"}, "U\\+001B"),
        ({"reason": "a\u202eb"}, "U\\+202E"),
    ],
)
def test_what_is_not_as_agreed_is_refused(changed: dict[str, Any], told: str) -> None:
    tree = {"v": 1, "n": 1, "do": "maintenance", "on": True, "reason": "", **changed}
    with pytest.raises(InputError, match=told):
        read_request(json.dumps(tree).encode())


@pytest.mark.parametrize("path", ["relative.db", "../x", "a\0b"])
def test_a_path_is_absolute(path: str) -> None:
    with pytest.raises(InputError):
        request_line(Request("backup", path=path), 1)


def test_another_version_is_told_apart() -> None:
    line = json.dumps({"v": 2, "n": 8, "do": "status"}).encode()
    with pytest.raises(VersionError, match="another version than this command"):
        read_request(line)
    assert number_of(line) == 8


def test_an_answer_that_is_none_is_refused() -> None:
    for text in ("[]", "{}", '{"v":1,"n":1,"reply":{}}', '{"v":1,"n":1,"reply":null}'):
        with pytest.raises(InputError):
            read_reply(text.encode())


def test_a_line_that_is_too_long_is_refused_on_both_sides() -> None:
    with pytest.raises(InputError, match="are the most"):
        read_request(b" " * (MOST_BYTES + 1))
    faults = tuple(FaultTold("u", "ü" * 2000) for _ in range(60))
    with pytest.raises(InputError, match="are the most"):
        reply_line(Reply(running=replace(RUNNING, faults=faults)), 1)


@given(st.binary(max_size=300))
def test_garbage_is_refused_and_nothing_else_happens(data: bytes) -> None:
    for read in (read_request, read_reply):
        with pytest.raises(InputError):
            read(data)
    assert number_of(data) >= 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(LINES), st.sampled_from(["v", "n", "do", "on", "reason", "ticket", "path"]),
       json_values)  # fmt: skip
def test_a_request_with_anything_in_a_field_is_taken_or_refused(
    line: bytes, field: str, value: object
) -> None:
    tree = {**json.loads(line), field: value}
    try:
        number, request = read_request(json.dumps(tree).encode())
    except InputError:
        return
    assert read_request(request_line(request, number)) == (number, request)


@given(json_values)
def test_an_answer_with_anything_in_it_is_taken_or_refused(value: object) -> None:
    for line in (
        {"v": 1, "n": 1, "reply": value},
        json.loads(reply_line(Reply(running=RUNNING), 1)) | {"n": value},
    ):
        try:
            read_reply(json.dumps(line).encode())
        except InputError:
            continue


def test_not_a_number_travels_as_null() -> None:
    camera = replace(RUNNING.camera, fps=float("nan"))
    line = reply_line(Reply(running=replace(RUNNING, camera=camera)), 1)
    answer = read_reply(line)[1].running
    assert answer is not None
    assert answer.camera.fps is None
