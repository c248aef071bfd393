"""Keys for the codes on slips that are the same every time, and no file. Imports cryptography."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.adapters.ed25519_keys import key_id
from kiosk.core.assessment import Assessment
from kiosk.core.message import Message
from kiosk.core.ticket import Earlier, Verdict, decode, encode


class SeededKey:
    """kiosk.core.ticket.Signer and Verifier: one made of a number; it knows those it trusts."""

    def __init__(self, seed: int, *trusted: SeededKey) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self._public = self._private.public_key()
        self.public = self._public.public_bytes_raw()
        self.key_id = key_id(self.public)
        self._known = {one.key_id: one._public for one in (self, *trusted)}

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def verify(self, key_id: str, message: bytes, signature: bytes) -> Verdict:
        if key_id not in self._known:
            return "unknown"
        try:
            self._known[key_id].verify(signature, message)
        except InvalidSignature:
            return "wrong"
        return "right"


OURS = SeededKey(1)
OTHERS = SeededKey(2)


@dataclass
class SeededCodes:
    """kiosk.live.tools.Codes with OURS. fault: what loading and encoding raise, if anything.
    made: what loading says."""

    fault: Exception | None = None
    made: str = ""
    loads: list[None] = field(default_factory=list)

    def load(self) -> str:
        self.loads.append(None)
        if self.fault is not None:
            raise self.fault
        return self.made

    def encode(self, earlier: Earlier) -> str:
        if self.fault is not None:
            raise self.fault
        return encode(earlier, OURS)

    def ticket(self, text: str) -> str:
        return decode(text, OURS).ticket

    def compare(
        self, answer: Assessment, text: str, sha256: str, language: str
    ) -> Sequence[Message]:
        return ()
