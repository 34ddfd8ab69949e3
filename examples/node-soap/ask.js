// Asks GeefZorgtoeslag with the npm package `soap`: node ask.js STATE [INSZ]
//
// Wonen in Vlaanderen asks `magda`. The client is made of the service's own ?wsdl. Token,
// Timestamp and Body are signed by WSSecurityCert; `soap` does not verify replies, so
// that is done here with xml-crypto, which `soap` itself signs with.
"use strict";

const { randomUUID, X509Certificate } = require("node:crypto");
const { readFileSync } = require("node:fs");
const https = require("node:https");
const { join } = require("node:path");

const { DOMParser } = require("@xmldom/xmldom");
const soap = require("soap");
const { SignedXml } = require("xml-crypto");

const DS = "http://www.w3.org/2000/09/xmldsig#";
const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
const WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity";
const WSSE = `${WSS}-secext-1.0.xsd`;
const WSU = `${WSS}-utility-1.0.xsd`;
const EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const PATH = "/GeefZorgtoeslagDienst-02.00/soap/WebService";
const SIGNER = "CN=magda.kruispunt.test";
const SKEW = 60_000;

async function main(state, insz = "14651220816") {
  const party = join(state, "pki/parties/wonen-in-vlaanderen");
  const cert = readFileSync(join(party, "cert.pem"));
  const key = readFileSync(join(party, "key.pem"));
  const trusted = certificates(readFileSync(join(state, "pki/trust/magda.pem"), "utf8"));
  const { endpoints } = JSON.parse(readFileSync(join(state, "running.json"), "utf8"));

  const httpsAgent = new https.Agent({
    cert: readFileSync(join(party, "chain.pem")),
    key,
    ca: trusted.map(String),
  });
  const client = await soap.createClientAsync(`${endpoints.magda}${PATH}?wsdl`, {
    wsdl_options: { httpsAgent },
  });

  // Which parts: Timestamp and Body are signed anyway, the token when it is named.
  // Which id: without idMode `soap` writes an unqualified Id, which is accepted too.
  const signing = new soap.WSSecurityCert(key, cert, "", {
    signatureAlgorithm: RSA_SHA256,
    signatureTransformations: [EXCLUSIVE_C14N],
    additionalReferences: ["wsse:BinarySecurityToken"],
    signerOptions: { idMode: "wssecurity" },
  });
  client.setSecurity({
    addOptions: (options) => Object.assign(options, { httpsAgent }),
    addHeaders: () => {},
    toXML: () => "",
    postProcess: (xml, envelope) => signing.postProcess(xml, envelope),
  });

  let reply;
  try {
    [, reply] = await client.GeefZorgtoeslagAsync(question(insz), { timeout: 30_000 });
  } catch (error) {
    reply = error.response?.data; // a SOAP fault comes with HTTP 500, signed as well
    if (!reply) throw error;
  }
  const body = verifiedBody(reply, trusted);
  console.log("reply signature: valid");
  return show(body);
}

function question(insz) {
  const referte = randomUUID();
  const [day, time] = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Brussels",
    dateStyle: "short",
    timeStyle: "medium",
  })
    .format(new Date())
    .split(" ");
  return {
    Verzoek: {
      Context: {
        Naam: "GeefZorgtoeslag",
        Versie: "02.00.0000",
        Bericht: {
          Type: "VRAAG",
          Tijdstip: { Datum: day, Tijd: `${time}.000` },
          Afzender: {
            Identificatie: "wonenvlaanderen.be/premies-aip",
            Referte: referte,
            Hoedanigheid: "7201",
            Gebruiker: "68613003151",
          },
        },
      },
      Vragen: {
        Vraag: {
          Referte: referte,
          Inhoud: {
            Criteria: {
              INSZ: insz,
              Referentiedatum: day,
              GewensteInformatie: { StatusAanvraag: "0", Erkenningen: "1" },
            },
            Taal: "nl",
          },
        },
      },
    },
  };
}

// The Body of a reply as it was signed; read nothing else. Throws when anything is wrong.
function verifiedBody(xml, trusted) {
  const envelope = parse(xml);
  const security = only(only(envelope, SOAP, "Header"), WSSE, "Security");
  const parts = {
    token: only(security, WSSE, "BinarySecurityToken"),
    timestamp: only(security, WSU, "Timestamp"),
    body: only(envelope, SOAP, "Body"),
  };
  const signer = new X509Certificate(Buffer.from(parts.token.textContent, "base64"));
  checkChain(signer, trusted);

  const signature = new SignedXml({ publicCert: signer.toString() });
  signature.loadSignature(only(security, DS, "Signature"));
  require_(signature.checkSignature(xml), "the signature does not verify");

  const covered = signature.getReferences().map((reference) => reference.uri);
  for (const [name, part] of Object.entries(parts)) {
    const id = part.getAttributeNS(WSU, "Id");
    require_(id && covered.includes(`#${id}`), `${name} is not signed`);
  }
  const created = Date.parse(only(parts.timestamp, WSU, "Created").textContent);
  const expires = Date.parse(only(parts.timestamp, WSU, "Expires").textContent);
  const now = Date.now();
  require_(created < now + SKEW && expires > now - SKEW, "the Timestamp is not fresh");

  const index = covered.indexOf(`#${parts.body.getAttributeNS(WSU, "Id")}`);
  return parse(signature.getSignedReferences()[index]);
}

// From the signer up to a self-signed certificate of the trust file. Revocation is left
// out: Node reads no revocation lists; the Java and Python examples do that too.
function checkChain(signer, trusted) {
  require_(signer.subject.split("\n").includes(SIGNER), `signed by ${signer.subject}`);
  let each = signer;
  do {
    const now = new Date();
    require_(
      new Date(each.validFrom) <= now && now <= new Date(each.validTo),
      `${each.subject} is not valid now`,
    );
    const issuer = trusted.find((one) => each.checkIssued(one) && one.ca);
    require_(issuer && each.verify(issuer.publicKey), `unknown issuer ${each.issuer}`);
    each = issuer;
  } while (each.subject !== each.issuer);
}

function show(body) {
  let found = 0;
  for (const name of ["faultstring", "Diagnose", "INSZ", "Begindatum", "Pijler1", "Totaal"]) {
    for (const element of Array.from(body.getElementsByTagName(name))) {
      console.log(`${name}: ${element.textContent}`);
      found += name === "Totaal" ? 1 : 0;
    }
  }
  return found ? 0 : 1;
}

function certificates(pem) {
  const one = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  return pem.match(one).map((text) => new X509Certificate(text));
}

function parse(xml) {
  const fail = (level) => (message) => {
    throw new Error(`${level}: ${message}`);
  };
  const errorHandler = { error: fail("error"), fatalError: fail("fatal") };
  require_(!xml.includes("<!DOCTYPE"), "a DOCTYPE in the reply");
  return new DOMParser({ errorHandler }).parseFromString(xml, "text/xml").documentElement;
}

// The only child element of that name: nothing is searched for deeper.
function only(parent, namespace, name) {
  const found = Array.from(parent.childNodes).filter(
    (each) => each.namespaceURI === namespace && each.localName === name,
  );
  require_(found.length === 1, `${found.length} of ${name} in ${parent.nodeName}`);
  return found[0];
}

function require_(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}

const [state, insz] = process.argv.slice(2);
if (!state) {
  console.error("usage: node ask.js STATE [INSZ]");
  process.exit(2);
}
main(state, insz).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    console.error(`refused: ${error.message}`);
    process.exitCode = 1;
  },
);
