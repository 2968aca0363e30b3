//! Whether others can prove the mail of a mailbox: its DKIM key, and what its domain says of it (RFC 6376, 3.6.1).
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tandem_kit::{Result, id::AccountId};
use tandem_proto::conversations::{self as pb, test_mailbox_response::check::Problem};

use super::{Mailbox, connect::Failure, dkim_key, settings::Dkim};
use crate::{authentication::Verifier, outgoing::signature, tools::Tools};

/// The key that is kept, or the one that is given in its place: none where mail is not signed. A key that is left out is the kept one, where it is
/// for the same name.
///
/// # Errors
/// `Invalid` where what is given cannot be.
pub fn of(
    tools: &Tools,
    account: AccountId,
    kept: Option<&Mailbox>,
    given: Option<Option<&pb::Dkim>>,
) -> Result<Option<(Dkim, String)>> {
    let known = kept.and_then(|mailbox| mailbox.dkim.as_ref()).map(|dkim| dkim.0.clone());
    let held = || -> Result<String> {
        let Some(kept) = kept else { return Ok(String::new()) };
        // A key that cannot be opened is one that cannot sign: the check says so.
        Ok(dkim_key(&tools.secrets, account, kept).ok().flatten().unwrap_or_default())
    };
    match given {
        None => known.map(|dkim| Ok((dkim, held()?))).transpose(),
        Some(None) => Ok(None),
        Some(Some(given)) => {
            let (dkim, key) = Dkim::read(given.clone())?;
            let same = known.is_some_and(|known| known == dkim);
            let key = if key.is_empty() && same { held()? } else { key };
            Ok(Some((dkim, key)))
        }
    }
}

/// Asks the domain for the key's record, and answers what was found.
///
/// # Errors
/// What is wrong, and what to do about it.
pub async fn check(verifier: &Verifier, dkim: &Dkim, pem: &str) -> Result<String, Failure> {
    if pem.is_empty() {
        return Err(Failure::new(Problem::Key, "there is no private key: its mail goes unsigned"));
    }
    let ours = signature::record(pem).map_err(|error| Failure::new(Problem::Key, error))?;
    let name = format!("{}._domainkey.{}", dkim.selector, dkim.domain);
    let asked = verifier.text(&name).await.map_err(|error| {
        Failure::new(Problem::Timeout, error).advising("Try again later; mail is signed all the same.")
    })?;
    let Some(theirs) = asked else {
        return Err(Failure::new(Problem::NoRecord, format!("there is no TXT record {name}")));
    };
    match (key(&ours), key(&theirs)) {
        (Some(ours), Some(theirs)) if is_same(&ours, &theirs) => {
            Ok(format!("{name} is the record of this key"))
        }
        (_, Some(theirs)) if theirs.is_empty() => Err(Failure::new(
            Problem::OtherRecord,
            format!("{name} says that the key is withdrawn (an empty p=)"),
        )),
        (_, Some(_)) => {
            Err(Failure::new(Problem::OtherRecord, format!("{name} is the record of another key")))
        }
        (_, None) => {
            Err(Failure::new(Problem::OtherRecord, format!("{name} is no record of a key: {theirs}")))
        }
    }
}

/// The public half in a record.
fn key(record: &str) -> Option<Vec<u8>> {
    let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
    let (_, value) = tags.find(|(name, _)| name.trim().eq_ignore_ascii_case("p"))?;
    let value: String = value.split_whitespace().collect();
    STANDARD.decode(value).ok()
}

/// RSA keys are published with what they are (RFC 5280) or bare (RFC 8017), which is the end of the former.
fn is_same(ours: &[u8], theirs: &[u8]) -> bool {
    ours == theirs || (theirs.len() >= 128 && ours.ends_with(theirs))
}

#[cfg(test)]
mod tests {
    use mail_auth::common::crypto::Ed25519Key;
    use tandem_kit::testing::names::NameServer;

    use super::*;

    #[test]
    fn a_record_is_read_however_it_is_written() {
        for written in ["v=DKIM1; k=rsa; p=AAEC", "p=AA EC", "v=DKIM1;P = AAEC ; t=s"] {
            assert_eq!(key(written), Some(vec![0, 1, 2]), "{written}");
        }
        assert_eq!(key("v=DKIM1; p="), Some(Vec::new()));
        for other in ["v=spf1 -all", "", "p=%%"] {
            assert_eq!(key(other), None, "{other}");
        }
    }

    #[tokio::test]
    async fn the_domain_is_asked_for_the_record_of_the_key() {
        let names = NameServer::start().await;
        let verifier = Verifier::new(Some(&names.address.to_string())).unwrap();
        let der = STANDARD.encode(Ed25519Key::generate_pkcs8().unwrap());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
        let dkim = |selector: &str| Dkim { domain: "acme.example".into(), selector: selector.into() };
        names.text("right._domainkey.acme.example", &signature::record(&pem).unwrap());
        names.text(
            "other._domainkey.acme.example",
            "v=DKIM1; k=ed25519; p=yKEsSUUlvXmGkCx2XJ3DMIJvmc3f66zaOPvzhskcA4Y=",
        );
        names.text("gone._domainkey.acme.example", "v=DKIM1; p=");
        names.text("spf._domainkey.acme.example", "v=spf1 -all");
        let found = check(&verifier, &dkim("right"), &pem).await.unwrap();
        assert!(found.contains("right._domainkey.acme.example"), "{found}");
        for (selector, pem, problem) in [
            ("none", pem.as_str(), Problem::NoRecord),
            ("other", &pem, Problem::OtherRecord),
            ("gone", &pem, Problem::OtherRecord),
            ("spf", &pem, Problem::OtherRecord),
            ("right", "", Problem::Key),
        ] {
            let failure = check(&verifier, &dkim(selector), pem).await.unwrap_err();
            assert_eq!(failure.problem, problem, "{selector}: {}", failure.detail);
            assert!(!failure.advice().is_empty());
        }
        let nobody = Verifier::new(Some("off")).unwrap();
        let failure = check(&nobody, &dkim("right"), &pem).await.unwrap_err();
        assert_eq!(failure.problem, Problem::Timeout, "{}", failure.detail);
    }

    #[test]
    fn a_bare_key_is_the_end_of_one_that_says_what_it_is() {
        let bare = vec![7; 200];
        assert!(is_same(&[&[1, 2, 3], bare.as_slice()].concat(), &bare));
        assert!(!is_same(&bare, &[7, 7]));
    }
}
