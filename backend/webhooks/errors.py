"""Refusals of the webhooks room."""

from backend.kit.errors import Conflict, NotFound


class WebhookSecretNotFound(NotFound):
    """There is no such secret."""

    code = "webhook_secret_not_found"


class WebhookSecretNameTaken(Conflict):
    """Another secret has this name."""

    code = "webhook_secret_name_taken"
