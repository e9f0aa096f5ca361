"""Rules about who answers to which name."""
