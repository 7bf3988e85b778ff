"""The model server keeps TensorFlow Serving's paths, joins requests, and neither loses nor outlives anybody."""

import json
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the extra `exercise` is not installed")
onnx = pytest.importorskip("onnx", reason="the extra `exercise` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `exercise` is not installed")
pytest.importorskip("uvicorn", reason="the extra `exercise` is not installed")

import numpy as np  # noqa: E402

from drillcli.clock import seconds  # noqa: E402
from drillcli.errors import DrillError  # noqa: E402
from drillcli.exercises.cnn import CNN  # noqa: E402
from drillcli.exercises.serving import export  # noqa: E402
from drillcli.lab.load import Server, body  # noqa: E402

FLOAT = onnx.TensorProto.FLOAT


def write_model(folder: Path, version: int, factor: float) -> None:
    """Write a model that multiplies rows of two numbers."""
    helper = onnx.helper
    inputs, outputs = (helper.make_tensor_value_info(name, FLOAT, ["n", 2]) for name in ("x", "y"))
    factors = helper.make_tensor("factor", FLOAT, [1], [factor])
    nodes = [helper.make_node("Mul", ["x", "factor"], ["y"])]
    graph = helper.make_graph(nodes, "times", [inputs], [outputs], [factors])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / str(version)).mkdir(parents=True)
    onnx.save(model, folder / str(version) / "model.onnx")


@pytest.fixture(scope="module")
def times(tmp_path_factory):
    """A folder with two versions: one doubles, the newer one triples."""
    folder = tmp_path_factory.mktemp("store") / "times"
    write_model(folder, 2, 2.0)
    write_model(folder, 10, 3.0)
    return folder


@pytest.fixture(scope="module")
def server(times):
    with Server(times, rows=32, wait_ms=1) as running:
        yield running
        assert running.stop() == 0


def test_status_is_told_as_tensorflow_serving_tells_it(server):
    status = {"version": "10", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    for path in ("/v1/models/times", "/v1/models/times/versions/10"):
        assert server.ask("GET", path) == (200, {"model_version_status": [status]})


def test_a_quiet_connection_is_not_kept_for_the_server_to_end(server):
    """The server ends it after five seconds, which a load between two questions may well last."""
    server.counts()
    assert server.connection.sock is None


def test_metadata_describe_the_signature(server):
    status, content = server.ask("GET", "/v1/models/times/metadata")
    signature = content["metadata"]["signature_def"]["signature_def"]["serving_default"]
    assert status == 200
    assert content["model_spec"] == {"name": "times", "signature_name": "", "version": "10"}
    assert [size["size"] for size in signature["inputs"]["x"]["tensor_shape"]["dim"]] == ["-1", "2"]


@pytest.mark.parametrize("path", ["/v1/models/times:predict", "/v1/models/times/versions/10:predict"])
def test_the_newest_version_predicts(server, path):
    assert server.ask("POST", path, b'{"instances": [[1, 2], [3, 4.5]]}') == (
        200,
        {"predictions": [[3.0, 6.0], [9.0, 13.5]]},
    )


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/v1/models/other", None, 404),
        ("GET", "/v1/models/times/versions/2", None, 404),
        ("POST", "/v1/models/other:predict", b'{"instances": [[1, 2]]}', 404),
        ("GET", "/", None, 400),
        ("GET", "/v1/models/times:predict", None, 400),
        ("POST", "/v1/models/times", b"{}", 400),
        ("POST", "/v1/models/times:predict", b"", 400),
        ("POST", "/v1/models/times:predict", b"\xff{", 400),
        ("POST", "/v1/models/times:predict", b"[]", 400),
        ("POST", "/v1/models/times:predict", b"[" * 200_000, 400),
        ("POST", "/v1/models/times:predict", b'{"inputs": [[1, 2]]}', 400),
        ("POST", "/v1/models/times:predict", b'{"instances": []}', 400),
        ("POST", "/v1/models/times:predict", b'{"instances": [[1, 2, 3]]}', 400),
        ("POST", "/v1/models/times:predict", b'{"instances": [[1], [2, 3]]}', 400),
        ("POST", "/v1/models/times:predict", b'{"instances": [["a", "b"]]}', 400),
        ("POST", "/v1/models/times:predict", b'{"instances": {"x": 1}}', 400),
    ],
)
def test_what_cannot_be_answered_is_an_error_in_json(server, method, path, content, status):
    told, answer = server.ask(method, path, content)
    assert told == status
    assert answer.keys() == {"error"}
    assert answer["error"]
    assert server.ask("GET", server.path)[0] == 200


def test_a_refusal_is_an_error_of_ours(server):
    with pytest.raises(DrillError, match="shape"):
        server.predict(np.zeros((1, 3)))


def test_each_client_gets_its_own_answer(server):
    """Requests of many clients and sizes are joined and dealt out again without a mix-up."""
    asked = [np.full((1 + n % 5, 2), n, np.float32) for n in range(40)]

    def ask(instances):
        request = body(instances)
        head = f"POST {server.path}:predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(request)}"
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(head.encode() + b"\r\n\r\n" + request)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return np.array(json.loads(answer.partition(b"\r\n\r\n")[2])["predictions"])

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(ask, asked))
    for instances, answer in zip(asked, answers, strict=True):
        assert np.array_equal(answer, instances * 3)


def test_a_client_that_leaves_harms_nobody(server):
    for part in (b"POST ", b"POST /v1/models/times:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(part)
    assert np.array_equal(server.predict(np.ones((1, 2))), [[3, 3]])


def test_the_load_is_what_the_server_counted(server):
    before = server.counts()
    seen = server.load([body(np.ones((1, 2)))] * 60, clients=4, limit_s=30)
    after = server.counts()
    assert after["requests"] - before["requests"] == after["instances"] - before["instances"] == 60
    assert after["waiting"] == 0
    assert 0 < seen.p50_ms <= seen.p99_ms
    assert seen.rate > 0


def test_requests_that_arrive_together_share_a_run(times):
    """Eight requests within half a second are one run; stopped meanwhile, the server still answers them all."""
    requests = [body(np.full((1, 2), n)) for n in range(8)]
    with Server(times, rows=32, wait_ms=500) as server:
        assert server.load(requests, clients=8, limit_s=30).p50_ms >= 500
        assert server.counts()["runs"] == 1
        assert server.drain(requests) == (8, 0)


def test_a_full_batch_does_not_wait(times):
    with Server(times, rows=2, wait_ms=60_000) as server:
        assert np.array_equal(server.predict(np.ones((2, 2))), np.full((2, 2), 3))


def test_without_batching_each_request_is_a_run(times):
    with Server(times, rows=1, wait_ms=0) as server:
        server.load([body(np.ones((1, 2)))] * 20, clients=5, limit_s=30)
        assert server.counts()["runs"] == 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_success(times, number):
    with Server(times, rows=1, wait_ms=0) as server:
        server.process.send_signal(number)
        assert server.process.wait(30) == 0


def test_it_ends_when_its_parent_is_killed(times):
    code = (
        "import sys; from pathlib import Path; from drillcli.lab.load import Server\n"
        f"server = Server(Path({str(times)!r}), 1, 0)\n"
        "print(server.port, flush=True)\n"
        "sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent.stdin, parent.stdout:
        port = int(parent.stdout.readline())
        socket.create_connection(("127.0.0.1", port)).close()
        parent.kill()
        parent.wait()
    until = seconds() + 30
    while seconds() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:  # it is just ending
            continue
    pytest.fail("the server outlived its parent")


@pytest.mark.parametrize("content", [None, b"no model"])
def test_a_model_that_cannot_be_loaded_is_told(tmp_path, content):
    (tmp_path / "broken" / "1").mkdir(parents=True)
    if content:
        (tmp_path / "broken" / "1" / "model.onnx").write_bytes(content)
    with pytest.raises(DrillError, match="did not start"):
        Server(tmp_path / "broken", 1, 0)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")
def test_the_exported_network_computes_what_the_network_does(tmp_path):
    """Whatever the number of images in a request."""
    torch.manual_seed(0)
    model = CNN().eval()
    export(model, tmp_path / "cnn")
    images = torch.rand(5, 1, 28, 28)
    with Server(tmp_path / "cnn", rows=1, wait_ms=0) as server, torch.no_grad():
        for some in (images, images[:1]):
            assert np.abs(server.predict(some) - model(some).numpy()).max() < 1e-4
    (file,) = (tmp_path / "cnn" / "1").iterdir()
    assert file.stat().st_size > 4 * 93_322
