// A walk through all images by a client's own helper for Relay's pagination, which keeps the pages as one list.

export const PAGE = `
  query Page($first: Int!, $after: String, $orderBy: [ImageOrder!]!) {
    imagesConnection(first: $first, after: $after, orderBy: $orderBy) {
      edges { cursor node { __typename id name } }
      pageInfo { __typename hasNextPage endCursor hasPreviousPage startCursor }
    }
  }
`;

export const [, , address, size, orderBy] = process.argv;

/** The variables of the page behind the cursor; of the first page without one. */
export const variablesOf = (after) => ({ first: Number(size), orderBy: JSON.parse(orderBy), ...(after && { after }) });

/** Adds an image that stands before all others in the default order, as others do while somebody pages. */
export async function addImage() {
  const query = 'mutation { createImage(input: { name: "meanwhile" }) { image { id } } }';
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  if ((await answer.json()).errors) throw new Error('The image was not created.');
}

/** Prints the ids that the client holds when it has come to the end, and in how many pages. */
export function report(connection, pages) {
  console.log(JSON.stringify({ ids: connection.edges.map(({ node }) => node.id), pages }));
}
