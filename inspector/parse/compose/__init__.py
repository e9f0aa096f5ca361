"""Compose files into the answers that an engine would give after `docker compose up`: pure, no file is read here."""
