from typing import Optional

from ..base_model import BaseModel


class GetViewer(BaseModel):
    viewer: "GetViewerViewer"


class GetViewerViewer(BaseModel):
    project: Optional[str]
    user: Optional[str]
    roles: list[str]
    is_administrator: bool
    can_create: bool


GetViewer.model_rebuild()
