"""Makes Tests/AgentsTests/Fixtures/TinyForced: small random networks in the shape of overcooked_ai's human_aware_rl, with
their outputs at the start of forced_coordination computed here, independently, by numpy. Run it from the package's folder."""
import json
import struct
import numpy as np

FOLDER = "Tests/AgentsTests/Fixtures/TinyForced/"
GRID = ["XXXPX", "O X1P", "O2X X", "D X X", "XXXSX"]
CHANNELS = {"P": 10, "X": 11, "O": 12, "T": 13, "D": 14, "S": 15}


def start_view():
    """Player 0's 26 channels at the start: x before y."""
    view = np.zeros((5, 5, 26))
    for y, line in enumerate(GRID):
        for x, cell in enumerate(line):
            if cell in CHANNELS:
                view[x, y, CHANNELS[cell]] = 1
            if cell == "1":
                view[x, y, [0, 2]] = 1
            if cell == "2":
                view[x, y, [1, 6]] = 1
    return view


def convolve(image, kernel, bias, padding):
    height, width = kernel.shape[:2]
    if padding == "same":
        top, left = (height - 1) // 2, (width - 1) // 2
        image = np.pad(image, ((top, height - 1 - top), (left, width - 1 - left), (0, 0)))
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    out = np.zeros((rows, columns, kernel.shape[3]))
    for r in range(rows):
        for c in range(columns):
            out[r, c] = np.tensordot(image[r:r + height, c:c + width], kernel, axes=3) + bias
    return out


def leaky(x, slope):
    return np.where(x > 0, x, slope * x)


def save(path, tensors):
    header, body = {}, b""
    for name, value in tensors.items():
        data = value.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def main():
    random = np.random.default_rng(7)
    w = {}

    def add(name, *shape):
        w[name + "/kernel"] = random.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape).astype("f4").astype(float)
        w[name + "/bias"] = random.normal(0, 0.3, shape[-1:]).astype("f4").astype(float)

    add("conv_initial", 5, 5, 26, 3)
    add("conv_0", 3, 3, 3, 3)
    add("conv_1", 3, 3, 3, 4)
    add("dense", 36, 5)
    add("dense_1", 5, 7)
    add("dense_2", 7, 6)
    add("dense_3", 7, 1)
    x = start_view()
    for name, padding in [("conv_initial", "same"), ("conv_0", "same"), ("conv_1", "valid")]:
        x = leaky(convolve(x, w[name + "/kernel"], w[name + "/bias"], padding), 0.2)
    x = x.reshape(-1)
    for name in ["dense", "dense_1"]:
        x = leaky(x @ w[name + "/kernel"] + w[name + "/bias"], 0.3)
    logits = x @ w["dense_2/kernel"] + w["dense_2/bias"]
    value = (x @ w["dense_3/kernel"] + w["dense_3/bias"])[0]
    odds = np.exp(logits - logits.max())
    save(FOLDER + "ppo.safetensors", w)
    with open(FOLDER + "meta.json", "w") as file:
        json.dump({"name": "TinyForced", "layout": "forced_coordination",
                   "config": {"bc_schedule": [[0, 0], [float("inf"), 0]]},
                   "check": {"start_probs_p0": list(odds / odds.sum()), "start_value": value}}, file, indent=1)
    w.clear()
    add("fc_0", 96, 4)
    add("logits", 4, 6)
    save(FOLDER + "bc.safetensors", w)
    with open(FOLDER + "bc_meta.json", "w") as file:
        json.dump({"agent": "TinyForced", "layout": "forced_coordination"}, file, indent=1)


main()
