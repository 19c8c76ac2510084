from typing import Any, Optional, Union

from .add_member import AddMember, AddMemberAddImageMember
from ...connection import Connection
from ..base_model import UNSET, UnsetType
from ..enums import ImageMemberStatus
from .list_members import ListMembers, ListMembersImage
from .operations import (
    ADD_MEMBER_GQL,
    LIST_MEMBERS_GQL,
    REMOVE_MEMBER_GQL,
    UPDATE_MEMBER_GQL,
)
from .remove_member import RemoveMember, RemoveMemberRemoveImageMember
from .update_member import UpdateMember, UpdateMemberUpdateImageMember


def gql(q: str) -> str:
    return q


class SyncMembers(Connection):
    def list_members(self, id: str, **kwargs: Any) -> Optional[ListMembersImage]:
        variables: dict[str, object] = {"id": id}
        response = self.execute(
            query=LIST_MEMBERS_GQL,
            operation_name="listMembers",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListMembers.model_validate(data).image

    def add_member(
        self,
        image_id: str,
        member: str,
        can_share: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[AddMemberAddImageMember]:
        variables: dict[str, object] = {
            "imageId": image_id,
            "member": member,
            "canShare": can_share,
        }
        response = self.execute(
            query=ADD_MEMBER_GQL,
            operation_name="addMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AddMember.model_validate(data).add_image_member

    def update_member(
        self,
        image_id: str,
        member: str,
        status: Union[Optional[ImageMemberStatus], UnsetType] = UNSET,
        can_share: Union[Optional[bool], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Optional[UpdateMemberUpdateImageMember]:
        variables: dict[str, object] = {
            "imageId": image_id,
            "member": member,
            "status": status,
            "canShare": can_share,
        }
        response = self.execute(
            query=UPDATE_MEMBER_GQL,
            operation_name="updateMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateMember.model_validate(data).update_image_member

    def remove_member(
        self, image_id: str, member: str, **kwargs: Any
    ) -> Optional[RemoveMemberRemoveImageMember]:
        variables: dict[str, object] = {"imageId": image_id, "member": member}
        response = self.execute(
            query=REMOVE_MEMBER_GQL,
            operation_name="removeMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RemoveMember.model_validate(data).remove_image_member
