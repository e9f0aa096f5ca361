"""Rules about who reaches whom, and who should not."""
