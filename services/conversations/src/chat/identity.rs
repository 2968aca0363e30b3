//! Who the website says a visitor is, and whether it really says so: whole, in constant time, and no longer than it wants.
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac as _};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use tandem_kit::{Error, Result};

/// Longest identifier, in bytes, and longest token.
const LONGEST: usize = 255;
const LONGEST_JWT: usize = 4_096;
/// The furthest end of a token: one that is good for ever is a password that anybody may find.
const FURTHEST: TimeDelta = TimeDelta::days(7);
/// By how much clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// Longest name and address taken, in characters.
const LONGEST_NAME: usize = 200;

/// What is claimed.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    pub identifier: String,
    pub name: String,
    pub email: String,
    pub hash: String,
    pub jwt: String,
}

/// Somebody whom the website knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    pub identifier: String,
    pub name: String,
    pub email: String,
    /// The address is what was signed, and not only told beside it.
    pub email_proven: bool,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
}

/// Checks a claim against the widget's secrets: the one it has, and the one before while that is good.
///
/// # Errors
/// `Refused` as `IDENTITY_INVALID`.
pub fn prove(claim: &Claim, secrets: &[String], now: DateTime<Utc>) -> Result<Proven> {
    let proven = if claim.jwt.is_empty() { by_hash(claim, secrets)? } else { by_jwt(claim, secrets, now)? };
    if proven.identifier.is_empty() || proven.identifier.len() > LONGEST {
        return Err(invalid(&format!("the identifier must have 1 to {LONGEST} bytes")));
    }
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>();
    Ok(Proven { name: short(&proven.name), email: proven.email.trim().to_lowercase(), ..proven })
}

fn by_hash(claim: &Claim, secrets: &[String]) -> Result<Proven> {
    let given = hex::decode(&claim.hash).ok().filter(|given| given.len() == 32);
    let given = given.ok_or_else(|| invalid("the hash is not 64 hexadecimal digits"))?;
    // Every secret is tried whole: how long it takes tells nothing.
    let fits = secrets
        .iter()
        .fold(false, |fits, secret| fits | bool::from(mac(secret, &claim.identifier).ct_eq(&given)));
    if !fits {
        return Err(invalid("the hash is not that of the identifier"));
    }
    let email_proven = claim.identifier.contains('@')
        && (claim.email.is_empty() || claim.email.trim().eq_ignore_ascii_case(claim.identifier.trim()));
    let email = if email_proven { &claim.identifier } else { &claim.email };
    Ok(Proven {
        identifier: claim.identifier.clone(),
        name: claim.name.clone(),
        email: email.clone(),
        email_proven,
    })
}

fn mac(secret: &str, identifier: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(identifier.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn by_jwt(claim: &Claim, secrets: &[String], now: DateTime<Utc>) -> Result<Proven> {
    if claim.jwt.len() > LONGEST_JWT {
        return Err(invalid("the token is too long"));
    }
    // The one algorithm that is ours to check; what the token's header says of others is not followed.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false; // checked below, by the process's own clock
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let read = |secret: &String| {
        jsonwebtoken::decode::<Claims>(&claim.jwt, &DecodingKey::from_secret(secret.as_bytes()), &validation)
            .ok()
    };
    let claims = secrets
        .iter()
        .find_map(read)
        .ok_or_else(|| invalid("the token is not signed by this secret"))?
        .claims;
    let ends = DateTime::from_timestamp(claims.exp, 0).ok_or_else(|| invalid("exp is no time"))?;
    if ends + LEEWAY < now {
        return Err(invalid("the token is over"));
    }
    if ends > now + FURTHEST + LEEWAY {
        return Err(invalid("the token is good for more than a week"));
    }
    let same = claim.identifier.is_empty() || claim.identifier == claims.sub;
    if !same {
        return Err(invalid("the identifier is not the token's"));
    }
    let email_proven = !claims.email.is_empty();
    let email = if email_proven { claims.email } else { claim.email.clone() };
    let name = if claims.name.is_empty() { claim.name.clone() } else { claims.name };
    Ok(Proven { identifier: claims.sub, name, email, email_proven })
}

fn invalid(why: &str) -> Error {
    Error::refused("IDENTITY_INVALID", format!("the website's word for this visitor is not good: {why}"))
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::json;

    use super::*;

    const SECRET: &str = "s3cret";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }
    fn secrets(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }
    fn hashed(identifier: &str, hash: &str) -> Claim {
        Claim { identifier: identifier.into(), hash: hash.into(), ..Claim::default() }
    }
    fn signed(claims: &serde_json::Value, algorithm: Algorithm, secret: &str) -> Claim {
        let key = EncodingKey::from_secret(secret.as_bytes());
        Claim {
            jwt: jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap(),
            ..Claim::default()
        }
    }

    #[test]
    fn a_hash_is_compared_whole() {
        let good = hex::encode(mac(SECRET, "u-1"));
        assert_eq!(prove(&hashed("u-1", &good), &secrets(&[SECRET]), now()).unwrap().identifier, "u-1");
        assert!(
            prove(&hashed("u-1", &good), &secrets(&["new", SECRET]), now()).is_ok(),
            "the secret before this one"
        );
        for length in 0..64 {
            assert!(prove(&hashed("u-1", &good[..length]), &secrets(&[SECRET]), now()).is_err(), "{length}");
        }
        let other = hex::encode(mac(SECRET, "u-2"));
        for wrong in [other.as_str(), "", &format!("{good}00"), &"0".repeat(64)] {
            assert!(prove(&hashed("u-1", wrong), &secrets(&[SECRET]), now()).is_err(), "{wrong}");
        }
        assert!(prove(&hashed("u-1", &good), &secrets(&["another"]), now()).is_err());
        assert!(prove(&hashed("", &hex::encode(mac(SECRET, ""))), &secrets(&[SECRET]), now()).is_err());
    }

    #[test]
    fn an_address_beside_the_hash_proves_nothing() {
        let claim = Claim { email: "ann@b.test".into(), ..hashed("u-1", &hex::encode(mac(SECRET, "u-1"))) };
        let proven = prove(&claim, &secrets(&[SECRET]), now()).unwrap();
        assert_eq!((proven.email.as_str(), proven.email_proven), ("ann@b.test", false));
        let own = hashed("Ann@B.test", &hex::encode(mac(SECRET, "Ann@B.test")));
        let proven = prove(&own, &secrets(&[SECRET]), now()).unwrap();
        assert_eq!((proven.email.as_str(), proven.email_proven), ("ann@b.test", true));
        let two = Claim { email: "eve@b.test".into(), ..own };
        assert!(!prove(&two, &secrets(&[SECRET]), now()).unwrap().email_proven);
    }

    #[test]
    fn a_token_is_ours_and_ends_within_a_week() {
        let claims = |exp: i64| json!({"sub": "u-1", "exp": exp, "email": "ann@b.test", "name": "Ann"});
        let at = now().timestamp();
        let good =
            prove(&signed(&claims(at + 60), Algorithm::HS256, SECRET), &secrets(&[SECRET]), now()).unwrap();
        assert!(good.email_proven && good.name == "Ann");
        let wrong = [
            signed(&claims(at - 60), Algorithm::HS256, SECRET),
            signed(&claims(at + 8 * 86_400), Algorithm::HS256, SECRET),
            signed(&claims(at + 60), Algorithm::HS384, SECRET),
            signed(&claims(at + 60), Algorithm::HS256, "another"),
            signed(&json!({"sub": "u-1"}), Algorithm::HS256, SECRET),
            signed(&json!({"sub": "", "exp": at + 60}), Algorithm::HS256, SECRET),
            Claim { identifier: "u-2".into(), ..signed(&claims(at + 60), Algorithm::HS256, SECRET) },
            // {"alg":"none"}
            Claim {
                jwt: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEiLCJleHAiOjE4MDAwMDAwNjB9.".into(),
                ..Claim::default()
            },
        ];
        for (n, claim) in wrong.iter().enumerate() {
            assert!(prove(claim, &secrets(&[SECRET]), now()).is_err(), "{n}");
        }
    }
}
