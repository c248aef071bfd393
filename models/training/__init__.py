"""The recipe of the pose model: bodies, clothes, squats, sensor, network, export, evaluation."""
