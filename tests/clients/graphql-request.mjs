// graphql-request.

import { GraphQLClient } from 'graphql-request';
import { address, notedFetch, report } from './session.mjs';

const client = new GraphQLClient(address, { fetch: notedFetch });

await report(
  (document, variables) => client.request(document, variables),
  (thrown) => thrown.response.errors,
);
