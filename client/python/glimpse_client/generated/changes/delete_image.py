from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class DeleteImage(BaseModel):
    delete_image: Optional["DeleteImageDeleteImage"]


class DeleteImageDeleteImage(BaseModel):
    image: "DeleteImageDeleteImageImage"


DeleteImageDeleteImageImage = Image
DeleteImage.model_rebuild()
DeleteImageDeleteImage.model_rebuild()
