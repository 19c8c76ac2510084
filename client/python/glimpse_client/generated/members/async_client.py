from typing import Any, Optional, Union

from .add_member import AddMember, AddMemberAddImageMember
from ...async_connection import AsyncConnection
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


class AsyncMembers(AsyncConnection):
    async def list_members(self, id: str, **kwargs: Any) -> Optional[ListMembersImage]:
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=LIST_MEMBERS_GQL,
            operation_name="listMembers",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListMembers.model_validate(data).image

    async def add_member(
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
        response = await self.execute(
            query=ADD_MEMBER_GQL,
            operation_name="addMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AddMember.model_validate(data).add_image_member

    async def update_member(
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
        response = await self.execute(
            query=UPDATE_MEMBER_GQL,
            operation_name="updateMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateMember.model_validate(data).update_image_member

    async def remove_member(
        self, image_id: str, member: str, **kwargs: Any
    ) -> Optional[RemoveMemberRemoveImageMember]:
        variables: dict[str, object] = {"imageId": image_id, "member": member}
        response = await self.execute(
            query=REMOVE_MEMBER_GQL,
            operation_name="removeMember",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RemoveMember.model_validate(data).remove_image_member
