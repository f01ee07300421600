"""llama-cpp-python's server, but for one thing: it computes the probabilities of the tokens that are asked for, and not those of
every token of the prompt, which takes longer than to read a short question."""
import runpy

from llama_cpp import Llama

compute = Llama.logits_to_logprobs


class Rows:
    """The log-probabilities of some rows, computed once it is known which."""

    def __init__(self, logits):
        self.logits = logits

    def __getitem__(self, rows):
        return compute(self.logits[rows])


Llama.logits_to_logprobs = staticmethod(lambda logits, axis=-1: compute(logits, axis) if logits.ndim == 1 else Rows(logits))
runpy.run_module("llama_cpp.server", run_name="__main__")
