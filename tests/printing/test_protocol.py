"""Lines between kiosk and print worker: as written, or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.slip import Slip
from kiosk.core.slip_kinds import Rule, Text
from kiosk.errors import InputError
from kiosk.ports import PrinterStatus
from kiosk.printing.protocol import (
    MOST_BYTES,
    VERSION,
    Do,
    Reply,
    Request,
    Told,
    VersionError,
    number_of,
    read_reply,
    read_request,
    reply_line,
    request_line,
)

JOB = "6c4f6a1e-7d2a-4f7e-9f0b-2f2f8d3f1a10"
SLIP = Slip((Text("Right knee moved inside.", "headline"), Rule()))
REQUESTS = [
    Request("status"), Request("look"), Request("print", JOB, SLIP), Request("outcome", JOB),
    Request("withdraw", JOB), Request("cancel"), Request("new_roll"), Request("erase", JOB),
    Request("tidy", days=90),
]  # fmt: skip
STATUS = PrinterStatus(False, "paper_out", "Leer.", low=True, tells=False)
REPLIES = [
    Reply(1, told=Told(STATUS, True, 1040.5, "name 80mm")), Reply(2, "printer", "Offline."),
    Reply(3, fate="never"), Reply(4, fate="printed", text="again"), Reply(5, count=3),
]  # fmt: skip


def test_every_request_and_reply_comes_back() -> None:
    assert {one.do for one in REQUESTS} == set(get_args(Do))
    for number, request in enumerate(REQUESTS):
        line = request_line(request, number)
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert read_request(line) == replace(request, number=number)
    for reply in REPLIES:
        assert read_reply(reply_line(reply)) == reply


def changed(line: bytes, **fields: Any) -> bytes:
    return json.dumps(json.loads(line) | fields).encode()


PRINT = request_line(REQUESTS[2], 7)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no JSON object"),
        (b"x" * (MOST_BYTES + 1), "are the most"),
        (changed(PRINT, do="reboot"), "'reboot' is nothing to do"),
        (changed(PRINT, do=["print"]), "nothing to do"),
        (changed(PRINT, n=-1), "no number"),
        (changed(PRINT, n="7"), "no number"),
        (changed(PRINT, n=True), "no number"),
        (changed(PRINT, n=10**30), "no number"),
        (changed(PRINT, more=1), "'print' has"),
        (changed(PRINT, job="../x"), "no job's UUID"),
        (changed(PRINT, job=JOB.upper()), "no job's UUID"),
        (changed(PRINT, job=None), "no job's UUID"),
        (changed(PRINT, slip=None), "not an object (Slip)"),
        (changed(PRINT, slip={"lines": [{"kind": "Beep"}]}), "not one of Text"),
        (b'{"v":1,"n":1,"do":"tidy","days":-1}', "no number of days"),
        (b'{"v":1,"n":1,"do":"tidy","days":1.5}', "no number of days"),
        (b'{"v":1,"n":1,"do":"tidy"}', "'tidy' has"),
        (b'{"v":1,"n":1,"do":"status","job":""}', "'status' has"),
    ],
)
def test_what_is_no_request_is_refused(line: bytes, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_request(line)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 300


def test_another_version_is_told_from_nonsense_and_answered_by_number() -> None:
    line = changed(PRINT, v=VERSION + 1)
    with pytest.raises(VersionError, match="Restart both"):
        read_request(line)
    assert number_of(line) == 7
    assert number_of(b"nonsense") == 0


GOOD = reply_line(REPLIES[0])
TOLD = json.loads(GOOD)["told"]


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{}", changed(GOOD, fault="odd"), changed(GOOD, fate="maybe"),
        changed(GOOD, fate=["printed"]), changed(GOOD, text=1), changed(GOOD, count="1"),
        changed(GOOD, count=True), changed(GOOD, more=1), changed(GOOD, told=1),
        changed(GOOD, told={}), changed(GOOD, told=TOLD | {"busy": 1}),
        changed(GOOD, told=TOLD | {"status": {"ready": True}}),
        changed(GOOD, told=TOLD | {"status": TOLD["status"] | {"ready": 1}}),
        changed(GOOD, v=2), changed(GOOD, number=-1),
    ],
)  # fmt: skip
def test_what_is_no_reply_is_refused(line: bytes) -> None:
    with pytest.raises(InputError):
        read_reply(line)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused_in_words(line: bytes) -> None:
    for read in (read_request, read_reply):
        with pytest.raises(InputError):
            read(line)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(REQUESTS), st.sampled_from(["v", "n", "do", "job", "slip", "days"]), values)
def test_a_request_with_one_thing_changed_is_a_request_or_refused(
    request: Request, name: str, value: object
) -> None:
    line = json.dumps(json.loads(request_line(request, 3)) | {name: value}).encode()
    try:
        assert isinstance(read_request(line), Request)
    except InputError:
        return
