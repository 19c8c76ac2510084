from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class UpdateImage(BaseModel):
    update_image: Optional["UpdateImageUpdateImage"]


class UpdateImageUpdateImage(BaseModel):
    changed_fields: list[str]
    image: "UpdateImageUpdateImageImage"


UpdateImageUpdateImageImage = Image
UpdateImage.model_rebuild()
UpdateImageUpdateImage.model_rebuild()
