from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class RestoreImage(BaseModel):
    restore_image: Optional["RestoreImageRestoreImage"]


class RestoreImageRestoreImage(BaseModel):
    image: "RestoreImageRestoreImageImage"


RestoreImageRestoreImageImage = Image
RestoreImage.model_rebuild()
RestoreImageRestoreImage.model_rebuild()
