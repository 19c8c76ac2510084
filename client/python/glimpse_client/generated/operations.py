__all__ = [
    "ADD_MEMBER_GQL",
    "COUNT_IMAGES_GQL",
    "CREATE_IMAGES_GQL",
    "CREATE_IMAGE_GQL",
    "DELETE_IMAGES_GQL",
    "DELETE_IMAGE_GQL",
    "GET_IMAGE_GQL",
    "GET_REGISTRY_GQL",
    "GET_VIEWER_GQL",
    "IMAGE_CHANGED_GQL",
    "LIST_IMAGES_GQL",
    "LIST_MEMBERS_GQL",
    "PAGE_OF_EVENTS_GQL",
    "PAGE_OF_IMAGES_GQL",
    "REMOVE_MEMBER_GQL",
    "RESTORE_IMAGE_GQL",
    "UPDATE_IMAGES_GQL",
    "UPDATE_IMAGE_GQL",
    "UPDATE_MEMBER_GQL",
]

CREATE_IMAGE_GQL = """
mutation createImage($input: CreateImageInput!, $dryRun: Boolean) {
  createImage(input: $input, dryRun: $dryRun) {
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

UPDATE_IMAGE_GQL = """
mutation updateImage($id: ID!, $input: UpdateImageInput!, $ifVersion: String, $dryRun: Boolean) {
  updateImage(id: $id, input: $input, ifVersion: $ifVersion, dryRun: $dryRun) {
    changedFields
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

DELETE_IMAGE_GQL = """
mutation deleteImage($id: ID!, $ifVersion: String, $dryRun: Boolean) {
  deleteImage(id: $id, ifVersion: $ifVersion, dryRun: $dryRun) {
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

RESTORE_IMAGE_GQL = """
mutation restoreImage($id: ID!, $dryRun: Boolean) {
  restoreImage(id: $id, dryRun: $dryRun) {
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

CREATE_IMAGES_GQL = """
mutation createImages($input: [CreateImageInput!]!, $dryRun: Boolean) {
  createImages(input: $input, dryRun: $dryRun) {
    images {
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

UPDATE_IMAGES_GQL = """
mutation updateImages($input: [ImageUpdate!]!, $dryRun: Boolean) {
  updateImages(input: $input, dryRun: $dryRun) {
    results {
      changedFields
      image {
        ...Image
      }
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

DELETE_IMAGES_GQL = """
mutation deleteImages($input: [ImageDeletion!]!, $dryRun: Boolean) {
  deleteImages(input: $input, dryRun: $dryRun) {
    images {
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

GET_IMAGE_GQL = """
query getImage($id: ID!, $includeDeleted: Boolean) {
  image(id: $id, includeDeleted: $includeDeleted) {
    ...Image
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

LIST_IMAGES_GQL = """
query listImages($where: ImageWhere, $orderBy: [ImageOrder!], $limit: Int, $marker: ID, $offset: Int, $scope: ImageScope, $distinctOn: [ImageGroupKey!], $includeDeleted: Boolean) {
  images(
    where: $where
    orderBy: $orderBy
    limit: $limit
    marker: $marker
    offset: $offset
    scope: $scope
    distinctOn: $distinctOn
    includeDeleted: $includeDeleted
  ) {
    ...Image
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

PAGE_OF_IMAGES_GQL = """
query pageOfImages($where: ImageWhere, $orderBy: [ImageOrder!], $first: Int, $after: String, $scope: ImageScope, $distinctOn: [ImageGroupKey!], $includeDeleted: Boolean) {
  imagesConnection(
    where: $where
    orderBy: $orderBy
    first: $first
    after: $after
    scope: $scope
    distinctOn: $distinctOn
    includeDeleted: $includeDeleted
  ) {
    nodes {
      ...Image
    }
    pageInfo {
      hasNextPage
      endCursor
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

COUNT_IMAGES_GQL = """
query countImages($where: ImageWhere, $scope: ImageScope, $includeDeleted: Boolean) {
  imagesAggregate(where: $where, scope: $scope, includeDeleted: $includeDeleted) {
    count
    size {
      sum
    }
  }
}
"""

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

PAGE_OF_EVENTS_GQL = """
query pageOfEvents($ids: [ID!], $types: [ImageEventType!], $user: String, $project: String, $since: DateTime, $until: DateTime, $first: Int, $after: String) {
  imageEvents(
    ids: $ids
    types: $types
    user: $user
    project: $project
    since: $since
    until: $until
    first: $first
    after: $after
  ) {
    nodes {
      ...Event
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment Event on ImageEvent {
  type
  cursor
  imageId
  occurredAt
  changedFields
  changes {
    field
    name
    before
    after
  }
  actor {
    user
    project
  }
  requestId
}
"""

GET_REGISTRY_GQL = """
query getRegistry {
  registry {
    version
    readOnly
    diskFormats
    containerFormats
    limits {
      defaultPageSize
      maxPageSize
      maxRows
      maxBulkItems
    }
  }
}
"""

GET_VIEWER_GQL = """
query getViewer {
  viewer {
    project
    user
    roles
    isAdministrator
    canCreate
  }
}
"""

IMAGE_CHANGED_GQL = """
subscription imageChanged($ids: [ID!], $where: ImageWhere, $types: [ImageEventType!], $after: String) {
  imageChanged(ids: $ids, where: $where, types: $types, after: $after) {
    ...FollowedEvent
  }
}

fragment Event on ImageEvent {
  type
  cursor
  imageId
  occurredAt
  changedFields
  changes {
    field
    name
    before
    after
  }
  actor {
    user
    project
  }
  requestId
}

fragment FollowedEvent on ImageEvent {
  ...Event
  image {
    ...Image
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
