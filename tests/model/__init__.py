"""The cores against a model of the world, without process, thread or socket: thousands of histories."""
