import { graphql } from 'relay-runtime';

export const page = graphql`
  fragment pages_list on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 25 }
    cursor: { type: "String" }
    where: { type: "ImageWhere" }
  )
  @refetchable(queryName: "pagesListPaginationQuery") {
    imagesConnection(first: $count, after: $cursor, where: $where) @connection(key: "pages_imagesConnection") {
      totalCount
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const refetched = graphql`
  fragment pages_image on Image @refetchable(queryName: "pagesImageRefetchQuery") {
    name
    version
  }
`;
