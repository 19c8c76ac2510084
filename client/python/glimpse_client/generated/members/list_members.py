from typing import Optional

from ..base_model import BaseModel
from ..fragments import Member


class ListMembers(BaseModel):
    image: Optional["ListMembersImage"]


class ListMembersImage(BaseModel):
    members: list["ListMembersImageMembers"]


ListMembersImageMembers = Member
ListMembers.model_rebuild()
ListMembersImage.model_rebuild()
