"""The client of Temporal, as all programs of this product speak to it."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from backend.settings import Settings


async def connect_temporal(settings: Settings) -> Client:
    """A client that speaks our messages. Raises RuntimeError when the server is not there."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        api_key=settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None,
        tls=settings.temporal_tls,
        data_converter=pydantic_data_converter,
    )
