//! Asking: each of the four ways in turn, and what they prove together.
use std::net::IpAddr;

use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, Parameters, SpfOutput,
    SpfResult,
    dmarc::{Policy, verify::DmarcParameters},
    spf::verify::SpfParameters,
};

use super::{Arriving, results::Said};
use crate::message::reading::Authentication;

/// Most signatures and seals of one mail that are looked at.
const MOST_SIGNATURES: usize = 10;
/// Where the header ends at the latest, in bytes.
const LONGEST_HEADER: usize = 256 * 1024;

/// Whether there is anything to verify: nothing is asked for a mail without.
pub fn has_signature(raw: &[u8]) -> bool {
    let head = &raw[..raw.len().min(LONGEST_HEADER)];
    let mut lines = head.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    lines.any(|line| {
        ["dkim-signature:", "arc-seal:"].iter().any(|name| {
            line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        })
    })
}

/// Asks for all that a mail can prove.
pub async fn ask(dns: &MessageAuthenticator, arriving: Arriving<'_>) -> Authentication {
    let domain = arriving.domain();
    let mut found = Authentication { domain: domain.clone(), ..none() };
    let Some(message) = AuthenticatedMessage::parse_with_opts(arriving.raw, None, true) else { return found };
    // Too many are not looked at; all else is asked as ever, else they would be a way past what the domain asks for.
    let many = message.dkim_headers.len() > MOST_SIGNATURES || message.as_headers.len() > MOST_SIGNATURES;
    let dkim = if many { Vec::new() } else { dns.verify_dkim(&message).await };
    found.dkim = if many { "permerror" } else { dkim_word(&dkim) }.into();
    let peer = arriving.foreign_peer();
    let spf = match peer {
        Some(peer) => Some(spf(dns, peer, arriving).await),
        None => None,
    };
    found.spf = spf.as_ref().map_or("none", |spf| spf_word(spf.result())).into();
    let sender = arriving.envelope_from.rsplit_once('@').map_or(arriving.helo, |(_, domain)| domain);
    let unknown = SpfOutput::default();
    let parameters = DmarcParameters::new(&message, &dkim, sender, spf.as_ref().unwrap_or(&unknown));
    let dmarc = dns.verify_dmarc(parameters).await;
    found.dmarc = dmarc_word(&dmarc.result(), spf.is_some()).into();
    if dmarc.dmarc_record().is_some() {
        found.asks = asks(dmarc.policy()).into();
    }
    found.arc = if many { "permerror" } else { one_word(dns.verify_arc(&message).await.result()) }.into();
    let one_author = is_only_author(&message, arriving.from);
    let sealed = found.arc == "pass" && is_sealed(&message, &domain, arriving.sealers);
    found.aligned = one_author && (found.dmarc == "pass" || sealed);
    if let Some(peer) = peer.filter(|_| !found.aligned && found.dmarc != "fail" && !domain.is_empty()) {
        let own = SpfParameters::new(peer, &domain, arriving.helo, "", arriving.envelope_from);
        let own = dns.check_host(Parameters::new(own)).await;
        found.foreign = matches!(own.result(), SpfResult::Fail | SpfResult::SoftFail);
    }
    found
}

fn none() -> Authentication {
    let none = || "none".to_owned();
    Authentication { spf: none(), dkim: none(), dmarc: none(), arc: none(), ..Authentication::default() }
}

async fn spf(dns: &MessageAuthenticator, peer: IpAddr, arriving: Arriving<'_>) -> SpfOutput {
    let asked = if arriving.envelope_from.contains('@') {
        SpfParameters::verify_mail_from(peer, arriving.helo, "", arriving.envelope_from)
    } else {
        SpfParameters::verify_ehlo(peer, arriving.helo, "")
    };
    dns.verify_spf(Parameters::new(asked)).await
}

/// A mail of several authors, or one that is shown as another's, is nobody's word.
fn is_only_author(message: &AuthenticatedMessage<'_>, shown: &str) -> bool {
    let fields = message.headers.iter().filter(|(name, _)| name.trim_ascii().eq_ignore_ascii_case(b"from"));
    fields.count() == 1
        && matches!(message.froms(), [only] if only.trim_end_matches('.').eq_ignore_ascii_case(shown.trim_end_matches('.')))
}

/// Every seal is of somebody who is believed, and the first of them, who had it from the sender, saw DMARC pass.
fn is_sealed(message: &AuthenticatedMessage<'_>, domain: &str, sealers: &[String]) -> bool {
    let believed = |sealer: &str| {
        let sealer = sealer.to_lowercase();
        sealers.iter().any(|one| {
            sealer == *one || sealer.strip_suffix(one.as_str()).is_some_and(|below| below.ends_with('.'))
        })
    };
    let all =
        !message.as_headers.is_empty() && message.as_headers.iter().all(|seal| believed(&seal.header.d));
    let first = message.aar_headers.iter().find(|results| results.header.i == 1);
    all && first.is_some_and(|results| Said::read(&String::from_utf8_lossy(results.value)).proves(domain))
}

/// What one signature came to; of several the best.
fn dkim_word(outputs: &[DkimOutput<'_>]) -> &'static str {
    const BEST: [&str; 5] = ["pass", "temperror", "fail", "neutral", "permerror"];
    let words: Vec<&str> = outputs.iter().map(|output| one_word(output.result())).collect();
    BEST.into_iter().find(|word| words.contains(word)).unwrap_or("none")
}

fn one_word(result: &DkimResult) -> &'static str {
    match result {
        DkimResult::Pass => "pass",
        // Changed on the way or out of date: signed, and not as it is.
        DkimResult::Neutral(_) | DkimResult::Fail(_) => "fail",
        DkimResult::PermError(_) => "permerror",
        DkimResult::TempError(_) => "temperror",
        DkimResult::None => "none",
    }
}

fn spf_word(result: SpfResult) -> &'static str {
    match result {
        SpfResult::Pass => "pass",
        SpfResult::Fail => "fail",
        SpfResult::SoftFail => "softfail",
        SpfResult::Neutral => "neutral",
        SpfResult::TempError => "temperror",
        SpfResult::PermError => "permerror",
        SpfResult::None => "none",
    }
}

/// Where it is not known who brought a mail, SPF may have passed: then it is only known that DMARC passed, and never that it failed.
fn dmarc_word(result: &DmarcResult, by_peer: bool) -> &'static str {
    match result {
        DmarcResult::Pass => "pass",
        DmarcResult::TempError(_) => "temperror",
        DmarcResult::Fail(_) if by_peer => "fail",
        DmarcResult::PermError(_) if by_peer => "permerror",
        DmarcResult::Fail(_) | DmarcResult::PermError(_) | DmarcResult::None => "none",
    }
}

fn asks(policy: Policy) -> &'static str {
    match policy {
        Policy::Reject => "reject",
        Policy::Quarantine => "quarantine",
        Policy::None | Policy::Unspecified => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_for_a_mail_that_has_nothing_to_verify() {
        assert!(has_signature(b"From: a@b.c\r\ndkim-signature: v=1\r\n\r\nx"));
        assert!(has_signature(b"ARC-Seal: i=1\n\nx"));
        assert!(!has_signature(b"From: a@b.c\r\nSubject: x\r\n\r\nDKIM-Signature: v=1\r\n"));
    }

    #[test]
    fn without_a_peer_dmarc_never_fails() {
        assert_eq!(dmarc_word(&DmarcResult::Fail(mail_auth::Error::NotAligned), true), "fail");
        assert_eq!(dmarc_word(&DmarcResult::Fail(mail_auth::Error::NotAligned), false), "none");
        assert_eq!(dmarc_word(&DmarcResult::Pass, false), "pass");
    }
}
