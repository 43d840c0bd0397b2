// Which messages the official JavaScript library of Standard Webhooks believes.
// stdin: [{secret, headers, body}, …]; stdout: [true, false, …]

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const client = new URL("../../clients/typescript/package.json", import.meta.url);
const { Webhook } = createRequire(client)("standardwebhooks");

const believed = JSON.parse(readFileSync(0, "utf8")).map(({ secret, headers, body }) => {
  try {
    return JSON.stringify(new Webhook(secret).verify(body, headers)) !== undefined;
  } catch {
    return false;
  }
});
process.stdout.write(JSON.stringify(believed));
