from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class PageOfImages(BaseModel):
    images_connection: "PageOfImagesImagesConnection"


class PageOfImagesImagesConnection(BaseModel):
    nodes: list["PageOfImagesImagesConnectionNodes"]
    page_info: "PageOfImagesImagesConnectionPageInfo"


PageOfImagesImagesConnectionNodes = Image


class PageOfImagesImagesConnectionPageInfo(BaseModel):
    has_next_page: bool
    end_cursor: Optional[str]


PageOfImages.model_rebuild()
PageOfImagesImagesConnection.model_rebuild()
