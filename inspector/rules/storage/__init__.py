"""Rules about where data lie, who writes them, and what becomes of them."""
