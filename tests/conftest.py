"""What all tests share: Hypothesis without a clock, because a busy machine is not a defect; and the
keys of a terminal, also where the tests are a shell's background job.
"""

from __future__ import annotations

import os
import signal
import threading

from hypothesis import settings

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# A background job ignores Ctrl-C and Ctrl-\, and so would every program that a test begins.
if threading.current_thread() is threading.main_thread():
    for number, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGQUIT, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)
