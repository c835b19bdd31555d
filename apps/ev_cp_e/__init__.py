"""EV_CP_E: the engine of one charging point."""
