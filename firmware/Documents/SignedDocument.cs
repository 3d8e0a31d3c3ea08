using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Documents;

/// <summary>
/// The envelope of everything that the back office tells a charge point:
/// <c>{"signed":{…},"hmac":"…"}</c>, where the tag is HMAC-SHA256 over exactly the bytes of the inner object, in
/// base 64. The envelope has no white space of its own, so the inner bytes are found without parsing.
/// </summary>
public static class SignedDocument
{
    private const string Head = "{\"signed\":";
    private const string Middle = ",\"hmac\":\"";
    private const string Tail = "\"}";
    private const int TagLetters = 44;

    /// <summary>Wraps and signs the JSON object <paramref name="body"/>.</summary>
    public static byte[] Sign(IKeyedHash hash, byte[] key, byte[] body)
    {
        string tag = Convert.ToBase64String(hash.Compute(key, body));
        var envelope = new byte[Head.Length + body.Length + Middle.Length + TagLetters + Tail.Length];
        int at = Put(Head, envelope, 0);
        Array.Copy(body, 0, envelope, at, body.Length);
        at = Put(Middle, envelope, at + body.Length);
        at = Put(tag, envelope, at);
        Put(Tail, envelope, at);
        return envelope;
    }

    /// <summary>
    /// The signed bytes of a plan, a token list or another document, signed with the newest keys or, while the other side may not
    /// have changed yet, with those before; null when envelope or signature is wrong, and <paramref name="refusal"/> says which.
    /// </summary>
    public static byte[] Open(IKeyedHash hash, KeyRing keys, byte[] envelope, out SecurityEventKind refusal)
    {
        KeySet former = keys.Former;
        return Open(hash, keys, keys.Document, former == null ? null : former.Document, envelope, out refusal);
    }

    /// <summary>Likewise for what is signed as an acknowledgement.</summary>
    public static byte[] OpenAcknowledgement(IKeyedHash hash, KeyRing keys, byte[] envelope, out SecurityEventKind refusal)
    {
        KeySet former = keys.Former;
        return Open(hash, keys, keys.Acknowledgement, former == null ? null : former.Acknowledgement, envelope, out refusal);
    }

    private static byte[] Open(
        IKeyedHash hash, KeyRing keys, byte[] key, byte[] formerKey, byte[] envelope, out SecurityEventKind refusal)
    {
        byte[] body = Open(hash, key, envelope, out refusal);
        if (body != null)
        {
            keys.ForgetFormer();
        }

        return refusal == SecurityEventKind.BadSignature && formerKey != null ? Open(hash, formerKey, envelope, out refusal) : body;
    }

    /// <summary>
    /// The signed bytes, or null when the envelope or its signature is wrong; <paramref name="refusal"/> says which.
    /// </summary>
    public static byte[] Open(IKeyedHash hash, byte[] key, byte[] envelope, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.Malformed;
        int bodyLength = envelope.Length - Head.Length - Middle.Length - TagLetters - Tail.Length;
        int middleAt = Head.Length + bodyLength;
        if (bodyLength < 2
            || !Has(Head, envelope, 0)
            || !Has(Middle, envelope, middleAt)
            || !Has(Tail, envelope, envelope.Length - Tail.Length))
        {
            return null;
        }

        var body = new byte[bodyLength];
        Array.Copy(envelope, Head.Length, body, 0, bodyLength);
        byte[] expected = Letters(Convert.ToBase64String(hash.Compute(key, body)));
        if (!Bytes.EqualInConstantTime(expected, 0, envelope, middleAt + Middle.Length, TagLetters))
        {
            refusal = SecurityEventKind.BadSignature;
            return null;
        }

        refusal = SecurityEventKind.None;
        return body;
    }

    private static byte[] Letters(string text)
    {
        var letters = new byte[text.Length];
        Put(text, letters, 0);
        return letters;
    }

    private static int Put(string text, byte[] target, int at)
    {
        for (int i = 0; i < text.Length; i++)
        {
            target[at + i] = (byte)text[i];
        }

        return at + text.Length;
    }

    private static bool Has(string text, byte[] source, int at)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (source[at + i] != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
