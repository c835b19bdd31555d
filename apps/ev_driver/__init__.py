"""EV_Driver: the driver's app (A4)."""
