__all__ = [
    "CREATE_IMAGES_GQL",
    "CREATE_IMAGE_GQL",
    "DELETE_IMAGES_GQL",
    "DELETE_IMAGE_GQL",
    "RESTORE_IMAGE_GQL",
    "UPDATE_IMAGES_GQL",
    "UPDATE_IMAGE_GQL",
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
