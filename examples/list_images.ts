/**
 * Lists all images of a distribution, page by page.
 *
 * Usage: node list_images.ts DISTRIBUTION [ADDRESS]
 *
 * It needs Node 22.18 or newer, which runs TypeScript as it is, and no package.
 */

type Image = { name: string | null; size: number | null; release: string | null };

type Page = {
  imagesConnection: {
    nodes: Image[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
};

type GraphQLResponse<Data> = {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } }[];
};

const QUERY = `
  query ($distribution: String!, $after: String) {
    imagesConnection(
      where: { properties: [{ name: "os_distro", value: { eq: $distribution } }] }
      orderBy: [{ field: NAME }]
      first: 100
      after: $after
    ) {
      nodes { name size release: property(name: "os_version") }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

async function execute<Data>(address: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as GraphQLResponse<Data>;
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data!;
}

async function* images(address: string, distribution: string): AsyncGenerator<Image> {
  let after: string | null = null;
  do {
    const { imagesConnection: page }: Page = await execute(address, QUERY, { distribution, after });
    yield* page.nodes;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

async function main(distribution = "ubuntu", address = "http://localhost:8000/graphql"): Promise<void> {
  for await (const image of images(address, distribution)) {
    console.log(image.name, image.release, image.size);
  }
}

main(...process.argv.slice(2));
