//! Signed reply addresses and our own message ids.
//!
//! A reply address is `reply+<conversation>.<mac>@<domain>`: the conversation's 128 bits and 128 bits of HMAC-SHA-256 over account and
//! conversation, both base32 in lower case, because mail systems do not keep the case of an address; 59 letters of the 64 a local part
//! may have. Exact length, constant time.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const PREFIX: &str = "reply+";
const MAC_BYTES: usize = 16;
const ID_LETTERS: usize = 26;
const MAC_LETTERS: usize = 26;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The secret reply addresses are signed with: one for an installation, at least 32 bytes.
#[derive(Clone)]
pub struct ReplyKey(Vec<u8>);

/// What a reply address stands for: the raw bytes of the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bound {
    pub account: [u8; 16],
    pub conversation: [u8; 16],
}

impl ReplyKey {
    /// A key of these secret bytes.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(secret.to_vec())
    }

    /// The whole reply address of a conversation.
    #[must_use]
    pub fn sign(&self, bound: &Bound, domain: &str) -> String {
        format!("{PREFIX}{}.{}@{domain}", base32(&bound.conversation), base32(&self.mac(bound)))
    }

    /// The conversation a reply address stands for, if this account signed it. The domain is the caller's business: it names the account.
    #[must_use]
    pub fn verify(&self, address: &str, account: [u8; 16]) -> Option<Bound> {
        let local = address.trim().trim_matches(['<', '>']).rsplit_once('@')?.0.to_ascii_lowercase();
        let (conversation, mac) = local.strip_prefix(PREFIX)?.split_once('.')?;
        if conversation.len() != ID_LETTERS || mac.len() != MAC_LETTERS {
            return None;
        }
        let bound = Bound { account, conversation: unbase32(conversation)?.try_into().ok()? };
        // Spellings are compared, not bytes: the spare bits of the last letter may not vary.
        let same_mac = base32(&self.mac(&bound)).as_bytes().ct_eq(mac.as_bytes());
        (bool::from(same_mac) && base32(&bound.conversation) == conversation).then_some(bound)
    }

    fn mac(&self, bound: &Bound) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        mac.update(b"tandem reply address 1\0");
        mac.update(&bound.account);
        mac.update(&bound.conversation);
        mac.finalize().into_bytes()[..MAC_BYTES].to_vec()
    }
}

fn base32(bytes: &[u8]) -> String {
    let (mut out, mut held, mut bits) = (String::new(), 0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(held >> bits));
            held &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        out.push(letter(held << (5 - bits)));
    }
    out
}

fn letter(value: u32) -> char {
    char::from(ALPHABET[usize::from(value.to_le_bytes()[0] & 31)])
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits).to_le_bytes()[0]);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

/// The Message-ID (without brackets) of one of our messages: `msg_…@domain`.
#[must_use]
pub fn message_id(message: &str, domain: &str) -> String {
    format!("{message}@{domain}")
}

#[cfg(test)]
mod forged;

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: Bound = Bound { account: [1; 16], conversation: [2; 16] };

    #[test]
    fn only_the_account_that_signed_an_address_can_read_it() {
        let key = ReplyKey::new(b"0123456789abcdef0123456789abcdef");
        let address = key.sign(&BOUND, "d.example");
        assert_eq!(key.verify(&address, [1; 16]), Some(BOUND));
        assert_eq!(key.verify(&address.to_uppercase(), [1; 16]), Some(BOUND));
        assert_eq!(key.verify(&address, [3; 16]), None);
        assert_eq!(ReplyKey::new(b"another").verify(&address, [1; 16]), None);
        assert!(address.split('@').next().is_some_and(|local| local.len() <= 64));
    }

    #[test]
    fn no_changed_address_is_accepted() {
        let key = ReplyKey::new(b"0123456789abcdef0123456789abcdef");
        let address = key.sign(&BOUND, "d.example");
        let local = address.split('@').next().unwrap();
        for at in PREFIX.len()..local.len() {
            let mut changed = local.as_bytes().to_vec();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            let changed = String::from_utf8(changed).unwrap() + "@d.example";
            assert_eq!(key.verify(&changed, [1; 16]), None, "{changed}");
        }
        for wrong in
            ["reply+@d", "reply+.@d", &format!("{local}a@d"), &format!("{}@d", &local[..local.len() - 1])]
        {
            assert_eq!(key.verify(wrong, [1; 16]), None, "{wrong}");
        }
    }
}
