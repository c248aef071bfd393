"""The other half of scripts/bench_speed, run in an environment of its own with mediapipe==0.10.21.

Reads `net` or `whole` lines and answers with the seconds that one run took, on one processor.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import mediapipe
import numpy as np
from ai_edge_litert.interpreter import Interpreter


def main() -> None:
    """Answer until the input ends."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pictures = np.load(sys.argv[1])  # (n, H, W, 3) uint8: the member's shaded depth, upright
    model = Path(mediapipe.__file__).parent / "modules/pose_landmark/pose_landmark_full.tflite"
    net = Interpreter(str(model), num_threads=1)
    net.allocate_tensors()
    place = net.get_input_details()[0]
    patch = np.random.default_rng(0).random(place["shape"], dtype=np.float32)
    pose = mediapipe.solutions.pose.Pose(model_complexity=1)
    found = 0
    for count, line in enumerate(sys.stdin):
        if line.strip() == "net":
            net.set_tensor(place["index"], patch)
            start = time.perf_counter()
            net.invoke()
            taken = time.perf_counter() - start
        else:
            picture = pictures[count % len(pictures)]
            start = time.perf_counter()
            result = pose.process(picture)
            taken = time.perf_counter() - start
            found += result.pose_landmarks is not None
        print(taken, found, flush=True)


if __name__ == "__main__":
    main()
