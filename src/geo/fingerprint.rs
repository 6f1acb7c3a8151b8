//! Names for editions of data, most of them made by the compiler.

/// FNV-1a of these bytes, one part after the other: 64 bits that differ when
/// the data differ. It keeps out nobody who wants them to agree.
pub(crate) const fn fingerprint(parts: &[&[u8]]) -> u64 {
    continued(0xcbf2_9ce4_8422_2325, parts)
}

/// The same of what comes after parts whose fingerprint is known.
pub(super) const fn continued(mut hash: u64, parts: &[&[u8]]) -> u64 {
    let mut part = 0;
    while part < parts.len() {
        let bytes = parts[part];
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        part += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{continued, fingerprint};

    #[test]
    fn it_is_fnv_1a() {
        assert_eq!(fingerprint(&[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(&[b"foo", b"bar"]), 0x8594_4171_f739_67e8);
        let foo = fingerprint(&[b"foo"]);
        assert_eq!(continued(foo, &[b"bar"]), 0x8594_4171_f739_67e8);
    }
}
