"""Serves the lambda_handler of one Python file behind Lambda's Invoke path, for `Code.ImageUri`. Prints its port.

Usage: lambda-adapter.py FILE [NAME ...], where each NAME is a function of FILE to do nothing instead.
"""

import importlib.util
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

path, *without = sys.argv[1:]
spec = importlib.util.spec_from_file_location("lambda_function", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for name in without:
    setattr(module, name, lambda *arguments: None)


class Adapter(BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        try:
            answer = module.lambda_handler(event, None)
        except Exception as error:
            answer = {"errorType": type(error).__name__, "errorMessage": str(error)}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Adapter)
print(server.server_port, flush=True)
server.serve_forever()
