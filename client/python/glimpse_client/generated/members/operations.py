__all__ = [
    "ADD_MEMBER_GQL",
    "LIST_MEMBERS_GQL",
    "REMOVE_MEMBER_GQL",
    "UPDATE_MEMBER_GQL",
]

LIST_MEMBERS_GQL = """
query listMembers($id: ID!) {
  image(id: $id) {
    members {
      ...Member
    }
  }
}

fragment Member on ImageMember {
  member
  status
  canShare
  createdAt
  updatedAt
}
"""

ADD_MEMBER_GQL = """
mutation addMember($imageId: ID!, $member: String!, $canShare: Boolean) {
  addImageMember(imageId: $imageId, member: $member, canShare: $canShare) {
    member {
      ...Member
    }
  }
}

fragment Member on ImageMember {
  member
  status
  canShare
  createdAt
  updatedAt
}
"""

UPDATE_MEMBER_GQL = """
mutation updateMember($imageId: ID!, $member: String!, $status: ImageMemberStatus, $canShare: Boolean) {
  updateImageMember(
    imageId: $imageId
    member: $member
    status: $status
    canShare: $canShare
  ) {
    member {
      ...Member
    }
  }
}

fragment Member on ImageMember {
  member
  status
  canShare
  createdAt
  updatedAt
}
"""

REMOVE_MEMBER_GQL = """
mutation removeMember($imageId: ID!, $member: String!) {
  removeImageMember(imageId: $imageId, member: $member) {
    image {
      ...Image
    }
  }
}

fragment Image on Image {
  id
  name
  status
  visibility
  diskFormat
  containerFormat
  size
  virtualSize
  checksum
  hashAlgorithm
  hashValue
  minDisk
  minRam
  owner
  protected
  hidden
  createdAt
  updatedAt
  deletedAt
  version
  viewerCanUpdate
  viewerCanDelete
  propertyMap
  tags
}
"""
