// Socket.IO on Node: the same namespace, the same handshake, the same payloads as the laboratory's.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import jwt from 'jsonwebtoken';

const [port, secret, ...options] = process.argv.slice(2);
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/emit') {
    const events = io.of('/events');
    const count = Number(url.searchParams.get('count'));
    const size = Number(url.searchParams.get('size'));
    const began = Date.now() / 1000;
    const timestamp = new Date().toISOString();
    for (let i = 0; i < count; i += 1) {
      events.emit('catalog:update', { timestamp, type: 'price', action: 'updated', entityId: i, entityName: 'x'.repeat(size), eventId: i }, String(i));
    }
    response.end(String(began));
  } else {
    // A notice: its text is the request's body.
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const message = Buffer.concat(parts).toString();
      io.of('/events').emit('system:message', { timestamp: new Date().toISOString(), type: 'info', message, eventId: 0 }, '0');
      response.end('ok');
    });
  }
});
const io = new Server(server, {
  maxHttpBufferSize: 65536,
  pingInterval: 25000,
  pingTimeout: 20000,
  perMessageDeflate: options.includes('deflate') ? { threshold: 1024 } : false,
  // In memory. The token of a client that comes back is verified, as the laboratory does.
  connectionStateRecovery: options.includes('recover') ? { maxDisconnectionDuration: 120000, skipMiddlewares: false } : undefined,
});
io.of('/events').use((socket, next) => {
  try {
    socket.data.user = jwt.verify(socket.handshake.auth.token, secret, { algorithms: ['HS256'] });
    next();
  } catch (error) {
    next(error);
  }
});
io.of('/events').on('connection', (socket) => {
  socket.join(['everybody', 'role:Paciente', `user:${socket.data.user.sub}`]);
  socket.emit('connected', { userId: socket.data.user.sub }, '0');
  socket.on('ping', () => socket.emit('pong', {}));
});
server.listen(Number(port), () => console.log('ready'));
