// Apollo Client's `relayStylePagination` and `fetchMore`.

import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { PAGE, addImage, address, report, variablesOf } from './walk.mjs';

const client = new ApolloClient({
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { imagesConnection: relayStylePagination(['orderBy']) } } },
  }),
  link: new HttpLink({ uri: address }),
});
const watched = client.watchQuery({ query: gql(PAGE), variables: variablesOf() });
const held = () => client.readQuery({ query: gql(PAGE), variables: variablesOf() }).imagesConnection;

await new Promise((resolve) => watched.subscribe(({ loading }) => loading || resolve()));
let pages = 1;
while (held().pageInfo.hasNextPage) {
  await watched.fetchMore({ variables: { after: held().pageInfo.endCursor } });
  if (pages === 1) await addImage();
  pages += 1;
}
report(held(), pages);
