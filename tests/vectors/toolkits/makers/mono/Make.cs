// Signs one question with .NET's SignedXml, on Mono: mono make.exe CERT KEY BODY OUT
// The shape of association-registry: a bare ds:Signature in soap:Header.
using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

static class Make
{
    const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    static void Main(string[] args)
    {
        var certificate = new X509Certificate2(args[0]);
        var key = Key(File.ReadAllText(args[1]));
        var body = File.ReadAllText(args[2]).Trim();
        Write(Path.Combine(args[3], "bare-signature.xml"), body, certificate, key, true);
        Write(Path.Combine(args[3], "bare-x509data.xml"), body, certificate, key, false);
        Console.WriteLine("Mono " + Environment.Version);
    }

    static void Write(string file, string body, X509Certificate2 certificate, RSA key, bool keyValue)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(
            "<soapenv:Envelope xmlns:soapenv=\"" + Soap + "\"><soapenv:Header />"
            + "<soapenv:Body Id=\"Body\">" + body + "</soapenv:Body></soapenv:Envelope>");
        var signed = new SignedXml(document) { SigningKey = key };
        signed.SignedInfo.SignatureMethod = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
        var reference = new Reference("#Body") { DigestMethod = "http://www.w3.org/2001/04/xmlenc#sha256" };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        if (keyValue) signed.KeyInfo.AddClause(new RSAKeyValue(key));
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();
        document.DocumentElement.FirstChild.AppendChild(
            document.ImportNode(signed.GetXml(), true));
        File.WriteAllText(file, document.OuterXml, new UTF8Encoding(false));
    }

    // Reads an RSA key of PKCS#1; Mono has no reader of its own for PEM.
    static RSA Key(string pem)
    {
        var lines = pem.Trim().Split('\n');
        var der = Convert.FromBase64String(string.Join("", lines, 1, lines.Length - 2));
        var at = 0;
        Head(der, ref at);
        Number(der, ref at);
        var p = new RSAParameters
        {
            Modulus = Number(der, ref at), Exponent = Number(der, ref at),
        };
        var size = p.Modulus.Length;
        p.D = Padded(Number(der, ref at), size);
        p.P = Padded(Number(der, ref at), size / 2);
        p.Q = Padded(Number(der, ref at), size / 2);
        p.DP = Padded(Number(der, ref at), size / 2);
        p.DQ = Padded(Number(der, ref at), size / 2);
        p.InverseQ = Padded(Number(der, ref at), size / 2);
        var rsa = new RSACryptoServiceProvider();
        rsa.ImportParameters(p);
        return rsa;
    }

    static int Head(byte[] der, ref int at)
    {
        at++;
        int length = der[at++];
        if (length < 0x80) return length;
        var octets = length - 0x80;
        length = 0;
        while (octets-- > 0) length = length << 8 | der[at++];
        return length;
    }

    static byte[] Number(byte[] der, ref int at)
    {
        var length = Head(der, ref at);
        var start = at;
        at += length;
        if (der[start] == 0 && length > 1) { start++; length--; }
        var number = new byte[length];
        Array.Copy(der, start, number, 0, length);
        return number;
    }

    static byte[] Padded(byte[] number, int size)
    {
        var padded = new byte[size];
        number.CopyTo(padded, size - number.Length);
        return padded;
    }
}
