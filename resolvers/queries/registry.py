"""`registry` and `viewer`: version, formats and limits, and the caller."""

from dataclasses import asdict

from resolvers.context import Info
from schema.registry import Limits, Registry, Viewer
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


async def viewer(info: Info) -> Viewer:
    context, caller = info.context, info.context.caller
    return Viewer(
        project=caller.project,
        user=caller.user,
        roles=sorted(caller.roles),
        is_administrator=caller.is_administrator,
        can_create=caller.can_change and not context.store.is_read_only,
    )
