//! To which mailbox a mail was first sent, where it came here by a forwarding: what its headers say, best first.

use super::parse::{Mail, address, header::is_address};

/// Most candidates named.
const MAX_CANDIDATES: usize = 50;

/// An address the mail may first have been sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// In lower case.
    pub address: String,
    /// The header that says so, as usually spelt.
    pub by: &'static str,
}

/// Fields of single systems, from those that name the first mailbox to those that may name the last; the reason given is the name.
const FIELDS: [(&str, Order); 16] = [
    ("X-Original-To", Order::LastFirst),
    ("X-Envelope-To", Order::LastFirst),
    ("Envelope-To", Order::LastFirst),
    // Gmail: the mailbox that forwards, then where it forwards to.
    ("X-Forwarded-For", Order::FirstFirst),
    ("X-Rcpt-To", Order::LastFirst),
    ("X-RcptTo", Order::LastFirst),
    ("Original-Recipient", Order::LastFirst),
    ("X-MS-Exchange-Organization-OriginalEnvelopeRecipients", Order::FirstFirst),
    ("X-Real-To", Order::LastFirst),
    ("X-Delivered-To", Order::LastFirst),
    ("Delivered-To", Order::LastFirst),
    ("Apparently-To", Order::FirstFirst),
    ("Resent-From", Order::LastFirst),
    ("X-Forwarded-To", Order::LastFirst),
    ("Resent-To", Order::LastFirst),
    ("Resent-Cc", Order::LastFirst),
];

/// Each hop writes its fields above those of the hop before, so the last one is the oldest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    FirstFirst,
    LastFirst,
}

/// The addresses a mail may first have been sent to, best first, each once: the caller takes the first that it knows.
#[must_use]
pub fn original_recipients(mail: &Mail) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (name, order) in FIELDS {
        let mut values = values(mail, name);
        if order == Order::LastFirst {
            values.reverse();
        }
        for address in values.iter().flat_map(|value| addresses(value)) {
            add(&mut found, &address, name);
        }
    }
    for address in values(mail, "Received").iter().rev().filter_map(|value| received_for(value)) {
        add(&mut found, &address, "Received");
    }
    for to in &mail.to {
        add(&mut found, &to.address, "To");
    }
    for to in &mail.cc {
        add(&mut found, &to.address, "Cc");
    }
    found
}

fn values<'x>(mail: &'x Mail, name: &str) -> Vec<&'x str> {
    mail.headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value.as_str())
        .collect()
}

fn addresses(value: &str) -> Vec<String> {
    // `rfc822;a@b.c`, `a@b.c d@e.f`, `Ann <a@b.c>`.
    let value = value.strip_prefix("rfc822;").unwrap_or(value);
    let words = value.split_whitespace();
    if words.clone().all(is_address) {
        return words.map(str::to_owned).collect();
    }
    address::list(value.as_bytes()).into_iter().map(|one| one.address).collect()
}

/// `… for <a@b.c>; date`.
fn received_for(value: &str) -> Option<String> {
    let (_, after) = value.split_once(" for ")?;
    let word = after.trim_start().split([' ', ';']).next()?.trim_matches(['<', '>']);
    is_address(word).then(|| word.to_owned())
}

fn add(found: &mut Vec<Candidate>, address: &str, by: &'static str) {
    let address = address.trim().trim_matches(['<', '>']).to_lowercase();
    let known = found.iter().any(|one| one.address == address);
    if is_address(&address) && !known && found.len() < MAX_CANDIDATES {
        found.push(Candidate { address, by });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    #[test]
    fn the_first_mailbox_is_found_behind_a_forwarding() {
        let cases = [
            (
                "Delivered-To: t@us.x\nX-Forwarded-To: t@us.x\nX-Forwarded-For: help@gmail.x t@us.x\nDelivered-To: help@gmail.x\nTo: Help <help@gmail.x>",
                "help@gmail.x",
                "X-Forwarded-For",
            ),
            (
                "X-Original-To: t@us.x\nDelivered-To: t@us.x\nX-Original-To: Info@Firm.x\nTo: undisclosed-recipients:;",
                "info@firm.x",
                "X-Original-To",
            ),
            (
                "Envelope-To: sales@firm.x\nReceived: from a by b with SMTP id 1 for <t@us.x>; Mon, 1 Jan 2024 10:00:00 +0000\nTo: x@y.z",
                "sales@firm.x",
                "Envelope-To",
            ),
            (
                "Received: by us.x for <t@us.x>; now\nReceived: from a by firm.x\n for <info@firm.x>; then\n",
                "info@firm.x",
                "Received",
            ),
            ("Resent-From: Ann <ann@firm.x>\nResent-To: t@us.x\nTo: ann@firm.x", "ann@firm.x", "Resent-From"),
            ("To: a@b.c", "a@b.c", "To"),
        ];
        for (raw, address, by) in cases {
            let found = original_recipients(&parse(format!("{raw}\n\nx").as_bytes()));
            assert_eq!((found[0].address.as_str(), found[0].by), (address, by), "{raw}");
        }
        assert_eq!(original_recipients(&parse(b"Subject: x\n\nx")), vec![]);
    }
}
