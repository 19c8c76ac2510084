/** The examples, which are the tabs of the first visit, in the order of the names of their files. */

const queries = import.meta.glob<string>("../examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variables = import.meta.glob<string>("../examples/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const examples = Object.entries(queries)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([path, query]) => ({
    query,
    variables: variables[path.replace(/graphql$/, "json")] ?? null,
    headers: null,
  }));
