"""On what a pipeline computes: the processor, or a graphics processor that somebody asked for."""

from __future__ import annotations

from importlib.util import find_spec

from spanloop.core.errors import SpanloopError


def use_device(gpu: int) -> None:
    """Let this process compute on the graphics processor of a number from now on; -1: on the processor.

    Raises SpanloopError where there is none, or cupy, which drives it, is not installed.
    """
    if gpu < 0:
        return
    if find_spec("cupy") is None:
        raise SpanloopError(
            f"The graphics processor {gpu} cannot be used: cupy is not installed",
            way_out="pip install 'spacy[cuda12x]', for the CUDA of this computer, or leave --gpu-id out.",
        )
    from thinc.api import require_gpu

    try:
        require_gpu(gpu)
    except Exception as error:  # cupy's own kinds of error share no other parent
        why = next(iter(str(error).splitlines()), type(error).__name__)
        raise SpanloopError(
            f"The graphics processor {gpu} cannot be used ({why})",
            way_out="See that its driver works (nvidia-smi), or leave --gpu-id out.",
        ) from error
