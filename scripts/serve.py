"""Opens the app: on 127.0.0.1:8501 or the next free port, in a browser where there is a display."""

import os
import re
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path

from streamlit.web import cli

ADDRESS = "127.0.0.1"
TRIES = 100


def free_port() -> int:
    wanted = os.environ.get("PORT") or "8501"
    if not re.fullmatch("[0-9]{1,5}", wanted) or not 1 <= int(wanted) <= 65535:
        sys.exit(f"PORT={wanted} is no port: set it to a number from 1 to 65535, or leave it out.")
    ports = range(int(wanted), min(int(wanted) + TRIES, 65536))
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    sys.exit(f"No free port between {ports[0]} and {ports[-1]} on {ADDRESS}: set PORT to another one.")


def has_display() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_browser_when_ready(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection((ADDRESS, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            webbrowser.open(f"http://{ADDRESS}:{port}")
            return


def main() -> None:
    port = free_port()
    sys.stdout.write(f"Docker topology inspector: http://{ADDRESS}:{port}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    if has_display():
        threading.Thread(target=open_browser_when_ready, args=(port,), daemon=True).start()
    app = Path(__file__).parents[1] / "app.py"
    options = {"server.address": ADDRESS, "server.port": port, "server.headless": "true"}
    cli.main(["run", str(app), *(f"--{name}={value}" for name, value in options.items())])


if __name__ == "__main__":
    main()
