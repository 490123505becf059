"""What stands for AWS in tests: a server that checks signatures with the official SDK's own signer, and a metadata
service."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class Server:
    """A server on a free loopback port, ended by `end`."""

    def __init__(self, handler):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class SignatureCheck(Server):
    """Hands requests on to a provider if their signature is right; `faults` holds what was wrong with the others."""

    def __init__(self, provider_port: int, credentials: Credentials, region: str, service: str = "bedrock"):
        self.faults, self.passed = [], []
        check = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_): pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                told = self.headers.get("authorization", "")
                expected = check.signature(self, body, credentials, region, service)
                if told != expected:
                    check.faults.append((told, expected))
                    return self.refuse()
                check.passed.append((self.path, dict(self.headers.items()), json.loads(body)))
                upstream = http.client.HTTPConnection("127.0.0.1", provider_port, timeout=30)
                upstream.request("POST", self.path, body, dict(self.headers.items()))
                answer = upstream.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection", "date"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def refuse(self):
                data = b'{"message":"The request signature we calculated does not match"}'
                self.send_response(403)
                self.send_header("content-type", "application/json")
                self.send_header("x-amzn-errortype", "InvalidSignatureException:http://internal.amazon.com/")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        super().__init__(Handler)

    @staticmethod
    def signature(request, body, credentials, region, service) -> str:
        """What the SDK would have put into `authorization`, for the headers that are said to be signed."""
        told = request.headers.get("authorization", "")
        names = told.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        headers = {name: request.headers[name] for name in names if request.headers.get(name)}
        signed = AWSRequest("POST", f"http://{request.headers['host']}{request.path}", headers, body)
        signed.context["timestamp"] = request.headers.get("x-amz-date", "")
        auth = SigV4Auth(credentials, service, region)
        text = auth.string_to_sign(signed, auth.canonical_request(signed))
        return (
            f"AWS4-HMAC-SHA256 Credential={auth.scope(signed)}, "
            f"SignedHeaders={auth.signed_headers(auth.headers_to_sign(signed))}, "
            f"Signature={auth.signature(text, signed)}")


class Metadata(Server):
    """Metadata services of three clouds in one; `asked` counts what each was asked for."""

    def __init__(self, credentials: Credentials):
        self.asked = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_): pass

            def do_PUT(self):
                right = self.headers.get("x-aws-ec2-metadata-token-ttl-seconds") and self.path == "/latest/api/token"
                self.answer(200 if right else 400, "session")

            def do_GET(self):
                path = self.path.partition("?")[0]
                service.asked.append(path)
                if path.startswith("/latest/meta-data/iam/security-credentials/"):
                    if self.headers.get("x-aws-ec2-metadata-token") != "session":
                        return self.answer(401, "")
                    if path.endswith("/"):
                        return self.answer(200, "the-role")
                    return self.answer(200, json.dumps({
                        "Code": "Success", "AccessKeyId": credentials.access_key,
                        "SecretAccessKey": credentials.secret_key, "Token": credentials.token,
                        "Expiration": "2099-01-01T00:00:00Z"}))
                token = json.dumps({"access_token": "the-cloud-token", "expires_in": 3600, "token_type": "Bearer"})
                if path.startswith("/computeMetadata/v1/"):
                    return self.answer(200 if self.headers.get("metadata-flavor") == "Google" else 403, token)
                if path == "/metadata/identity/oauth2/token":
                    return self.answer(200 if self.headers.get("metadata") == "true" else 400, token)
                self.answer(404, "")

            def answer(self, status, text):
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

        super().__init__(Handler)
