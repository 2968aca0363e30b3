//! Pictures that belong to a signature: small, and shown below the letter only, or named as programs and people name such.

use super::Attachment;
use crate::mail::html::Picture;
use crate::mail::reply::{self, Line};

/// A signature's picture is smaller, in bytes; one of which only the name tells is smaller still.
const LARGEST: usize = 150 * 1024;
const LARGEST_BY_NAME: usize = 25 * 1024;
/// Of the names programs give, `image001.png` is a screenshot's as well: only what is no bigger than a sign is none.
const LARGEST_NUMBERED: usize = 6 * 1024;

/// Marks the pictures of signatures among the attachments.
pub fn mark(attachments: &mut [Attachment], pictures: &[Picture], lines: &[Line]) {
    if !attachments.iter().any(is_candidate) {
        return;
    }
    let end = reply::letter_end(lines);
    for file in attachments.iter_mut().filter(|file| is_candidate(file)) {
        let id = file.content_id.as_deref().unwrap_or_default();
        let mut shown = pictures.iter().filter(|picture| same(&picture.content_id, id)).peekable();
        let is_shown = shown.peek().is_some();
        let below = is_shown && shown.all(|picture| picture.signed || picture.quoted || picture.line > end);
        file.signature_picture = below || by_name(&file.name, file.size);
    }
}

fn is_candidate(file: &Attachment) -> bool {
    file.content_id.is_some() && file.content_type.starts_with("image/") && file.size <= LARGEST
}

/// The identifiers in links may have their signs escaped.
fn same(link: &str, id: &str) -> bool {
    link == id || link.replace("%40", "@").replace("%24", "$") == id
}

fn by_name(name: &str, size: usize) -> bool {
    const WORDS: [&str; 18] = [
        "logo",
        "signature",
        "signatur",
        "facebook",
        "twitter",
        "linkedin",
        "xing",
        "instagram",
        "youtube",
        "whatsapp",
        "pinterest",
        "tiktok",
        "icon",
        "banner",
        "firma",
        "footer",
        "spacer",
        "mastodon",
    ];
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let numbered = ["image", "outlook-", "att"].iter().any(|start| {
        stem.strip_prefix(start)
            .is_some_and(|rest| rest.len() >= 3 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let said = WORDS.iter().any(|word| stem.split(['-', '_', ' ']).any(|piece| piece.starts_with(word)));
    (said && size <= LARGEST_BY_NAME) || (numbered && size <= LARGEST_NUMBERED)
}

#[cfg(test)]
mod tests {
    use crate::mail::parse::parse;

    /// A mail with one picture of so many kilobytes, shown where the HTML says.
    fn is_signature(html: &str, name: &str, kilobytes: usize) -> bool {
        let picture = "QUFB".repeat(kilobytes * 341);
        let raw = format!(
            "From: a@b.c\nContent-Type: multipart/related; boundary=q\n\n--q\nContent-Type: text/html\n\n{html}\n--q\nContent-Type: image/png; name={name}\nContent-ID: <1@x>\nContent-Transfer-Encoding: base64\n\n{picture}\n--q--\n"
        );
        parse(raw.as_bytes()).attachments[0].signature_picture
    }

    #[test]
    fn pictures_of_signatures_are_told_from_those_people_show() {
        let image = "<img src=\"cid:1@x\">";
        let cases = [
            (format!("<p>See:</p>{image}<p>Regards,<br>Ann</p>"), "image001.png", 30, false),
            (format!("<p>See:</p>{image}"), "image001.png", 30, false),
            (format!("<p>Text</p><p>Best regards,<br>Ann</p><p>{image}</p>"), "image001.png", 30, true),
            (format!("<p>Text</p><p>Mit freundlichen Grüßen</p><p>Ann</p>{image}"), "a.png", 30, true),
            (format!("<p>Text</p><p>Mit freundlichen Grüßen</p><p>Ann</p>{image}"), "a.png", 400, false),
            (format!("<p>Text</p><div class=\"gmail_signature\">Ann {image}</div>"), "x.png", 30, true),
            (
                format!("<p>Text {image}</p><div class=\"gmail_signature\">Ann {image}</div>"),
                "x.png",
                30,
                false,
            ),
            (format!("<p>Text</p><blockquote>old {image}</blockquote>"), "x.png", 30, true),
            (format!("<p>Text</p>-- <br>Ann<br>{image}"), "x.png", 30, true),
            (format!("<p>Text {image}</p>"), "linkedin_32.png", 2, true),
            (format!("<p>Text {image}</p>"), "image003.png", 2, true),
            (format!("<p>Text {image}</p>"), "error.png", 2, false),
        ];
        for (html, name, kilobytes, want) in cases {
            assert_eq!(is_signature(&html, name, kilobytes), want, "{name} {kilobytes} in {html}");
        }
    }
}
