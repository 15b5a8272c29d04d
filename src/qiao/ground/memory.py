"""How much memory a job has taken, for the record that it leaves."""

import resource
import sys

KIB_A_MIB = 1024
BYTES_A_MIB = 1024 * 1024


def peak_mib() -> int:
    """The most memory this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS counts bytes, Linux KiB
    return peak // (BYTES_A_MIB if sys.platform == "darwin" else KIB_A_MIB)
