#!/usr/bin/env python3
"""A chat endpoint that behaves as the model's name says; for tests and for trying the language-model agent without a model.

    chat_server.py [PORT]     prints the port that it listens on, and ends with its standard input

Models that answer well: good, chatty, trailing-comma, slow, and those of FORMS, each with a slip or an oddity that is understood.
Models that do not at first, or never: malformed, never, empty, refusing, busy, flaky, cut-off, silent, endless, endless-lines,
endless-headers, drip, redirect, deep, hostile, truncated, thoughtful, lasting-thoughts, error-200, quota, basic, no-json.
Models of ODDITIES take part of the forms of answers, or answer a question for a number in their own way.
Models that want to be asked differently: max-completion-tokens, no-temperature, both (of these), body, retry-date, retry-soon,
retry-hours. echo and echo-error say the request's key back. 'good' chooses the first skill that the prompt lists as `- name`.
"""
import base64
import email.utils
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests = {}
lock = threading.Lock()


def skill_in(messages):
    names = re.findall(r"^(?:-|\d+\.) (.+)$", messages[-1]["content"] if len(messages) < 3 else messages[1]["content"], re.M)
    return names[0] if names else "none"


def completion(text, finish="stop", usage={"prompt_tokens": 100, "completion_tokens": 20}):
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"message": message, "finish_reason": finish}], "usage": usage})


def unsupported(key, instead):
    text = f"Unsupported parameter: '{key}' is not supported with this model. {instead}"
    return json.dumps({"error": {"message": text, "param": key, "code": "unsupported_parameter"}})


def fields(good, **changes):
    return json.dumps(dict(json.loads(good), **changes))


# Good replies in the forms that models and servers give them.
FORMS = {
    "think": lambda good: completion('<think>The pot {P} is empty. {"skill": "juggle"} is bad.</think>\n' + good),
    "think-open": lambda good: completion("I think of {a, b}.\n</think>\n```json\n" + good + "\n```"),
    "braces": lambda good: completion("The pot {P} is empty, so: " + good),
    "twice": lambda good: completion(good + "\n\n" + good),
    "list": lambda good: completion("[" + good + "]"),
    "nested": lambda good: completion('{"response": ' + good + "}"),
    "single-quotes": lambda good: completion(str(json.loads(good))),
    "line-break": lambda good: completion(good.replace("All is", "All\nis")),
    "bom": lambda good: completion("\ufeff" + good),
    "keys": lambda good: completion(good.replace('"skill"', '"Skill"')),
    "parts": lambda good: completion([{"type": "thinking", "text": "{"}, {"type": "text", "text": good}]),
    "no-usage": lambda good: json.dumps({"choices": [{"message": {"content": good}}]}),
    "null-usage": lambda good: completion(good, usage=None),
    "float-usage": lambda good: completion(good, usage={"prompt_tokens": 10.0, "completion_tokens": "5"}),
    "odd-usage": lambda good: completion(good, usage={"prompt_tokens": -3, "completion_tokens": [1]}),
    "vast-usage": lambda good: completion(good, usage={"prompt_tokens": 2**63 - 1, "completion_tokens": 1e300}),
    "events": lambda good: "".join(
        "data: " + json.dumps({"choices": [{"delta": {"content": part}}]}) + "\n\n" for part in (good[:20], good[20:])
    ) + "data: [DONE]\n\n",
    # For the agent, which is lenient about how the skill is written.
    "upper": lambda good: completion(fields(good, skill=json.loads(good)["skill"].upper())),
    "dot": lambda good: completion(fields(good, skill=json.loads(good)["skill"] + ".")),
    "number": lambda good: completion(fields(good, skill=1)),
}


def chosen(text, top=None):
    """A completion with the probabilities of its first token, where there are any."""
    message = {"role": "assistant", "content": text}
    logprobs = None if top is None else {
        "content": [{"token": text, "logprob": -1, "top_logprobs": [{"token": t, "logprob": p} for t, p in top]}] if top else []
    }
    choice = {"message": message, "finish_reason": "length", "logprobs": logprobs}
    return json.dumps({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 1}})


def refused(text, status=400):
    return json.dumps({"error": {"message": text}}), status


def wants(request):
    """The form of answer that a request asks for."""
    kind = request.get("response_format", {}).get("type", "")
    if kind == "json_schema" or "schema" in request.get("response_format", {}) or "guided_json" in request:
        return "schema"
    if kind:
        return "json"
    return "number" if "number" in request["messages"][-1]["content"] else "text"


def schema_of(request):
    given = request.get("response_format", {})
    return given.get("json_schema", {}).get("schema") or given.get("schema") or request.get("guided_json")


# Endpoints that know only some forms, and models that answer some in their own way: what they answer, and with which status.
def oddity(model, request, good):
    form, given = wants(request), request.get("response_format", {})
    skills = (schema_of(request) or {}).get("properties", {}).get("skill", {}).get("enum", [])
    held = json.dumps({"analysis": "Held to the schema.", "intention": "", "skill": skills[-1] if skills else "none"})
    if model == "schema":  # OpenAI's form only
        return (completion(held), 200) if given.get("type") == "json_schema" else refused("Invalid value: 'response_format'")
    if model == "schema-llama":
        if given.get("type") == "json_object" and "schema" in given:
            return completion(held), 200
        return json.dumps({"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be 'text' or 'json_object'"}]}), 422
    if model == "schema-500":  # as llama-cpp-python's server refuses
        known = given.get("type") in (None, "text", "json_object")
        text = "1 validation error: {'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}"
        return (completion(held), 200) if known else refused(text, 500)
    if model == "schema-guided":
        return (completion(held), 200) if "guided_json" in request else refused("extra fields not permitted: response_format", 422)
    if model == "json-only":
        return (completion(good), 200) if given == {"type": "json_object"} else refused("bad request")
    if model in ("no-formats", "no-formats-422"):
        if form in ("schema", "json") or "logprobs" in request:
            return refused("bad request", 422 if model.endswith("422") else 400)
        return completion("2" if form == "number" else "The soup smells good."), 200
    if model == "no-logprobs":
        return (json.dumps({"error": "logprobs is not supported for this model"}), 500) if "logprobs" in request else (completion("2"), 200)
    if model == "ignores-words":
        return completion('The skill you chose is "' + skill_in(request["messages"]) + '".'), 200
    if model == "no":  # refuses everything that says how to answer, whatever it is
        return refused("bad request")
    if model == "refusal":
        return json.dumps({"choices": [{"message": {"content": None, "refusal": "I will not cook."}, "finish_reason": "stop"}]}), 200
    if model == "cached":
        return completion(good, usage={"prompt_tokens": 100, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 80}}), 200
    if model == "timings":
        return json.dumps(dict(json.loads(completion(good)), timings={"prompt_n": 30, "predicted_n": 9})), 200
    if model == "reasoning":
        usage = {"prompt_tokens": 100, "completion_tokens": 90, "completion_tokens_details": {"reasoning_tokens": 70}}
        message = {"content": good, "reasoning_content": "Perhaps stand by? No: the pot is empty."}
        return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}), 200
    if model == "long-thoughts":  # needs more tokens than an answer has
        if request.get("max_tokens", 0) < 1000:
            return completion("<think>The pot is empty, so", finish="length"), 200
        return completion("<think>The pot is empty, so onions.</think>" + ("2" if form == "number" else good)), 200
    numbers = {
        "two": "2", "dot": " **2.** ", "with-words": "2. stand by", "german": "Ich nehme Nummer 2.", "arabic": "\u0662", "likeliest": "The",
        "out-of-range": "9", "two-numbers": "1 or 2", "apology": "I'm sorry, I cannot stand by.", "chinese": "\u6211\u4e0d\u77e5\u9053",
        "empty-logprobs": "2", "contradiction": "1. stand by", "cut": "2. stand by (0", "first": "2. stand", "both-skills": "fetch an onion or stand by", "zero": "0",
        "unlike": "juggle", "probable": "1", "list": "2. stand by\n3.", "other-list": "2. stand by\n1.",
    }
    top = {"likeliest": [["The", -0.1], [" 2", -3.0], ["1", -3.5], ["9", -0.5]], "empty-logprobs": [],
           "first": [["2", -1.5], ["You", -2.2], ["1", -3.4], ["The", -2.3]],
           "probable": [["2", -0.2], ["1", -1.8], ["3", -5.0]]}
    return (chosen(numbers[model[7:]], top.get(model[7:])), 200) if model.startswith("number-") and model[7:] in numbers else None


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
            requests[self.path, model] = requests.get((self.path, model), 0) + 1
            number = requests[self.path, model]
        good = json.dumps({"analysis": "All is well.", "intention": "to cook", "skill": skill_in(messages)})
        try:
            key = self.headers.get("Authorization") or self.headers.get("Api-Key") or ""
            if not self.path.partition("?")[0].endswith("/v1/chat/completions"):
                self.answer("no such page", 404)
            elif oddity(model, request, good):
                self.answer(*oddity(model, request, good))
            elif model in FORMS:
                self.answer(FORMS[model](good))
            elif model == "query":
                self.answer(completion(good)) if self.path.endswith("?api-version=1") else self.answer("which version?", 404)
            elif model in ("max-completion-tokens", "both") and "max_tokens" in request:
                self.answer(unsupported("max_tokens", "Use 'max_completion_tokens' instead."), 400)
            elif model in ("no-temperature", "both") and "temperature" in request:
                self.answer(unsupported("temperature", "Only the default (1) value is supported."), 400)
            elif model in ("max-completion-tokens", "no-temperature", "both"):
                self.answer(completion(good))
            elif model == "body":
                right = request.get("reasoning_effort") == "low" and request.get("options") == {"a": [1, 0.5, True, None]}
                self.answer(completion(good) if right and "temperature" not in request else completion("no"))
            elif model in ("retry-date", "retry-soon", "retry-hours") and number % 2 == 1:
                date = email.utils.formatdate(time.time() + 2.5, usegmt=True)
                self.answer("busy", 429, {"Retry-After": {"retry-date": date, "retry-soon": "1", "retry-hours": "7200"}[model]})
            elif model in ("retry-date", "retry-soon"):
                self.answer(completion(good))
            elif model == "echo":
                secret = key.split(" ")[-1]
                spelled = "".join("\\u%04x" % ord(letter) for letter in secret)
                self.answer(completion(good[:-1] + ', "intention": "' + secret + " " + spelled + '"}'))
            elif model == "echo-error":
                self.answer("wrong key: " + "x" * 180 + " " + key, 401)
            elif model == "basic":
                known = key == "Basic " + base64.b64encode(b"me:open sesame").decode()
                if known:
                    self.answer(completion(good))
                else:
                    self.answer("who are you?", 401, {"WWW-Authenticate": 'Basic realm="models"'})
            elif model == "api-key":
                self.answer(completion(good)) if self.headers.get("Api-Key") == "open sesame" else self.answer("who are you?", 401)
            elif model == "error-200":
                self.answer(json.dumps({"error": {"message": "Provider returned error: model is overloaded", "code": 502}}))
            elif model == "quota":
                self.answer(json.dumps({"error": {"message": "You exceeded your quota.", "code": "insufficient_quota"}}), 429)
            elif model == "thoughtful":
                self.answer(completion(None, finish="length"))
            elif model == "truncated":
                self.answer(completion('{"analysis": "a long text that is', finish="length"))
            elif model == "lasting-thoughts":
                self.answer(completion('<think>Perhaps {"skill": "juggle"}, but'))
            elif model == "no-json":
                self.answer("<html>It works!</html>")
            elif model == "drip":
                self.send_response(200)
                self.end_headers()
                while True:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif model == "stream":  # thinks, answers, and goes on for longer than anybody waits
                self.send_response(200)
                self.end_headers()
                form = wants(request)
                said = {"number": "2\n", "text": "stand by\n"}.get(form, good)
                for key, piece in [("reasoning_content", "Hm. ")] * 2 + [("content", said[:1]), ("content", said[1:])] + [("content", "word ")] * 400:
                    event = {"choices": [{"delta": {key: piece}, "finish_reason": None}]}
                    self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif model == "stream-error":
                self.answer('data: {"choices": []}\n\ndata: {"error": {"message": "out of memory", "code": 500}}\n\n')
            elif model == "endless-lines":
                self.send_response(200)
                self.end_headers()
                while True:
                    self.wfile.write(b"\n" * 0x10000)
            elif model == "endless-headers":
                self.send_response(200)
                self.flush_headers()
                while True:
                    self.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")
            elif model == "good":
                self.answer(completion(good))
            elif model == "secret":
                named = self.headers.get("Authorization") == "Bearer open sesame"
                self.answer(completion(good)) if named else self.answer("who are you?", 401)
            elif model == "predicts":
                asked = "partner" in json.dumps(schema_of(request)) and '"partner"' in messages[0]["content"]
                self.answer(completion(good[:-1] + ', "partner": "to wait"}' if asked else "I was not asked."))
            elif model == "chatty":
                self.answer(completion("Let me think.\n```json\n" + good + "\n```\nGood luck!"))
            elif model == "trailing-comma":
                self.answer(completion(good[:-1] + ",}"))
            elif model == "slow":
                time.sleep(0.4)
                self.answer(completion(good))
            elif model == "malformed":  # mends its ways when it is told
                self.answer(completion(good if len(messages) > 2 else "The soup smells good."))
            elif model == "never":
                self.answer(completion('{"skill": "juggle"}'))
            elif model == "empty":
                self.answer('{"choices": []}')
            elif model == "dies-later":
                self.answer(completion(fields(good, skill="stands by"))) if number <= 3 else self.answer('{"error": "no"}', 401)
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
