from typing import Optional

from ..base_model import BaseModel
from ..fragments import Event


class PageOfEvents(BaseModel):
    image_events: "PageOfEventsImageEvents"


class PageOfEventsImageEvents(BaseModel):
    nodes: list["PageOfEventsImageEventsNodes"]
    page_info: "PageOfEventsImageEventsPageInfo"


PageOfEventsImageEventsNodes = Event


class PageOfEventsImageEventsPageInfo(BaseModel):
    has_next_page: bool
    end_cursor: Optional[str]


PageOfEvents.model_rebuild()
PageOfEventsImageEvents.model_rebuild()
