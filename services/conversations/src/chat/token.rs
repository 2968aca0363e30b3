//! What a visitor's browser shows: the account, so that every look-up begins with it, the session, and a secret of which only the
//! hash is kept.
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tandem_kit::{
    Error, Result,
    id::{AccountId, VisitorSessionId},
};
use uuid::Uuid;

/// Bytes of a token, and of its secret.
const LENGTH: usize = 64;
const SECRET: usize = 32;

/// A token, read.
pub struct Token {
    pub account: AccountId,
    pub session: VisitorSessionId,
    hash: [u8; 32],
}

/// A new token and the hash to keep.
///
/// # Errors
/// Where the machine has no randomness.
pub fn new(account: AccountId, session: VisitorSessionId) -> Result<(String, Vec<u8>)> {
    let mut secret = [0; SECRET];
    getrandom::fill(&mut secret).map_err(anyhow::Error::from)?;
    let bytes = [account.uuid().as_bytes(), session.uuid().as_bytes(), secret.as_slice()].concat();
    Ok((URL_SAFE_NO_PAD.encode(bytes), Sha256::digest(secret).to_vec()))
}

/// Reads what a browser shows.
///
/// # Errors
/// `Unauthenticated` where it is no token.
pub fn read(text: &str) -> Result<Token> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == LENGTH);
    let bytes = bytes.ok_or(Error::Unauthenticated)?;
    let uuid = |from: usize| Uuid::from_slice(&bytes[from..from + 16]).map_err(|_| Error::Unauthenticated);
    Ok(Token {
        account: uuid(0)?.into(),
        session: uuid(16)?.into(),
        hash: Sha256::digest(&bytes[SECRET..]).into(),
    })
}

impl Token {
    /// Whether its secret is the one whose hash was kept; takes as long either way.
    #[must_use]
    pub fn fits(&self, kept: &[u8]) -> bool {
        bool::from(self.hash.as_slice().ct_eq(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_own_hash_and_no_other() {
        let (account, session) = (AccountId::new(), VisitorSessionId::new());
        let (text, hash) = new(account, session).unwrap();
        let token = read(&text).unwrap();
        assert_eq!((token.account, token.session), (account, session));
        assert!(token.fits(&hash));
        let (other, _) = new(account, session).unwrap();
        assert!(!read(&other).unwrap().fits(&hash) && !token.fits(&hash[..31]) && !token.fits(&[]));
    }

    #[test]
    fn what_is_cut_or_longer_is_no_token() {
        let (text, _) = new(AccountId::new(), VisitorSessionId::new()).unwrap();
        for length in 0..text.len() {
            assert!(read(&text[..length]).is_err(), "{length}");
        }
        assert!(read(&format!("{text}AA")).is_err() && read("é").is_err());
    }
}
