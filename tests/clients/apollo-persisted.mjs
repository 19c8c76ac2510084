// Apollo Client 4 with automatic persisted queries: it sends a hash first, and the query only once.

import { createHash, randomUUID } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { CREATE, READ, address, notedFetch, sent } from './session.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new PersistedQueryLink({ sha256, useGETForHashedQueries: process.argv[3] === 'GET' }).concat(
    new HttpLink({ uri: address, fetch: notedFetch }),
  ),
});

const input = { id: randomUUID(), name: 'debian' };
await client.mutate({ mutation: gql(CREATE), variables: { input } });
const names = [];
for (let time = 0; time < 2; time++) {
  const { data } = await client.query({ query: gql(READ), variables: { id: input.id }, fetchPolicy: 'no-cache' });
  names.push(data.image.name);
}
console.log(JSON.stringify({ names, sent }));
