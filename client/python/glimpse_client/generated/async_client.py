from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Optional, Union

from .add_member import AddMember, AddMemberAddImageMember
from ..async_connection import AsyncConnection
from .base_model import UNSET, UnsetType
from .count_images import CountImages, CountImagesImagesAggregate
from .create_image import CreateImage, CreateImageCreateImage
from .create_images import CreateImages, CreateImagesCreateImages
from .delete_image import DeleteImage, DeleteImageDeleteImage
from .delete_images import DeleteImages, DeleteImagesDeleteImages
from .enums import ImageEventType, ImageMemberStatus, ImageScope
from .get_image import GetImage, GetImageImage
from .get_registry import GetRegistry, GetRegistryRegistry
from .get_viewer import GetViewer, GetViewerViewer
from .image_changed import ImageChanged, ImageChangedImageChanged
from .input_types import (
    CreateImageInput,
    ImageDeletion,
    ImageGroupKey,
    ImageOrder,
    ImageUpdate,
    ImageWhere,
    UpdateImageInput,
)
from .list_images import ListImages, ListImagesImages
from .list_members import ListMembers, ListMembersImage
from .operations import (
    ADD_MEMBER_GQL,
    COUNT_IMAGES_GQL,
    CREATE_IMAGE_GQL,
    CREATE_IMAGES_GQL,
    DELETE_IMAGE_GQL,
    DELETE_IMAGES_GQL,
    GET_IMAGE_GQL,
    GET_REGISTRY_GQL,
    GET_VIEWER_GQL,
    IMAGE_CHANGED_GQL,
    LIST_IMAGES_GQL,
    LIST_MEMBERS_GQL,
    PAGE_OF_EVENTS_GQL,
    PAGE_OF_IMAGES_GQL,
    REMOVE_MEMBER_GQL,
    RESTORE_IMAGE_GQL,
    UPDATE_IMAGE_GQL,
    UPDATE_IMAGES_GQL,
    UPDATE_MEMBER_GQL,
)
from .page_of_events import PageOfEvents, PageOfEventsImageEvents
from .page_of_images import PageOfImages, PageOfImagesImagesConnection
from .remove_member import RemoveMember, RemoveMemberRemoveImageMember
from .restore_image import RestoreImage, RestoreImageRestoreImage
from .update_image import UpdateImage, UpdateImageUpdateImage
from .update_images import UpdateImages, UpdateImagesUpdateImages
from .update_member import UpdateMember, UpdateMemberUpdateImageMember


def gql(q: str) -> str:
    return q


class GeneratedAsyncClient(AsyncConnection):
    async def create_image(
        self,
        input: CreateImageInput,
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[CreateImageCreateImage]:
        variables: dict[str, object] = {"input": input, "dryRun": dry_run}
        response = await self.execute(
            query=CREATE_IMAGE_GQL,
            operation_name="createImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CreateImage.model_validate(data).create_image

    async def update_image(
        self,
        id: str,
        input: UpdateImageInput,
        if_version: Union[Optional[str], UnsetType] = UNSET,
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[UpdateImageUpdateImage]:
        variables: dict[str, object] = {
            "id": id,
            "input": input,
            "ifVersion": if_version,
            "dryRun": dry_run,
        }
        response = await self.execute(
            query=UPDATE_IMAGE_GQL,
            operation_name="updateImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateImage.model_validate(data).update_image

    async def delete_image(
        self,
        id: str,
        if_version: Union[Optional[str], UnsetType] = UNSET,
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[DeleteImageDeleteImage]:
        variables: dict[str, object] = {
            "id": id,
            "ifVersion": if_version,
            "dryRun": dry_run,
        }
        response = await self.execute(
            query=DELETE_IMAGE_GQL,
            operation_name="deleteImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return DeleteImage.model_validate(data).delete_image

    async def restore_image(
        self, id: str, dry_run: Union[Optional[bool], UnsetType] = UNSET, **kwargs: Any
    ) -> Optional[RestoreImageRestoreImage]:
        variables: dict[str, object] = {"id": id, "dryRun": dry_run}
        response = await self.execute(
            query=RESTORE_IMAGE_GQL,
            operation_name="restoreImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RestoreImage.model_validate(data).restore_image

    async def create_images(
        self,
        input: list[CreateImageInput],
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[CreateImagesCreateImages]:
        variables: dict[str, object] = {"input": input, "dryRun": dry_run}
        response = await self.execute(
            query=CREATE_IMAGES_GQL,
            operation_name="createImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CreateImages.model_validate(data).create_images

    async def update_images(
        self,
        input: list[ImageUpdate],
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[UpdateImagesUpdateImages]:
        variables: dict[str, object] = {"input": input, "dryRun": dry_run}
        response = await self.execute(
            query=UPDATE_IMAGES_GQL,
            operation_name="updateImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateImages.model_validate(data).update_images

    async def delete_images(
        self,
        input: list[ImageDeletion],
        dry_run: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[DeleteImagesDeleteImages]:
        variables: dict[str, object] = {"input": input, "dryRun": dry_run}
        response = await self.execute(
            query=DELETE_IMAGES_GQL,
            operation_name="deleteImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return DeleteImages.model_validate(data).delete_images

    async def add_member(
        self,
        image_id: str,
        member: str,
        can_share: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[AddMemberAddImageMember]:
        variables: dict[str, object] = {
            "imageId": image_id,
            "member": member,
            "canShare": can_share,
        }
        response = await self.execute(
            query=ADD_MEMBER_GQL,
            operation_name="addMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AddMember.model_validate(data).add_image_member

    async def update_member(
        self,
        image_id: str,
        member: str,
        status: Union[Optional[ImageMemberStatus], UnsetType] = UNSET,
        can_share: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[UpdateMemberUpdateImageMember]:
        variables: dict[str, object] = {
            "imageId": image_id,
            "member": member,
            "status": status,
            "canShare": can_share,
        }
        response = await self.execute(
            query=UPDATE_MEMBER_GQL,
            operation_name="updateMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateMember.model_validate(data).update_image_member

    async def remove_member(
        self, image_id: str, member: str, **kwargs: Any
    ) -> Optional[RemoveMemberRemoveImageMember]:
        variables: dict[str, object] = {"imageId": image_id, "member": member}
        response = await self.execute(
            query=REMOVE_MEMBER_GQL,
            operation_name="removeMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RemoveMember.model_validate(data).remove_image_member

    async def get_image(
        self,
        id: str,
        include_deleted: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[GetImageImage]:
        variables: dict[str, object] = {"id": id, "includeDeleted": include_deleted}
        response = await self.execute(
            query=GET_IMAGE_GQL,
            operation_name="getImage",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetImage.model_validate(data).image

    async def list_images(
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
        response = await self.execute(
            query=LIST_IMAGES_GQL,
            operation_name="listImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListImages.model_validate(data).images

    async def page_of_images(
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
        response = await self.execute(
            query=PAGE_OF_IMAGES_GQL,
            operation_name="pageOfImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PageOfImages.model_validate(data).images_connection

    async def count_images(
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
        response = await self.execute(
            query=COUNT_IMAGES_GQL,
            operation_name="countImages",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CountImages.model_validate(data).images_aggregate

    async def list_members(self, id: str, **kwargs: Any) -> Optional[ListMembersImage]:
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=LIST_MEMBERS_GQL,
            operation_name="listMembers",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListMembers.model_validate(data).image

    async def page_of_events(
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
        response = await self.execute(
            query=PAGE_OF_EVENTS_GQL,
            operation_name="pageOfEvents",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PageOfEvents.model_validate(data).image_events

    async def get_registry(self, **kwargs: Any) -> GetRegistryRegistry:
        variables: dict[str, object] = {}
        response = await self.execute(
            query=GET_REGISTRY_GQL,
            operation_name="getRegistry",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetRegistry.model_validate(data).registry

    async def get_viewer(self, **kwargs: Any) -> GetViewerViewer:
        variables: dict[str, object] = {}
        response = await self.execute(
            query=GET_VIEWER_GQL,
            operation_name="getViewer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GetViewer.model_validate(data).viewer

    async def image_changed(
        self,
        ids: Union[Optional[list[str]], UnsetType] = UNSET,
        where: Union[Optional[ImageWhere], UnsetType] = UNSET,
        types: Union[Optional[list[ImageEventType]], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AsyncIterator[ImageChangedImageChanged]:
        variables: dict[str, object] = {
            "ids": ids,
            "where": where,
            "types": types,
            "after": after,
        }
        async for data in self.execute_ws(
            query=IMAGE_CHANGED_GQL,
            operation_name="imageChanged",
            variables=variables,
            **kwargs,
        ):
            yield ImageChanged.model_validate(data).image_changed
