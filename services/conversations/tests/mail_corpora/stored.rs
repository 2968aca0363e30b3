//! Every mail of every corpus gives a mail: with LF, with CRLF, cut short and damaged.

use crate::{Score, files, show};
use std::path::Path;
use tandem_conversations::mail;

pub fn run(root: &Path) -> Vec<Score> {
    let corpora = [("zammad-mail", "box"), ("mail-parser-corpus", "eml"), ("sisimai-bounces", "eml")];
    let (mut good, mut all) = (0, 0);
    for (corpus, ending) in corpora {
        for path in files(root, corpus, &[ending]) {
            let raw = std::fs::read(&path).unwrap_or_default();
            for form in [raw.clone(), crlf(&raw)] {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let started = std::time::Instant::now();
                let read = std::panic::catch_unwind(|| mail::parse(&form));
                all += 1;
                good += usize::from(read.is_ok_and(|mail| {
                    !mail.headers.is_empty()
                        || !mail.text.is_empty()
                        || !mail.attachments.is_empty()
                        || form.len() < 10
                }));
                if started.elapsed().as_millis() > 2_000 {
                    show("stored", &name, || format!("slow: {:?}", started.elapsed()));
                }
            }
        }
    }
    vec![Score::new("mails read, LF and CRLF", good, all, 1_000)]
}

fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 40);
    for (at, byte) in raw.iter().enumerate() {
        if *byte == b'\n' && (at == 0 || raw[at - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// Cuts and damages mails by a fixed sequence; the number read. A panic fails the test.
pub fn damage(root: &Path) -> usize {
    let mut paths = files(root, "zammad-mail", &["box"]);
    paths.extend(files(root, "mail-parser-corpus", &["eml"]));
    paths.extend(files(root, "sisimai-bounces", &["eml"]).into_iter().step_by(7));
    paths.extend(files(root, "email-reply-trimmer", &["txt"]).into_iter().step_by(3));
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut count = 0;
    for path in paths {
        let raw = std::fs::read(path).unwrap_or_default();
        let raw = &raw[..raw.len().min(30_000)];
        for round in 0..14 {
            let damaged = damaged(raw, round, &mut random);
            let mail = mail::parse(&damaged);
            let _ = mail::original_recipients(&mail);
            let _ = mail::calendar::read(&damaged);
            if let Some(html) = &mail.html {
                assert_eq!(mail::sanitise(html), *html, "made safe twice it is another");
            }
            let _ = mail::classify(&mail, &mail::Context::default());
            let _ = mail::cut_text(&String::from_utf8_lossy(&damaged));
            count += 1;
        }
    }
    count
}

fn next(random: &mut u64) -> usize {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    usize::try_from(*random >> 16).unwrap_or(0)
}

/// What breaks mails.
const PIECES: [&[u8]; 22] = [
    b"From: ",
    b"Fwd: ",
    b"Content-Type: multipart/mixed; boundary=",
    b"<table>",
    b"BEGIN:VEVENT\n",
    b"\x78\x9F\x3E\x22",
    b"=?",
    b"?=",
    b"\r\n\r\n",
    b"\n--",
    b"\"",
    b"<",
    b"(",
    b";",
    b"=",
    b"\0",
    b"\xFF",
    b"\xE2\x80",
    b"&#",
    b"<![CDATA[",
    b"> ",
    b"*0*=",
];

fn damaged(raw: &[u8], round: usize, random: &mut u64) -> Vec<u8> {
    let mut out = raw.to_vec();
    if out.is_empty() {
        return out;
    }
    // Cut anywhere, cut at the front, lines of one kind of end only, and then damaged more and more.
    match round {
        0..5 => {
            out.truncate(next(random) % out.len());
            return out;
        }
        5 | 6 => return out.split_off(next(random) % out.len()),
        7 => return out.into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte }).collect(),
        _ => {}
    }
    for _ in 0..round * 3 {
        let at = next(random) % out.len();
        match next(random) % 3 {
            0 => out[at] = next(random).to_le_bytes()[0],
            1 => {
                let piece = PIECES[next(random) % PIECES.len()];
                out.splice(at..at, piece.iter().copied());
            }
            _ => {
                let end = (at + next(random) % 40).min(out.len());
                out.drain(at..end);
                if out.is_empty() {
                    return out;
                }
            }
        }
    }
    out
}
