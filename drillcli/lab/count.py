"""What a training step costs, counted: arithmetic, memory traffic, operations, dependent steps."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode, sdpa_backward_flop_count, sdpa_flop_count

aten = torch.ops.aten

ALLOCATING = {"empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided", "resize_"}
"""Operations that reserve memory and touch none of it."""

OVERWRITING = {"copy_", "fill_", "zero_", "normal_", "uniform_", "bernoulli_", "_foreach_zero_", "_foreach_copy_"}
"""Operations that write their first argument without reading it."""

GATHERING = {"embedding", "index", "index_select", "gather"}
"""Operations that read of their first argument only what they return."""


class Cost(NamedTuple):
    """What one step costs.

    - flops: floating-point operations of matrix products, convolutions, attention and recurrent layers, forward and
      backward as they ran, a multiplication and an addition counting as two; the arithmetic of element-wise
      operations and reductions is not counted (by convention, and because memory bounds them);
    - bytes: what every operation reads and writes, each of its tensors once, as if nothing were fused or cached;
    - operations: how many operations were dispatched that touch memory, hence at least as many kernels on a GPU;
    - sequential: how many steps of recurrent layers wait for the one before: T × layers, and as many again backward.
    """

    flops: int
    bytes: int
    operations: int
    sequential: int


def step_cost(step: Callable[[], Tensor]) -> Cost:
    """Run a step once and return what it costs; it changes model and optimizer as any step does.

    Run it once before, so that the optimizer has its state, and not from a CUDA graph: a replay dispatches nothing.
    A compiled model runs uncompiled under this count.
    """
    flops = FlopCounterMode(display=False, custom_mapping=FORMULAS)
    with recurrence() as dependent, Traffic() as traffic, flops:  # flops sees first, and takes operations apart
        step()
    return Cost(flops.get_total_flops(), traffic.bytes, traffic.operations, sum(dependent))


class Traffic(TorchDispatchMode):
    """Adds up the bytes that operations move, and counts those operations.

    - Views, and operations that only allocate, move nothing. A recurrent layer is one operation where the device has
      it as one (LSTM on processors with oneDNN, all on NVIDIA devices), and the many that it really is elsewhere.
    - A tensor counts its distinct elements: an expanded one those that it expands, overlapping ones no more than the
      memory that they are views of.
    - What an operation changes in place counts as read and written, by the schema's word; fused optimizers write to
      gradients only when they unscale them, and zeros, copies and random numbers are written without being read.
    - Selecting rows reads these rows, not the table; an embedding's dense gradient is written whole.
    - Left out: sparse tensors, and cuDNN's writing to the running averages of batch normalisation, which its schema
      conceals.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0
        self.operations = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        moved = moved_bytes(func, args, kwargs or {}, result)
        if moved is not None:
            self.bytes += moved
            self.operations += 1
        return result


def moved_bytes(func: Any, args: Sequence[Any], kwargs: dict[str, Any], result: Any) -> int | None:
    """Return the bytes that an operation read and wrote, or None when it touched no memory at all."""
    schema, name = func._schema, func._schema.name.removeprefix("aten::")  # noqa: SLF001 torch has no other way to it
    given = {argument.name: value for argument, value in zip(schema.arguments, args, strict=False)} | kwargs
    inputs, outputs = tensors(given), tensors(result)
    known = {storage(tensor) for tensor in inputs}
    fresh = [tensor for tensor in outputs if storage(tensor) not in known]
    view = bool(outputs) and not fresh and not schema.is_mutable
    if not (inputs or outputs) or view or name in ALLOCATING or torch.Tag.inplace_view in func.tags:
        return None
    written = tensors([given.get(argument.name) for argument in schema.arguments if writes(argument, given)])
    return read_bytes(name, schema.arguments, given, fresh) + size(written) + size(fresh)


def read_bytes(name: str, arguments: Sequence[Any], given: dict[str, Any], fresh: list[Tensor]) -> int:
    """Return the bytes that an operation read, given its arguments by name and the tensors that it made."""
    if name.endswith("_like") or name.startswith("new_"):
        return 0
    apart = arguments[0].name if name in OVERWRITING | GATHERING else None
    read = [given.get(argument.name) for argument in arguments if not argument.is_out and argument.name != apart]
    once = {id(tensor): tensor for tensor in tensors(read)}  # a product of a tensor with itself reads it once
    return size(once.values()) + (size(fresh) if name in GATHERING else 0)


def writes(argument: Any, given: dict[str, Any]) -> bool:
    """Tell whether an operation changes this argument."""
    unscales = argument.name != "grads" or given.get("grad_scale") is not None
    return argument.alias_info is not None and argument.alias_info.is_write and unscales


def tensors(tree: Any) -> list[Tensor]:
    """Return the dense tensors in a value, in lists and dictionaries too."""
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor) and leaf.layout == torch.strided]


def storage(tensor: Tensor) -> int:
    """Return the address of a tensor's memory, which its views share."""
    return tensor.untyped_storage().data_ptr()


def size(several: Iterable[Tensor]) -> int:
    """Return the bytes of the distinct elements of tensors, at most the memory that each group of views shares."""
    shown: Counter[int] = Counter()
    held: dict[int, int] = {}
    for tensor in several:
        elements = prod(n for n, stride in zip(tensor.shape, tensor.stride(), strict=True) if stride or not n)
        shown[storage(tensor)] += elements * tensor.element_size()
        held[storage(tensor)] = tensor.untyped_storage().nbytes()
    return sum(min(shown[memory], held[memory]) for memory in shown)


@contextmanager
def recurrence() -> Iterator[list[int]]:
    """Yield a list to which every nn.RNN, nn.LSTM and nn.GRU that runs inside adds its dependent steps.

    Directions do not wait for each other, hence count once. A layer whose output wants gradients counts twice.
    """
    dependent: list[int] = []

    def note(module: nn.Module, _inputs: Any, output: Any) -> None:
        if isinstance(module, nn.RNNBase):
            states = output[0]
            packed = isinstance(states, nn.utils.rnn.PackedSequence)
            time_axis = 1 if module.batch_first and not packed and states.dim() == 3 else 0
            steps = len(states.batch_sizes) if packed else states.shape[time_axis]
            wanted = (states.data if packed else states).requires_grad
            dependent.append(steps * module.num_layers * (2 if wanted else 1))

    hook = nn.modules.module.register_module_forward_hook(note)
    try:
        yield dependent
    finally:
        hook.remove()


def rnn_flops(input_shape: Sequence[int], weights: Iterable[Sequence[int]]) -> int:
    """Return the operations of recurrent layers forward: every position meets every weight matrix.

    An LSTM layer of H units on B sequences of T steps and I features: 2·B·T·4H·(I + H) in each direction.
    """
    return 2 * prod(input_shape[:-1]) * sum(prod(shape) for shape in weights if len(shape) == 2)


def onednn_forward(x: Any, *rest: Any, **_options: Any) -> int:
    """Formula of mkldnn_rnn_layer: one layer, one direction; four weights (two matrices, two biases) follow."""
    return rnn_flops(x, rest[:4])


def onednn_backward(x: Any, *rest: Any, **_options: Any) -> int:
    """Formula of mkldnn_rnn_layer_backward: gradients of inputs and of weights, each as much as forward."""
    return 2 * rnn_flops(x, rest[:4])


def cudnn_forward(x: Any, weights: Any, *_rest: Any, **_options: Any) -> int:
    """Formula of _cudnn_rnn: all layers and directions, their weights in one list."""
    return rnn_flops(x, weights)


def cudnn_backward(x: Any, weights: Any, *rest: Any, **_options: Any) -> int:
    """Formula of _cudnn_rnn_backward: gradients of inputs always, of weights when the last flag says so."""
    return rnn_flops(x, weights) * (2 if rest[-1][-1] else 1)


def mps_forward(x: Any, _states: Any, weights: Any, *_rest: Any, **_options: Any) -> int:
    """Formula of _lstm_mps: all layers and directions."""
    return rnn_flops(x, weights)


def mps_backward(*shapes: Any, **_options: Any) -> int:
    """Formula of lstm_mps_backward: the sixth argument is the input, the ninth are the weights."""
    return 2 * rnn_flops(shapes[5], shapes[8])


def convolution_backward(grad: Any, x: Any, weight: Any, *rest: Any, **_options: Any) -> int:
    """Formula of convolution_backward: each gradient that is wanted takes as much as forward.

    torch's own formula overrates the weights' gradient of a grouped convolution by the number of groups.
    """
    transposed, wanted = rest[4], rest[7]
    positions = x if transposed else grad  # every one of them meets every weight
    forward = 2 * positions[0] * prod(positions[2:]) * prod(weight)
    return forward * (bool(wanted[0]) + bool(wanted[1]))


def attention_forward(query: Any, key: Any, value: Any, *_rest: Any, **_options: Any) -> int:
    """Formula of attention fused for the processor: two products, scores and their use."""
    return sdpa_flop_count(query, key, value)


def attention_backward(grad: Any, query: Any, key: Any, value: Any, *_rest: Any, **_options: Any) -> int:
    """Formula of its gradients: five products, because the scores are worked out again."""
    return sdpa_backward_flop_count(grad, query, key, value)


FORMULAS: dict[Any, Callable[..., int]] = {
    aten.mkldnn_rnn_layer: onednn_forward,
    aten.mkldnn_rnn_layer_backward: onednn_backward,
    aten._cudnn_rnn: cudnn_forward,  # noqa: SLF001 operations have such names
    aten._cudnn_rnn_backward: cudnn_backward,  # noqa: SLF001
    aten._lstm_mps: mps_forward,  # noqa: SLF001
    aten.lstm_mps_backward: mps_backward,
    aten.convolution_backward: convolution_backward,
    aten._scaled_dot_product_flash_attention_for_cpu: attention_forward,  # noqa: SLF001
    aten._scaled_dot_product_flash_attention_for_cpu_backward: attention_backward,  # noqa: SLF001
}
"""What torch's counter (2.13) lacks or gets wrong; each gets shapes in place of tensors."""
