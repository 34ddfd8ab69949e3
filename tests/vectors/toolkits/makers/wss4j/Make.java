import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.components.crypto.CryptoFactory;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.w3c.dom.Document;

/** Signs one question with WSS4J: {@code java -cp … Make.java KEYSTORE ALIAS BODY OUT}. */
public final class Make {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final String PASSWORD = "kruispunt";

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        String prefix = "org.apache.ws.security.crypto.";
        settings.setProperty(prefix + "provider", "org.apache.ws.security.components.crypto.Merlin");
        settings.setProperty(prefix + "merlin.keystore.type", "pkcs12");
        settings.setProperty(prefix + "merlin.keystore.password", PASSWORD);
        settings.setProperty(prefix + "merlin.keystore.file", args[0]);
        Crypto crypto = CryptoFactory.getInstance(settings);
        String body = Files.readString(Path.of(args[2])).strip();
        Path out = Path.of(args[3]);
        Make maker = new Make(crypto, args[1], body);
        Files.writeString(out.resolve("str-transform.xml"), maker.message());
        maker.single = false;
        Files.writeString(out.resolve("pkipath.xml"), maker.message());
        maker.connector = true;
        Files.writeString(out.resolve("connector.xml"), maker.message());
        maker.connector = false;
        // WSS4J signs a token before it puts it in its place, so that with a default
        // namespace not even WSS4J can verify a STR-Transform.
        maker.strTransform = false;
        maker.soap = "";
        maker.body = body.replace("<Verzoek>", "<Verzoek xmlns=\"\">");
        Files.writeString(out.resolve("default-namespace.xml"), maker.message());
        System.out.println("WSS4J " + WSSConfig.class.getPackage().getImplementationVersion());
    }

    final Crypto crypto;
    final String alias;
    String body;
    String soap = "soapenv";
    boolean single = true;
    boolean connector;
    boolean strTransform = true;

    Make(Crypto crypto, String alias, String body) {
        this.crypto = crypto;
        this.alias = alias;
        this.body = body;
    }

    String message() throws Exception {
        String prefix = soap.isEmpty() ? "" : soap + ":";
        String xmlns = soap.isEmpty() ? "xmlns" : "xmlns:" + soap;
        Document document =
                parse(
                        "<%1$sEnvelope %2$s=\"%3$s\"><%1$sHeader/><%1$sBody>%4$s</%1$sBody></%1$sEnvelope>"
                                .formatted(prefix, xmlns, SOAP, body));
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        List<WSEncryptionPart> parts = new ArrayList<>();
        parts.add(new WSEncryptionPart("Body", SOAP, "Content"));
        if (!connector) {
            WSSecTimestamp timestamp = new WSSecTimestamp();
            timestamp.setTimeToLive(300);
            timestamp.build(document, header);
            parts.add(new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, ""));
        }
        if (!connector && strTransform) {
            parts.add(new WSEncryptionPart("STRTransform", WSConstants.WSSE_NS, ""));
        }
        WSSConfig config = WSSConfig.getNewInstance();
        WSSecSignature signature = new WSSecSignature(config);
        signature.setUserInfo(alias, PASSWORD);
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setUseSingleCertificate(single);
        signature.setSignatureAlgorithm(connector ? WSConstants.RSA_SHA1 : RSA_SHA256);
        signature.setDigestAlgo(connector ? WSConstants.SHA1 : WSConstants.SHA256);
        signature.setParts(parts);
        signature.build(document, crypto, header);
        return written(document);
    }

    static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    static String written(Document document) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }
}
