// urql 6, without a framework. It accepts event streams in every request, and sends queries with GET.

import { createClient, fetchExchange } from '@urql/core';
import { address, notedFetch, report } from './session.mjs';

const client = createClient({ url: address, exchanges: [fetchExchange], fetch: notedFetch, preferGetMethod: true });

async function ask(document, variables) {
  const isMutation = document.trimStart().startsWith('mutation');
  const { data, error } = await (isMutation
    ? client.mutation(document, variables)
    : client.query(document, variables));
  if (error) throw error;
  return data;
}

await report(ask, (thrown) => thrown.graphQLErrors);
