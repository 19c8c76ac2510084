// Apollo Client over multipart: `node apollo-multipart.mjs ADDRESS PID` prints what it sees of a server that it stops.

import { ApolloClient, CombinedGraphQLErrors, CombinedProtocolErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';

const [address, server] = process.argv.slice(2);
const accepted = [];
const link = new HttpLink({
  uri: address,
  fetch: (url, options) => {
    accepted.push(new Headers(options.headers).get('accept'));
    return fetch(url, options);
  },
});
const client = new ApolloClient({ cache: new InMemoryCache(), link });

/** The kind of an error, and the codes in it. */
function described(error) {
  const kinds = { graphql: CombinedGraphQLErrors, protocol: CombinedProtocolErrors };
  const kind = Object.keys(kinds).find((name) => kinds[name].is(error));
  return kind ? { kind, codes: error.errors.map(({ extensions }) => extensions.code) } : { kind: String(error) };
}

/** All results until the subscription completes; `tell` is called with each. */
function followed(text, tell = () => {}) {
  return new Promise((resolve) => {
    const results = [];
    client.subscribe({ query: gql(text) }).subscribe({
      next: ({ data, error }) => {
        results.push(error ? described(error) : data.imageChanged);
        tell(results.at(-1));
      },
      error: (thrown) => resolve([...results, { thrown: described(thrown) }]),
      complete: () => resolve([...results, 'complete']),
    });
  });
}

const create = gql('mutation { createImage(input: { name: "a" }) { image { id } } }');

const expired = await followed('subscription { imageChanged(after: "e9") { type } }');
// Heartbeats come meanwhile, of which the client tells nothing.
const beginning = setInterval(() => client.mutate({ mutation: create }), 500);
const stopped = await followed('subscription { imageChanged { type image { name } } }', ({ type }) => {
  if (type) {
    clearInterval(beginning);
    process.kill(Number(server));
  }
});
console.log(JSON.stringify({ accepted, expired, stopped }));
