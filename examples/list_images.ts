/**
 * Lists all images of a distribution, page by page.
 *
 * Usage: node list_images.ts DISTRIBUTION [ADDRESS [TOKEN]]
 *
 * TOKEN is that of the modes `jwt` and `keystone`.
 * It needs Node 22.18 or newer, which runs TypeScript as it is, and no package. "Clients" in docs/http.md compiles it
 * for an older Node.
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

type Api = { address: string; token?: string };

async function execute<Data>({ address, token }: Api, query: string, variables: object): Promise<Data> {
  const credentials = token ? { authorization: `Bearer ${token}`, "x-auth-token": token } : {};
  const response = await fetch(address, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(credentials as Record<string, string>),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as GraphQLResponse<Data>;
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data!;
}

async function* images(api: Api, distribution: string): AsyncGenerator<Image> {
  let after: string | null = null;
  do {
    const { imagesConnection: page }: Page = await execute(api, QUERY, { distribution, after });
    yield* page.nodes;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

async function main(
  distribution = "ubuntu",
  address = "http://localhost:8000/graphql",
  token?: string,
): Promise<void> {
  for await (const image of images({ address, token }, distribution)) {
    console.log(image.name, image.release, image.size);
  }
}

main(...process.argv.slice(2)).catch((error: Error) => {
  // `fetch` names the reason in the cause only.
  console.error(error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message);
  process.exitCode = 1;
});
