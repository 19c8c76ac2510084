from ..base_model import BaseModel
from ..fragments import Image


class ListImages(BaseModel):
    images: list["ListImagesImages"]


ListImagesImages = Image
ListImages.model_rebuild()
