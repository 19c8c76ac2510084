from ..base_model import BaseModel
from ..fragments import FollowedEvent


class ImageChanged(BaseModel):
    image_changed: "ImageChangedImageChanged"


ImageChangedImageChanged = FollowedEvent
ImageChanged.model_rebuild()
