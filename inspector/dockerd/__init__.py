"""What the daemon would program, from intent alone: for hosts whose own tables cannot be read.

Compared with real engines by tests/lab; every fact that stems from here is marked assumed in the answers.
"""
