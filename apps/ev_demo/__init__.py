"""EV_Demo: starts a whole network on this computer, broker included (A5)."""
