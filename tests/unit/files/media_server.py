"""A small web server of pictures, good ones and hostile ones."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import urlsplit


class MediaServer(ThreadingHTTPServer):
    """Serves `files` by their paths, and some paths badly; notes what was asked for."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.is_away = False
        self.over = threading.Event()

    def address(self, path: str, secret: str = "") -> str:
        return f"http://{secret}127.0.0.1:{self.server_port}/{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that breaks off."""


class _Answer(BaseHTTPRequestHandler):
    server: MediaServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        self.server.asked.append(path)
        status = int(PurePosixPath(path).stem) if path.startswith("answer/") else 200
        body = self.server.files.get(path, b"something")
        if status == 200 and path not in self.server.files and "/" not in path:
            status = 404
        if path.startswith("slow/"):
            self.server.over.wait(20)
        told = {"huge/": 600_000_000, "cut/": 5_000}.get(f"{path.partition('/')[0]}/", len(body))
        self.send_response(503 if self.server.is_away else status)
        self.send_header("Content-Length", str(told))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Keep quiet."""


@contextmanager
def media_server() -> Iterator[MediaServer]:
    """Run the server for a while; every thread of it is joined."""
    with MediaServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
