"""Rules about what works, and is better done otherwise."""
