from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
from io import IOBase
from typing import Any

from gevent.pywsgi import WSGIHandler, WSGIServer
from gevent.socket import socket as GeventSocket

class WebSocketHandler(WSGIHandler):
    GUID: str
    # While a request is handled, these are not None.
    environ: WSGIEnvironment
    application: WSGIApplication
    # Any: the stubs of gevent have str, but the elements are bytes once the headers are final.
    response_headers: Any
    # Any: the stubs of gevent have a class of its own, and a number that is never None.
    wsgi_input: Any
    content_length: Any
    def __init__(
        self, sock: GeventSocket, address: str, server: WSGIServer, rfile: IOBase | None = None
    ) -> None: ...
