"""The synchronous client: every operation, typed, with pages and events as iterators."""

from collections.abc import Iterator, Sequence

from glimpse_client.connection import RETRY_DELAY
from glimpse_client.generated.changes.sync_client import SyncChanges
from glimpse_client.generated.enums import ImageEventType, ImageScope
from glimpse_client.generated.fragments import Event, FollowedEvent, Image
from glimpse_client.generated.input_types import ImageOrder, ImageWhere
from glimpse_client.generated.members.sync_client import SyncMembers
from glimpse_client.generated.reads.image_changed import ImageChanged
from glimpse_client.generated.reads.operations import IMAGE_CHANGED_GQL
from glimpse_client.generated.reads.sync_client import SyncReads
from glimpse_client.unset import UNSET, UnsetType


class GlimpseClient(SyncReads, SyncChanges, SyncMembers):
    """A client of one server; see `glimpse_client.connection.Connection` for its arguments."""

    def paginate(
        self,
        where: ImageWhere | UnsetType = UNSET,
        order_by: Sequence[ImageOrder] | UnsetType = UNSET,
        *,
        scope: ImageScope | UnsetType = UNSET,
        include_deleted: bool | UnsetType = UNSET,
        page_size: int = 100,
    ) -> Iterator[Image]:
        """All images that match, page by page as they are read."""
        after: str | UnsetType = UNSET
        while True:
            page = self.page_of_images(
                where=where,
                order_by=order_by if isinstance(order_by, UnsetType) else list(order_by),
                first=page_size,
                after=after,
                scope=scope,
                include_deleted=include_deleted,
            )
            yield from page.nodes
            if not page.page_info.has_next_page or page.page_info.end_cursor is None:
                return
            after = page.page_info.end_cursor

    def history(self, ids: Sequence[str] | UnsetType = UNSET, *, page_size: int = 100) -> Iterator[Event]:
        """The events of these images or of all, newest first."""
        after: str | UnsetType = UNSET
        while True:
            page = self.page_of_events(
                ids=ids if isinstance(ids, UnsetType) else list(ids), first=page_size, after=after
            )
            yield from page.nodes
            if not page.page_info.has_next_page or page.page_info.end_cursor is None:
                return
            after = page.page_info.end_cursor

    def follow(
        self,
        ids: Sequence[str] | UnsetType = UNSET,
        *,
        where: ImageWhere | UnsetType = UNSET,
        types: Sequence[ImageEventType] | UnsetType = UNSET,
        after: str | None = None,
        retry_delay: float = RETRY_DELAY,
    ) -> Iterator[FollowedEvent]:
        """Changes from now on or behind the cursor `after`, each once, in spite of broken connections.

        Raises CursorExpired if it cannot continue without a gap: read the images again, and follow anew.
        """
        variables = {"ids": ids, "where": where, "types": types, "after": after}
        for _, data in self.resume(IMAGE_CHANGED_GQL, variables, "imageChanged", retry_delay):
            yield ImageChanged.model_validate(data).image_changed
