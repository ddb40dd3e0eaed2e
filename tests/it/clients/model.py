#!/usr/bin/env python3
"""A model server that answers what it was told to, on 127.0.0.1 only: model.py FOLDER prints its port.

It speaks Anthropic Messages, OpenAI Responses and chat completions, and Gemini. The base URL is
http://127.0.0.1:PORT/s/NAME/…, and FOLDER/NAME.json a list of steps, each a list of actions:
 {"write": [path, content]}, {"edit": [path, old, new]}, {"multiedit": [path, old, new]}, {"bash": cmd},
 {"notebook": [path, src]}, {"text": "..."}, {"tool": [name, input]}, {"patch": "..."} , {"sleep": s}
"""
import json, sys, time, os, re, uuid, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
ROOT = sys.argv[1]
LOCK = threading.Lock()

def log(name, entry):
    entry["t"] = time.time()
    with LOCK, open(f"{ROOT}/{name}.jsonl", "a") as f:
        f.write(json.dumps(entry) + "\n")

def script(name):
    with open(f"{ROOT}/{name}.json") as f:
        return json.load(f)

def names(tools):
    out = []
    for t in tools or []:
        if "function_declarations" in t or "functionDeclarations" in t:
            out += [d["name"] for d in t.get("function_declarations") or t.get("functionDeclarations")]
        elif "function" in t:
            out.append(t["function"]["name"])
        else:
            out.append(t.get("name") or t.get("type"))
    return out

def pick(have, *cands):
    for c in cands:
        if c in have:
            return c
    return cands[0]

def to_calls(actions, have):
    """-> (texts, [(toolname, input, kind)])"""
    texts, calls = [], []
    for a in actions:
        for k, v in a.items():
            if k == "text":
                texts.append(v)
            elif k == "sleep":
                time.sleep(v)
            elif k == "write":
                n = pick(have, "Write", "write_file", "write", "create")
                if n == "write": i = {"filePath": v[0], "content": v[1]}
                elif n == "create": i = {"path": v[0], "file_text": v[1]}
                else: i = {"file_path": v[0], "content": v[1]}
                calls.append((n, i, "function"))
            elif k == "read":
                n = pick(have, "Read", "read_file", "read", "view")
                i = {"filePath": v} if n == "read" else {"path": v} if n == "view" else {"file_path": v, "absolute_path": v}
                if n == "Read": i = {"file_path": v}
                if n == "read_file": i = {"file_path": v}
                calls.append((n, i, "function"))
            elif k == "edit":
                n = pick(have, "Edit", "replace", "edit", "edit_file", "str_replace")
                if n == "edit": i = {"filePath": v[0], "oldString": v[1], "newString": v[2]} if "todowrite" in have or "webfetch" in have else {"path": v[0], "old_str": v[1], "new_str": v[2]}
                else: i = {"file_path": v[0], "old_string": v[1], "new_string": v[2]}
                if n == "replace": i["instruction"] = "change it"
                calls.append((n, i, "function"))
            elif k == "multiedit":
                calls.append(("MultiEdit", {"file_path": v[0], "edits": [{"old_string": v[1], "new_string": v[2]}]}, "function"))
            elif k == "notebook":
                calls.append(("NotebookEdit", {"notebook_path": v[0], "new_source": v[1], "cell_type": "code", "edit_mode": "insert"}, "function"))
            elif k == "patch":
                if "apply_patch" in have:
                    calls.append(("apply_patch", v, "custom"))
                else:
                    calls.append(("shell", v, "function"))
            elif k == "bash":
                n = pick(have, "Bash", "run_shell_command", "bash", "exec_command", "shell_command", "shell")
                if n == "exec_command": i = {"cmd": v}
                elif n == "shell": i = {"command": ["bash", "-lc", v]}
                else: i = {"command": v, "description": "run"}
                if n == "shell_command": i = {"command": v}
                calls.append((n, i, "function"))
            elif k == "tool":
                calls.append((v[0], v[1], "function"))
            elif k == "custom":
                calls.append((v[0], v[1], "custom"))
    return texts, calls

class H(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def _json(self, obj, code=200):
        b = json.dumps(obj).encode()
        self.send_response(code); self.send_header("content-type", "application/json"); self.send_header("content-length", str(len(b))); self.end_headers(); self.wfile.write(b)
    def _sse_start(self):
        self.send_response(200); self.send_header("content-type", "text/event-stream"); self.send_header("cache-control", "no-cache"); self.send_header("connection", "close"); self.end_headers(); self.close_connection = True
    def _ev(self, event, data):
        s = (f"event: {event}\n" if event else "") + "data: " + (data if isinstance(data, str) else json.dumps(data)) + "\n\n"
        self.wfile.write(s.encode()); self.wfile.flush()
    def route(self):
        m = re.match(r"/s/([^/?]+)(/.*)", self.path)
        return (m.group(1), m.group(2)) if m else ("_default", self.path)
    def do_HEAD(self): self._json({})
    def do_GET(self):
        name, path = self.route()
        log(name, {"GET": self.path})
        if "models" in path:
            return self._json({"object": "list", "data": [{"id": "fake-model", "object": "model", "type": "model", "display_name": "fake", "created_at": "2026-01-01T00:00:00Z"}], "models": []})
        self._json({}, 200)
    def body(self):
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            out = b""
            while True:
                n = int(self.rfile.readline().split(b";")[0], 16)
                chunk = self.rfile.read(n); self.rfile.readline()
                if n == 0: break
                out += chunk
        else:
            out = self.rfile.read(int(self.headers.get("content-length") or 0))
        enc = self.headers.get("content-encoding", "")
        if enc == "gzip":
            import gzip; out = gzip.decompress(out)
        elif enc == "zstd":
            try:
                import zstandard; out = zstandard.ZstdDecompressor().decompressobj().decompress(out)
            except Exception as e:
                log("_err", {"zstd": str(e)})
        return out
    def do_POST(self):
        name, path = self.route()
        raw = self.body()
        try: req = json.loads(raw or b"{}")
        except Exception: req = {"_raw": raw[:500].decode("latin1")}
        try:
            if path.split("?")[0].endswith("/messages"): return self.anthropic(name, req)
            if path.split("?")[0].endswith("/messages/count_tokens"): return self._json({"input_tokens": 1000})
            if path.split("?")[0].endswith("/responses"): return self.oai_responses(name, req)
            if path.split("?")[0].endswith("/chat/completions"): return self.chat(name, req)
            if "enerateContent" in path: return self.gemini(name, req, path)
            if "countTokens" in path: return self._json({"totalTokens": 1000})
            log(name, {"POST": self.path, "req": str(req)[:1500]})
            self._json({})
        except BrokenPipeError:
            log(name, {"broken": path})
    # ---- Anthropic
    def anthropic(self, name, req):
        have = names(req.get("tools"))
        msgs = req.get("messages", [])
        n = sum(1 for m in msgs if m["role"] == "assistant")
        main = any(x in have for x in ("Bash", "Write"))
        log(name, {"proto": "anthropic", "model": req.get("model"), "step": n, "main": main, "tools": have, "messages": msgs, "system": req.get("system"), "stream": req.get("stream")})
        if main:
            blob = json.dumps(msgs[:2]); mm = re.findall(r"SCRIPT=([A-Za-z0-9_-]+)", blob)
            s = script(mm[-1] if mm else name); acts = s[n] if n < len(s) else [{"text": "Done."}]
        else:
            acts = [{"text": "{\"title\": \"fake\", \"isNewTopic\": false}"}]
        texts, calls = to_calls(acts, have)
        blocks = [{"type": "text", "text": t} for t in texts] + [{"type": "tool_use", "id": "toolu_" + uuid.uuid4().hex[:20], "name": c[0], "input": c[1]} for c in calls]
        stop = "tool_use" if calls else "end_turn"
        mid = "msg_" + uuid.uuid4().hex[:20]
        usage = {"input_tokens": 100, "output_tokens": 20, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
        if not req.get("stream"):
            return self._json({"id": mid, "type": "message", "role": "assistant", "model": req.get("model"), "content": blocks, "stop_reason": stop, "stop_sequence": None, "usage": usage})
        self._sse_start()
        self._ev("message_start", {"type": "message_start", "message": {"id": mid, "type": "message", "role": "assistant", "model": req.get("model"), "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}})
        for i, b in enumerate(blocks):
            if b["type"] == "text":
                self._ev("content_block_start", {"type": "content_block_start", "index": i, "content_block": {"type": "text", "text": ""}})
                self._ev("content_block_delta", {"type": "content_block_delta", "index": i, "delta": {"type": "text_delta", "text": b["text"]}})
            else:
                self._ev("content_block_start", {"type": "content_block_start", "index": i, "content_block": {"type": "tool_use", "id": b["id"], "name": b["name"], "input": {}}})
                self._ev("content_block_delta", {"type": "content_block_delta", "index": i, "delta": {"type": "input_json_delta", "partial_json": json.dumps(b["input"])}})
            self._ev("content_block_stop", {"type": "content_block_stop", "index": i})
        self._ev("message_delta", {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": 20}})
        self._ev("message_stop", {"type": "message_stop"})
    # ---- OpenAI Responses
    def oai_responses(self, name, req):
        have = names(req.get("tools"))
        inp = req.get("input", [])
        if isinstance(inp, str): inp = [{"type": "message", "role": "user", "content": inp}]
        # step = number of model turns: groups of consecutive calls / assistant messages
        n, prev = 0, False
        for it in inp:
            mine = it.get("type") in ("function_call", "custom_tool_call", "local_shell_call") or (it.get("role") == "assistant")
            if it.get("type") == "reasoning": continue
            if mine and not prev: n += 1
            prev = mine
        log(name, {"proto": "responses", "model": req.get("model"), "step": n, "tools": have, "toolspec": req.get("tools") if n == 0 else None, "input": inp, "instructions": (req.get("instructions") or "")[:3000], "stream": req.get("stream")})
        s = script(name); acts = s[n] if n < len(s) else [{"text": "Done."}]
        if not have: acts = [{"text": "title"}]
        texts, calls = to_calls(acts, have)
        items = []
        for t in texts: items.append({"type": "message", "id": "msg_" + uuid.uuid4().hex[:12], "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": t, "annotations": []}]})
        for c in calls:
            cid = "call_" + uuid.uuid4().hex[:16]
            if c[2] == "custom": items.append({"type": "custom_tool_call", "id": "ctc_" + uuid.uuid4().hex[:12], "call_id": cid, "name": c[0], "input": c[1], "status": "completed"})
            else: items.append({"type": "function_call", "id": "fc_" + uuid.uuid4().hex[:12], "call_id": cid, "name": c[0], "arguments": json.dumps(c[1]), "status": "completed"})
        rid = "resp_" + uuid.uuid4().hex[:16]
        usage = {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 20, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 120}
        base = {"id": rid, "object": "response", "created_at": int(time.time()), "model": req.get("model"), "output": [], "usage": None, "status": "in_progress", "parallel_tool_calls": True, "tools": [], "tool_choice": "auto"}
        done = dict(base, status="completed", output=items, usage=usage)
        if not req.get("stream"): return self._json(done)
        self._sse_start(); q = 0
        def ev(t, **kw):
            nonlocal q
            self._ev(t, dict({"type": t, "sequence_number": q}, **kw)); q += 1
        ev("response.created", response=base)
        for i, it in enumerate(items):
            start = dict(it, status="in_progress")
            if it["type"] == "message": start = dict(start, content=[])
            if it["type"] == "function_call": start = dict(start, arguments="")
            if it["type"] == "custom_tool_call": start = dict(start, input="")
            ev("response.output_item.added", output_index=i, item=start)
            if it["type"] == "message":
                ev("response.content_part.added", item_id=it["id"], output_index=i, content_index=0, part={"type": "output_text", "text": "", "annotations": []})
                ev("response.output_text.delta", item_id=it["id"], output_index=i, content_index=0, delta=it["content"][0]["text"])
                ev("response.output_text.done", item_id=it["id"], output_index=i, content_index=0, text=it["content"][0]["text"])
                ev("response.content_part.done", item_id=it["id"], output_index=i, content_index=0, part=it["content"][0])
            elif it["type"] == "function_call":
                ev("response.function_call_arguments.delta", item_id=it["id"], output_index=i, delta=it["arguments"])
                ev("response.function_call_arguments.done", item_id=it["id"], output_index=i, arguments=it["arguments"])
            ev("response.output_item.done", output_index=i, item=it)
        ev("response.completed", response=done)
    # ---- OpenAI chat completions
    def chat(self, name, req):
        have = names(req.get("tools"))
        msgs = req.get("messages", [])
        n = sum(1 for m in msgs if m["role"] == "assistant")
        log(name, {"proto": "chat", "model": req.get("model"), "step": n, "tools": have, "messages": msgs, "stream": req.get("stream")})
        s = script(name)
        if isinstance(s, dict): # count requests instead of assistant turns
            with LOCK:
                f = f"{ROOT}/{name}.count"; c = int(open(f).read()) if os.path.exists(f) else 0
                open(f, "w").write(str(c + 1))
            s, n = s["byrequest"], c
        acts = s[n] if n < len(s) else [{"text": "Done."}]
        if not have: acts = [a for a in acts if "text" in a] or [{"text": "fake title"}]
        texts, calls = to_calls(acts, have)
        cid = "chatcmpl-" + uuid.uuid4().hex[:12]
        tc = [{"index": i, "id": "call_" + uuid.uuid4().hex[:12], "type": "function", "function": {"name": c[0], "arguments": json.dumps(c[1])}} for i, c in enumerate(calls)]
        fin = "tool_calls" if calls else "stop"
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        if not req.get("stream"):
            m = {"role": "assistant", "content": "\n".join(texts) or None}
            if tc: m["tool_calls"] = [{k: v for k, v in t.items() if k != "index"} for t in tc]
            return self._json({"id": cid, "object": "chat.completion", "created": int(time.time()), "model": req.get("model"), "choices": [{"index": 0, "message": m, "finish_reason": fin}], "usage": usage})
        self._sse_start()
        b = {"id": cid, "object": "chat.completion.chunk", "created": int(time.time()), "model": req.get("model")}
        self._ev(None, dict(b, choices=[{"index": 0, "delta": {"role": "assistant", "content": "\n".join(texts) or ""}, "finish_reason": None}]))
        for t in tc: self._ev(None, dict(b, choices=[{"index": 0, "delta": {"tool_calls": [t]}, "finish_reason": None}]))
        self._ev(None, dict(b, choices=[{"index": 0, "delta": {}, "finish_reason": fin}], usage=usage))
        self._ev(None, "[DONE]")
    # ---- Gemini
    def gemini(self, name, req, path):
        have = names(req.get("tools"))
        cont = req.get("contents", [])
        n = sum(1 for m in cont if m.get("role") == "model")
        log(name, {"proto": "gemini", "path": path, "step": n, "tools": have, "contents": cont, "system": str(req.get("systemInstruction"))[:6000]})
        s = script(name); acts = s[n] if n < len(s) else [{"text": "Done."}]
        if not have: acts = [{"text": "{\"complexity_reasoning\":\"simple\",\"complexity_score\":1,\"reasoning\":\"x\",\"model_choice\":\"flash\",\"next_speaker\":\"user\"}"}]
        texts, calls = to_calls(acts, have)
        parts = [{"text": t} for t in texts] + [{"functionCall": {"name": c[0], "args": c[1], "id": uuid.uuid4().hex[:10]}} for c in calls]
        out = {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120}, "modelVersion": "fake"}
        if "stream" not in path: return self._json(out)
        self._sse_start(); self._ev(None, out)

if __name__ == "__main__":
    s = ThreadingHTTPServer(("127.0.0.1", 0), H); s.daemon_threads = True
    print(s.server_address[1], flush=True)
    s.serve_forever()
