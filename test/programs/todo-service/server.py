"""The todo service in Python, with its standard library and boto3. It listens on the port in PORT."""

import os
import re
import sys
import traceback
import urllib.parse
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import operations
from identity import authenticate
from problems import Problem

ROUTE = re.compile(r"/v1/todos(?:/([^/]+)(?:/(complete|reopen))?)?")
OPERATIONS = {
    ("POST", False, None): operations.create,
    ("GET", False, None): operations.list_page,
    ("GET", True, None): operations.get,
    ("PATCH", True, None): operations.update,
    ("DELETE", True, None): operations.delete,
    ("POST", True, "complete"): operations.complete,
    ("POST", True, "reopen"): operations.reopen,
}
MAX_BODY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Request:
    id: str | None
    query: dict
    headers: dict
    content: bytes
    request_id: str


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Bytes: a response is one packet.
    wbufsize = 64 * 1024
    timeout = 75

    def handle_request(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        request_id = headers.get("x-request-id", str(uuid.uuid4()))
        try:
            status, body = self.route(headers, request_id)
        except Problem as problem:
            self.reply(problem.status, problem.to_body(request_id), request_id, problem.headers)
        except Exception:
            traceback.print_exc()
            problem = Problem(500, "INTERNAL", "The service has a bug. See its log.")
            self.reply(500, problem.to_body(request_id), request_id)
        else:
            self.reply(status, body, request_id)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = handle_request

    def route(self, headers, request_id):
        length = int(headers.get("content-length", "0"))
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            raise Problem(413, "BODY_TOO_LARGE", "The request body is too large.")
        content = self.rfile.read(length)
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/healthz":
            return 200, {"status": "healthy"}
        match = ROUTE.fullmatch(url.path)
        run = match and OPERATIONS.get((self.command, match[1] is not None, match[2]))
        if run is None:
            raise Problem(404, "ROUTE_NOT_FOUND", f"{self.command} {url.path} is not a known route.")
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        caller = authenticate(headers)
        return run(caller, Request(match[1], query, headers, content, request_id))

    def reply(self, status, body, request_id, headers=None):
        content = b"" if body is None else operations.to_json(body).encode()
        self.send_response(status)
        self.send_header("x-request-id", request_id)
        if status != 204:
            self.send_header("content-length", str(len(content)))
        if body is not None:
            kind = "problem+json" if status >= 400 else "json"
            self.send_header("content-type", f"application/{kind}")
        if status < 400 and body is not None and "version" in body:
            self.send_header("etag", f'"{body["version"]}"')
        if status == 201:
            self.send_header("location", f"/v1/todos/{body['id']}")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, message, *arguments):
        print(message % arguments, file=sys.stderr, flush=True)


class Server(ThreadingHTTPServer):
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
