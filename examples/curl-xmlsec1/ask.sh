#!/bin/sh
# Asks GeefZorgtoeslag with curl, openssl and the xmlsec1 command: ask.sh STATE [INSZ]
#
# Wonen in Vlaanderen asks `magda`. xmlsec1 fills in the digests and the signature of
# request.xml, and verifies the reply's. It does not know WS-Security: which elements
# have ids it is told, and whose key counts is settled here, by openssl, before.
set -eu

if [ $# -lt 1 ]; then
  echo "usage: ask.sh STATE [INSZ]" >&2
  exit 2
fi
state=$1
insz=${2:-14651220816}
here=$(dirname "$0")
party=$state/pki/parties/wonen-in-vlaanderen
trust=$state/pki/trust/magda.pem
revoked=$state/pki/crl/magda.pem
path=/GeefZorgtoeslagDienst-02.00/soap/WebService

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refuse() {
  echo "refused: $*" >&2
  exit 1
}

# Which attribute is an id on which elements: "Id" matches wsu:Id too.
wss=http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity
ids="--id-attr:Id http://schemas.xmlsoap.org/soap/envelope/:Body
  --id-attr:Id $wss-utility-1.0.xsd:Timestamp
  --id-attr:Id $wss-secext-1.0.xsd:BinarySecurityToken"

# xmlsec1 1.3 only takes the key it is given if it need not be named in KeyInfo.
lax=
if xmlsec1 --help-verify 2>&1 | grep -q -e --lax-key-search; then
  lax=--lax-key-search
fi

# --- asking

url=$(sed -n 's/.*"magda": *"\([^"]*\)".*/\1/p' "$state/running.json")
[ -n "$url" ] || refuse "kruispunt is not running here: $state"

token=$(openssl x509 -in "$party/cert.pem" -outform DER | openssl base64 -A)
now=$(date +%s)
utc() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ; }
sed -e "s|@TOKEN@|$token|" \
  -e "s|@CREATED@|$(utc "$now")|" \
  -e "s|@EXPIRES@|$(utc $((now + 300)))|" \
  -e "s|@DAY@|$(TZ=Europe/Brussels date +%Y-%m-%d)|" \
  -e "s|@TIME@|$(TZ=Europe/Brussels date +%H:%M:%S)|" \
  -e "s|@REFERTE@|curl-$now-$$|" \
  -e "s|@INSZ@|$insz|" \
  "$here/request.xml" >"$work/template.xml"

# shellcheck disable=SC2086 # options, to be split
xmlsec1 --sign $lax --privkey-pem "$party/key.pem" $ids \
  --output "$work/request.xml" "$work/template.xml"

status=$(curl --silent --show-error --max-time 30 \
  --cert "$party/chain.pem" --key "$party/key.pem" --cacert "$trust" \
  --header 'Content-Type: text/xml; charset=utf-8' --header 'SOAPAction: ""' \
  --data-binary "@$work/request.xml" --output "$work/reply.xml" \
  --write-out '%{http_code}' "$url$path")

# --- believing the answer

# The parts, one tag on a line; replies come on one line.
tr '\n' ' ' <"$work/reply.xml" | sed 's/></>\n</g' >"$work/tags"
one() {
  [ "$(grep -c "^<[A-Za-z0-9]*:$1[ >]" "$work/tags")" = 1 ] || refuse "not one $1"
  grep "^<[A-Za-z0-9]*:$1[ >]" "$work/tags"
}

# Whose signature: the token names its signer, the trust file decides.
{
  echo '-----BEGIN CERTIFICATE-----'
  one BinarySecurityToken | sed 's/^[^>]*>//; s/<.*//' | tr -d ' ' | fold -w 64
  echo '-----END CERTIFICATE-----'
} >"$work/signer.pem"
cat "$trust" "$revoked" >"$work/trust.pem"
openssl verify -crl_check_all -CAfile "$work/trust.pem" "$work/signer.pem" >/dev/null ||
  refuse "unknown signer"
openssl x509 -in "$work/signer.pem" -noout -subject -nameopt multiline |
  grep -q 'commonName *= magda.kruispunt.test$' || refuse "signed by somebody else"

# shellcheck disable=SC2086
xmlsec1 --verify $lax --pubkey-cert-pem "$work/signer.pem" $ids "$work/reply.xml" \
  2>"$work/verdict" || refuse "$(cat "$work/verdict")"

# What it covers: xmlsec1 does not ask.
for part in Body Timestamp BinarySecurityToken; do
  id=$(one $part | sed -n 's/^[^>]* [a-z]*:Id="\([^"]*\)".*/\1/p')
  [ -n "$id" ] || refuse "$part has no id"
  grep -q "^<[A-Za-z0-9]*:Reference URI=\"#$id\">" "$work/tags" || refuse "$part is not signed"
done
moment() { one "$1" | sed 's/^[^>]*>//; s/\..*/Z/; s/<.*//'; }
seconds() { date -u -d "$1" +%s 2>/dev/null || date -j -u -f %Y-%m-%dT%H:%M:%SZ "$1" +%s; }
[ "$(seconds "$(moment Created)")" -le $((now + 90)) ] || refuse "of the future"
[ "$(seconds "$(moment Expires)")" -ge $((now - 60)) ] || refuse "expired"
echo "reply signature: valid"

# --- showing it

echo "HTTP $status"
for name in faultstring Diagnose INSZ Begindatum Pijler1 Totaal; do
  sed -n "s|^<$name>\(.*\)</$name>\$|$name: \1|p" "$work/tags"
done
grep -q '^<Totaal>' "$work/tags"
