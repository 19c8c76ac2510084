from typing import Any, Optional, Union

from ...async_connection import AsyncConnection
from ..base_model import UNSET, UnsetType
from .create_image import CreateImage, CreateImageCreateImage
from .create_images import CreateImages, CreateImagesCreateImages
from .delete_image import DeleteImage, DeleteImageDeleteImage
from .delete_images import DeleteImages, DeleteImagesDeleteImages
from ..input_types import CreateImageInput, ImageDeletion, ImageUpdate, UpdateImageInput
from .operations import (
    CREATE_IMAGE_GQL,
    CREATE_IMAGES_GQL,
    DELETE_IMAGE_GQL,
    DELETE_IMAGES_GQL,
    RESTORE_IMAGE_GQL,
    UPDATE_IMAGE_GQL,
    UPDATE_IMAGES_GQL,
)
from .restore_image import RestoreImage, RestoreImageRestoreImage
from .update_image import UpdateImage, UpdateImageUpdateImage
from .update_images import UpdateImages, UpdateImagesUpdateImages


def gql(q: str) -> str:
    return q


class AsyncChanges(AsyncConnection):
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
