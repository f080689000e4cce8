from socketio.manager import Manager as Manager
from socketio.manager import PubSubManager as PubSubManager
from socketio.manager import RedisManager as RedisManager
from socketio.server import Server as Server
