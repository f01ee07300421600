"""Networks of PyTorch and flax as policy agents: layers of all kinds, and Brigade's word that it reads them the same."""

import json

import numpy as np
import pytest

from brigade_kitchen import policies
from brigade_kitchen.policies.files import read_weights, write_weights
from store_fixtures import ROOT, run

torch = pytest.importorskip("torch")
nn = torch.nn
ROOM = (5, 4, 26)


class Heads(nn.Module):
    """Convolutions on views that are columns, rows, channels, written as people write them, with two heads."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(26, 5, 3, padding=1), nn.Conv2d(5, 4, (3, 2))
        self.hidden = nn.Linear(4 * 3 * 3, 16)
        self.policy, self.value = nn.Linear(16, 6), nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.first(x.permute(0, 3, 1, 2)))
        x = nn.functional.leaky_relu(self.second(x), 0.2)
        x = torch.tanh(self.hidden(x.reshape(x.shape[0], -1)))
        return self.policy(x), self.value(x).squeeze(-1)


class Remembering(nn.Module):
    """A recurrent network of one of four forms."""

    def __init__(self, kind, inputs=96):
        super().__init__()
        self.kind = kind
        self.before = nn.Sequential(nn.Linear(inputs, 20), nn.LayerNorm(20), nn.ReLU())
        self.memory = {"GRUCell": nn.GRUCell, "LSTMCell": nn.LSTMCell, "GRU": nn.GRU, "LSTM": nn.LSTM}[kind](20, 12)
        self.head = nn.Linear(12, 6)

    def forward(self, x, state):
        x = self.before(x)
        if self.kind == "GRUCell":
            state = self.memory(x, state)
            return self.head(state), state
        if self.kind == "LSTMCell":
            state = self.memory(x, state)
            return self.head(state[0]), state
        x, state = self.memory(x.unsqueeze(0), state)
        return self.head(x.squeeze(0)), state


class Turned(nn.Module):
    """Rows before columns, a norm of the channels, and one of everything."""

    def __init__(self):
        super().__init__()
        self.channels, self.convolution = nn.LayerNorm(26), nn.Conv2d(26, 3, 3, padding="same")
        self.norm, self.head = nn.LayerNorm([3, 4, 5]), nn.Linear(60, 6)
        self.hidden = nn.Linear(60, 60)
        for norm in (self.channels, self.norm):
            nn.init.normal_(norm.weight)
            nn.init.normal_(norm.bias)

    def forward(self, x):
        x = self.convolution(self.channels(x).permute(0, 3, 2, 1))
        return self.head(self.hidden(torch.flatten(self.norm(x), 1)).relu())


def dense():
    return nn.Sequential(nn.Linear(96, 64), nn.Tanh(), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 6))


NETWORKS = {
    "dense": (dense, {}),
    "heads": (Heads, {"encoding": "lossless", "shape": ROOM}),
    "turned": (Turned, {"encoding": "lossless", "shape": ROOM}),
    "channels first": (
        lambda: nn.Sequential(nn.Conv2d(26, 4, 3), nn.LeakyReLU(0.1), nn.Flatten(), nn.Linear(24, 6)),
        {"encoding": "lossless", "shape": ROOM, "axes": "cxy"}),
    "embedding": (
        lambda: nn.Sequential(nn.Flatten(), nn.Embedding(30, 2), nn.Flatten(), nn.Linear(1040, 6)),
        {"encoding": "lossless", "shape": ROOM}),
    **{kind: (lambda kind=kind: Remembering(kind), {}) for kind in ("GRUCell", "LSTMCell", "GRU", "LSTM")},
    "memory": (lambda: Remembering("GRU", 132), {"encoding": "features and memory"}),
}


class Symbols(nn.Module):
    """Looks symbols up, which are whole numbers."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def forward(self, x):
        return self.after(x.long())


def made(name, folder):
    torch.manual_seed(3)
    make, options = NETWORKS[name]
    module = make()
    if name == "embedding":
        module = Symbols(module)
    path = policies.export(module, folder / "it", **options)
    return module, path


@pytest.mark.parametrize("name", NETWORKS)
def test_brigade_reads_the_same_network(name, tmp_path):
    """What is exported answers in NumPy as the module does; and Brigade, which compares its own answers, takes it and plays it."""
    module, path = made(name, tmp_path)
    network = policies.load(path)
    views, answers = network.check
    state = None
    for view, answer in zip(views, answers):
        logits, state = network.logits(view[None], state)
        assert np.abs(logits[0] - answer).max() < 1e-4
    assert len(views) == 4 and answers.std() > 0.01
    run("agents", "check", path)
    store = str(tmp_path / "log.sqlite")
    run("tournament", "--agents", path, "--maps", "cramped_room", "--episodes", "1", "--horizon", "30", "--db", store, "--strict", "--quiet")
    import brigade_kitchen as bk

    episodes = bk.open(store, to="columns").episodes()
    assert episodes["status"].tolist() == ["finished"] and episodes["players"][0] == ["it", "it"]


def test_brigade_refuses_what_answers_otherwise(tmp_path):
    """Its own forward pass is what is compared: a weight that is changed afterwards shows."""
    _, path = made("GRU", tmp_path)
    weights = read_weights(str(tmp_path / "it.safetensors"))
    weights["memory_l0/recurrent"][3, 5] += 0.5
    write_weights(str(tmp_path / "it.safetensors"), weights)
    words = run("agents", "check", path, accepted=(1,))
    assert "the network answers otherwise than was recorded" in words


def test_a_memory_is_of_its_games(tmp_path):
    module, path = made("LSTM", tmp_path)
    player = policies.load(path).player(seed=1)
    views = np.random.default_rng(1).integers(-2, 3, (5, 3, 96)).astype(np.float32)
    player.reset(3)
    first = [player(view).tolist() for view in views]
    assert player(views[0]).tolist() != first[0] or player(views[1]).tolist() != first[1]
    player.reset(3)
    assert [player(view).tolist() for view in views] == first
    # Games at once are as games alone.
    network, states = policies.load(path), [None, None]
    for view in views:
        together, states[0] = network.logits(view, states[0])
        alone, states[1] = network.logits(view[1:2], states[1])
        assert np.abs(together[1] - alone[0]).max() < 1e-5


def test_shipped_agents_are_read_back(tmp_path):
    """The other way round: an agent that Brigade trained, in NumPy and written again, is the same agent to Brigade."""
    shipped = sorted((ROOT / "Agents/ppo").glob("*.yaml"))
    assert shipped
    network = policies.load(shipped[0])
    assert network.encoding in ("features", "lossless") and network.policy.parameters["kernel"].shape[1] == 6
    room = ROOM if network.encoding == "lossless" else (96,)
    logits, _ = network.logits(np.ones((2, *room), np.float32))
    assert logits.shape == (2, 6) and np.isfinite(logits).all()


@pytest.mark.parametrize("module, options, words", [
    (lambda: nn.Sequential(nn.Linear(96, 8), nn.GELU(), nn.Linear(8, 6)), {}, "GELU, which policy files do not have"),
    (lambda: nn.Sequential(nn.Linear(96, 8), nn.ReLU(), nn.Linear(8, 5)), {}, "returns no six logits"),
    (lambda: nn.Sequential(nn.Linear(96, 6)), {}, "at least one layer before its head"),
    (lambda: nn.Sequential(nn.Linear(96, 8), nn.ReLU(), nn.Tanh(), nn.Linear(8, 6)), {}, "one activation a layer"),
    (lambda: nn.Sequential(nn.Conv2d(26, 2, 3, stride=2), nn.Flatten(), nn.Linear(4, 6)),
     {"encoding": "lossless", "shape": ROOM, "axes": "cxy"}, "strides"),
    (lambda: dense(), {"encoding": "lossless"}, "lossless views need shape"),
    (lambda: dense(), {"encoding": "pixels"}, "must be one of features, lossless"),
    (lambda: object(), {}, "no torch.nn.Module"),
])
def test_what_cannot_be_exported_is_said(module, options, words, tmp_path):
    with pytest.raises(policies.PolicyError, match=words):
        policies.export(module(), tmp_path / "it", **options)
    assert not list(tmp_path.iterdir())


def test_what_is_done_between_layers_is_found(tmp_path):
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = dense()

        def forward(self, x):
            return self.layers(x) * 2

    with pytest.raises(policies.PolicyError, match="does 'mul'"):
        policies.export(Odd(), tmp_path / "it")


def test_flax_networks_are_exported(tmp_path):
    jax = pytest.importorskip("jax")
    linen = pytest.importorskip("flax.linen")
    random = jax.random.PRNGKey(0)
    sequence = linen.Sequential([
        linen.Conv(8, (3, 3)), linen.relu, linen.LayerNorm(), lambda x: x.reshape(len(x), -1), linen.Dense(16), linen.tanh, linen.Dense(6)])
    variables = sequence.init(random, np.zeros((1, *ROOM), np.float32))
    path = policies.export(sequence, tmp_path / "sequence", encoding="lossless", shape=ROOM, params=variables)
    run("agents", "check", path)

    class Critic(linen.Module):
        @linen.compact
        def __call__(self, x):
            x = linen.relu(linen.Dense(32)(x))
            return linen.Dense(6)(x), linen.Dense(1)(x)

    module = Critic()
    variables = module.init(random, np.zeros((1, 96), np.float32))
    path = policies.export(
        module, tmp_path / "critic", params=variables, layers=[("Dense_0", "relu"), "Dense_1"], value="Dense_2")
    assert json.loads((tmp_path / "critic.json").read_text())["value"]["name"] == "Dense_2"
    run("agents", "check", path)
    with pytest.raises(policies.PolicyError, match="answer otherwise than the module"):
        policies.export(module, tmp_path / "wrong", params=variables, layers=["Dense_0", "Dense_1"])

    for cell, memory in ((linen.GRUCell, lambda h: h), (linen.OptimizedLSTMCell, lambda carry: carry[1])):
        class Recurrent(linen.Module):
            @linen.compact
            def __call__(self, carry, x):
                carry, x = cell(10, name="memory")(carry, linen.relu(linen.Dense(12)(x)))
                return carry, linen.Dense(6)(x)

        module = Recurrent()
        zeros = np.zeros((1, 10), np.float32)
        start = zeros if cell is linen.GRUCell else (zeros, zeros)
        variables = module.init(random, start, np.zeros((1, 96), np.float32))
        path = policies.export(
            module, tmp_path / cell.__name__, params=variables, layers=[("Dense_0", "relu"), "memory", "Dense_1"],
            apply=lambda carry, x: module.apply(variables, carry, x), initial_state=start)
        run("agents", "check", path)
