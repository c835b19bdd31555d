"""What the panel's views show: the network's book, and Qt models over it. GUI thread only."""
