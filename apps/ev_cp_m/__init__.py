"""EV_CP_M, the monitor of one charging point (acceptance A3): it speaks for the CP and watches its engine."""
