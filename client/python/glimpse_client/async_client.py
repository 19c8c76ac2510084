"""The client for asyncio: as the synchronous one."""

from collections.abc import AsyncIterator, Sequence

from glimpse_client.connection import RETRY_DELAY
from glimpse_client.generated.changes.async_client import AsyncChanges
from glimpse_client.generated.enums import ImageEventType, ImageScope
from glimpse_client.generated.fragments import Event, FollowedEvent, Image
from glimpse_client.generated.input_types import ImageOrder, ImageWhere
from glimpse_client.generated.members.async_client import AsyncMembers
from glimpse_client.generated.reads.async_client import AsyncReads
from glimpse_client.generated.reads.image_changed import ImageChanged
from glimpse_client.generated.reads.operations import IMAGE_CHANGED_GQL
from glimpse_client.unset import UNSET, UnsetType


class AsyncGlimpseClient(AsyncReads, AsyncChanges, AsyncMembers):
    """A client of one server; see `glimpse_client.connection.Connection` for its arguments."""

    async def paginate(
        self,
        where: ImageWhere | UnsetType = UNSET,
        order_by: Sequence[ImageOrder] | UnsetType = UNSET,
        *,
        scope: ImageScope | UnsetType = UNSET,
        include_deleted: bool | UnsetType = UNSET,
        page_size: int = 100,
    ) -> AsyncIterator[Image]:
        """All images that match, page by page as they are read."""
        after: str | UnsetType = UNSET
        while True:
            page = await self.page_of_images(
                where=where,
                order_by=order_by if isinstance(order_by, UnsetType) else list(order_by),
                first=page_size,
                after=after,
                scope=scope,
                include_deleted=include_deleted,
            )
            for node in page.nodes:
                yield node
            if not page.page_info.has_next_page or page.page_info.end_cursor is None:
                return
            after = page.page_info.end_cursor

    async def history(
        self, ids: Sequence[str] | UnsetType = UNSET, *, page_size: int = 100
    ) -> AsyncIterator[Event]:
        """The events of these images or of all, newest first."""
        after: str | UnsetType = UNSET
        while True:
            page = await self.page_of_events(
                ids=ids if isinstance(ids, UnsetType) else list(ids), first=page_size, after=after
            )
            for node in page.nodes:
                yield node
            if not page.page_info.has_next_page or page.page_info.end_cursor is None:
                return
            after = page.page_info.end_cursor

    async def follow(
        self,
        ids: Sequence[str] | UnsetType = UNSET,
        *,
        where: ImageWhere | UnsetType = UNSET,
        types: Sequence[ImageEventType] | UnsetType = UNSET,
        after: str | None = None,
        retry_delay: float = RETRY_DELAY,
    ) -> AsyncIterator[FollowedEvent]:
        """Changes from now on or behind the cursor `after`, each once, in spite of broken connections.

        Raises CursorExpired if it cannot continue without a gap: read the images again, and follow anew.
        """
        variables = {"ids": ids, "where": where, "types": types, "after": after}
        async for _, data in self.resume(IMAGE_CHANGED_GQL, variables, "imageChanged", retry_delay):
            yield ImageChanged.model_validate(data).image_changed
