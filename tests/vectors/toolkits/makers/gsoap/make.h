// The operation for soapcpp2; its content is XML that gSOAP takes as it is.
#import "wsse.h"

//gsoap svc service name: GeefZorgtoeslag
//gsoap svc service encoding: literal
//gsoap svc schema namespace: http://magda.vlaanderen.be/gezin/soap/geefzorgtoeslag/v02_00
//gsoap svc schema form: unqualified

int svc__GeefZorgtoeslag(_XML __any, struct svc__GeefZorgtoeslagResponse { _XML __any; } *out);
