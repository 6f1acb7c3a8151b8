/** FNV-1a of these bytes, one part after the other, as src/geo/fingerprint.rs has it: 16 hexadecimal digits. */
export function fingerprint(...parts) {
  let hash = 0xcbf29ce484222325n;
  for (const part of parts) {
    for (const byte of part) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}
