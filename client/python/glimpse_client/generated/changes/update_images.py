from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class UpdateImages(BaseModel):
    update_images: Optional["UpdateImagesUpdateImages"]


class UpdateImagesUpdateImages(BaseModel):
    results: list["UpdateImagesUpdateImagesResults"]


class UpdateImagesUpdateImagesResults(BaseModel):
    changed_fields: list[str]
    image: "UpdateImagesUpdateImagesResultsImage"


UpdateImagesUpdateImagesResultsImage = Image
UpdateImages.model_rebuild()
UpdateImagesUpdateImages.model_rebuild()
UpdateImagesUpdateImagesResults.model_rebuild()
