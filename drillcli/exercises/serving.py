"""Train the digits' network, export it to ONNX, serve it over HTTP, put it under load, and stop it without loss."""

import copy
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.exercises.cnn import CNN, Shifted, one_cycle
from drillcli.lab import Lab
from drillcli.lab.baselines import linear_accuracy
from drillcli.lab.load import Server, body
from drillcli.workplace import workplace

ABOUT = {
    "title": {"en": "Serving a model over HTTP", "zh": "通过 HTTP 部署模型"},
    "teaches": {
        "en": "ONNX export, TensorFlow Serving's REST paths, dynamic batching, latency under load, a clean stop",
        "zh": "导出 ONNX、TensorFlow Serving 的 REST 路径、动态批处理、负载下的延迟、干净地停止",
    },
    "source": "001-Q11",
    "mended": [
        {
            "erratum": "E153",
            "en": "the server is started as a child process; `!command` is a notebook's syntax, not Python's",
            "zh": "服务器作为子进程启动；`!命令` 是笔记本的语法，不是 Python",
        },
        {
            "erratum": "E154",
            "en": "REST on a port of its own; the original's 8501 was given to gRPC, with REST switched off",
            "zh": "REST 有自己的端口；原程序把 8501 给了 gRPC，REST 并未开启",
        },
        {
            "erratum": "E155",
            "en": "an absolute folder with a whole number for each version, MODEL/1; without one nothing is served",
            "zh": "绝对路径，其下每个版本一个整数目录：MODEL/1；否则什么也不会被加载",
        },
        {
            "erratum": "E156",
            "en": "requests are made, answers compared with the model's, latency and load measured; no dead code",
            "zh": "真正发出请求，与模型的输出比对，测量延迟与吞吐；没有死代码",
        },
    ],
    "needs": ["torch", "numpy", "onnx", "onnxscript", "onnxruntime", "uvicorn"],
    "seconds": 30,
    "epochs": 20,
    "batch": 64,
    "quick": {"epochs": 4, "rows": 1000, "batch": 16},
    "metrics": {"accuracy": "higher", "agreement": "higher", "answered": "higher"},
    "data": {
        "digits": {"accuracy": 0.97, "agreement": 1.0, "answered": 1.0},
        "fashion": {"agreement": 1.0, "answered": 1.0},
    },
}

CHECKED = 1000  # test images that are sent through the server
CLIENTS = (1, 8, 32)
REQUESTS, LIMIT_S = 480, 4.0  # for each number of clients, whichever is reached first
ROWS, WAIT_MS = 32, 2.0  # dynamic batching: up to 32 images, of requests that arrive within 2 ms, share a run
UNDER_WAY = 16  # requests that the server has received and not answered when it is told to stop
TOLERANCE = 1e-4  # of a logit


def train(lab: Lab, x: Tensor, y: Tensor) -> nn.Module:
    """Train as the exercise `cnn` does; its steps are not what is timed here."""
    images = Shifted(x)
    model = lab.place(CNN(), joined=False)
    optimizer = lab.adam(model, lr=2e-3)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = F.cross_entropy(model(images[rows]), y[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, len(x), schedule=one_cycle, alone=True):
        pass
    return copy.deepcopy(lab.models[0]).cpu().eval()


def export(model: nn.Module, folder: Path) -> None:
    """Write version 1 of the model below `folder`; the number of images in a request stays open."""
    (folder / "1").mkdir(parents=True)
    torch.onnx.export(
        model,
        (torch.zeros(2, 1, 28, 28),),
        folder / "1" / "model.onnx",
        input_names=["images"],
        output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def under_load(lab: Lab, single: Server, batching: Server, bodies: list[bytes]) -> None:
    """Report latency and throughput by number of clients; the servers take turns, so that noise meets both alike."""
    alone, batched, shared = [], [], []
    for clients in CLIENTS:
        alone.append(single.load(bodies, clients, LIMIT_S))
        before = batching.counts()
        batched.append(batching.load(bodies, clients, LIMIT_S))
        after = batching.counts()
        shared.append((after["instances"] - before["instances"]) / (after["runs"] - before["runs"]))
    lab.note("clients", [float(clients) for clients in CLIENTS], en="clients at a time", zh="并发客户端数")
    for name, zh, seen in (("one by one", "逐个", alone), ("batched", "合批", batched)):
        lab.note(f"p50 {name}", [one.p50_ms for one in seen], en=f"median ms, {name}", zh=f"{zh}：延迟中位数（毫秒）")
        lab.note(f"p99 {name}", [one.p99_ms for one in seen], en=f"p99 ms, {name}", zh=f"{zh}：p99 延迟（毫秒）")
        lab.note(f"rate {name}", [one.rate for one in seen], en=f"answers/s, {name}", zh=f"{zh}：每秒回答数")
    lab.note("images a run", shared, en="images a run, batched", zh="合批：每次运行的图像数")


def program(lab: Lab) -> None:
    """Train, export, serve; compare the answers with the model's; measure latency; stop with requests under way."""
    digits = lab.data()  # images in 0..1 (n, 1, 28, 28), labels (n,)
    test = tuple(part[:CHECKED] for part in digits.test)
    x, y = (part.cpu() for part in test)
    bodies = [body(image[None]) for image in x[: REQUESTS // 5 if lab.options.quick else REQUESTS]]
    model = train(lab, *digits.train)

    with workplace() as folder:
        store = folder / "cnn"
        with lab.phase("build"):
            export(model, store)
        with Server(store, rows=1, wait_ms=0) as single, Server(store, ROWS, WAIT_MS) as batching:
            lab.measure(lambda: single.predict(x[:1]), samples=1, times=200)  # one client, one image a request
            with lab.evaluating(model):
                said = torch.cat([torch.from_numpy(batching.predict(some)) for some in x.split(100)])
                meant = model(x)  # (n, 10)
                linear = linear_accuracy(digits.train, test)
                under_load(lab, single, batching, bodies)
        with lab.phase("eval"), Server(store, ROWS, wait_ms=250) as patient:
            answered, code = patient.drain(bodies[:UNDER_WAY])

    same = ((said - meant).abs() < TOLERANCE).all(1) & (said.argmax(1) == meant.argmax(1))
    lab.quality(
        ({"en": "linear model", "zh": "线性模型"}, linear),
        accuracy=float((said.argmax(1) == y).float().mean()),
        agreement=float(same.float().mean()),
        answered=answered / UNDER_WAY if code == 0 else 0.0,
    )
    lab.note("difference", float((said - meant).abs().max()), en="largest difference of a logit", zh="logit 的最大差")
    lab.note("exit code", code, en="exit code after SIGTERM", zh="收到 SIGTERM 后的退出码")
