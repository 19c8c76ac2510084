__all__ = [
    "COUNT_IMAGES_GQL",
    "GET_IMAGE_GQL",
    "GET_REGISTRY_GQL",
    "GET_VIEWER_GQL",
    "IMAGE_CHANGED_GQL",
    "LIST_IMAGES_GQL",
    "PAGE_OF_EVENTS_GQL",
    "PAGE_OF_IMAGES_GQL",
]

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
