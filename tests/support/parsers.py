"""Every parser of ours that reads bytes or a text from outside, as targets of the fuzzing."""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np

from kiosk.adapters import bands_file, key_file, logo, onnx_card, sense_codec
from kiosk.adapters.cups_commands import read_queue, read_server
from kiosk.adapters.cups_ipp import GET_JOBS, NotIppError, Question, decoded, server_of
from kiosk.adapters.db3file import inspect_db3
from kiosk.adapters.delivery_log import DeliveryLog
from kiosk.adapters.hours_file import HoursFile
from kiosk.adapters.printing_journal import PrintingJournal
from kiosk.adapters.screen.keyboard import Key, Keyboard
from kiosk.adapters.store import manifest
from kiosk.config import parse
from kiosk.config.publickeys import check_public_keys, public_keys
from kiosk.core import control, strictjson, ticket
from kiosk.core.boxlog import BoxEntry
from kiosk.core.deliveries import Deliveries, Sent
from kiosk.core.figures import figures
from kiosk.core.frame import Intrinsics
from kiosk.core.inputs import Scanned
from kiosk.core.keeping import KeptJoints
from kiosk.core.keeping_codec import decode_curves, decode_joints, encode_curves, encode_joints
from kiosk.core.mount import Mount
from kiosk.core.mountcheck import Mounted
from kiosk.core.printeruri import printer_uri
from kiosk.core.records import BackupFacts
from kiosk.core.release import Part, Release, read_release, write_release
from kiosk.core.running import Maintenance
from kiosk.core.senses import CameraFault, CameraReady, Seen
from kiosk.core.sight import Setting, Sight, Silhouette
from kiosk.core.slip_codec import read_slip, slip_text
from kiosk.core.staffwords import order
from kiosk.errors import KioskError
from kiosk.fleet.told import CopyingTold
from kiosk.ports import PrinterStatus
from kiosk.printing import protocol
from kiosk.printing.escpos_status import is_carried_out, is_live, is_trouble, status_of
from kiosk.printing.journal import Entry, Journal, journal_text, read_journal
from tests import cases, slips
from tests.support import monitored
from tests.support.mutating import mutated, mutated_json
from tests.support.slipkeys import OURS

Mutate = Callable[[bytes, Any, Random], bytes]
ROOT = Path(__file__).parent.parent.parent
SLOW = 20
"""Times fewer inputs for what goes through a file."""


@dataclass(frozen=True)
class Target:
    """read: may raise `refusals` and nothing else. share: of the inputs."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    mutate: Mutate = mutated
    refusals: tuple[type[Exception], ...] = (KioskError,)
    share: float = 1.0


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _strict(kind: type[Any]) -> Callable[[bytes], object]:
    """As files of ours are read: text, JSON, then the value; ValueError is known there."""

    def read(data: bytes) -> object:
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError):
            return None
        return strictjson.read(kind, tree)

    return read


def _of_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    """Through a file of its own in memory, where there is such a place."""
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)

    def through(data: bytes, folder: Any = folder) -> object:
        path = Path(folder.name) / name
        path.write_bytes(data)
        path.chmod(0o600)
        return read(path)

    return through


def _resealed(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """With a checksum that is right again, so that the content is looked at."""

    def sealed(data: bytes) -> object:
        body = data[:3] + zlib.compress(data[3:], 1)
        return read(body + struct.pack("<I", zlib.crc32(body)))

    return sealed


def _unsealed(data: bytes) -> bytes:
    return data[:3] + zlib.decompress(data[3:-4])


def _ticket(data: bytes) -> object:
    """Half of them with a checksum and a signature that are right."""
    text = data.decode("utf-8", "replace")
    if len(text) % 2:
        body = ticket.tidied(text.partition("|")[0])
        if body.isascii():
            signed = f"{body} {ticket.spelt(OURS.sign(body.encode()))}"
            text = f"{signed} {ticket.checksum(signed)}"
    return ticket.decode(text, OURS)


def _scanned(data: bytes) -> object:
    """A scanner types it; what comes out as a line is decoded."""
    keyboard = Keyboard()
    letters = data.decode("utf-8", "replace")[:6000]
    keys = [Key(one if one.isprintable() else "f5", one) for one in letters]
    found = keyboard.read([*keys, Key("return", "\r")], 1.0)
    for one in found:
        if isinstance(one, Scanned):
            return ticket.decode(one.text, OURS)
    return None


def _senses(data: bytes) -> object:
    return sense_codec.Decoder().feed(data)


def _answers(data: bytes) -> object:
    for byte in data[:100]:
        is_live(byte), is_carried_out(byte), is_trouble(byte)
    return status_of(data[:4]) if len(data) >= 4 else None


def _printer(data: bytes) -> object:
    text = _text(data)
    server_of(text)
    return printer_uri(text)


def _queue(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    return read_server(text) if len(text) < 60 else read_queue(text)


def _keys(data: bytes) -> object:
    text = _text(data)
    return check_public_keys(text) or public_keys(text)


def _delivered(path: Path) -> object:
    log = DeliveryLog(path)
    try:
        return log.load()
    finally:
        log.close()


def _ipp(groups: int) -> bytes:
    """An answer as a server gives it: the question's own coding, a status for the operation."""
    asked = Question(GET_JOBS, "ipp://localhost/printers/slips", ("job-id", "job-state"), "me")
    data = asked.encoded()[:-1]
    job = struct.pack(">BBH", 2, 0x21, 6) + b"job-id" + struct.pack(">Hi", 4, 17)
    return data[:2] + b"\0\0" + data[4:] + job * groups + b"\x03"


def _db3s() -> tuple[bytes, ...]:
    """A database in a recording's layout, without the SDK."""
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db3"
        file = sqlite3.connect(path)
        file.execute("PRAGMA page_size = 1024")
        file.execute("CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT, type TEXT)")
        file.execute(
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, topic_id INT, timestamp INT, data BLOB)"
        )
        sensor = "/device_0/sensor_0"
        names = (
            f"{sensor}/Depth_0/image/data", f"{sensor}/Depth_0/image/metadata",
            f"{sensor}/option/Depth_Units/value", "/device_0/info",
        )  # fmt: skip
        for at, name in enumerate(names):
            file.execute("INSERT INTO topics VALUES (?, ?, 'x')", (at, name))
            for time in range(3):
                file.execute(
                    "INSERT INTO messages (topic_id, timestamp, data) VALUES (?, ?, ?)",
                    (at, time, bytes(60)),
                )
        file.commit()
        file.close()
        return (path.read_bytes(),)


def _onnx() -> bytes:
    """The head of a model: producer, then its metadata as in the shipped one."""

    def field(number: int, data: bytes) -> bytes:
        size, coded = len(data), b""
        while size > 127:
            coded, size = coded + bytes([size & 127 | 128]), size >> 7
        return bytes([number << 3 | 2]) + coded + bytes([size]) + data

    entry = field(1, b"errors") + field(2, b'{"bias_mm": 1.0, "joints": {"LKnee": [1, 2]}}')
    return (
        b"\x08\x08"
        + field(2, b"us")
        + field(14, entry)
        + field(14, field(1, b"figures") + field(2, b"{}"))
    )


def _png() -> bytes:
    rows = zlib.compress(b"".join(b"\0" + bytes([0, 255] * 8) for _ in range(16)))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    return logo.PNG + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _dumped(value: Any) -> bytes:
    return json.dumps(strictjson.tree(value)).encode()


def _kept() -> tuple[bytes, bytes]:
    from kiosk.core.keeping import CURVES, LegCurves, RepCurves
    from kiosk.core.squat import SETS
    from tests.core.test_keeping_codec import some_joints

    leg = LegCurves(*(np.linspace(0.0, 90.0, 101) for _ in CURVES))
    reps = [RepCurves(SETS[0], True, 1.0, 2.5, leg, leg)] * 2
    joints: KeptJoints = some_joints(5)
    return encode_curves(reps), encode_joints(joints)


def targets() -> Mapping[str, Target]:
    """By name. Made anew each time; the corpora are small and need no camera, network or model."""
    return MappingProxyType(dict(_targets()))


def _targets() -> Iterator[tuple[str, Target]]:
    curves, joints = _kept()
    kept = {"curves": (curves, decode_curves), "joints": (joints, decode_joints)}
    for name, (data, read) in kept.items():
        yield name, Target((data,), read)
        yield f"{name} resealed", Target((_unsealed(data),), _resealed(read))
    yield from _documents()
    yield from _lines()
    yield from _files()


def _documents() -> Iterator[tuple[str, Target]]:
    slip = slips.usual(cases.one_inside(), "en")
    text = slip_text(slip).encode()
    yield "slip", Target((text,), lambda d: read_slip(_text(d)), mutated_json, share=0.1)
    journal = Journal((Entry("6b1f7b6e-0d5c-4a2e-9d7b-1f2e3d4c5b6a", "2026-11-26T10:00:00Z"),))
    told = protocol.Told(PrinterStatus(ready=True), False, 12.5, "escpos")
    yield (
        "journal",
        Target((journal_text(journal).encode(),), lambda d: read_journal(_text(d)), mutated_json),
    )
    asked = protocol.Request("print", "6b1f7b6e-0d5c-4a2e-9d7b-1f2e3d4c5b6a", slip)
    asking = (asked, replace(asked, do="tidy", days=7), protocol.Request("status"))
    yield (
        "print request",
        Target(
            tuple(protocol.request_line(one, 7) for one in asking),
            lambda d: (protocol.number_of(d), protocol.read_request(d)),
            mutated_json,
        ),
    )
    yield (
        "print reply",
        Target(
            (protocol.reply_line(protocol.Reply(7, told=told)),), protocol.read_reply, mutated_json
        ),
    )
    requests = (
        control.Request("maintenance", on=True, reason="lens"), control.Request("status"),
        control.Request("erase", ticket="K7B4F2"), control.Request("backup", path="/a/b.db"),
    )  # fmt: skip
    yield (
        "control request",
        Target(
            tuple(control.request_line(one, 3) for one in requests),
            lambda d: (control.number_of(d), control.read_request(d)),
            mutated_json,
        ),
    )
    reply = control.Reply(text="Done.", running=monitored.running())
    yield "control reply", Target((control.reply_line(reply, 3),), control.read_reply, mutated_json)
    yield "document", Target(
        (b'{"verdict": "x", "reasons": ["a"], "sides": {"left": {"squats": {"inside": 1, "of": 5},'
         b'"knee_plane_offset_mm": {"at_60": {"value": 1.5, "low": 0, "high": 3}}}}}',),
        lambda d: figures(_text(d)),
        mutated_json,
    )  # fmt: skip
    parts = tuple(Part(name, 10, "ab" * 32) for name in ("kiosk.whl", "a.whl", "lock"))
    release = Release(
        1, "0.2.0", "2026-11-26T10:00:00Z", "r0001", "kiosk.whl", "lock", ("a.whl",), 100,
        parts, parts[:1], parts[:1],
    )  # fmt: skip
    yield "release", Target((write_release(release),), read_release, mutated_json)
    box = BoxEntry(
        "2026-11-26T10:00:00Z", "passed", (1.0, 2.0, 3.0), 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 980.0,
        1.0, "D455", "123", None, "ab", 30, "0.1.0",
    )  # fmt: skip
    values = (
        box, Mounted("2026-11-26T10:00:00Z", "portrait", 1.0, 0.0, 0.0),
        Maintenance("lens", "2026-11-26T10:00:00Z"), CopyingTold("2026-11-26T10:00:00Z"),
        Deliveries("2026-10", (Sent("2026-10", "mail", ""),)),
    )  # fmt: skip
    for one in values:
        yield type(one).__name__, Target((_dumped(one),), _strict(type(one)), mutated_json)


def _lines() -> Iterator[tuple[str, Target]]:
    from tests.core.test_ticket import EARLIER

    line = ticket.encode(EARLIER, OURS)
    body = line.rsplit(" ", 2)[0]
    yield "ticket", Target((line.encode(), body.encode(), f"{body}|".encode()), _ticket)
    yield "scanner", Target((line.encode(), b"K7B4F2", b"BADGE-1234"), _scanned, share=0.3)
    example = (ROOT / "docs" / "configuration.md").read_bytes()
    tables = (
        b'[mark]\nahead_m = 1.65\n[printer]\nuri = "file:out"\n[consent]\n[store]\nkeep_days = 9\n'
    )
    yield "configuration", Target((tables, example[:2000]), lambda d: parse(_text(d)), share=0.5)
    yield "public keys", Target((b"A" * 43 + b"=, " + b"B" * 43 + b"=",), _keys)
    yield "printer address", Target(
        (b"escpos+tcp://192.168.1.50:9100", b"file:///out/a%20b", b"cups://slips",
         b"escpos+serial:/dev/ttyUSB0?baud=9600", b"escpos+usb://04b8:0e28", b"ipp://h:631/x"),
        _printer,
    )  # fmt: skip
    yield "print queue", Target(
        (b"slips accepting requests since Thu\ndevice for slips: socket://h\nprinter slips is "
         b"idle. enabled since Thu\n\tForm mounted:\n\tAlerts: none\n", b"/run/cups/cups.sock",
         b"localhost:631/version=2.0"),
        _queue,
    )  # fmt: skip
    yield "print server", Target((_ipp(1), _ipp(4)), decoded, refusals=(NotIppError,))
    yield "printer status", Target((b"\x12\x12\x12\x12", b"\x16\x00\x37\x25\x00"), _answers)
    yield "senses", Target((_senses_seed(),), _senses)
    yield (
        "staff's line",
        Target(
            (b"kiosk results show K7B4F2 --json", b"report -o a.pdf --period=month", b"fetch a/b"),
            lambda d: order(_text(d)),
        ),
    )


def _senses_seed() -> bytes:
    """What the sensing process says first, and a sight with an outline and a skeleton's place."""
    setting = Setting(Mount.LANDSCAPE, "given", None, np.array([0.0, 1.0, 0.0]), "mount")
    outline = Silhouette(np.eye(8, dtype=np.bool_), 4, 32, 32)
    sight = Sight(0.1, None, True, 0, False, False, 0.0, silhouette=outline)
    said = (
        CameraFault("gone"), CameraReady(setting, Intrinsics(4, 4, 1.0, 1.0, 2.0, 2.0)),
        Seen(sight, 7, 0.01),
    )  # fmt: skip
    return b"".join(map(sense_codec.encode, said))


def _files() -> Iterator[tuple[str, Target]]:
    slow = 1.0 / SLOW
    yield (
        "recording",
        Target(_db3s(), _of_file("a.db3", lambda p: inspect_db3(p, {"Depth_Units"})), share=slow),
    )
    bands = bands_file.bands_path().read_bytes()
    yield "bands", Target((bands,), _of_file("b.toml", bands_file.load_bands), share=slow)
    yield "model's card", Target((_onnx(),), _of_file("m.onnx", onnx_card.read_card), share=0.3)
    yield "sign", Target((_png(),), _of_file("s.png", logo.load_logo), share=slow)
    pair = b64encode(bytes(32)), b64encode(bytes([7] * 32))
    head = b"%s\nprivate %s\npublic %s\n" % (key_file.HEAD.encode(), *pair)
    yield "key", Target((head,), _of_file("k.key", key_file.read), share=0.3)
    marks = b"2026-11-26T10:00:00Z start sure 0 -\n2026-11-26T10:10:00Z in doubtful 600 1200\n"
    yield (
        "hours",
        Target(
            (marks,),
            _of_file("2026-11.txt", lambda p: HoursFile(p.parent).marks(1.79e9, 1.8e9)),
            share=0.3,
        ),
    )
    log = json.dumps({"version": 1, **strictjson.tree(Deliveries())}).encode()
    yield "deliveries", Target((log,), _of_file("d.json", _delivered), mutated_json, share=slow)
    paper = journal_text(Journal()).encode()
    yield (
        "journal's file",
        Target((paper,), _of_file("j.json", lambda p: PrintingJournal(p).load()), share=slow),
    )
    facts = BackupFacts("a.db", "2026-11-26T10:00:00Z", "0.1.0", "r0001", 2, 3, 4096, "ab" * 32)
    told = json.dumps({"kind": manifest.KIND, **strictjson.tree(facts)}).encode()
    yield "manifest", Target(
        (told,),
        _of_file("a.db.json", lambda p: (manifest.is_backup(p.with_suffix("")),
                                         manifest.read(p.with_suffix("")))),
        mutated_json,
        share=0.3,
    )  # fmt: skip
