import { graphql } from 'relay-runtime';

export const summary = graphql`
  fragment images_summary on Image {
    id
    name
    size
    createdAt
    propertyMap
  }
`;

export const list = graphql`
  query imagesListQuery($where: ImageWhere, $orderBy: [ImageOrder!]!) {
    images(where: $where, orderBy: $orderBy, limit: 10) {
      ...images_summary
    }
  }
`;

export const change = graphql`
  mutation imagesChangeMutation($id: ID!, $input: UpdateImageInput!, $ifVersion: String) {
    updateImage(id: $id, input: $input, ifVersion: $ifVersion) {
      changedFields
      image {
        ...images_summary
        version
      }
    }
  }
`;
