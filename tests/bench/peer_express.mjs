// A minimal application on Express and better-sqlite3: the same answers from the same tables, and nothing else.
// Arguments: the port, the secret of the tokens, the file of the database.
import Database from 'better-sqlite3';
import express from 'express';
import jwt from 'jsonwebtoken';

const [port, secret, file] = process.argv.slice(2);
const db = new Database(file);
// As the laboratory does: a commit is on the disk when it is acknowledged.
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) db.pragma(pragma);

const active = (table) => db.prepare(`SELECT * FROM ${table} WHERE deleted_at IS NULL AND active ORDER BY name, id`);
const OFFER = ['category', 'exam', 'package', 'location'].map(active);
const examsOf = db.prepare('SELECT package_id, exam_id FROM package_exam ORDER BY exam_id');
const signedIn = db.prepare(
  'SELECT u.*, s.revoked_at FROM user_account u JOIN auth_session s ON s.user_id = u.id WHERE s.id = ?',
);
const examById = db.prepare('SELECT * FROM exam WHERE id = ? AND deleted_at IS NULL');
const setPrice = db.prepare('UPDATE exam SET price = ?, version = version + 1 WHERE id = ? AND version = ?');
const count = db.prepare('SELECT count(*) AS total FROM appointment WHERE deleted_at IS NULL');
const latest = db.prepare(
  'SELECT * FROM appointment WHERE deleted_at IS NULL ORDER BY scheduled_at DESC, id DESC LIMIT ? OFFSET ?',
);
const linesOf = db.prepare(
  'SELECT * FROM appointment_line WHERE appointment_id IN (SELECT value FROM json_each(?)) ORDER BY id',
);

const money = (value) => Number(value).toFixed(2);
const moment = (value) => value && `${value.replace(' ', 'T').slice(0, 23)}Z`;
const exam = (row) => ({
  id: row.id,
  code: row.code,
  name: row.name,
  categoryId: row.category_id,
  price: money(row.price),
  description: row.description,
  preparation: row.preparation,
  sampleType: row.sample_type,
  turnaroundHours: row.turnaround_hours,
  active: Boolean(row.active),
});

/** Verifies the token and the sign-in session. */
const guard = (role) => (request, response, next) => {
  let user;
  try {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    user = signedIn.get(jwt.verify(token, secret, { algorithms: ['HS256'] }).sid);
  } catch {
    user = undefined;
  }
  if (!user || user.revoked_at || !user.active) return response.status(401).end();
  if (role && user.role !== role) return response.status(403).end();
  request.user = user;
  return next();
};

const app = express();
app.get('/api/catalog', (request, response) => {
  const [categories, exams, packages, locations] = OFFER.map((query) => query.all());
  const pairs = examsOf.all();
  response.json({
    categories: categories.map(({ id, name, description, active }) => ({ id, name, description, active: Boolean(active) })),
    exams: exams.map(exam),
    packages: packages.map(({ id, code, name, price, description, active }) => {
      const examIds = pairs.filter((pair) => pair.package_id === id).map((pair) => pair.exam_id);
      return { id, code, name, price: money(price), description, examIds, active: Boolean(active) };
    }),
    locations: locations.map((row) => ({
      id: row.id,
      name: row.name,
      address: row.address,
      phone: row.phone,
      openingHours: row.opening_hours,
      schedule: row.schedule && JSON.parse(row.schedule),
      timezone: row.timezone,
      slotMinutes: row.slot_minutes,
      slotCapacity: row.slot_capacity,
      active: Boolean(row.active),
    })),
  });
});
app.get('/api/auth/me', guard(), ({ user }, response) => {
  response.json({
    id: user.id,
    role: user.role,
    name: user.name,
    email: user.email,
    documentNumber: user.document_number,
    proposedDocumentNumber: user.proposed_document_number,
    phone: user.phone,
    active: Boolean(user.active),
    passwordExpiresAt: moment(user.password_expires_at),
  });
});
app.patch('/api/admin/exams/:id/price', guard('Administrador'), express.json(), (request, response) => {
  const { price } = request.body;
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(price)) return response.status(422).end();
  const row = examById.get(request.params.id);
  if (!row) return response.status(404).end();
  setPrice.run(price, row.id, row.version);
  return response.json(exam({ ...row, price }));
});
app.get('/api/admin/appointments', guard('Administrador'), (request, response) => {
  const page = Number(request.query.page ?? 1);
  const perPage = Number(request.query.perPage ?? 50);
  const rows = latest.all(perPage, (page - 1) * perPage);
  const lines = linesOf.all(JSON.stringify(rows.map(({ id }) => id)));
  const items = rows.map((row) => {
    const own = lines.filter((line) => line.appointment_id === row.id);
    return {
      id: row.id,
      patientId: row.patient_id,
      doctorId: row.doctor_id,
      locationId: row.location_id,
      scheduledAt: moment(row.scheduled_at),
      status: row.status,
      examIds: own.filter((line) => line.exam_id).map((line) => line.exam_id),
      packageIds: own.filter((line) => line.package_id).map((line) => line.package_id),
      notes: row.notes,
      total: money(own.reduce((sum, line) => sum + Number(line.price), 0)),
    };
  });
  response.json({ items, total: count.get().total, page, perPage });
});
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
