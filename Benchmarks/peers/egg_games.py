"""Games a second of processor time in which EGG's basic game is learned, on one core, as rows of JSON.

    Benchmarks/peers/install.sh
    Benchmarks/peers/.venv-egg/bin/python Benchmarks/peers/egg_games.py

The setting is that of `brigade bench language`: 5 attributes of 4 values, 3 candidates, GRUs of 64 units, vectors of 16
elements, at most 5 symbols out of 10, batches of 128, 10,000 rounds. EGG's own wrappers, losses and trainer's step are
used; what its trainer prints and logs between the steps is left out. Symbols of EGG: 0 ends a message, as with us.
"""
import argparse
import json
import statistics
import sys
import time
import types

# EGG imports its loggers whether they are used or not.
for name in ("wandb", "submitit"):
    sys.modules.setdefault(name, types.ModuleType(name))

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from egg import core  # noqa: E402
from egg.zoo.basic_games.architectures import DiscriReceiver, Sender  # noqa: E402

ATTRIBUTES, VALUES, CANDIDATES, HIDDEN, EMBEDDING, LONGEST, VOCABULARY, BATCH, ROUNDS = 5, 4, 3, 64, 16, 5, 10, 128, 10_000


def data(count: int):
    """One-hot candidates, and which of them is meant."""
    things = torch.randint(VALUES, (count, CANDIDATES, ATTRIBUTES))
    features = F.one_hot(things, VALUES).reshape(count, CANDIDATES, -1).float()
    targets = torch.randint(CANDIDATES, (count,))
    return features, features[torch.arange(count), targets], targets


def loss(_sender_input, _message, _receiver_input, receiver_output, labels, _aux_input=None):
    right = (receiver_output.argmax(dim=1) == labels).detach().float()
    return F.cross_entropy(receiver_output, labels, reduction="none"), {"acc": right}


def make(channel: str):
    sender, receiver = Sender(HIDDEN, ATTRIBUTES * VALUES), DiscriReceiver(ATTRIBUTES * VALUES, HIDDEN)
    sizes = dict(vocab_size=VOCABULARY, embed_dim=EMBEDDING, hidden_size=HIDDEN, cell="gru")
    if channel == "Gumbel-softmax":
        sender = core.RnnSenderGS(sender, max_len=LONGEST, temperature=1.0, **sizes)
        return core.SenderReceiverRnnGS(sender, core.RnnReceiverGS(receiver, **sizes), loss)
    sender = core.RnnSenderReinforce(sender, max_len=LONGEST, **sizes)
    receiver = core.RnnReceiverDeterministic(receiver, **sizes)
    return core.SenderReceiverRnnReinforce(sender, receiver, loss, sender_entropy_coeff=0.01, receiver_entropy_coeff=0.0)


def measure(channel: str, passes: int, rate: float) -> dict:
    torch.manual_seed(1)
    game = make(channel)
    optimiser = torch.optim.Adam(game.parameters(), lr=rate)
    candidates, meant, targets = data(ROUNDS)
    batches = ROUNDS // BATCH
    speeds = []
    for index in range(passes + 1):
        begin = time.thread_time()
        for batch in range(batches):
            rows = slice(batch * BATCH, (batch + 1) * BATCH)
            optimiser.zero_grad()
            value, _ = game(meant[rows], targets[rows], candidates[rows])
            value.backward()
            optimiser.step()
        if index > 0:
            speeds.append(batches * BATCH / (time.thread_time() - begin))
    game.eval()
    fresh_candidates, fresh, fresh_targets = data(1024)
    with torch.no_grad():
        _, interaction = game(fresh, fresh_targets, fresh_candidates)
    return {
        "channel": channel, "gamesPerSecond": statistics.median(speeds), "games": (passes + 1) * batches * BATCH,
        "accuracy": interaction.aux["acc"].mean().item(), "torch": torch.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passes", type=int, default=7, help="passes over the rounds, after one to warm up")
    parser.add_argument("--rate", type=float, default=3e-3, help="learning rate")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps([measure(name, arguments.passes, arguments.rate) for name in ("Gumbel-softmax", "REINFORCE")], indent=2))


if __name__ == "__main__":
    main()
