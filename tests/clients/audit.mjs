// graphql-http's audit of a server: GraphQL over HTTP, requirement by requirement.

import { serverAudits } from 'graphql-http';

const results = [];
for (const audit of serverAudits({ url: process.argv[2] })) {
  results.push(await audit.fn());
}
const failed = results
  .filter(({ status }) => status !== 'ok')
  .map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify({ audits: results.length, failed }));
