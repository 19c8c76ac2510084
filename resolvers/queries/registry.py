"""`registry`: version, formats and limits."""

from dataclasses import asdict

from resolvers.context import Info
from schema.registry import Limits, Registry
from settings import VERSION


async def registry(info: Info) -> Registry:
    settings = info.context.settings
    return Registry(
        version=VERSION,
        read_only=info.context.store.is_read_only,
        disk_formats=list(settings.disk_formats),
        container_formats=list(settings.container_formats),
        limits=Limits(**asdict(settings.limits)),
    )
