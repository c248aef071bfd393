"""The running kiosk against the ports: loop, workers, sensing process."""
