//! What a mail says, as text and as HTML: logo, header, what was written, signature, what is quoted, footer.
use std::fmt::Write as _;

use tandem_kit::html::attribute;

use super::{MARKER, Outgoing, OutgoingFile, one_line};
use crate::mail::html;

/// What leads to the page by which one is rid of mails like it.
const UNSUBSCRIBE: &str = "Unsubscribe from notices like this";

/// The text.
pub fn text(mail: &Outgoing) -> String {
    let written = if mail.text.trim().is_empty() {
        mail.html.as_deref().map(html::to_text).unwrap_or_default()
    } else {
        mail.text.trim_end().to_owned()
    };
    let layout = &mail.layout;
    let of = |html: &str| html::to_text(html).trim().to_owned();
    let quoted = mail.quoted.as_ref().map(|quoted| {
        let old: String = quoted
            .text
            .trim_end()
            .lines()
            .map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") })
            .collect();
        format!("{MARKER}\n\n{}\n{}", one_line(&quoted.heading), old.trim_end())
    });
    let unsubscribe = mail.unsubscribe.as_ref().map(|page| format!("{UNSUBSCRIBE}: {page}"));
    let parts = [
        of(&layout.header),
        written,
        of(&layout.signature),
        quoted.unwrap_or_default(),
        of(&layout.footer),
        unsubscribe.unwrap_or_default(),
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}\n", said.join("\n\n")).replace('\0', "")
}

/// The HTML.
pub fn html(mail: &Outgoing) -> String {
    let written = match &mail.html {
        Some(html) if !html.trim().is_empty() => html::sanitise(html),
        _ => html::from_text(&mail.text),
    };
    let layout = &mail.layout;
    let mut page = layout.logo.as_ref().and_then(logo).unwrap_or_default();
    page.push_str(&html::sanitise(&layout.header));
    page.push_str(&written);
    if !layout.signature.is_empty() {
        let _ = write!(page, "<div><br></div>{}", html::sanitise(&layout.signature));
    }
    if let Some(quoted) = &mail.quoted {
        let (marker, heading) = (attribute(MARKER), attribute(&one_line(&quoted.heading)));
        let old = html::from_text(&quoted.text);
        let _ = write!(
            page,
            "<div><br></div><div>{marker}</div><div>{heading}</div><blockquote>{old}</blockquote>"
        );
    }
    if !layout.footer.is_empty() {
        let _ = write!(page, "<div><br></div>{}", html::sanitise(&layout.footer));
    }
    if let Some(link) = &mail.unsubscribe {
        let _ = write!(page, "<p><a href=\"{}\">{UNSUBSCRIBE}</a></p>", attribute(link));
    }
    page
}

fn logo(file: &OutgoingFile) -> Option<String> {
    let id = attribute(&super::id(file.content_id.as_deref()?));
    Some(format!("<div><img src=\"cid:{id}\" alt=\"\"></div>"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::mail::{Address, Quoted, compose, compose::Layout, parse};

    fn letter() -> Outgoing {
        Outgoing {
            message_id: "m@d.e".into(),
            date: DateTime::UNIX_EPOCH,
            from: Address::new("", "a@d.e"),
            to: vec![Address::new("", "b@c.d")],
            text: "Hello".into(),
            quoted: Some(Quoted { heading: "Ann:".into(), text: "Where is it?".into() }),
            layout: Layout {
                logo: Some(OutgoingFile {
                    name: "logo.png".into(),
                    content_type: "image/png".into(),
                    content_id: Some("logo@d.e".into()),
                    bytes: b"png".to_vec(),
                }),
                header: "<b>Acme</b>".into(),
                signature: "<p>Eve<script>x</script></p>".into(),
                footer: "<p>Acme Ltd</p>".into(),
            },
            unsubscribe: Some("https://d.e/unsubscribe/a.b".into()),
            ..Outgoing::default()
        }
    }

    #[test]
    fn what_stands_around_a_mail_is_in_its_text_and_in_its_page() {
        let mail = letter();
        let places = ["Acme", "Hello", "Eve", "Where is it?", "Acme Ltd", "https://d.e/unsubscribe/a.b"];
        for version in [text(&mail), html(&mail)] {
            let found: Vec<Option<usize>> = places.iter().map(|words| version.rfind(words)).collect();
            let after_header = &found[1..];
            assert!(found[0].is_some() && after_header.is_sorted() && after_header[0].is_some(), "{version}");
            assert!(!version.contains("script"), "{version}");
        }
        assert!(html(&mail).starts_with("<div><img src=\"cid:logo@d.e\""));
    }

    #[test]
    fn a_mail_with_all_of_it_reads_back() {
        let composed = compose(&letter()).unwrap();
        let read = parse(&composed.raw);
        assert_eq!(read.header("list-unsubscribe"), Some("<https://d.e/unsubscribe/a.b>"));
        assert_eq!(read.header("list-unsubscribe-post"), Some("List-Unsubscribe=One-Click"));
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        assert_eq!(read.attachments.len(), 1, "the logo");
        let plain = Outgoing { layout: Layout::default(), unsubscribe: None, ..letter() };
        assert_eq!(text(&plain), format!("Hello\n\n{MARKER}\n\nAnn:\n> Where is it?\n"));
        assert!(parse(&compose(&plain).unwrap().raw).header("list-unsubscribe").is_none());
    }
}
