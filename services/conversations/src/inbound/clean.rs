//! What a database cannot hold is taken out of a mail once, before anything is done with it.
use crate::mail::{Address, Mail};

/// Longest Message-ID and address that are looked up again, in bytes; longer ones are nobody's.
const LONGEST_ID: usize = 1_000;
const LONGEST_ADDRESS: usize = 320;

/// The mail without NUL characters, and without ids and addresses that are longer than any may be.
pub fn clean(mut mail: Mail) -> Mail {
    let texts = [&mut mail.subject, &mut mail.text, &mut mail.reply_text, &mut mail.quoted_text];
    texts.into_iter().chain(&mut mail.html).chain(&mut mail.problems).for_each(scrub);
    for ids in [&mut mail.in_reply_to, &mut mail.references] {
        ids.iter_mut().for_each(scrub);
        ids.retain(|id| id.len() <= LONGEST_ID);
    }
    mail.message_id.iter_mut().for_each(scrub);
    mail.message_id = mail.message_id.filter(|id| id.len() <= LONGEST_ID);
    let lists = mail.reply_to.iter_mut().chain(&mut mail.to).chain(&mut mail.cc);
    for address in lists.chain([&mut mail.from]).chain(&mut mail.sender) {
        scrub_address(address, &mut mail.problems);
    }
    if let Some(forwarded) = &mut mail.forwarded {
        [&mut forwarded.subject, &mut forwarded.text, &mut forwarded.note].into_iter().for_each(scrub);
        for address in forwarded.to.iter_mut().chain([&mut forwarded.from]) {
            scrub_address(address, &mut mail.problems);
        }
    }
    for part in &mut mail.attachments {
        [&mut part.name, &mut part.content_type].into_iter().chain(&mut part.content_id).for_each(scrub);
    }
    mail
}

fn scrub_address(address: &mut Address, problems: &mut Vec<String>) {
    scrub(&mut address.name);
    scrub(&mut address.address);
    if address.address.len() > LONGEST_ADDRESS {
        problems.push(format!("an address of {} bytes is none", address.address.len()));
        address.address.clear();
    }
}

fn scrub(text: &mut String) {
    text.retain(|c| c != '\0');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_cannot_be_kept() {
        let dirty = || "a\0b".to_owned();
        let mail = clean(Mail {
            subject: dirty(),
            html: Some(dirty()),
            message_id: Some("x".repeat(2_000)),
            references: vec![dirty(), "x".repeat(2_000)],
            from: Address::new(&dirty(), &"x".repeat(2_000)),
            cc: vec![Address::new("", &dirty())],
            ..Mail::default()
        });
        assert_eq!((mail.subject.as_str(), mail.html.as_deref(), mail.message_id), ("ab", Some("ab"), None));
        assert_eq!(mail.references, ["ab"]);
        assert_eq!((mail.from.name.as_str(), mail.from.address.as_str()), ("ab", ""));
        assert_eq!((mail.cc[0].address.as_str(), mail.problems.len()), ("ab", 1));
    }
}
