from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class DeleteImages(BaseModel):
    delete_images: Optional["DeleteImagesDeleteImages"]


class DeleteImagesDeleteImages(BaseModel):
    images: list["DeleteImagesDeleteImagesImages"]


DeleteImagesDeleteImagesImages = Image
DeleteImages.model_rebuild()
DeleteImagesDeleteImages.model_rebuild()
