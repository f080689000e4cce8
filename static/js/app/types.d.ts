/** The shapes that REST gives the app, as far as it reads them. */
export interface User {
  id: number;
  role: "Administrador" | "Paciente" | "Medico";
  name: string;
  email: string;
  documentNumber: string | null;
  phone: string | null;
}
export interface Grant {
  accessToken: string;
  expiresIn: number;
}
export interface Category {
  id: number;
  name: string;
  description: string;
}
export interface Exam {
  id: number;
  code: string;
  name: string;
  categoryId: number;
  price: string;
  description: string;
  preparation: string;
  sampleType: string;
  turnaroundHours: number;
}
export interface Package {
  id: number;
  code: string;
  name: string;
  price: string;
  description: string;
  examIds: number[];
}
export interface Place {
  id: number;
  name: string;
  address: string;
  phone: string;
  openingHours: string;
  schedule: Record<string, [string, string][]> | null;
  timezone: string;
}
export interface Catalog {
  version: number;
  currency: string;
  categories: Category[];
  exams: Exam[];
  packages: Package[];
  locations: Place[];
}
export interface Slot {
  startsAt: string;
  free: number;
  capacity: number;
}
export interface SlotDay {
  locationId: number;
  date: string;
  timezone: string;
  slotMinutes: number | null;
  slots: Slot[];
}
export interface Appointment {
  id: number;
  patientId: number;
  doctorId?: number | null;
  locationId: number;
  scheduledAt: string;
  status: "pending" | "confirmed" | "cancelled" | "completed";
  examIds: number[];
  packageIds: number[];
  notes: string;
  total: string;
}
export interface Result {
  id: number;
  appointmentId: number;
  patientId: number;
  examId: number;
  examName: string;
  status: "pending" | "ready" | "delivered";
  hasFile: boolean;
  fileName: string | null;
  size: number | null;
  releasedAt: string | null;
  deliveredAt: string | null;
}
export interface Notice {
  eventId: number;
  event: "appointment:update" | "result:update" | "user:update" | "system:message";
  payload: any;
  read: boolean;
}
export interface OwnSession {
  id: string;
  createdAt: string;
  usedAt: string;
  address: string | null;
  userAgent: string | null;
  current: boolean;
}
export interface Access {
  at: string;
  resultId: number;
  examName: string;
  readerName: string;
  readerRole: User["role"];
  part: "detail" | "file";
}
export interface Page<T> {
  items: T[];
  total: number;
  unread?: number;
}
