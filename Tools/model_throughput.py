#!/usr/bin/env python3
"""How many answers a second games get from a stand-in for a language model, beside what the stand-in can give.

    model_throughput.py BRIGADE [--games N] [--ms MS] [--slots N] [--ticks N] [--map MAP]

The stand-in answers 1 after MS milliseconds (50), to at most --slots questions at once (all that are asked). First a client that does
nothing else asks it over N connections (64), then N games are played at once, one cook each. Printed are answers a second of both and
their ratio, counted in the stand-in while all N are at it, and the processor time that the games took.
"""
import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REPLY = json.dumps({
    "choices": [{"message": {"role": "assistant", "content": "1"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 100, "completion_tokens": 1}}).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class StandIn:
    """A chat endpoint in a thread of its own; it notes when it answered."""

    def __init__(self, seconds, slots):
        self.seconds, self.slots, self.times, self.port = seconds, slots, [], 0
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve(ready)), daemon=True).start()
        ready.wait()

    async def serve(self, ready):
        self.free = asyncio.Semaphore(self.slots) if self.slots else None
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def answer(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
                if self.free:
                    async with self.free:
                        await asyncio.sleep(self.seconds)
                else:
                    await asyncio.sleep(self.seconds)
                writer.write(HEAD % len(REPLY) + REPLY)
                await writer.drain()
                self.times.append(time.monotonic())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def rate(self):
        """Answers a second in the middle half of the time since the last call, when all are at it."""
        times, self.times = self.times, []
        begin, end = times[0], times[-1]
        quarter = (end - begin) / 4
        return sum(begin + quarter <= at < end - quarter for at in times) / (2 * quarter), len(times)


async def ask(port, connections, body, seconds):
    """Asks over so many connections for so long."""
    until = time.monotonic() + seconds

    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(REPLY))
        writer.close()

    await asyncio.gather(*[client() for _ in range(connections)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("brigade")
    parser.add_argument("--games", type=int, default=64)
    parser.add_argument("--ms", type=float, default=50)
    parser.add_argument("--slots", type=int, default=0)
    parser.add_argument("--ticks", type=int, default=400)
    parser.add_argument("--map", default="cramped_room_single")
    options = parser.parse_args()
    server = StandIn(options.ms / 1000, options.slots)
    asyncio.run(ask(server.port, options.games, b"x" * 5000, 10))
    own, _ = server.rate()
    folder = tempfile.mkdtemp(prefix="brigade-throughput-")
    agent = os.path.join(folder, "cook.yaml")
    with open(agent, "w") as file:
        file.write(f"name: cook\nkind: language-model\nparameters:\n  base_url: http://127.0.0.1:{server.port}/v1\n  model: stand-in\n"
                   "  answer: number\n  tick_ms: 60000\n  requests_per_minute: 100000\n  calls: 100000\n  tokens: 100000000\n")
    command = [os.path.abspath(options.brigade), "tournament", "--agents", agent, "--maps", options.map, "--horizon", str(options.ticks),
               "--episodes", str(options.games), "--jobs", str(options.games), "--db", os.path.join(folder, "games.sqlite"), "--quiet"]
    begin = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode
    seconds = time.monotonic() - begin
    if code not in (0, 3):
        sys.exit(f"brigade exited with {code}")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    rate, answers = server.rate()
    print(f"stand-in alone {own:.0f} answers a second, {options.games} games {rate:.0f} ({100 * rate / own:.1f} %)")
    print(f"{answers} answers in {seconds:.1f} s; brigade took {usage.ru_utime + usage.ru_stime:.1f} s of processor time")


if __name__ == "__main__":
    main()
