from typing import Optional

from ..base_model import BaseModel
from ..fragments import Member


class UpdateMember(BaseModel):
    update_image_member: Optional["UpdateMemberUpdateImageMember"]


class UpdateMemberUpdateImageMember(BaseModel):
    member: "UpdateMemberUpdateImageMemberMember"


UpdateMemberUpdateImageMemberMember = Member
UpdateMember.model_rebuild()
UpdateMemberUpdateImageMember.model_rebuild()
