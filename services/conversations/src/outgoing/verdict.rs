//! What a server's answer makes of a mail: its enhanced status code (RFC 3463), whether the address itself does not work, when it is tried again.
use chrono::{DateTime, Utc};
use tandem_proto::conversations::delivery::State;

use super::{Mail, Outcome, pause, relay::Answer};
use crate::mailbox::connect::Failure;

/// How often a relay may break off over a mail, and take others, before the mail is given up.
const MOST_TRIES: i16 = 5;

/// What an answer makes of a mail.
#[must_use]
pub fn of(mail: &Mail, now: DateTime<Utc>, answer: Answer) -> Outcome {
    match answer {
        Answer::Taken(said) => Outcome { status_code: String::new(), ..Outcome::of(State::Sent, &said) },
        Answer::Never(said) => Outcome::bounced(&said),
        Answer::Later(said) | Answer::Dropped(said) | Answer::Away(Failure { detail: said, .. }) => {
            match pause(mail.attempts + 1, now - mail.create_time) {
                Some(pause) => Outcome::later(&said, now + pause),
                None => Outcome::of(State::Failed, &said),
            }
        }
    }
}

/// What it makes of a mail that a relay breaks off over it without a word. The mail waits by itself, and is given up soon where the relay takes
/// others meanwhile: it will break off over this one whenever it gets it.
#[must_use]
pub fn broke_off(
    mail: &Mail,
    now: DateTime<Utc>,
    (relay, said): (&str, &str),
    takes_others: bool,
) -> Outcome {
    let tries = mail.broken_off + 1;
    let why = format!("{relay} breaks off over this mail: {said}");
    let again = pause(tries.into(), now - mail.create_time).filter(|_| tries < MOST_TRIES || !takes_others);
    let outcome = match again {
        Some(pause) => Outcome::later(&why, now + pause),
        None => Outcome::of(State::Failed, &format!("{why} (tried {tries} times)")),
    };
    Outcome { broke_off: true, ..outcome }
}

/// The enhanced status code in an answer such as `550 5.1.1 no such user`.
#[must_use]
pub fn status_code(said: &str) -> Option<String> {
    said.split(|c: char| !(c.is_ascii_digit() || c == '.')).find(|word| is_status(word)).map(str::to_owned)
}

fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], [class, subject, detail]
        if matches!(class, "2" | "4" | "5") && number(subject) && number(detail))
}

/// Whether the address does not work, and not only this mail: no such mailbox, domain or person, or one that is closed. A full mailbox,
/// a policy, or a mail that looks like spam says nothing of the address.
#[must_use]
pub fn is_hard(said: &str) -> bool {
    if let Some(code) = status_code(said) {
        return hard_code(&code);
    }
    let lower = said.to_lowercase();
    let gone = ["user unknown", "unknown user", "no such user", "no such mailbox", "does not exist"];
    ["550", "551", "553"].iter().any(|code| lower.contains(code))
        && gone.iter().any(|words| lower.contains(words))
}

/// The same of a code alone.
#[must_use]
pub fn hard_code(code: &str) -> bool {
    matches!(code, "5.1.0" | "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1" | "5.4.4")
}

/// Whether it is worth trying again after a server gave up: a full mailbox, or whatever it says will pass.
#[must_use]
pub fn passes(code: &str) -> bool {
    code.starts_with("4.") || code == "5.2.2"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_whether_the_address_works() {
        let cases = [
            ("550 5.1.1 no such user", Some("5.1.1"), true),
            ("permanent error (550): 5.1.2 no mail is taken for that domain here", Some("5.1.2"), true),
            ("552 5.2.2 mailbox full", Some("5.2.2"), false),
            ("554 5.7.1 looks like spam, see 10.0.0.1", Some("5.7.1"), false),
            ("550 User unknown", None, true),
            ("550 go away", None, false),
            ("451 4.3.0 later", Some("4.3.0"), false),
            ("connection refused by 192.168.1.1", None, false),
        ];
        for (said, code, hard) in cases {
            assert_eq!((status_code(said).as_deref(), is_hard(said)), (code, hard), "{said}");
        }
        assert!(passes("4.2.2") && passes("5.2.2") && !passes("5.1.1") && !passes(""));
    }
}
