"""What a step costs, against figures worked out by hand: elements × 4 bytes, 2 operations a multiplication."""

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch
from torch import nn
from torch.nn import functional as F

from drillcli.lab import count
from drillcli.lab.count import Cost, step_cost

aten = torch.ops.aten
T, B, I, H = 6, 3, 5, 7  # noqa: E741 steps, sequences, features, units


def randn(*shape: int, gradient: bool = False) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1)).requires_grad_(gradient)


def backward_cost(output: torch.Tensor) -> Cost:
    gradient = torch.ones_like(output)
    return step_cost(lambda: output.backward(gradient))


def test_linear_layer_forward_and_backward():
    layer, x = nn.Linear(3, 5), randn(4, 3, gradient=True)
    assert step_cost(lambda: layer(x)) == Cost(2 * 4 * 3 * 5, 4 * (12 + 15 + 5 + 20), 1, 0)
    # dx = dy·W, dW = dyᵀ·x, db = sum of dy
    moved = (20 + 15 + 12) + (20 + 12 + 15) + (20 + 5)
    assert backward_cost(layer(x)) == Cost(2 * 2 * 4 * 3 * 5, 4 * moved, 3, 0)


def test_linear_layer_in_bfloat16_counts_the_casts():
    layer, x = nn.Linear(3, 5), randn(4, 3)

    def forward() -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return layer(x)

    assert step_cost(forward) == Cost(2 * 4 * 3 * 5, (4 + 2) * (12 + 15 + 5) + 2 * (12 + 15 + 5 + 20), 4, 0)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_convolution_forward_and_backward_in_groups_too(groups: int):
    """The weights' gradient costs as much as the output; torch's own formula multiplies it by the groups."""
    layer, x = nn.Conv2d(4, 8, 3, groups=groups), randn(2, 4, 6, 6, gradient=True)
    flops, weights = 2 * 2 * 8 * 16 * 9 * 4 // groups, 8 * 4 // groups * 9
    x_size, y_size = 2 * 4 * 36, 2 * 8 * 16
    assert step_cost(lambda: layer(x)) == Cost(flops, 4 * (x_size + weights + 8 + y_size), 1, 0)
    moved = y_size + x_size + weights + x_size + weights + 8
    assert backward_cost(layer(x)) == Cost(2 * flops, 4 * moved, 1, 0)
    assert backward_cost(layer(x.detach())).flops == flops


def test_strided_and_transposed_convolutions():
    x = randn(2, 4, 9, 9, gradient=True)
    down = nn.Conv2d(4, 6, 3, stride=2, padding=1)
    up = nn.ConvTranspose2d(4, 6, 3, stride=2)
    for layer, positions in ((down, 25), (up, 81)):
        flops = 2 * 2 * positions * 6 * 4 * 9
        assert step_cost(lambda run=layer: run(x)).flops == flops
        assert backward_cost(layer(x)).flops == 2 * flops


def test_attention_two_products_forward_five_backward():
    q, k, v = (randn(2, 3, 10, 8, gradient=True) for _ in range(3))
    product = 2 * 2 * 3 * 10 * 10 * 8
    assert step_cost(lambda: F.scaled_dot_product_attention(q, k, v)).flops == 2 * product
    assert backward_cost(F.scaled_dot_product_attention(q, k, v)).flops == 5 * product


def test_embedding_reads_the_rows_it_gathers_and_writes_a_whole_gradient():
    layer, words = nn.Embedding(1000, 8), torch.arange(20).view(4, 5)
    assert step_cost(lambda: layer(words)) == Cost(0, 8 * 20 + 2 * 4 * 160, 1, 0)
    assert backward_cost(layer(words)) == Cost(0, 4 * 160 + 8 * 20 + 4 * 8000, 1, 0)


def test_a_batch_by_index_reads_its_rows_not_the_data():
    data, rows = randn(1000, 28), torch.arange(16)
    assert step_cost(lambda: data[rows]) == Cost(0, 8 * 16 + 2 * 4 * 16 * 28, 1, 0)


def test_batch_normalisation():
    """Reads input, scale, shift and running averages; writes output, batch averages and the running ones."""
    layer, x = nn.BatchNorm2d(4), randn(2, 4, 5, 5)
    counter = 2 * 8  # of batches, read and written
    assert step_cost(lambda: layer(x)) == Cost(0, 4 * (200 + 4 * 4 + 200 + 2 * 4 + 2 * 4) + counter, 2, 0)


@pytest.mark.parametrize(
    ("work", "moved", "operations"),
    [
        (lambda x: x.t().reshape(12).view(6, 2)[1:], 4 * (12 + 12), 1),  # the reshape of a transposed copies
        (lambda x: x.unsqueeze(0).expand(5, 3, 4).sum(), 4 * (12 + 1), 1),
        (lambda x: x.view(12).unfold(0, 4, 1).sum(), 4 * (12 + 1), 1),  # overlapping windows
        (lambda x: x * x, 4 * (12 + 12), 1),
        (lambda x: x.add_(1), 4 * (12 + 12), 1),
        (lambda x: x.zero_(), 4 * 12, 1),
        (torch.empty_like, 0, 0),
        (torch.zeros_like, 4 * 12, 1),
        (lambda x: x.clone().transpose_(0, 1), 4 * (12 + 12), 1),
        (lambda x: torch.cat([x, x]), 4 * (12 + 24), 1),
        (lambda x: torch.cat([x[:2].view(8), x[1:].view(8)]), 4 * (12 + 16), 1),  # the middle row is read once
        (lambda x: torch.add(x, 1, out=torch.empty(3, 4)), 4 * (12 + 12), 1),
    ],
)
def test_what_moves_memory_and_what_does_not(work, moved: int, operations: int):
    x = randn(3, 4)
    assert step_cost(lambda: work(x)) == Cost(0, moved, operations, 0)


def test_fused_adam_reads_four_arrays_and_writes_three():
    layer = nn.Linear(3, 5)
    optimizer = torch.optim.Adam(layer.parameters(), fused=True)
    layer(randn(4, 3)).sum().backward()
    optimizer.step()
    steps = 2 * 4  # one number a parameter array: increased (read, written), then read
    assert step_cost(optimizer.step) == Cost(0, 4 * 7 * 20 + 3 * steps, 2, 0)


def test_gradients_that_the_optimizer_unscales_are_written_too():
    arrays = [[randn(20)] for _ in range(4)]
    words = {"lr": 0.1, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0, "eps": 1e-8, "amsgrad": False}

    def step() -> None:
        scale = {"grad_scale": torch.ones(()), "found_inf": torch.zeros(())}
        torch._fused_adam_(*arrays, [], [torch.ones(())], **words, maximize=False, **scale)

    made = step_cost(lambda: (torch.ones(()), torch.zeros(()))).bytes
    assert step_cost(step).bytes == 4 * 8 * 20 + 3 * 4 + made + 4


def forward_flops(layers: int, directions: int) -> int:
    first = 2 * B * T * 4 * H * (I + H)
    later = 2 * B * T * 4 * H * (directions * H + H)
    return directions * (first + (layers - 1) * later)


@pytest.mark.parametrize(("layers", "directions"), [(1, 1), (2, 1), (1, 2), (2, 2)])
def test_lstm_is_counted_as_its_decomposition_is(layers: int, directions: int):
    model = nn.LSTM(I, H, layers, bidirectional=directions == 2)
    x = randn(T, B, I, gradient=True)
    state = tuple(randn(layers * directions, B, H, gradient=True) for _ in range(2))

    def step() -> torch.Tensor:
        output = model(x, state)[0]
        output.sum().backward()
        return output

    flops = 3 * forward_flops(layers, directions)
    fused = step_cost(step)
    assert (fused.flops, fused.sequential) == (flops, 2 * T * layers)
    torch._C._set_mkldnn_enabled(False)
    try:
        plain = step_cost(step)
    finally:
        torch._C._set_mkldnn_enabled(True)
    assert (plain.flops, plain.sequential) == (flops, 2 * T * layers)
    assert plain.operations > fused.operations


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_recurrent_layer_moves_its_tensors_once(dtype: torch.dtype):
    model = nn.LSTM(I, H).to(dtype)
    x, state = randn(T, B, I).to(dtype), randn(B, H).to(dtype)
    words = (*model._flat_weights, state, state, False, [], 2, H, 1, True, False, False, False)
    with torch.no_grad():
        cost = step_cost(lambda: aten.mkldnn_rnn_layer(x, *words))
    read = T * B * I + 4 * H * (I + H + 2) + B * H  # the same state twice is read once
    assert cost == Cost(forward_flops(1, 1), dtype.itemsize * (read + T * B * H + 2 * B * H), 1, 0)


def test_lstm_in_bfloat16_has_the_flops_of_float32():
    model, x = nn.LSTM(I, H), randn(T, B, I, gradient=True)

    def step() -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            output = model(x)[0]
        output.sum().backward()
        return output

    cost = step_cost(step)
    assert (cost.flops, cost.sequential) == (3 * forward_flops(1, 1), 2 * T)


def test_dependent_steps_of_other_recurrent_layers():
    x = randn(B, T, I)
    gru = nn.GRU(I, H, 2, batch_first=True, bidirectional=True)
    assert step_cost(lambda: gru(x)[0]).sequential == 2 * T * 2
    with torch.no_grad():
        assert step_cost(lambda: gru(x)[0]).sequential == T * 2
        assert step_cost(lambda: nn.RNN(I, H)(x[0])[0]).sequential == T
        packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([4, 3, 1]), batch_first=True)
        assert step_cost(lambda: nn.LSTM(I, H, batch_first=True)(packed)[0].data).sequential == 4


def test_formulas_of_recurrent_layers_on_other_devices():
    """All layers and directions at once; the last of cuDNN's flags asks for the gradients of the weights."""
    weights = [(4 * H, I), (4 * H, H), (4 * H,), (4 * H,), (4 * H, H), (4 * H, H), (4 * H,), (4 * H,)]
    forward, state = forward_flops(2, 1), (2, B, H)
    assert count.FORMULAS[aten._cudnn_rnn]((T, B, I), weights, 4, None, state, state, 2, H) == forward
    assert count.FORMULAS[aten._lstm_mps]((B, T, I), [state, state], weights, True, 2) == forward
    backward = count.FORMULAS[aten._cudnn_rnn_backward]
    assert backward((T, B, I), weights, 4, [True, True, True, True]) == 2 * forward
    assert backward((T, B, I), weights, 4, [True, True, True, False]) == forward
    gradients = (None, None, None, None, None, (B, T, I), None, [state, state], weights, True)
    assert count.FORMULAS[aten.lstm_mps_backward](*gradients) == 2 * forward


def test_a_whole_training_step_and_nothing_of_it_stays_behind():
    """Forward, loss, backward and optimizer; hooks are gone afterwards, also after a step that fails."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    x, y = randn(16, 3, 4), torch.zeros(16, dtype=torch.long)

    def step() -> torch.Tensor:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    step()
    cost = step_cost(step)
    assert cost.flops == 2 * 16 * (2 * 12 * 8 + 3 * 8 * 3)  # the input wants no gradient
    assert cost == step_cost(step)
    with pytest.raises(ZeroDivisionError):
        step_cost(lambda: 1 / 0)
    assert not nn.modules.module._global_forward_hooks
