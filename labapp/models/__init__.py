"""The tables and their constraints. No queries and no business rules."""

from labapp.models.appointments import Appointment, AppointmentLine
from labapp.models.catalog import Category, Exam, Location, Package
from labapp.models.erasure import ErasureRequest
from labapp.models.event_log import EventAudience, EventCounter, EventEntry
from labapp.models.mail import OutgoingMail
from labapp.models.messages import Message
from labapp.models.results import Result, ResultFile
from labapp.models.second_factors import PasskeyChallenge, RecoveryCode, SecondFactor
from labapp.models.users import AuthSession, PasswordLink, User

__all__ = [
    "Appointment",
    "AppointmentLine",
    "AuthSession",
    "Category",
    "ErasureRequest",
    "EventAudience",
    "EventCounter",
    "EventEntry",
    "Exam",
    "Location",
    "Message",
    "OutgoingMail",
    "Package",
    "PasskeyChallenge",
    "PasswordLink",
    "RecoveryCode",
    "Result",
    "ResultFile",
    "SecondFactor",
    "User",
]
