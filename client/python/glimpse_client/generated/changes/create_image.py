from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class CreateImage(BaseModel):
    create_image: Optional["CreateImageCreateImage"]


class CreateImageCreateImage(BaseModel):
    image: "CreateImageCreateImageImage"


CreateImageCreateImageImage = Image
CreateImage.model_rebuild()
CreateImageCreateImage.model_rebuild()
