/* Signs one question twice with gSOAP: make CERT KEY INNER FILE
   INNER is what stands inside the payload's root element. */
#include "soapH.h"
#include "GeefZorgtoeslag.nsmap"
#include "wsseapi.h"

static FILE *out;

static int keep(struct soap *soap, const char *octets, size_t length)
{
  (void)soap;
  return fwrite(octets, 1, length, out) == length ? SOAP_OK : SOAP_EOF;
}

static SOAP_SOCKET open_nothing(struct soap *soap, const char *a, const char *b, int c)
{
  (void)a; (void)b; (void)c;
  soap->socket = 0;
  return 0;
}

static int close_nothing(struct soap *soap) { (void)soap; return SOAP_OK; }

static size_t receive_nothing(struct soap *soap, char *buffer, size_t length)
{
  (void)soap; (void)buffer; (void)length;
  return 0;
}

/* No HTTP head: the file gets the envelope only. */
static int no_head(struct soap *soap, const char *a, const char *b, int c, const char *d,
                   const char *e, ULONG64 f)
{
  (void)soap; (void)a; (void)b; (void)c; (void)d; (void)e; (void)f;
  return SOAP_OK;
}

static char *read_all(const char *name)
{
  static char text[65536];
  FILE *file = fopen(name, "r");
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

int main(int argc, char **argv)
{
  struct soap *soap = soap_new1(SOAP_XML_CANONICAL);
  struct svc__GeefZorgtoeslagResponse answer;
  FILE *file;
  X509 *certificate;
  EVP_PKEY *key;
  if (argc != 5)
    return 2;
  soap_register_plugin(soap, soap_wsse);
  file = fopen(argv[1], "r");
  certificate = PEM_read_X509(file, NULL, NULL, NULL);
  fclose(file);
  file = fopen(argv[2], "r");
  key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
  fclose(file);

  soap_wsse_add_Security(soap);
  soap_wsse_add_Timestamp(soap, "Time", 300);
  soap_wsse_add_BinarySecurityTokenX509(soap, "X509Token", certificate);
  soap_wsse_add_KeyInfo_SecurityTokenReferenceX509(soap, "#X509Token");
  soap_wsse_sign_body(soap, SOAP_SMD_SIGN_RSA_SHA256, key, 0);

  out = fopen(argv[4], "w");
  soap->fopen = open_nothing;
  soap->fclose = close_nothing;
  soap->fsend = keep;
  soap->frecv = receive_nothing;
  soap->fpost = no_head;
  soap_call_svc__GeefZorgtoeslag(soap, "http://localhost/", "", read_all(argv[3]), &answer);
  fclose(out);
  printf("gSOAP %d.%d.%d\n", GSOAP_VERSION / 100000, GSOAP_VERSION / 1000 % 100,
         GSOAP_VERSION % 1000);
  return 0;
}
