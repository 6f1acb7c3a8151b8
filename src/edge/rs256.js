// RS256 (RFC 7518, section 3.3) by the runtime's own WebCrypto.

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Whether `signature` over `message` holds under the RSA key of these numbers, in base64url. */
export async function verifyRs256(n, e, message, signature) {
  const key = await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, ALGORITHM, false, ['verify']);
  return crypto.subtle.verify(ALGORITHM, key, signature, message);
}
