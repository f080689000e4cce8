"""The people of the demo data. The first of each role is a demo account."""

ADMIN = ("admin@lab.example", "Lucía Paredes Ortiz", "Admin-demo-1")
DOCTORS = (
    ("medico@lab.example", "Dr. Andrés Villalobos", "Medico-demo-1"),
    ("ines.arce@lab.example", "Dra. Inés Arce Molina", "Medico-demo-1"),
    ("raul.santana@lab.example", "Dr. Raúl Santana", "Medico-demo-1"),
)
# e-mail, name, document number
PATIENTS = (
    ("paciente@lab.example", "María Fernández Núñez", "45871236"),
    ("jose.quispe@correo.example", "José Quispe Mamani", "40218765"),
    ("ana.torres@correo.example", "Ana Torres Beltrán", "47120983"),
    ("carlos.munoz@correo.example", "Carlos Muñoz Peña", "41987234"),
    ("elena.rios@correo.example", "Elena Ríos Cárdenas", "46230918"),
    ("pedro.salas@correo.example", "Pedro Salas Gutiérrez", "43876521"),
    ("rosa.ibanez@correo.example", "Rosa Ibáñez Luján", "44561209"),
    ("miguel.castro@correo.example", "Miguel Castro Aliaga", "42098761"),
    ("lucia.vega@correo.example", "Lucía Vega Zamora", "48120376"),
    ("jorge.herrera@correo.example", "Jorge Herrera Campos", "40765432"),
    ("carmen.leon@correo.example", "Carmen León Vidal", "45610982"),
    ("diego.flores@correo.example", "Diego Flores Aguirre", "47651029"),
    ("paula.nunez@correo.example", "Paula Núñez Rivas", "46098123"),
    ("hector.blanco@correo.example", "Héctor Blanco Soto", "41230987"),
    ("silvia.mora@correo.example", "Silvia Mora Espino", "43561298"),
    ("andrea.pinto@correo.example", "Andrea Pinto Lozano", "48761230"),
    ("tomas.guerra@correo.example", "Tomás Guerra Valdés", "42671093"),
    ("julia.cano@correo.example", "Julia Cano Bravo", "44098712"),
    ("ivan.robles@correo.example", "Iván Robles Ñahui", "45129876"),
    ("teresa.luna@correo.example", "Teresa Luna Acosta", "40982137"),
)
# e-mail, proposed document number: a corrected digit, and a number of another patient
PROPOSALS = (
    ("rosa.ibanez@correo.example", "44561290"),
    ("ivan.robles@correo.example", "40218765"),
)
PATIENT_PASSWORD = "Paciente-demo-1"
MESSAGES = (
    ("info", "Bienvenidos al nuevo sistema del laboratorio.", None),
    ("warning", "El lunes la Sede Sur abre a las 8:00 por mantenimiento.", None),
    ("info", "Recuerde pedir el documento de identidad en la toma de muestra.", "Administrador"),
)
