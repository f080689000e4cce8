"""The composition root: one instance's realtime side, the Socket.IO server and everything that works on it."""

import uuid

import gevent
from apiflask import APIFlask

from labapp import services
from labapp.auth.session_memory import session_memory
from labapp.config import Settings
from labapp.events.ring import Ring
from labapp.events.tail import Tail
from labapp.http.origins import origin_allowed
from labapp.realtime.bus import open_bus
from labapp.realtime.connections import Connections
from labapp.realtime.drain import drain
from labapp.realtime.gateway import Gateway
from labapp.realtime.handlers import EventsNamespace
from labapp.realtime.handshake import Handshake
from labapp.realtime.lifecycle import Lifecycle
from labapp.realtime.packets import PacketHandler
from labapp.realtime.replay import Replayer
from labapp.realtime.rooms import NAMESPACE
from labapp.realtime.scheduler import Scheduler
from labapp.realtime.slot_watch import SlotWatch
from labapp.realtime.statistics import Statistics
from labapp.transport import burst, close_all, install
from labapp.transport.websocket import MAX_MESSAGE_BYTES


class Realtime:
    """The parts of one instance, from the bottom up. A part gets what it needs as an argument."""

    def __init__(self, app: APIFlask, settings: Settings) -> None:
        self.settings = settings
        self.draining = False
        instance = uuid.uuid4().hex[:8]
        socketio = install(
            app,
            engine=settings.realtime_engine,
            namespaces=[NAMESPACE],
            manage_session=False,
            cors_allowed_origins=origin_allowed(settings.cors_origins),
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            max_message_bytes=MAX_MESSAGE_BYTES,
            admission=self._admit,
        )
        server = socketio.server

        self.server = server
        self.connections = Connections()
        self.scheduler = Scheduler()
        self.bus = open_bus(settings.redis_url, instance)
        self.sessions = session_memory(app)
        self.tail = Tail(
            app,
            on_commit=self.bus.wake,
            on_read=self.sessions.on_entries,
            on_new_epoch=self._start_over,
            on_stalled=self._hand_over,
            renew_epoch=lambda lost: services.audit.renew_epoch(of=lost),
            around_batch=lambda: burst(server),
            ring=Ring(max_bytes=round(settings.replay_memory_mb * 1e6)),
        )

        self.gateway = Gateway(server)
        self.slot_watch = SlotWatch(app, self.gateway)
        self.statistics = Statistics(instance, self.connections, server, self.bus)

        def end_if_over(session_id: str) -> float | None:
            with app.app_context():
                end = services.sessions.end_if_over(session_id)
            return None if end is None else end.timestamp()

        self.lifecycle = Lifecycle(server, self.connections, self.gateway, self.scheduler, end_if_over)
        self.replayer = Replayer(
            app,
            server.eio,
            self.tail,
            self.gateway,
            self.lifecycle,
            days=settings.event_retention_days,
            limit=settings.replay_limit,
        )
        self.namespace = EventsNamespace(
            app.app_context, self.gateway, self.lifecycle, self.slot_watch, self.scheduler.after
        )
        self.handshake: Handshake = Handshake(settings, self.tail, self.connections, self.lifecycle, self.replayer)
        self.packets = PacketHandler(
            app,
            server,
            self.connections,
            self.scheduler,
            self.lifecycle,
            self.handshake,
            self.namespace,
            app.extensions["rate_limiter"],
            messages_per_second=settings.messages_per_second,
        )
        socketio.on_namespace(self.namespace)

    def start(self) -> None:
        """Follow the log and listen to the other instances; once, in the process that serves."""
        self.slot_watch.start()
        self.tail.start()
        self.sessions.trust(self.tail.follows)
        self.scheduler.start()
        self.bus.start(on_wake=self.tail.wake, respond=self.statistics.respond)

    def _admit(self) -> float | None:
        return self.handshake.admit()

    def _start_over(self) -> None:
        """Trust nothing of the former log. The clients come back, and learn that their positions are of another one."""
        self.sessions.clear()
        close_all(self.server)

    def _hand_over(self) -> None:
        """Send the clients to other instances: this one learns of no change. It goes on trying."""
        gevent.spawn(drain, self.connections, self.server.eio, self.gateway, self.lifecycle)

    def stop(self) -> None:
        """Drain the sockets and stop; a second call does nothing."""
        if self.draining:
            return
        self.draining = True
        self.handshake.refuse_all()
        drain(self.connections, self.server.eio, self.gateway, self.lifecycle)
        self.tail.stop()
        self.slot_watch.stop()
        self.bus.stop()
        self.scheduler.stop()
