"""The values in the report of each demo exam, with units and reference ranges for adults."""

from typing import NamedTuple


class Measured(NamedTuple):
    """A numeric value. A bound of None leaves the reference range open on that side."""

    name: str
    unit: str
    low: float | None
    high: float | None
    decimals: int = 0


class Observed(NamedTuple):
    """A finding in words. The first one is that of a healthy adult."""

    name: str
    findings: tuple[str, ...]
    reference: str = "Negativo"


NEGATIVE = ("Negativo",)
CULTURE = ("Sin desarrollo bacteriano",)

VALUES: dict[str, tuple[Measured | Observed, ...]] = {
    "HEM-001": (
        Measured("Hemoglobina", "g/dL", 12.0, 16.0, 1),
        Measured("Hematocrito", "%", 36, 47, 1),
        Measured("Eritrocitos", "10⁶/µL", 4.0, 5.4, 2),
        Measured("Volumen corpuscular medio", "fL", 80, 100, 1),
        Measured("Leucocitos", "10³/µL", 4.5, 11.0, 1),
        Measured("Neutrófilos", "%", 40, 70),
        Measured("Linfocitos", "%", 20, 45),
        Measured("Plaquetas", "10³/µL", 150, 400),
    ),
    "HEM-002": (Measured("Velocidad de sedimentación", "mm/h", None, 20),),
    "HEM-003": (Measured("Reticulocitos", "%", 0.5, 2.5, 1),),
    "HEM-004": (Observed("Grupo", ("O", "A", "B"), "—"), Observed("Factor Rh", ("Positivo",), "—")),
    "HEM-005": (Measured("Tiempo de protrombina", "s", 11.0, 13.5, 1), Measured("INR", "", 0.8, 1.2, 2)),
    "HEM-006": (Measured("TTPa", "s", 25, 35, 1),),
    "HEM-007": (Measured("Fibrinógeno", "mg/dL", 200, 400),),
    "HEM-008": (Measured("Dímero D", "µg/mL FEU", None, 0.5, 2),),
    "HEM-009": (
        Observed("Serie roja", ("Normocítica, normocrómica",), "Normal"),
        Observed("Serie blanca", ("Sin células inmaduras",), "Normal"),
        Observed("Plaquetas", ("Número y tamaño adecuados",), "Normal"),
    ),
    "HEM-010": (
        Measured("Hemoglobina A", "%", 95.0, 98.0, 1),
        Measured("Hemoglobina A2", "%", 2.0, 3.5, 1),
        Measured("Hemoglobina F", "%", None, 2.0, 1),
    ),
    "QUI-001": (Measured("Glucosa", "mg/dL", 70, 100),),
    "QUI-002": (Measured("HbA1c", "%", 4.0, 5.6, 1),),
    "QUI-003": (Measured("Colesterol total", "mg/dL", None, 200),),
    "QUI-004": (Measured("Colesterol HDL", "mg/dL", 40, None),),
    "QUI-005": (Measured("Colesterol LDL", "mg/dL", None, 130),),
    "QUI-006": (Measured("Triglicéridos", "mg/dL", None, 150),),
    "QUI-007": (Measured("Urea", "mg/dL", 15, 45),),
    "QUI-008": (Measured("Creatinina", "mg/dL", 0.6, 1.2, 2),),
    "QUI-009": (Measured("Ácido úrico", "mg/dL", 2.6, 7.0, 1),),
    "QUI-010": (Measured("TGO (AST)", "U/L", None, 40),),
    "QUI-011": (Measured("TGP (ALT)", "U/L", None, 41),),
    "QUI-012": (Measured("Fosfatasa alcalina", "U/L", 40, 129),),
    "QUI-013": (Measured("GGT", "U/L", None, 55),),
    "QUI-014": (
        Measured("Bilirrubina total", "mg/dL", None, 1.2, 2),
        Measured("Bilirrubina directa", "mg/dL", None, 0.3, 2),
        Measured("Bilirrubina indirecta", "mg/dL", None, 0.9, 2),
    ),
    "QUI-015": (Measured("Proteínas totales", "g/dL", 6.4, 8.3, 1), Measured("Albúmina", "g/dL", 3.5, 5.2, 1)),
    "QUI-016": (
        Measured("Sodio", "mmol/L", 136, 145),
        Measured("Potasio", "mmol/L", 3.5, 5.1, 1),
        Measured("Cloro", "mmol/L", 98, 107),
    ),
    "QUI-017": (Measured("Calcio", "mg/dL", 8.6, 10.2, 1),),
    "QUI-018": (Measured("Magnesio", "mg/dL", 1.6, 2.6, 1),),
    "QUI-019": (Measured("Hierro", "µg/dL", 50, 160),),
    "QUI-020": (Measured("Ferritina", "ng/mL", 15, 150),),
    "QUI-021": (Measured("Amilasa", "U/L", 28, 100),),
    "QUI-022": (Measured("Glucosa basal", "mg/dL", 70, 100), Measured("Glucosa a las 2 h", "mg/dL", None, 140)),
    "END-001": (Measured("TSH", "µUI/mL", 0.4, 4.5, 2),),
    "END-002": (Measured("T4 libre", "ng/dL", 0.9, 1.7, 2),),
    "END-003": (Measured("T3 total", "ng/dL", 80, 200),),
    "END-004": (Measured("Cortisol (8 h)", "µg/dL", 6.2, 19.4, 1),),
    "END-005": (Measured("Insulina", "µUI/mL", 2.6, 24.9, 1),),
    "END-006": (Measured("Prolactina", "ng/mL", 4.0, 23.0, 1),),
    "END-007": (Measured("Testosterona total", "ng/mL", 2.5, 8.4, 2),),
    "END-008": (Measured("Estradiol", "pg/mL", 30, 400),),
    "END-009": (Measured("FSH", "mUI/mL", 3.5, 12.5, 1),),
    "END-010": (Measured("Beta-hCG", "mUI/mL", None, 5.0, 1),),
    "END-011": (Measured("25-OH vitamina D", "ng/mL", 30, 100, 1),),
    "END-012": (Measured("Vitamina B12", "pg/mL", 200, 900),),
    "INM-001": (Measured("Proteína C reactiva", "mg/L", None, 5.0, 1),),
    "INM-002": (Measured("Factor reumatoide", "UI/mL", None, 14),),
    "INM-003": (Measured("Antiestreptolisina O", "UI/mL", None, 200),),
    "INM-004": (Observed("ANA (título)", ("Menor de 1:80",), "Menor de 1:80"),),
    "INM-005": (Observed("Anticuerpos y antígeno p24", ("No reactivo",), "No reactivo"),),
    "INM-006": (Observed("HBsAg", ("No reactivo",), "No reactivo"),),
    "INM-007": (Observed("Anti-VHC", ("No reactivo",), "No reactivo"),),
    "INM-008": (Observed("VDRL / RPR", ("No reactivo",), "No reactivo"),),
    "INM-009": (Measured("IgE total", "UI/mL", None, 100),),
    "MIC-001": (Observed("Urocultivo", CULTURE, CULTURE[0]), Measured("Recuento", "10³ UFC/mL", None, 10)),
    "MIC-002": (Observed("Cultivo faríngeo", ("Flora habitual",), "Flora habitual"),),
    "MIC-003": (Observed("Hemocultivo (5 días)", CULTURE, CULTURE[0]),),
    "MIC-004": (Observed("BAAR", ("No se observan",), "No se observan"),),
    "MIC-005": (Observed("SARS-CoV-2 (ARN)", ("No detectado",), "No detectado"),),
    "URO-001": (
        Observed("Color", ("Amarillo", "Amarillo claro"), "Amarillo"),
        Measured("Densidad", "", 1.005, 1.030, 3),
        Measured("pH", "", 5.0, 7.5, 1),
        Observed("Proteínas", NEGATIVE),
        Observed("Glucosa", NEGATIVE),
        Observed("Nitritos", NEGATIVE),
        Measured("Leucocitos", "por campo", None, 5),
        Measured("Hematíes", "por campo", None, 3),
    ),
    "URO-002": (Measured("Albúmina", "µg/min", None, 20, 1),),
    "URO-003": (Measured("Depuración", "mL/min", 85, 125), Measured("Volumen de 24 h", "mL", 800, 2000)),
    "URO-004": (Measured("Proteínas", "mg/24 h", None, 150),),
    "TUM-001": (Measured("PSA total", "ng/mL", None, 4.0, 2),),
    "TUM-002": (Measured("CEA", "ng/mL", None, 5.0, 1),),
    "TUM-003": (Measured("CA 125", "U/mL", None, 35, 1),),
    "TUM-004": (Measured("CA 19-9", "U/mL", None, 37, 1),),
    "TUM-005": (Measured("AFP", "ng/mL", None, 8.0, 1),),
    "PAR-001": tuple(Observed(f"Muestra {n}", ("No se observan parásitos",), "Sin parásitos") for n in (1, 2, 3)),
    "PAR-002": (Observed("Sangre oculta", NEGATIVE),),
    "PAR-003": (Observed("Antígeno de H. pylori", NEGATIVE),),
}
