from typing import Optional

from ..base_model import BaseModel
from ..fragments import Member


class AddMember(BaseModel):
    add_image_member: Optional["AddMemberAddImageMember"]


class AddMemberAddImageMember(BaseModel):
    member: "AddMemberAddImageMemberMember"


AddMemberAddImageMemberMember = Member
AddMember.model_rebuild()
AddMemberAddImageMember.model_rebuild()
