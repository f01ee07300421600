#!/usr/bin/env python3
"""A chat endpoint that behaves as the model's name says; for tests and for trying the language-model agent without a model.

    chat_server.py [PORT]     prints the port that it listens on, and ends with its standard input

Models: good, chatty, trailing-comma, slow, malformed, never, empty, refusing, busy, flaky, cut-off, silent, endless, redirect,
deep, hostile. 'good' chooses the first skill that the prompt lists as `- name`.
"""
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests = {}
lock = threading.Lock()


def skill_in(messages):
    names = re.findall(r"^- (.+)$", messages[-1]["content"] if len(messages) < 3 else messages[1]["content"], re.M)
    return names[0] if names else "none"


def completion(text):
    usage = {"prompt_tokens": 100, "completion_tokens": 20}
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}], "usage": usage})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, text, status=200, headers={}):
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model, messages = request["model"], request["messages"]
        with lock:
            requests[model] = requests.get(model, 0) + 1
            number = requests[model]
        good = json.dumps({"analysis": "All is well.", "intention": "to cook", "skill": skill_in(messages)})
        try:
            if not self.path.endswith("/chat/completions"):
                self.answer("no such page", 404)
            elif model == "good":
                self.answer(completion(good))
            elif model == "secret":
                named = self.headers.get("Authorization") == "Bearer open sesame"
                self.answer(completion(good)) if named else self.answer("who are you?", 401)
            elif model == "chatty":
                self.answer(completion("Let me think.\n```json\n" + good + "\n```\nGood luck!"))
            elif model == "trailing-comma":
                self.answer(completion(good[:-1] + ",}"))
            elif model == "slow":
                time.sleep(0.4)
                self.answer(completion(good))
            elif model == "malformed":  # mends its ways when it is told
                self.answer(completion(good if len(messages) > 2 else "I would fetch an onion."))
            elif model == "never":
                self.answer(completion('{"skill": "juggle"}'))
            elif model == "empty":
                self.answer('{"choices": []}')
            elif model == "refusing":
                self.answer('{"error": "no"}', 401)
            elif model == "busy":
                self.answer("busy", 429, {"Retry-After": "0"})
            elif model == "flaky":
                self.answer(completion(good)) if number % 2 == 0 else self.answer("oops", 500)
            elif model == "cut-off":
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(completion(good).encode()[:40])
                self.wfile.flush()
                self.close_connection = True
            elif model == "silent":
                time.sleep(30)
            elif model == "endless":
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for _ in range(1000):
                    self.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            elif model == "redirect":
                self.answer("", 307, {"Location": "/elsewhere/chat/completions"})
            elif model == "deep":
                self.answer(completion('{"a":' * 2000 + "1" + "}" * 2000))
            elif model == "hostile":
                self.answer(completion('{"skill": "\\u0000; rm -rf /", "analysis": "' + "\\u202e" * 100 + '"}'))
            else:
                self.answer("no such model", 404)
        except (BrokenPipeError, ConnectionResetError):
            pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
