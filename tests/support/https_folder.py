"""A folder served by https on this machine, and how it may fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from tests.support.certificates import server_side

Failure = Literal["", "cut"]
"""What goes wrong with packages (*.whl): the line is cut in the middle."""


class Handler(SimpleHTTPRequestHandler):
    """Quiet, and failing where it is asked to."""

    def __init__(self, *args: object, failure: Failure, directory: str):
        self.failure = failure
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None: ...

    def copyfile(self, source: object, outputfile: object) -> None:
        if not self.failure or ".whl" not in self.path:
            super().copyfile(source, outputfile)  # type: ignore[misc]
            return
        outputfile.write(source.read(100))  # type: ignore[attr-defined]


@contextmanager
def served(folder: Path, pem: Path, failure: Failure = "") -> Iterator[str]:
    """The address of its top."""
    handler = partial(Handler, failure=failure, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.socket = server_side(pem).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
