from typing import Optional

from ..base_model import BaseModel
from ..fragments import Image


class RemoveMember(BaseModel):
    remove_image_member: Optional["RemoveMemberRemoveImageMember"]


class RemoveMemberRemoveImageMember(BaseModel):
    image: "RemoveMemberRemoveImageMemberImage"


RemoveMemberRemoveImageMemberImage = Image
RemoveMember.model_rebuild()
RemoveMemberRemoveImageMember.model_rebuild()
