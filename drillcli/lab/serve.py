"""A small model server: an ONNX model behind TensorFlow Serving's REST paths, with dynamic batching.

A program of its own, so that it loads in a moment: it imports nothing of this package and no PyTorch.

    python -P serve.py FOLDER --rows 32 --wait-ms 2      # serves FOLDER/1/model.onnx under the folder's name

It listens on a port of loopback that the system chooses, prints that port as its first line, and goes on until SIGTERM
or the end of its standard input (which comes when its parent dies): it answers what it has received and exits with 0.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import onnxruntime
import uvicorn

PATH = re.compile(r"/v1/models/(?P<name>[^/:]+)(?:/versions/(?P<version>\d+))?(?P<what>/metadata|:predict)?")
METRICS = "/monitoring/prometheus/metrics"
"""As https://www.tensorflow.org/tfx/serving/api_rest has them."""

LARGEST = 64 * 2**20
"""Bytes of a request; a longer one is refused."""

GRACE = 20
"""Seconds that requests under way are given once the server is to stop."""


class RequestError(Exception):
    """A request that cannot be answered: the HTTP status and what to tell."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Batcher:
    """Joins requests that arrive within `wait` seconds into one run of the model, of at most `rows` rows.

    With `rows` 1 each request is a run of its own. `requests`, `runs` and `instances` count since the start; `waiting`
    is the number of requests received and not yet answered.
    """

    def __init__(self, run: Callable[[Any], Any], rows: int, wait: float) -> None:
        self.run, self.rows, self.wait = run, rows, wait
        self.queue: asyncio.Queue[tuple[Any, asyncio.Future[Any]]] = asyncio.Queue()
        self.requests = self.runs = self.instances = self.waiting = 0

    async def predict(self, instances: Any) -> Any:
        """Return the model's rows for `instances` (first axis: row), computed together with whatever else waits."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.queue.put_nowait((instances, answer))
        self.requests += 1
        self.waiting += 1
        try:
            return await answer
        finally:
            self.waiting -= 1

    async def work(self) -> None:
        """Run batch after batch, for ever; the model computes in a thread so that requests are read meanwhile."""
        while True:
            batch = await self._batch()
            sizes = [len(instances) for instances, _ in batch]
            self.runs += 1
            self.instances += sum(sizes)
            try:
                rows = await asyncio.to_thread(self.run, np.concatenate([instances for instances, _ in batch]))
            except Exception as error:  # whatever the model raises is the answer; the server goes on
                parts: list[Any] = [RequestError(500, str(error))] * len(batch)
            else:
                parts = np.split(rows, np.cumsum(sizes)[:-1])
            for (_, answer), part in zip(batch, parts, strict=True):
                _settle(answer, part)

    async def _batch(self) -> list[tuple[Any, asyncio.Future[Any]]]:
        batch = [await self.queue.get()]
        rows = len(batch[0][0])
        if rows + self.queue.qsize() < self.rows:
            await asyncio.sleep(self.wait)
        while rows < self.rows and not self.queue.empty():
            batch.append(self.queue.get_nowait())
            rows += len(batch[-1][0])
        return batch


def _settle(answer: asyncio.Future[Any], part: Any) -> None:
    if answer.cancelled():  # the client has gone
        return
    if isinstance(part, RequestError):
        answer.set_exception(part)
    else:
        answer.set_result(part)


class Application:
    """The ASGI application: model status, metadata, predictions and counters of one version of one model."""

    def __init__(self, name: str, version: int, session: Any, batcher: Batcher) -> None:
        self.name, self.version, self.batcher = name, str(version), batcher
        self.input, self.output = session.get_inputs()[0], session.get_outputs()[0]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request, in JSON (the counters: in Prometheus' text form)."""
        try:
            status, content = 200, await self._answer(scope["method"], scope["path"], receive)
        except RequestError as refusal:
            status, content = refusal.status, {"error": str(refusal)}
        kind, text = ("text/plain", content) if isinstance(content, str) else ("application/json", json.dumps(content))
        body = text.encode()
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, method: str, path: str, receive: Callable[[], Awaitable[dict[str, Any]]]) -> Any:
        if (method, path) == ("GET", METRICS):
            counted = ("requests", "runs", "instances", "waiting")
            return "".join(f"serving_{name} {getattr(self.batcher, name)}\n" for name in counted)
        asked = PATH.fullmatch(path)
        if asked is None or method != ("POST" if asked["what"] == ":predict" else "GET"):
            raise RequestError(400, f"Malformed request: {method} {path}")
        if asked["name"] != self.name or asked["version"] not in (None, self.version):
            raise RequestError(
                404, f"Servable not found for request: {asked['name']}, version {asked['version'] or 'any'}"
            )
        if asked["what"] == ":predict":
            instances = self._instances(await _body(receive))
            return {"predictions": (await self.batcher.predict(instances)).tolist()}
        return self._metadata() if asked["what"] else self._status()

    def _status(self) -> dict[str, Any]:
        fine = {"error_code": "OK", "error_message": ""}
        return {"model_version_status": [{"version": self.version, "state": "AVAILABLE", "status": fine}]}

    def _metadata(self) -> dict[str, Any]:
        signature = {
            "inputs": {self.input.name: _described(self.input)},
            "outputs": {self.output.name: _described(self.output)},
            "method_name": "tensorflow/serving/predict",
        }
        spec = {"name": self.name, "signature_name": "", "version": self.version}
        return {"model_spec": spec, "metadata": {"signature_def": {"signature_def": {"serving_default": signature}}}}

    def _instances(self, body: bytes) -> Any:
        """Return the rows of a request, float32 of the model's shape. Raises RequestError where it has none."""
        try:
            instances = np.asarray(json.loads(body)["instances"], np.float32)
        except (KeyError, TypeError) as error:
            raise RequestError(400, "Missing 'instances' key, or instances that are no numbers") from error
        except (ValueError, OverflowError, RecursionError) as error:
            raise RequestError(400, f"JSON Parse error: {error}") from error
        shape = tuple(self.input.shape[1:])
        if instances.shape[1:] != shape or not len(instances):
            raise RequestError(
                400, f"instances must be of shape (n, {', '.join(map(str, shape))}), not {instances.shape}"
            )
        return instances


def _described(value: Any) -> dict[str, Any]:
    sizes = [{"size": str(size if isinstance(size, int) else -1), "name": ""} for size in value.shape]
    return {"dtype": "DT_FLOAT", "tensor_shape": {"dim": sizes, "unknown_rank": False}, "name": value.name}


async def _body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
    parts, size, more = [], 0, True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        more = event.get("more_body", False)
        if size > LARGEST:
            raise RequestError(413, f"Request of more than {LARGEST} bytes")
    return b"".join(parts)


async def serve(folder: Path, rows: int, wait: float, listening: socket.socket) -> None:
    """Serve the newest version below `folder` on `listening`, until SIGTERM, SIGINT or the end of standard input."""
    version = max(int(path.name) for path in folder.iterdir() if path.name.isdigit())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # threads that spin between runs would take the cores of the HTTP side
    path = folder / str(version) / "model.onnx"
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = session.get_inputs()[0].name
    batcher = Batcher(lambda x: session.run(None, {feed: x})[0], rows, wait)
    application = Application(folder.name, version, session, batcher)
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", ws="none", access_log=False,
                                           log_level="error", timeout_graceful_shutdown=GRACE))  # fmt: skip
    Thread(target=_watch, args=(server,), daemon=True).start()
    worker = asyncio.create_task(batcher.work())
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve(sockets=[listening])
    worker.cancel()


def _watch(server: uvicorn.Server) -> None:
    while os.read(0, 4096):  # not sys.stdin: a thread that holds its lock cannot be left behind at the end
        pass
    server.should_exit = True


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=32)
    parser.add_argument("--wait-ms", type=float, default=2)
    given = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGINT):  # uvicorn drains, then raises the signal again: this then ends it
        signal.signal(ending, lambda *_: sys.exit(0))
    # only where the protocol is named does asyncio switch Nagle's algorithm off; with it each answer takes 44 ms
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        asyncio.run(serve(given.folder.absolute(), given.rows, given.wait_ms / 1000, listening))


if __name__ == "__main__":
    main()
