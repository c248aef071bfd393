"""Every error that the kiosk raises on purpose. Imports nothing.

    KioskError                      exit status 2 unless said otherwise
    ├── InputError (ValueError)     a file or a value that we were given cannot be used
    │   ├── RecordingError          a recording is missing, damaged or of another kind
    │   ├── ConfigError             a configuration or a command line is wrong
    │   ├── TicketError             a scanned line is no result that can be read
    │   └── UpdateError             a release is not taken; what runs goes on
    ├── InstallationError           status 4: a part of ours is not as it should be
    │   └── ModelError              the pose model's file, contract or checksum is wrong
    └── DeviceError (OSError)       a thing outside us failed; an event, never a crash
        ├── CameraError             the camera is lost, silent, busy or delivers nonsense
        │   └── CameraStuckError    status 5: the kiosk has to start anew for it
        ├── PrinterError            nothing was printed, and why
        ├── StoreError              a visit could not be kept, read or erased
        ├── DisplayError            no window can be opened
        ├── FleetError              the database of many kiosks refuses, or cannot be used
        │   └── FleetLostError      it cannot be reached, or the connection was cut
        ├── DeliveryError           a report or an alert could not be handed over
        └── NotRunningError         status 3: no kiosk is running here, or it ended meanwhile

The message of each says what was seen, what was expected and what a person can do.
"""


class KioskError(Exception):
    """Root of the tree; `exit_status` is what a command ends with."""

    exit_status = 2


class InputError(KioskError, ValueError):
    """What we were given cannot be used."""


class RecordingError(InputError):
    """A recording is missing, damaged or of another kind."""


class ConfigError(InputError):
    """A configuration or a command line is wrong."""


class TicketError(InputError):
    """A scanned line is no result that can be read; `what`: 'not_ours', 'damaged', 'newer',
    'forged', 'other_kiosk' or 'no_key' (kiosk.core.ticket.decode)."""

    def __init__(self, what: str, text: str) -> None:
        super().__init__(text)
        self.what = what


class UpdateError(InputError):
    """A release is not taken, and why; what runs goes on."""


class InstallationError(KioskError):
    """A package, library or file of ours is not as it should be."""

    exit_status = 4


class ModelError(InstallationError):
    """The pose model's file, contract or checksum is wrong."""


class DeviceError(KioskError, OSError):
    """Something outside the program failed."""


class CameraError(DeviceError):
    """The camera is lost, silent, busy or delivers nonsense; `code`: the fault's name
    (kiosk.core.camerafaults)."""

    def __init__(self, text: str, code: str = "other") -> None:
        super().__init__(text)
        self.code = code


class CameraStuckError(CameraError):
    """Nothing that the running kiosk does mends the camera: it has to be started anew."""

    exit_status = 5


class PrinterError(DeviceError):
    """Nothing was printed."""


class StoreError(DeviceError):
    """A visit could not be kept, read or erased."""


class DisplayError(DeviceError):
    """No window can be opened."""


class FleetError(DeviceError):
    """The database of many kiosks refuses, or cannot be used; trying again will not help."""


class FleetLostError(FleetError):
    """It cannot be reached, or the connection was cut; it may help to try again."""


class DeliveryError(DeviceError):
    """A report or an alert could not be handed over; it is tried again next time."""


class NotRunningError(DeviceError):
    """No kiosk is running here, or it ended meanwhile."""

    exit_status = 3
