//! A mail forwarded inside another: who wrote it first, when, to whom, and what.

use super::{Line, line::matchable, marks, shown, words};
use crate::mail::parse::{address, address::Address, date};
use chrono::{DateTime, Utc};
use regex::Regex;
use std::sync::LazyLock;

/// Most lines looked at before the forwarded mail begins.
const MAX_BEFORE: usize = 500;
/// Most lines of its header.
const MAX_HEADER: usize = 40;

/// The mail that was forwarded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forwarded {
    pub from: Address,
    /// None where the date is of a form only people read.
    pub date: Option<DateTime<Utc>>,
    /// The date as it stands there.
    pub date_text: String,
    pub subject: String,
    pub to: Vec<Address>,
    pub text: String,
    /// What stands above it: the words of whoever passes it on.
    pub note: String,
}

static MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("(?i){}", words::FORWARDED.join("|"))).expect("a constant pattern"));
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)^\W*({})\s*[:：]", words::FORWARD_PREFIXES.join("|")))
        .expect("a constant pattern")
});

/// The subject says that it is a mail passed on.
#[must_use]
pub fn is_subject_of_forward(subject: &str) -> bool {
    PREFIX.is_match(subject)
}

/// The first mail passed on inside this text, if its program's marks or the subject say that there is one.
#[must_use]
pub fn inline(lines: &[Line], subject: &str) -> Option<Forwarded> {
    let said = is_subject_of_forward(subject);
    let seen = &lines[..lines.len().min(MAX_BEFORE + MAX_HEADER)];
    let texts: Vec<String> = seen.iter().map(|line| unquoted(&matchable(&line.text)).to_owned()).collect();
    let (note, start) = (0..texts.len().min(MAX_BEFORE)).find_map(|at| {
        let marked = marks::is_original_marker(&texts[at]);
        if marked && (said || MARKER.is_match(&texts[at])) {
            let next = (at + 1..texts.len().min(at + 4)).find(|next| !texts[*next].is_empty())?;
            return begins(&texts, next).then_some((at, next));
        }
        (said && begins(&texts, at)).then_some((at, at))
    })?;
    let note = super::join(lines[..note].iter().map(|line| line.text.as_str()));
    Some(Forwarded { note, ..read(lines, &texts, start) })
}

fn begins(texts: &[String], at: usize) -> bool {
    marks::starts_header_block(&texts[at..texts.len().min(at + 16)])
}

fn unquoted(text: &str) -> &str {
    text.trim_start_matches(['>', ' '])
}

fn read(lines: &[Line], texts: &[String], start: usize) -> Forwarded {
    let mut fields: Vec<(usize, String)> = Vec::new();
    let mut end = start;
    for (at, text) in texts.iter().enumerate().skip(start).take(MAX_HEADER) {
        if let Some((kind, value)) = marks::labelled(text) {
            fields.push((kind, value.to_owned()));
        } else if text.is_empty() {
            // Some programs leave a line free between their fields.
            if texts.get(at + 1).is_none_or(|next| marks::labelled(next).is_none()) {
                end = at;
                break;
            }
        } else if let Some((_, value)) = fields.last_mut() {
            value.push(' ');
            value.push_str(text);
        }
        end = at + 1;
    }
    let field = |wanted: usize| {
        let found = fields.iter().find(|(kind, value)| *kind == wanted && !value.is_empty());
        found.map(|(_, value)| value.trim_matches(['*', '_', ' ']).to_owned()).unwrap_or_default()
    };
    let date_text = field(1);
    Forwarded {
        from: address::first(clickable(&field(0)).as_bytes()).unwrap_or_default(),
        date: date(date_text.as_bytes()),
        date_text,
        subject: field(4),
        to: address::list(clickable(&field(2)).as_bytes()),
        text: body(lines.get(end..).unwrap_or_default()),
        note: String::new(),
    }
}

/// `Ann [mailto:a@b.c]` and `Ann <a@b.c<mailto:a@b.c>>`, as Outlook writes them, to `Ann <a@b.c>`.
fn clickable(value: &str) -> String {
    static BRACKETS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[mailto:([^\]\s]+)\]|<mailto:[^>\s]*>").expect("a constant pattern"));
    let value = BRACKETS.replace_all(value, |found: &regex::Captures<'_>| match found.get(1) {
        Some(address) => format!("<{}>", address.as_str()),
        None => String::new(),
    });
    value.replace("&lt;", "<").replace("&gt;", ">")
}

/// The text below the header, its first level of quoting taken away where all of it is quoted.
fn body(lines: &[Line]) -> String {
    let quoted = |line: &Line| line.depth > 0 || line.text.is_empty() || line.text.starts_with('>');
    let all = lines.iter().all(quoted);
    let text = lines.iter().map(|line| {
        let text = shown(line);
        let inner = text.strip_prefix('>').filter(|_| all);
        inner.map_or(text.clone(), |inner| inner.strip_prefix(' ').unwrap_or(inner).to_owned())
    });
    let text: Vec<String> = text.collect();
    super::join(text.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::reply::plain_lines;

    #[test]
    fn who_wrote_it_first_is_known_in_many_programs_and_languages() {
        let cases = [
            (
                "Fwd: Broken",
                "FYI\n\n---------- Forwarded message ---------\nFrom: Ann <a@b.c>\nDate: Mon, 3 Feb 2025 at 10:00\nSubject: Broken\nTo: <t@d.e>\n\n\nIt is broken.\n",
            ),
            (
                "Broken",
                "Begin forwarded message:\n\nFrom: Ann <a@b.c>\nSubject: Broken\nDate: 3 February 2025 at 10:00:00 CET\nTo: t@d.e\n\nIt is broken.\n",
            ),
            (
                "Fwd: Broken",
                "Begin forwarded message:\n\n> From: Ann <a@b.c>\n> Subject: Broken\n> To: t@d.e\n>\n> It is broken.\n",
            ),
            (
                "WG: Broken",
                "Bitte übernehmen.\n\nVon: Ann <a@b.c>\nGesendet: Montag, 3. Februar 2025 10:00\nAn: t@d.e\nBetreff: Broken\n\nIt is broken.\n",
            ),
            (
                "Fwd: Broken",
                "-------- Weitergeleitete Nachricht --------\nBetreff: \tBroken\nDatum: \tMon, 3 Feb 2025 10:00:00 +0100\nVon: \tAnn <a@b.c>\nAn: \tt@d.e\n\nIt is broken.",
            ),
            (
                "TR : Broken",
                "De : Ann [mailto:a@b.c]\nEnvoyé : lundi 3 février 2025 10:00\nÀ : t@d.e\nObjet : Broken\n\nIt is broken.",
            ),
            (
                "RV: Broken",
                "De: Ann <a@b.c>\nEnviado el: lunes, 3 de febrero de 2025 10:00\nPara: t@d.e\nAsunto: Broken\n\nIt is broken.",
            ),
            (
                "I: Broken",
                "Da: Ann <a@b.c>\nInviato: lunedì 3 febbraio 2025 10:00\nA: t@d.e\nOggetto: Broken\n\nIt is broken.",
            ),
            (
                "ENC: Broken",
                "De: Ann <a@b.c<mailto:a@b.c>>\nEnviada em: segunda-feira\nPara: t@d.e\nAssunto: Broken\n\nIt is broken.",
            ),
            (
                "PD: Broken",
                "Od: Ann <a@b.c>\nWysłano: poniedziałek\nDo: t@d.e\nTemat: Broken\n\nIt is broken.",
            ),
            (
                "转发: Broken",
                "------------------ 原始邮件 ------------------\n发件人: Ann <a@b.c>\n发送时间: 2025年2月3日\n收件人: t@d.e\n主题: Broken\n\nIt is broken.",
            ),
            (
                "x",
                "-------- Пересылаемое сообщение --------\nОт: Ann <a@b.c>\nКому: t@d.e\nТема: Broken\n\nIt is broken.",
            ),
        ];
        for (subject, text) in cases {
            let found = inline(&plain_lines(text), subject).unwrap_or_else(|| panic!("none in {text}"));
            assert_eq!((found.from.name.as_str(), found.from.address.as_str()), ("Ann", "a@b.c"), "{text}");
            assert_eq!((found.subject.as_str(), found.to[0].address.as_str()), ("Broken", "t@d.e"), "{text}");
            assert_eq!(found.text, "It is broken.", "{text}");
            assert!(["", "FYI", "Bitte übernehmen."].contains(&found.note.as_str()), "{}", found.note);
        }
    }

    #[test]
    fn an_answer_is_no_forward() {
        for (subject, text) in [
            ("Re: x", "Hi\n\nFrom: A <a@b.c>\nSent: Monday\nTo: B\nSubject: x\n\nold"),
            ("Re: x", "-----Original Message-----\nFrom: A <a@b.c>\nSent: Monday\nTo: B\nSubject: x\n\nold"),
            ("Fwd: x", "look at this"),
        ] {
            assert_eq!(inline(&plain_lines(text), subject), None, "{text}");
        }
    }
}
