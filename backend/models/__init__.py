"""ORM models: one table a file. Importing this package registers them all with `Base.metadata`."""

from backend.models.account import Account
from backend.models.agenda import Agenda
from backend.models.api_token import ApiToken
from backend.models.audit_entry import AuditEntry
from backend.models.base import Base
from backend.models.calendar_day import CalendarDay
from backend.models.cohort import Cohort
from backend.models.cohort_wake import CohortWake
from backend.models.company import Company
from backend.models.contact import Contact
from backend.models.contact_change import ContactChange
from backend.models.contact_history import ContactHistory
from backend.models.contact_import import ContactImport
from backend.models.contact_list import ContactList, ListMember
from backend.models.delivery import Delivery
from backend.models.doubt import Doubt
from backend.models.engagement_event import EngagementEvent
from backend.models.enrollment import ABOARD, Enrollment
from backend.models.import_issue import ImportIssue
from backend.models.inbox_mail import InboxMail
from backend.models.journal import Journal
from backend.models.journey import Journey
from backend.models.journey_version import JourneyVersion
from backend.models.login_failure import LoginFailure
from backend.models.message import Message
from backend.models.node_counter import NodeCounter
from backend.models.notification import Notification
from backend.models.operation import Operation
from backend.models.organization import Organization
from backend.models.reaction_hour import ReactionHour
from backend.models.reconciliation import Reconciliation
from backend.models.rotation import Rotation
from backend.models.saved_view import SavedView
from backend.models.sender import Sender
from backend.models.session import Session
from backend.models.standing import Standing
from backend.models.suppression import Suppression
from backend.models.task import Task
from backend.models.template import Template
from backend.models.template_version import TemplateVersion
from backend.models.tracked_link import TrackedLink
from backend.models.untold import Untold
from backend.models.webhook_call import WebhookCall
from backend.models.webhook_secret import WebhookSecret
from backend.models.witness import Witness
from backend.models.worker import Worker

__all__ = [
    "ABOARD",
    "Account",
    "Agenda",
    "ApiToken",
    "AuditEntry",
    "Base",
    "CalendarDay",
    "Cohort",
    "CohortWake",
    "Company",
    "Contact",
    "ContactChange",
    "ContactHistory",
    "ContactImport",
    "ContactList",
    "Delivery",
    "Doubt",
    "EngagementEvent",
    "Enrollment",
    "ImportIssue",
    "InboxMail",
    "Journal",
    "Journey",
    "JourneyVersion",
    "ListMember",
    "LoginFailure",
    "Message",
    "NodeCounter",
    "Notification",
    "Operation",
    "Organization",
    "ReactionHour",
    "Reconciliation",
    "Rotation",
    "SavedView",
    "Sender",
    "Session",
    "Standing",
    "Suppression",
    "Task",
    "Template",
    "TemplateVersion",
    "TrackedLink",
    "Untold",
    "WebhookCall",
    "WebhookSecret",
    "Witness",
    "Worker",
]
