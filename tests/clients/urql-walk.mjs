// urql's normalized cache and its `relayPagination`, which joins the pages that were read.

import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { createClient, fetchExchange } from '@urql/core';
import { PAGE, addImage, address, report, variablesOf } from './walk.mjs';

const cache = cacheExchange({ resolvers: { Query: { imagesConnection: relayPagination() } } });
const client = createClient({ url: address, exchanges: [cache, fetchExchange], preferGetMethod: false });

async function read(after) {
  const { data, error } = await client.query(PAGE, variablesOf(after));
  if (error) throw error;
  return data.imagesConnection;
}

let connection = await read();
let pages = 1;
while (connection.pageInfo.hasNextPage) {
  connection = await read(connection.pageInfo.endCursor);
  if (pages === 1) await addImage();
  pages += 1;
}
report(connection, pages);
