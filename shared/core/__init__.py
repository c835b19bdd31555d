"""What the cores of all programs have in common: rules without Qt, threads and I/O of their own."""
