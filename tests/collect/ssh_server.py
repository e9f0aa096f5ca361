"""An ssh server of one test: accepts one key, and runs `docker system dial-stdio` by connecting to a unix socket."""

import contextlib
import socket
import threading
from pathlib import Path
from typing import Self

import paramiko

DIAL = b"docker system dial-stdio"


class SshServer(paramiko.ServerInterface):
    """Listens on 127.0.0.1; `commands` are those that were asked for. home gets a welcome client's ~/.ssh."""

    def __init__(self, engine: Path, home: Path) -> None:
        self.engine = engine
        self.commands: list[bytes] = []
        self._host_key, self._client_key = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        folder = home / ".ssh"
        folder.mkdir()
        self.known_hosts = folder / "known_hosts"
        self.known_hosts.write_text(
            f"[127.0.0.1]:{self.port} {self._host_key.get_name()} {self._host_key.get_base64()}\n"
        )
        self.key = folder / "id_ecdsa"
        self._client_key.write_private_key_file(str(self.key))
        self._transports: list[paramiko.Transport] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would leave the accept that is going on.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for transport in self._transports:
            transport.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            while True:
                connection, _ = self._listener.accept()
                transport = paramiko.Transport(connection)
                self._transports.append(transport)
                transport.add_server_key(self._host_key)
                transport.start_server(server=self)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL if key == self._client_key else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        self.commands.append(command)
        engine = socket.socket(socket.AF_UNIX)
        try:
            engine.connect(str(self.engine))
        except OSError:
            channel.close()
            return True
        threading.Thread(target=_copy, args=(channel, engine), daemon=True).start()
        threading.Thread(target=_copy, args=(engine, channel), daemon=True).start()
        return True


def _copy(source: socket.socket | paramiko.Channel, sink: socket.socket | paramiko.Channel) -> None:
    with contextlib.suppress(OSError, EOFError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError, EOFError):
        sink.close()
