import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Asks GeefZorgtoeslag with nothing but the JDK: {@code java Ask.java STATE [INSZ]}.
 *
 * <p>Wonen in Vlaanderen asks {@code magda}. Token, Timestamp and Body are signed with
 * {@code javax.xml.crypto}; the reply's signature, what it covers, its Timestamp and the
 * signer's chain and revocation are checked before anything of the reply is read.
 */
public final class Ask {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String DS = XMLSignature.XMLNS;
    private static final String WSS =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private static final String WSSE = WSS + "wssecurity-secext-1.0.xsd";
    private static final String WSU = WSS + "wssecurity-utility-1.0.xsd";
    private static final String X509_V3 = WSS + "x509-token-profile-1.0#X509v3";
    private static final String BASE64 = WSS + "soap-message-security-1.0#Base64Binary";
    private static final String PATH = "/GeefZorgtoeslagDienst-02.00/soap/WebService";
    private static final String SIGNER = "CN=magda.kruispunt.test";
    private static final char[] PASSWORD = "kruispunt".toCharArray();
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final XMLSignatureFactory DSIG = XMLSignatureFactory.getInstance("DOM");

    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            System.err.println("usage: java Ask.java STATE [INSZ]");
            System.exit(2);
        }
        Path state = Path.of(args[0]);
        String insz = args.length > 1 ? args[1] : "14651220816";
        KeyStore identity =
                load(state.resolve("pki/parties/wonen-in-vlaanderen/keystore.p12"));
        List<X509Certificate> trusted = certificates(state.resolve("pki/trust/magda.pem"));

        Document request = question(insz, identity);
        HttpClient client =
                HttpClient.newBuilder().sslContext(tls(identity, trusted)).build();
        HttpResponse<byte[]> reply =
                client.send(
                        HttpRequest.newBuilder(URI.create(endpoint(state) + PATH))
                                .header("Content-Type", "text/xml; charset=utf-8")
                                .header("SOAPAction", "\"\"")
                                .timeout(Duration.ofSeconds(30))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(request)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        Element body = verifiedBody(parse(reply.body()), trusted, state);
        System.out.println("reply signature: valid");
        System.exit(print(reply.statusCode(), body));
    }

    // --- asking

    /** Writes the question, then signs it in place. */
    private static Document question(String insz, KeyStore identity) throws Exception {
        String alias = identity.aliases().nextElement();
        X509Certificate certificate = (X509Certificate) identity.getCertificate(alias);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        LocalDateTime local = LocalDateTime.ofInstant(now, ZoneId.of("Europe/Brussels"));
        String text =
                """
                <soapenv:Envelope xmlns:soapenv="%s"><soapenv:Header>\
                <wsse:Security xmlns:wsse="%s" xmlns:wsu="%s" soapenv:mustUnderstand="1">\
                <wsse:BinarySecurityToken wsu:Id="token" EncodingType="%s" ValueType="%s">\
                %s</wsse:BinarySecurityToken>\
                <wsu:Timestamp wsu:Id="timestamp"><wsu:Created>%s</wsu:Created>\
                <wsu:Expires>%s</wsu:Expires></wsu:Timestamp>\
                </wsse:Security></soapenv:Header>\
                <soapenv:Body xmlns:wsu="%3$s" wsu:Id="body">\
                <svc:GeefZorgtoeslag \
                xmlns:svc="http://magda.vlaanderen.be/gezin/soap/geefzorgtoeslag/v02_00">\
                <Verzoek><Context><Naam>GeefZorgtoeslag</Naam><Versie>02.00.0000</Versie>\
                <Bericht><Type>VRAAG</Type><Tijdstip><Datum>%s</Datum><Tijd>%s.000</Tijd>\
                </Tijdstip><Afzender>\
                <Identificatie>wonenvlaanderen.be/premies-aip</Identificatie>\
                <Referte>%s</Referte><Hoedanigheid>7201</Hoedanigheid>\
                <Gebruiker>68613003151</Gebruiker></Afzender></Bericht></Context>\
                <Vragen><Vraag><Referte>%11$s</Referte><Inhoud><Criteria><INSZ>%s</INSZ>\
                <Referentiedatum>%9$s</Referentiedatum><GewensteInformatie>\
                <StatusAanvraag>0</StatusAanvraag><Erkenningen>1</Erkenningen>\
                </GewensteInformatie></Criteria><Taal>nl</Taal></Inhoud></Vraag></Vragen>\
                </Verzoek></svc:GeefZorgtoeslag></soapenv:Body></soapenv:Envelope>"""
                        .formatted(
                                SOAP,
                                WSSE,
                                WSU,
                                BASE64,
                                X509_V3,
                                Base64.getEncoder().encodeToString(certificate.getEncoded()),
                                now,
                                now.plus(Duration.ofMinutes(5)),
                                local.format(DateTimeFormatter.ISO_LOCAL_DATE),
                                local.format(DateTimeFormatter.ofPattern("HH:mm:ss")),
                                UUID.randomUUID(),
                                insz);
        Document document = parse(text.getBytes(StandardCharsets.UTF_8));
        sign(document, (PrivateKey) identity.getKey(alias, PASSWORD));
        return document;
    }

    private static void sign(Document document, PrivateKey key) throws Exception {
        List<Reference> references = new ArrayList<>();
        for (String id : List.of("token", "timestamp", "body")) {
            references.add(
                    DSIG.newReference(
                            "#" + id,
                            DSIG.newDigestMethod(DigestMethod.SHA256, null),
                            List.of(
                                    DSIG.newTransform(
                                            CanonicalizationMethod.EXCLUSIVE,
                                            (TransformParameterSpec) null)),
                            null,
                            null));
        }
        SignedInfo signedInfo =
                DSIG.newSignedInfo(
                        DSIG.newCanonicalizationMethod(
                                CanonicalizationMethod.EXCLUSIVE,
                                (C14NMethodParameterSpec) null),
                        DSIG.newSignatureMethod(SignatureMethod.RSA_SHA256, null),
                        references);
        Element security = only(only(document.getDocumentElement(), SOAP, "Header"), WSSE, "Security");
        Element pointer = document.createElementNS(WSSE, "wsse:SecurityTokenReference");
        Element reference = document.createElementNS(WSSE, "wsse:Reference");
        reference.setAttribute("URI", "#token");
        reference.setAttribute("ValueType", X509_V3);
        pointer.appendChild(reference);
        KeyInfo keyInfo =
                DSIG.getKeyInfoFactory().newKeyInfo(List.of(new DOMStructure(pointer)));

        DOMSignContext context = new DOMSignContext(key, security);
        context.setDefaultNamespacePrefix("ds");
        markIds(document, context);
        DSIG.newXMLSignature(signedInfo, keyInfo).sign(context);
    }

    /** Tells the JDK that wsu:Id is an id, for the three parts at their places. */
    private static void markIds(Document document, javax.xml.crypto.dom.DOMCryptoContext context) {
        Element envelope = document.getDocumentElement();
        Element security = only(only(envelope, SOAP, "Header"), WSSE, "Security");
        context.setIdAttributeNS(only(envelope, SOAP, "Body"), WSU, "Id");
        context.setIdAttributeNS(only(security, WSU, "Timestamp"), WSU, "Id");
        context.setIdAttributeNS(only(security, WSSE, "BinarySecurityToken"), WSU, "Id");
    }

    // --- believing the answer

    /**
     * Verifies a reply.
     *
     * @return its Body; read nothing else of the reply.
     * @throws SecurityException if anything is wrong with it.
     */
    private static Element verifiedBody(
            Document reply, List<X509Certificate> trusted, Path state) throws Exception {
        Element envelope = reply.getDocumentElement();
        Element security = only(only(envelope, SOAP, "Header"), WSSE, "Security");
        Element token = only(security, WSSE, "BinarySecurityToken");
        Element timestamp = only(security, WSU, "Timestamp");
        Element body = only(envelope, SOAP, "Body");
        X509Certificate signer =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(
                                                Base64.getMimeDecoder()
                                                        .decode(token.getTextContent())));
        checkChain(signer, trusted, state.resolve("pki/crl/magda.pem"));

        DOMValidateContext context =
                new DOMValidateContext(
                        KeySelector.singletonKeySelector(signer.getPublicKey()),
                        only(security, DS, "Signature"));
        markIds(reply, context);
        XMLSignature signature = DSIG.unmarshalXMLSignature(context);
        require(signature.validate(context), "the signature does not verify");

        Set<String> covered = new HashSet<>();
        for (Object each : signature.getSignedInfo().getReferences()) {
            covered.add(((Reference) each).getURI());
        }
        for (Element part : List.of(token, timestamp, body)) {
            String id = part.getAttributeNS(WSU, "Id");
            require(covered.contains("#" + id), part.getLocalName() + " is not signed");
        }
        Instant now = Instant.now();
        Instant created = Instant.parse(only(timestamp, WSU, "Created").getTextContent());
        Instant expires = Instant.parse(only(timestamp, WSU, "Expires").getTextContent());
        require(
                created.isBefore(now.plus(SKEW)) && expires.isAfter(now.minus(SKEW)),
                "the Timestamp is not fresh");
        return body;
    }

    private static void checkChain(
            X509Certificate signer, List<X509Certificate> trusted, Path revocations)
            throws Exception {
        require(
                List.of(signer.getSubjectX500Principal().getName().split(",")).contains(SIGNER),
                "signed by " + signer.getSubjectX500Principal());
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Set<TrustAnchor> roots = new HashSet<>();
        List<X509Certificate> path = new ArrayList<>(List.of(signer));
        for (X509Certificate each : trusted) {
            if (each.getSubjectX500Principal().equals(each.getIssuerX500Principal())) {
                roots.add(new TrustAnchor(each, null));
            } else {
                path.add(each);
            }
        }
        PKIXParameters parameters = new PKIXParameters(roots);
        try (InputStream lists = new FileInputStream(revocations.toFile())) {
            parameters.addCertStore(
                    CertStore.getInstance(
                            "Collection",
                            new CollectionCertStoreParameters(factory.generateCRLs(lists))));
        }
        CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(path), parameters);
    }

    // --- showing it

    /** Prints what the Body says; gives the exit status. */
    private static int print(int status, Element body) {
        System.out.println("HTTP " + status);
        int found = 0;
        for (String name : List.of("faultstring", "Diagnose", "INSZ", "Begindatum", "Pijler1", "Totaal")) {
            var elements = body.getElementsByTagNameNS("*", name);
            for (int i = 0; i < elements.getLength(); i++) {
                System.out.println(name + ": " + elements.item(i).getTextContent());
                found += name.equals("Totaal") ? 1 : 0;
            }
        }
        return status == 200 && found > 0 ? 0 : 1;
    }

    // --- files, XML and TLS

    private static String endpoint(Path state) throws Exception {
        String text = Files.readString(state.resolve("running.json"));
        Matcher url = Pattern.compile("\"magda\": *\"([^\"]+)\"").matcher(text);
        require(url.find(), "kruispunt is not running here: " + state);
        return url.group(1);
    }

    private static KeyStore load(Path file) throws Exception {
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static List<X509Certificate> certificates(Path file) throws Exception {
        try (InputStream in = new FileInputStream(file.toFile())) {
            List<X509Certificate> found = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) each);
            }
            return found;
        }
    }

    private static SSLContext tls(KeyStore identity, List<X509Certificate> trusted)
            throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, PASSWORD);
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        for (X509Certificate each : trusted) {
            anchors.setCertificateEntry(each.getSerialNumber().toString(), each);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Document parse(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static byte[] bytes(Document document) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }

    /** Gives the only child element of that name: nothing is searched for deeper. */
    private static Element only(Element parent, String namespace, String name) {
        Element found = null;
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element
                    && namespace.equals(element.getNamespaceURI())
                    && name.equals(element.getLocalName())) {
                require(found == null, "two of " + name);
                found = element;
            }
        }
        require(found != null, "no " + name + " in " + parent.getNodeName());
        return found;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new SecurityException(otherwise);
        }
    }
}
