import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.XMLStructure;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Signs one question in many ways with the JDK: {@code java Make.java KEYSTORE BODY OUT}. */
public final class Make {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    static final String WSSE = WSS + "wssecurity-secext-1.0.xsd";
    static final String WSU = WSS + "wssecurity-utility-1.0.xsd";
    static final String WSSE11 =
            "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
    static final String X509_V3 = WSS + "x509-token-profile-1.0#X509v3";
    static final String PKI_PATH = WSS + "x509-token-profile-1.0#X509PKIPathv1";
    static final String BASE64 = WSS + "soap-message-security-1.0#Base64Binary";
    static final String WITH_COMMENTS = CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS;
    static final char[] PASSWORD = "kruispunt".toCharArray();
    static final XMLSignatureFactory DSIG = XMLSignatureFactory.getInstance("DOM");

    /** One way of signing; what is set here is the plain way. */
    static final class Way {
        String c14n = CanonicalizationMethod.EXCLUSIVE;
        List<String> prefixes; // null: no InclusiveNamespaces at all
        String signature = SignatureMethod.RSA_SHA256;
        String digest = DigestMethod.SHA256;
        List<String> parts = List.of("token", "timestamp", "body");
        boolean enveloped;
        boolean xpath;
        boolean path;
        boolean leafFirst;
        boolean tokenType;
        boolean valueType = true;
        boolean mustUnderstand;
        boolean tokenLines;
        boolean pretty;
        boolean singleQuotes;
        boolean declaration = true;
        boolean bare;
        boolean plainIds;
        boolean defaultNamespace;
        boolean signatureFirst;
        boolean tokenLast;
        DateTimeFormatter times = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
        ZoneOffset offset = ZoneOffset.UTC;
        String body;
    }

    interface Change {
        void to(Way way);
    }

    static final Map<String, Change> WAYS = new LinkedHashMap<>();

    static {
        String type = "xsi:type=\"xs:string\"";
        WAYS.put("exclusive", way -> {});
        WAYS.put("prefix-list-filled", way -> way.prefixes = List.of("soapenv", "wsu", "svc"));
        WAYS.put("prefix-list-empty", way -> way.prefixes = List.of());
        WAYS.put("inclusive", way -> way.c14n = CanonicalizationMethod.INCLUSIVE);
        WAYS.put("enveloped-transform", way -> way.enveloped = true);
        WAYS.put("pkipath", way -> { way.path = true; way.tokenType = true; });
        WAYS.put("pkipath-without-token-type", way -> way.path = true);
        WAYS.put("pkipath-leaf-first", way -> { way.path = true; way.leafFirst = true; });
        WAYS.put("token-type", way -> way.tokenType = true);
        WAYS.put("reference-without-value-type", way -> way.valueType = false);
        WAYS.put("must-understand", way -> way.mustUnderstand = true);
        WAYS.put("base64-lines", way -> way.tokenLines = true);
        WAYS.put("pretty-printed", way -> { way.pretty = true; way.tokenLines = true; });
        WAYS.put("single-quotes", way -> way.singleQuotes = true);
        WAYS.put("no-declaration", way -> way.declaration = false);
        WAYS.put("unqualified-ids", way -> way.plainIds = true);
        WAYS.put("soap-as-default-namespace", way -> way.defaultNamespace = true);
        WAYS.put("signature-first", way -> way.signatureFirst = true);
        WAYS.put("token-last", way -> way.tokenLast = true);
        WAYS.put(
                "signature-first-token-last",
                way -> { way.signatureFirst = true; way.tokenLast = true; });
        WAYS.put(
                "carriage-returns",
                way ->
                        way.body =
                                way.body.replace(
                                        "<Naam>GeefZorgtoeslag</Naam>",
                                        "<Naam k=\"&#9;&#10;&#13;&lt;&quot;&#xE9;\">"
                                                + "a&#13;&#10;b&#13;c&#x20AC;&#233;&amp;&lt;&gt;"
                                                + "</Naam>"));
        WAYS.put(
                "xsi-type",
                way ->
                        way.body =
                                way.body.replace(
                                        "<Naam>",
                                        "<Naam xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                                                + " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
                                                + type
                                                + ">"));
        WAYS.put(
                "prefixed-attributes",
                way ->
                        way.body =
                                way.body.replace(
                                        "<Naam>",
                                        "<Naam xmlns:b=\"urn:a\" xmlns:a=\"urn:b\" b:k=\"1\" z=\"2\""
                                                + " a:k=\"3\" b:j=\"4\" xml:lang=\"nl\">"));
        WAYS.put("fraction-0", way -> way.times = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        WAYS.put(
                "fraction-9",
                way -> way.times = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'"));
        WAYS.put(
                "offset",
                way -> {
                    way.times = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");
                    way.offset = ZoneOffset.ofHours(1);
                });
        WAYS.put(
                "connector",
                way -> {
                    way.path = true;
                    way.parts = List.of("body");
                    way.signature = SignatureMethod.RSA_SHA1;
                    way.digest = DigestMethod.SHA1;
                });
        WAYS.put(
                "savon",
                way -> {
                    way.parts = List.of("body");
                    way.signature = SignatureMethod.RSA_SHA1;
                    way.digest = DigestMethod.SHA1;
                });
        WAYS.put(
                "bare-signature",
                way -> {
                    way.bare = true;
                    way.plainIds = true;
                    way.parts = List.of("body");
                    way.c14n = CanonicalizationMethod.INCLUSIVE;
                    way.enveloped = true;
                });
        WAYS.put("xpath-transform", way -> way.xpath = true);
        WAYS.put("with-comments", way -> way.c14n = WITH_COMMENTS);
    }

    public static void main(String[] args) throws Exception {
        KeyStore store = KeyStore.getInstance(Path.of(args[0]).toFile(), PASSWORD);
        String body = Files.readString(Path.of(args[1])).strip();
        for (var each : WAYS.entrySet()) {
            Way way = new Way();
            way.body = body;
            each.getValue().to(way);
            Files.writeString(Path.of(args[2], each.getKey() + ".xml"), message(way, store));
        }
        System.out.println("JDK " + System.getProperty("java.version"));
    }

    static String message(Way way, KeyStore store) throws Exception {
        String alias = store.aliases().nextElement();
        var chain = new ArrayList<X509Certificate>();
        for (var each : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) each);
        }
        Document document = parse(text(way, chain));
        Element header = child(document.getDocumentElement(), SOAP, "Header");
        Element security = way.bare ? header : child(header, WSSE, "Security");
        Node before = way.signatureFirst ? security.getFirstChild() : null;
        if (before == null && way.tokenLast) {
            before = child(security, WSSE, "BinarySecurityToken");
        }
        DOMSignContext context =
                new DOMSignContext((PrivateKey) store.getKey(alias, PASSWORD), security);
        if (before != null) {
            context.setNextSibling(before);
        }
        if (!way.bare) {
            context.setDefaultNamespacePrefix("ds");
        }
        markIds(document, context, way);
        DSIG.newXMLSignature(signedInfo(way), keyInfo(way, document, chain.get(0))).sign(context);
        return written(document, way);
    }

    static SignedInfo signedInfo(Way way) throws Exception {
        List<Reference> references = new ArrayList<>();
        for (String part : way.parts) {
            List<Transform> transforms = new ArrayList<>();
            if (way.enveloped) {
                transforms.add(DSIG.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
            }
            if (way.xpath) {
                transforms.add(
                        DSIG.newTransform(Transform.XPATH, new XPathFilterParameterSpec("true()")));
            }
            transforms.add(DSIG.newTransform(way.c14n, (TransformParameterSpec) parameters(way)));
            references.add(
                    DSIG.newReference(
                            "#" + part, DSIG.newDigestMethod(way.digest, null), transforms, null, null));
        }
        return DSIG.newSignedInfo(
                DSIG.newCanonicalizationMethod(way.c14n, (C14NMethodParameterSpec) parameters(way)),
                DSIG.newSignatureMethod(way.signature, null),
                references);
    }

    static ExcC14NParameterSpec parameters(Way way) {
        return way.prefixes == null ? null : new ExcC14NParameterSpec(way.prefixes);
    }

    static KeyInfo keyInfo(Way way, Document document, X509Certificate leaf) throws Exception {
        KeyInfoFactory factory = DSIG.getKeyInfoFactory();
        if (way.bare) {
            List<XMLStructure> content =
                    List.of(
                            factory.newKeyValue(leaf.getPublicKey()),
                            factory.newX509Data(List.of(leaf)));
            return factory.newKeyInfo(content);
        }
        String type = way.path ? PKI_PATH : X509_V3;
        Element pointer = document.createElementNS(WSSE, "wsse:SecurityTokenReference");
        if (way.tokenType) {
            pointer.setAttributeNS(WSSE11, "wsse11:TokenType", type);
        }
        Element reference = document.createElementNS(WSSE, "wsse:Reference");
        reference.setAttribute("URI", "#token");
        if (way.valueType) {
            reference.setAttribute("ValueType", type);
        }
        pointer.appendChild(reference);
        return factory.newKeyInfo(List.of(new DOMStructure(pointer)));
    }

    static String text(Way way, List<X509Certificate> chain) throws Exception {
        Instant now = Instant.now();
        String soap = way.defaultNamespace ? "" : "soapenv:";
        String xmlns = way.defaultNamespace ? "xmlns" : "xmlns:soapenv";
        String id = way.plainIds ? "Id" : "wsu:Id";
        String body = way.body;
        if (way.defaultNamespace) {
            body = body.replace("<Verzoek>", "<Verzoek xmlns=\"\">");
        }
        String token =
                "<wsse:BinarySecurityToken %s=\"token\" EncodingType=\"%s\" ValueType=\"%s\">%s</wsse:BinarySecurityToken>"
                        .formatted(id, BASE64, way.path ? PKI_PATH : X509_V3, token(way, chain));
        String timestamp =
                "<wsu:Timestamp %s=\"timestamp\"><wsu:Created>%s</wsu:Created><wsu:Expires>%s</wsu:Expires></wsu:Timestamp>"
                        .formatted(id, time(way, now), time(way, now.plusSeconds(300)));
        if (!way.parts.contains("timestamp")) {
            timestamp = "";
        }
        String mustUnderstand = way.mustUnderstand ? " " + soap + "mustUnderstand=\"1\"" : "";
        String security =
                "<wsse:Security xmlns:wsse=\"%s\"%s>%s</wsse:Security>"
                        .formatted(
                                WSSE,
                                mustUnderstand,
                                way.tokenLast ? timestamp + token : token + timestamp);
        String text =
                "<%1$sEnvelope %2$s=\"%3$s\" xmlns:wsu=\"%4$s\"><%1$sHeader>%5$s</%1$sHeader><%1$sBody %6$s=\"body\">%7$s</%1$sBody></%1$sEnvelope>"
                        .formatted(soap, xmlns, SOAP, WSU, way.bare ? "" : security, id, body);
        return way.pretty ? text.replace("><", ">\n  <") : text;
    }

    static String time(Way way, Instant moment) {
        return way.times.format(moment.atOffset(way.offset));
    }

    static String token(Way way, List<X509Certificate> chain) throws Exception {
        byte[] octets = chain.get(0).getEncoded();
        if (way.path) {
            // A CertPath runs from the leaf, its encoding as PkiPath from the anchor side.
            var order = new ArrayList<>(chain);
            if (way.leafFirst) {
                Collections.reverse(order);
            }
            octets =
                    CertificateFactory.getInstance("X.509")
                            .generateCertPath(order)
                            .getEncoded("PkiPath");
        }
        if (!way.tokenLines) {
            return Base64.getEncoder().encodeToString(octets);
        }
        return "\n" + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(octets) + "\n";
    }

    static void markIds(Document document, DOMSignContext context, Way way) {
        Element envelope = document.getDocumentElement();
        Element header = child(envelope, SOAP, "Header");
        List<Element> parts = new ArrayList<>(List.of(child(envelope, SOAP, "Body")));
        if (!way.bare) {
            Element security = child(header, WSSE, "Security");
            parts.add(child(security, WSSE, "BinarySecurityToken"));
            if (way.parts.contains("timestamp")) {
                parts.add(child(security, WSU, "Timestamp"));
            }
        }
        for (Element part : parts) {
            context.setIdAttributeNS(part, way.plainIds ? null : WSU, "Id");
        }
    }

    static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    static String written(Document document, Way way) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        transformer.setOutputProperty(
                OutputKeys.OMIT_XML_DECLARATION, way.declaration ? "no" : "yes");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        // Nothing in these messages has a quote of either kind in text or in a value.
        return way.singleQuotes ? out.toString().replace('"', '\'') : out.toString();
    }

    static Element child(Element parent, String namespace, String name) {
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element
                    && namespace.equals(element.getNamespaceURI())
                    && name.equals(element.getLocalName())) {
                return element;
            }
        }
        throw new IllegalStateException("no " + name + " in " + parent);
    }
}
