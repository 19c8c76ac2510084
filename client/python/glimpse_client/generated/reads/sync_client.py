from datetime import datetime
from typing import Any, Optional, Union

from ...connection import Connection
from ..base_model import UNSET, UnsetType
from .count_images import CountImages, CountImagesImagesAggregate
from ..enums import ImageEventType, ImageScope
from .get_image import GetImage, GetImageImage
from .get_registry import GetRegistry, GetRegistryRegistry
from .get_viewer import GetViewer, GetViewerViewer
from ..input_types import ImageGroupKey, ImageOrder, ImageWhere
from .list_images import ListImages, ListImagesImages
from .operations import (
    COUNT_IMAGES_GQL,
    GET_IMAGE_GQL,
    GET_REGISTRY_GQL,
    GET_VIEWER_GQL,
    LIST_IMAGES_GQL,
    PAGE_OF_EVENTS_GQL,
    PAGE_OF_IMAGES_GQL,
)
from .page_of_events import PageOfEvents, PageOfEventsImageEvents
from .page_of_images import PageOfImages, PageOfImagesImagesConnection


def gql(q: str) -> str:
    return q


class SyncReads(Connection):
    def get_image(
        self,
        id: str,
        include_deleted: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[GetImageImage]:
        variables: dict[str, object] = {"id": id, "includeDeleted": include_deleted}
        response = self.execute(
            query=GET_IMAGE_GQL,
            operation_name="getImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetImage.model_validate(data).image

    def list_images(
        self,
        where: Union[Optional[ImageWhere], UnsetType] = UNSET,
        order_by: Union[Optional[list[ImageOrder]], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        marker: Union[Optional[str], UnsetType] = UNSET,
        offset: Union[Optional[int], UnsetType] = UNSET,
        scope: Union[Optional[ImageScope], UnsetType] = UNSET,
        distinct_on: Union[Optional[list[ImageGroupKey]], UnsetType] = UNSET,
        include_deleted: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> list[ListImagesImages]:
        variables: dict[str, object] = {
            "where": where,
            "orderBy": order_by,
            "limit": limit,
            "marker": marker,
            "offset": offset,
            "scope": scope,
            "distinctOn": distinct_on,
            "includeDeleted": include_deleted,
        }
        response = self.execute(
            query=LIST_IMAGES_GQL,
            operation_name="listImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListImages.model_validate(data).images

    def page_of_images(
        self,
        where: Union[Optional[ImageWhere], UnsetType] = UNSET,
        order_by: Union[Optional[list[ImageOrder]], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        scope: Union[Optional[ImageScope], UnsetType] = UNSET,
        distinct_on: Union[Optional[list[ImageGroupKey]], UnsetType] = UNSET,
        include_deleted: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> PageOfImagesImagesConnection:
        variables: dict[str, object] = {
            "where": where,
            "orderBy": order_by,
            "first": first,
            "after": after,
            "scope": scope,
            "distinctOn": distinct_on,
            "includeDeleted": include_deleted,
        }
        response = self.execute(
            query=PAGE_OF_IMAGES_GQL,
            operation_name="pageOfImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PageOfImages.model_validate(data).images_connection

    def count_images(
        self,
        where: Union[Optional[ImageWhere], UnsetType] = UNSET,
        scope: Union[Optional[ImageScope], UnsetType] = UNSET,
        include_deleted: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> CountImagesImagesAggregate:
        variables: dict[str, object] = {
            "where": where,
            "scope": scope,
            "includeDeleted": include_deleted,
        }
        response = self.execute(
            query=COUNT_IMAGES_GQL,
            operation_name="countImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CountImages.model_validate(data).images_aggregate

    def page_of_events(
        self,
        ids: Union[Optional[list[str]], UnsetType] = UNSET,
        types: Union[Optional[list[ImageEventType]], UnsetType] = UNSET,
        user: Union[Optional[str], UnsetType] = UNSET,
        project: Union[Optional[str], UnsetType] = UNSET,
        since: Union[Optional[datetime], UnsetType] = UNSET,
        until: Union[Optional[datetime], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> PageOfEventsImageEvents:
        variables: dict[str, object] = {
            "ids": ids,
            "types": types,
            "user": user,
            "project": project,
            "since": since,
            "until": until,
            "first": first,
            "after": after,
        }
        response = self.execute(
            query=PAGE_OF_EVENTS_GQL,
            operation_name="pageOfEvents",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PageOfEvents.model_validate(data).image_events

    def get_registry(self, **kwargs: Any) -> GetRegistryRegistry:
        variables: dict[str, object] = {}
        response = self.execute(
            query=GET_REGISTRY_GQL,
            operation_name="getRegistry",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetRegistry.model_validate(data).registry

    def get_viewer(self, **kwargs: Any) -> GetViewerViewer:
        variables: dict[str, object] = {}
        response = self.execute(
            query=GET_VIEWER_GQL,
            operation_name="getViewer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetViewer.model_validate(data).viewer
