// Runs one area of checks against a node: node lib/run.mjs AREA PORT
// Prints one JSON object a line: {name, ok, detail} for each check, and at the end {area, checks}.
import { QdrantClient } from '@qdrant/js-client-grpc';

const [area, port] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
let checks = 0;

async function check(name, body) {
  checks++;
  let detail = '';
  try {
    await body();
  } catch (error) {
    detail = `${error.name}: ${error.message}`;
  }
  console.log(JSON.stringify({ name, ok: detail === '', detail }));
}

const client = new QdrantClient({ url, checkCompatibility: false });
const context = {
  url,
  check,
  client,
  collections: client.api('collections'),
  points: client.api('points'),
  service: client.api('service'),
};

const { default: run } = await import(`../checks/${area}.mjs`);
await run(context);
console.log(JSON.stringify({ area, checks }));
process.exit(0);   // the client keeps its connection open
