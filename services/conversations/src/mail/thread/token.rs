//! Signed addresses and links, and our own message ids.
//!
//! A reply address is `reply+<conversation>.<mac>@<domain>`: the conversation's 128 bits and 128 bits of HMAC-SHA-256 over account and
//! conversation, both base32 in lower case, because mail systems do not keep the case of an address; 59 letters of the 64 a local part
//! may have. Exact length, constant time. `bounce+<mail>.<mac>@<domain>` is made the same way: what comes there is about that mail. So is the
//! `<account>.<mail>.<mac>` of a link in a mail. Each has a word of its own in its MAC: one is never the other.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const PREFIX: &str = "reply+";
const BOUNCE: &str = "bounce+";
/// What is signed, so that nothing signed for one purpose serves another.
const OF_REPLY: &[u8] = b"tandem reply address 1\0";
const OF_BOUNCE: &[u8] = b"tandem bounce address 1\0";
const OF_LINK: &[u8] = b"tandem unsubscribe link 1\0";
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
        format!("{PREFIX}{}@{domain}", self.signed(OF_REPLY, bound.account, bound.conversation))
    }
    /// The address that reports about a mail come to.
    #[must_use]
    pub fn sign_bounce(&self, account: [u8; 16], mail: [u8; 16], domain: &str) -> String {
        format!("{BOUNCE}{}@{domain}", self.signed(OF_BOUNCE, account, mail))
    }
    /// The mail that such an address is about, if this account signed it.
    #[must_use]
    pub fn verify_bounce(&self, address: &str, account: [u8; 16]) -> Option<[u8; 16]> {
        self.verified(OF_BOUNCE, local(address)?.strip_prefix(BOUNCE)?, account)
    }
    /// What stands in the link of a mail by which its reader unsubscribes.
    #[must_use]
    pub fn sign_link(&self, account: [u8; 16], mail: [u8; 16]) -> String {
        format!("{}.{}", base32(&account), self.signed(OF_LINK, account, mail))
    }
    /// The mail that such a link stood in, if this account signed it.
    #[must_use]
    pub fn verify_link(&self, token: &str, account: [u8; 16]) -> Option<[u8; 16]> {
        let (_, signed) = token.split_once('.')?;
        self.verified(OF_LINK, signed, account)
    }

    /// The conversation a reply address stands for, if this account signed it. The domain is the caller's business: it names the account.
    #[must_use]
    pub fn verify(&self, address: &str, account: [u8; 16]) -> Option<Bound> {
        let conversation = self.verified(OF_REPLY, local(address)?.strip_prefix(PREFIX)?, account)?;
        Some(Bound { account, conversation })
    }

    fn signed(&self, purpose: &[u8], account: [u8; 16], id: [u8; 16]) -> String {
        format!("{}.{}", base32(&id), base32(&self.mac(purpose, account, id)))
    }

    fn verified(&self, purpose: &[u8], signed: &str, account: [u8; 16]) -> Option<[u8; 16]> {
        let (id, mac) = signed.split_once('.')?;
        if id.len() != ID_LETTERS || mac.len() != MAC_LETTERS {
            return None;
        }
        let read = unbase32(id)?.try_into().ok()?;
        // Spellings are compared, not bytes: the spare bits of the last letter may not vary.
        let same_mac = base32(&self.mac(purpose, account, read)).as_bytes().ct_eq(mac.as_bytes());
        (bool::from(same_mac) && base32(&read) == id).then_some(read)
    }

    fn mac(&self, purpose: &[u8], account: [u8; 16], id: [u8; 16]) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        mac.update(purpose);
        mac.update(&account);
        mac.update(&id);
        mac.finalize().into_bytes()[..MAC_BYTES].to_vec()
    }
}

/// The local part of an address, in lower case.
fn local(address: &str) -> Option<String> {
    Some(address.trim().trim_matches(['<', '>']).rsplit_once('@')?.0.to_ascii_lowercase())
}

/// Whose a link says it is; whether it is so, the account's key says.
#[must_use]
pub fn account_of_link(token: &str) -> Option<[u8; 16]> {
    let (account, _) = token.split_once('.')?;
    let read: [u8; 16] = unbase32(account).filter(|_| account.len() == ID_LETTERS)?.try_into().ok()?;
    (base32(&read) == account).then_some(read)
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
    fn what_is_signed_for_one_purpose_serves_no_other() {
        let key = ReplyKey::new(b"0123456789abcdef0123456789abcdef");
        let (account, id) = (BOUND.account, BOUND.conversation);
        let (reply, bounce) = (key.sign(&BOUND, "d.e"), key.sign_bounce(account, id, "d.e"));
        let link = key.sign_link(account, id);
        assert_eq!(key.verify_bounce(&bounce.to_uppercase(), account), Some(id));
        assert_eq!((account_of_link(&link), key.verify_link(&link, account)), (Some(account), Some(id)));
        assert!(bounce.split('@').next().is_some_and(|local| local.len() <= 64));
        let mac_of = |text: &str| text.split('@').next().unwrap().rsplit('.').next().unwrap().to_owned();
        let with = |mac: &str| format!("bounce+{}.{mac}@d.e", base32(&id));
        assert_eq!(key.verify_bounce(&with(&mac_of(&reply)), account), None);
        assert_eq!(key.verify_bounce(&with(&mac_of(&link)), account), None);
        assert_eq!(key.verify_bounce(&bounce, [3; 16]), None);
        for wrong in ["", ".", "a.b.c", &link[1..], &link[..link.len() - 1]] {
            let account = account_of_link(wrong);
            assert!(account.and_then(|one| key.verify_link(wrong, one)).is_none(), "{wrong}");
        }
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
