from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class CreateImages(BaseModel):
    create_images: Optional["CreateImagesCreateImages"]


class CreateImagesCreateImages(BaseModel):
    images: list["CreateImagesCreateImagesImages"]


CreateImagesCreateImagesImages = Image
CreateImages.model_rebuild()
CreateImagesCreateImages.model_rebuild()
