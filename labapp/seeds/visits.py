"""The past and future visits of the demo laboratory, planned around the current time, without a database.

No visit is on a Sunday or outside the opening hours. Past visits are completed or cancelled, future ones are open, and
no result is released before the turnaround time of its exam has passed.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from labapp.clock import now
from labapp.seeds import catalog_data, people_data
from labapp.seeds.report_pdf import Report, render_all

# The laboratory's time zone. Times in the database and on the wire are UTC.
LAB_ZONE = timezone(timedelta(hours=-5))
_DAYS_EACH_WAY = 13
_VISITS_PER_DAY = 2
# Only for certain patients, so never chosen at random.
_EXCLUDED_EXAMS = {"TUM-001", "TUM-003", "END-007", "END-008", "END-009", "END-010"}
_EXCLUDED_PACKAGES = {"PAQ-06"}
# The demo patient has visits of every kind: day, status, whether the demo doctor ordered it, exams.
_DEMO_PATIENT: tuple[tuple[int, str, bool, tuple[str, ...]], ...] = (
    (-13, "completed", True, ("HEM-001", "QUI-001", "URO-001")),
    (-10, "completed", False, ("END-001", "END-002")),
    (-7, "completed", True, ("QUI-003", "QUI-006")),
    (-5, "cancelled", False, ("QUI-020",)),
    (-3, "completed", True, ("QUI-016", "INM-001")),
    (-1, "completed", True, ("MIC-001", "HEM-001")),
    (1, "confirmed", True, ("QUI-002", "QUI-008")),
    (4, "pending", False, ("END-011",)),
    (9, "confirmed", True, ("QUI-010", "QUI-011", "QUI-014")),
    (13, "pending", False, ("HEM-001",)),
)
_EXAMS = {row[0]: row for row in catalog_data.EXAMS}
_PACKAGE_EXAMS = {row[0]: row[4] for row in catalog_data.PACKAGES}
_NOTES = ("", "", "Pide recordatorio por teléfono.", "", "Usa silla de ruedas.", "", "")


@dataclass(slots=True)
class Finding:
    """The result of an exam. ``content`` is its PDF, None before it is rendered."""

    exam: str
    status: str
    started_at: datetime
    reported_at: datetime | None = None
    released_at: datetime | None = None
    delivered_at: datetime | None = None
    content: bytes | None = None


@dataclass(slots=True)
class Visit:
    """An appointment. People and location are indexes into the demo data, exams and package are codes."""

    patient: int
    doctor: int | None
    location: int
    at: datetime
    booked_at: datetime
    status: str
    exams: tuple[str, ...]
    package: str | None = None
    notes: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def ordered(self) -> tuple[str, ...]:
        """The exams of the visit, including those of its package, without duplicates."""
        return tuple(dict.fromkeys(self.exams + _PACKAGE_EXAMS.get(self.package or "", ())))


def _slot(rng: random.Random, today: datetime, day: int) -> tuple[datetime, int]:
    """Return a time and an open location on that day. A Sunday is replaced by the next day further from today."""
    date = today + timedelta(days=day)
    if date.weekday() == 6:
        date += timedelta(days=1 if day >= 0 else -1)
    saturday = date.weekday() == 5
    minutes = rng.randrange(8 * 60, 12 * 60, 15) if saturday else rng.randrange(7 * 60, 15 * 60, 15)
    # The last location is closed on Saturdays.
    location = rng.randrange(2 if saturday else 3)
    return date + timedelta(minutes=minutes), location


def _findings(visit: Visit, moment: datetime, first: int) -> list[Finding]:
    """Return the results of a visit. Most released ones are delivered within days; one file in eight is unreleased."""
    results = []
    for number, exam in enumerate(visit.ordered, first):
        finding = Finding(exam, "pending", visit.at)
        results.append(finding)
        done = visit.at + timedelta(hours=_EXAMS[exam][5])
        if done > moment:
            continue
        finding.reported_at = done
        if number % 8 == 7:
            continue
        finding.status, finding.released_at = "ready", done
        delivered = done + timedelta(hours=3 + 11 * (number % 5))
        if delivered <= moment and number % 4:
            finding.status, finding.delivered_at = "delivered", delivered
    return results


def _demo_patient(rng: random.Random, today: datetime, moment: datetime) -> list[Visit]:
    visits = []
    for day, status, by_doctor, exams in _DEMO_PATIENT:
        at, location = _slot(rng, today, day)
        booked = min(at, moment) - timedelta(days=2, hours=rng.randrange(9))
        package = "PAQ-04" if day == 13 else None
        visits.append(Visit(0, 0 if by_doctor else None, location, at, booked, status, exams, package))
    return visits


def _others(rng: random.Random, today: datetime, moment: datetime) -> list[Visit]:
    exams = [code for code in _EXAMS if code not in _EXCLUDED_EXAMS]
    packages = [code for code in _PACKAGE_EXAMS if code not in _EXCLUDED_PACKAGES]
    visits = []
    for number in range(_VISITS_PER_DAY * (2 * _DAYS_EACH_WAY + 1)):
        at, location = _slot(rng, today, number // _VISITS_PER_DAY - _DAYS_EACH_WAY)
        package = rng.choice(packages) if number % 4 == 0 else None
        chosen = tuple(rng.sample(exams, rng.randrange(1, 4)))
        open_status = "pending" if number % 5 < 2 else "confirmed"
        visits.append(
            Visit(
                patient=1 + number % (len(people_data.PATIENTS) - 1),
                doctor=number // 2 % 4 if number // 2 % 4 < len(people_data.DOCTORS) else None,
                location=location,
                at=at,
                booked_at=min(at, moment) - timedelta(days=rng.randrange(1, 7), hours=rng.randrange(9)),
                status=("cancelled" if number % 6 == 5 else "completed") if at <= moment else open_status,
                exams=tuple(code for code in chosen if code not in _PACKAGE_EXAMS.get(package or "", ())),
                package=package,
                notes=rng.choice(_NOTES),
            )
        )
    return visits


def plan(moment: datetime) -> list[Visit]:
    """Return about 60 visits within two weeks of ``moment``, earliest first, without the PDF files of their results."""
    rng = random.Random(7)
    today = moment.astimezone(LAB_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    visits = _demo_patient(rng, today, moment) + _others(rng, today, moment)
    number = 0
    for visit in visits:
        if visit.status == "completed":
            visit.findings = _findings(visit, moment, number)
            number += len(visit.findings)
    return sorted(visits, key=lambda visit: visit.at)


def _report(visit: Visit, finding: Finding, reported_at: datetime) -> Report:
    _, name, document = people_data.PATIENTS[visit.patient]
    return Report(
        patient=name,
        document=document,
        doctor=None if visit.doctor is None else people_data.DOCTORS[visit.doctor][1],
        location=catalog_data.LOCATIONS[visit.location][0],
        exam_code=finding.exam,
        exam=_EXAMS[finding.exam][1],
        sample=_EXAMS[finding.exam][4],
        taken_at=visit.at.astimezone(LAB_ZONE),
        reported_at=reported_at.astimezone(LAB_ZONE),
    )


def plan_with_files() -> list[Visit]:
    """Return the plan around the current time, with a PDF for each reported exam. The event loop runs meanwhile."""
    visits = plan(now())
    reported = [
        (finding, _report(visit, finding, finding.reported_at))
        for visit in visits
        for finding in visit.findings
        if finding.reported_at is not None
    ]
    for (finding, _), content in zip(reported, render_all([report for _, report in reported]), strict=True):
        finding.content = content
    return visits
