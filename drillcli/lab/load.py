"""The other side of a model server: starting and ending its process, asking it, putting it under load."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from drillcli.clock import seconds
from drillcli.errors import DrillError
from drillcli.lab import serve
from drillcli.locale import _

HOST = "127.0.0.1"

STOP_S = serve.GRACE + 10
"""Seconds that a server is given to end once it was told to."""

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Latency:
    """What clients saw: median and 99th percentile (ms from sending to the last byte), and answers a second."""

    p50_ms: float
    p99_ms: float
    rate: float


class Server:
    """A model server in a process of its own, for the time of a `with` block; it ends when this process ends.

    It serves the newest version below `folder` (`FOLDER/1/model.onnx`) and joins up to `rows` rows of requests that
    arrive within `wait_ms` into one run of the model. Raises DrillError where it does not start.
    """

    def __init__(self, folder: Path, rows: int, wait_ms: float) -> None:
        command = [sys.executable, "-P", serve.__file__, str(folder), "--rows", str(rows), "--wait-ms", str(wait_ms)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 our own
        self.path = f"/v1/models/{folder.name}"
        self.connection = HTTPConnection(HOST, timeout=60)
        port = self.process.stdout.readline() if self.process.stdout else b""
        if not port:
            code = self.stop()
            raise DrillError(_("the model server did not start (exit code {code})").format(code=code))
        self.port = self.connection.port = int(port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """Return the status and the content (read as JSON, else as text) of the answer to one request.

        Each has a connection of its own: the server ends one that was quiet for five seconds, and a load lasts longer.
        """
        self.connection.request(method, path, body)
        answer = self.connection.getresponse()
        content = answer.read()
        self.connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(content) if is_json else content.decode()

    def predict(self, instances: Any) -> Any:
        """Return the model's rows for `instances` (an array, first axis: row). Raises DrillError for a refusal."""
        status, content = self.ask("POST", f"{self.path}:predict", body(instances))
        if status != 200:
            raise DrillError(_("the model server refused: {error}").format(error=content["error"]))
        return np.asarray(content["predictions"], np.float32)

    def counts(self) -> dict[str, int]:
        """Return what the server has counted since its start: requests, runs, instances, and those waiting now."""
        lines = self.ask("GET", serve.METRICS)[1].split("\n")
        return {name.removeprefix("serving_"): int(value) for name, value in map(str.split, filter(None, lines))}

    def stop(self) -> int:
        """Tell the server to end (SIGTERM; on Windows, which has none, the end of its input); return its exit code."""
        if self.process.poll() is None:
            if sys.platform == "win32" and self.process.stdin:
                self.process.stdin.close()
            else:
                self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            for stream in (self.connection, self.process.stdin, self.process.stdout):
                if stream:
                    stream.close()

    def load(self, bodies: list[bytes], clients: int, limit_s: float) -> Latency:
        """Share requests out among clients that each ask again as soon as they are answered; stop at `limit_s`."""
        return asyncio.run(self._load([self._request(body) for body in bodies], clients, limit_s))

    async def _load(self, requests: list[bytes], clients: int, limit_s: float) -> Latency:
        lasted: list[float] = []
        began = seconds()
        deadline = began + limit_s
        await asyncio.gather(*(self._client(requests[n::clients], lasted, deadline) for n in range(clients)))
        rate = len(lasted) / (seconds() - began)
        p50, p99 = (float(np.percentile(lasted, share)) * 1000 for share in (50, 99))
        return Latency(p50, p99, rate)

    async def _client(self, requests: list[bytes], lasted: list[float], deadline: float) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.port)
        for request in requests:
            began = seconds()
            if began > deadline:
                break
            writer.write(request)
            await _answer(reader)
            lasted.append(seconds() - began)
        writer.close()
        await writer.wait_closed()

    def drain(self, bodies: list[bytes]) -> tuple[int, int]:
        """Stop the server once it has received these requests; return how many it answered, and its exit code."""
        return asyncio.run(self._drain([self._request(body) for body in bodies]))

    async def _drain(self, requests: list[bytes]) -> tuple[int, int]:
        before = self.counts()["requests"]
        streams = [await asyncio.open_connection(HOST, self.port) for _ in requests]
        for (_reader, writer), request in zip(streams, requests, strict=True):
            writer.write(request)
        while self.counts()["requests"] - before < len(requests):
            await asyncio.sleep(0.01)
        code = await asyncio.to_thread(self.stop)
        answers = await asyncio.gather(*(_answer(reader) for reader, _writer in streams), return_exceptions=True)
        for _reader, writer in streams:
            writer.close()
        return sum(isinstance(answer, bytes) for answer in answers), code

    def _request(self, content: bytes) -> bytes:
        head = f"POST {self.path}:predict HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(content)}\r\n\r\n"
        return head.encode() + content


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """Return the body of the next answer on a connection. Raises DrillError where it is not a success."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    content = await reader.readexactly(int(length[1]) if length else 0)
    if not head.startswith(b"HTTP/1.1 200"):
        raise DrillError(_("the model server refused: {error}").format(error=content.decode()))
    return content


def body(instances: Any) -> bytes:
    """Return the JSON of a request to predict `instances` (an array, first axis: row)."""
    return json.dumps({"instances": np.asarray(instances).tolist()}).encode()
