"""EV_Central: control panel and logic of the network of charging points (A1)."""
