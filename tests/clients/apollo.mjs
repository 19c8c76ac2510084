// Apollo Client 4.

import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { address, notedFetch, report } from './session.mjs';

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({ uri: address, fetch: notedFetch }),
});

async function ask(text, variables) {
  const document = gql(text);
  const isMutation = document.definitions[0].operation === OperationTypeNode.MUTATION;
  const { data } = await (isMutation
    ? client.mutate({ mutation: document, variables })
    : client.query({ query: document, variables }));
  return data;
}

await report(ask, (thrown) => (CombinedGraphQLErrors.is(thrown) ? thrown.errors : []));
