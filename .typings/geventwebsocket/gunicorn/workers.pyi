from types import FrameType

from gevent.pywsgi import WSGIHandler

class GeventWebSocketWorker:
    wsgi_handler: type[WSGIHandler]
    def init_process(self) -> None: ...
    def handle_exit(self, sig: int, frame: FrameType | None) -> None: ...
