// Signs one question with the npm package `soap`: node make.js PARTY WSDL BODY OUT
"use strict";

const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const soap = require("soap");

const [party, wsdl, body, out] = process.argv.slice(2);
const key = readFileSync(join(party, "key.pem"));
const cert = readFileSync(join(party, "cert.pem"));
const question = readFileSync(body, "utf8").trim();

const WAYS = {
  default: {},
  "wsu-id": { signerOptions: { idMode: "wssecurity" } },
  "all-parts": {
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    signatureTransformations: ["http://www.w3.org/2001/10/xml-exc-c14n#"],
    additionalReferences: ["wsse:BinarySecurityToken"],
    signerOptions: { idMode: "wssecurity" },
  },
};

async function main() {
  for (const [name, options] of Object.entries(WAYS)) {
    const client = await soap.createClientAsync(wsdl);
    client.setSecurity(new soap.WSSecurityCert(key, cert, "", options));
    client.httpClient.request = (url, data, callback) => {
      writeFileSync(join(out, `${name}.xml`), data);
      callback(new Error("not sent"));
    };
    await client.GeefZorgtoeslagAsync({ _xml: question }).catch(() => {});
  }
  const { version } = JSON.parse(readFileSync(require.resolve("soap/package.json"), "utf8"));
  console.log(`node ${process.versions.node}, soap ${version}`);
}

main();
