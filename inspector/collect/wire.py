"""Questions to one engine, whichever way it is reached: JSON, or in words why not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.collect.failures import NotAnswered, explain
from inspector.collect.local import LIMIT_BYTES, Answer, Local
from inspector.collect.target import Target
from inspector.model.evidence import Json, Why

if TYPE_CHECKING:
    import requests

    from inspector.collect.client import Remote

READ_TIMEOUT_S = 30.0
CONNECTIONS = 4


class Way(Protocol):
    """How bytes come from an engine. Every one can send nothing but GET."""

    @property
    def failures(self) -> tuple[type[BaseException], ...]: ...

    def ask(self, target: str, timeout_s: float) -> Answer: ...

    def broke_off(self, error: BaseException) -> bool: ...

    def close(self) -> None: ...


class Wire:
    """Questions to one engine. Close it, or use it in `with`.

    prefix: the API version that paths are asked with, such as `/v1.41`. several: whether the engine of a unix socket is
    one that takes several questions at once; other ways have several connections.
    """

    def __init__(self, target: Target) -> None:
        """Raises NotAnswered when the address, the certificates or the ssh log-in cannot be used."""
        self.target = target
        self.prefix = ""
        self.several = False
        self._sdk: Remote | None = None
        self._local = None if target.socket_path is None else Local(target.socket_path)
        self._way: Way = self._local or self._remote()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._way.close()
        if self._sdk:
            self._sdk.close()

    def get(self, path: str, query: str = "", timeout_s: float = 0) -> Json:
        """The decoded answer. A question that breaks off is asked once more: an idle connection may have been closed.

        Raises NotAnswered.
        """
        target, limit_s = f"{self.prefix}{path}{query}", timeout_s or READ_TIMEOUT_S
        try:
            try:
                answer = self._way.ask(target, limit_s)
            except self._way.failures as error:
                if not self._way.broke_off(error):
                    raise
                answer = self._way.ask(target, limit_s)
        except self._way.failures as error:
            raise explain(error, self.target, path) from error
        return self._decoded(path, *answer)

    def get_all(self, paths: Sequence[str]) -> Generator[Json | NotAnswered]:
        """The decoded answers in order, each as soon as it is there; NotAnswered for one that is none."""
        if self._local:
            done = 0
            for answer in self._pipelined(self._local, paths) if self.several else ():
                yield answer
                done += 1
            # A connection that broke is one question's fault: the others are asked one at a time.
            yield from map(self._tried, paths[done:])
            return
        pool = ThreadPoolExecutor(CONNECTIONS)
        try:
            yield from pool.map(self._tried, paths)
        finally:
            pool.shutdown(cancel_futures=True)

    def open(self, path: str, query: str = "", timeout_s: float = 0) -> requests.Response:
        """The answer as it comes, of any status, with its body unread; close it.

        Raises what the libraries raise, and NotAnswered as the constructor does.
        """
        return self._remote().open(f"{self.prefix}{path}{query}", timeout_s or READ_TIMEOUT_S)

    def _pipelined(self, local: Local, paths: Sequence[str]) -> Generator[Json | NotAnswered]:
        """As many answers as come over one connection before it breaks."""
        targets = (f"{self.prefix}{path}" for path in paths)
        answers = local.ask_all(targets, READ_TIMEOUT_S)
        try:
            for path in paths:
                try:
                    yield self._decoded(path, *next(answers))
                except NotAnswered as error:
                    yield error
        except OSError:
            return
        finally:
            answers.close()

    def _tried(self, path: str) -> Json | NotAnswered:
        try:
            return self.get(path)
        except NotAnswered as error:
            return error

    def _decoded(self, path: str, status: int, body: bytes) -> Json:
        if status != 200:
            raise NotAnswered.from_status(status, body, self.target, path)
        if len(body) > LIMIT_BYTES:
            raise NotAnswered(f"{path} of {self.target.label} is larger than {LIMIT_BYTES >> 20} MB", Why.UNSUPPORTED)
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise NotAnswered(
                f"{self.target.label} answers {path} with something that is not JSON",
                Why.MALFORMED,
                "Check that the address is that of a Docker engine.",
            ) from error

    def _remote(self) -> Remote:
        """The SDK's client, which takes 0.2 s to import: for networks, and for an answer that never ends."""
        if self._sdk is None:
            from inspector.collect.client import Remote

            self._sdk = Remote(self.target)
        return self._sdk
