//! What another server found out, in its own words: the topmost Authentication-Results (RFC 8601) of a host that is believed.
use crate::message::reading::Authentication;

/// Where the header ends at the latest, in bytes.
const LONGEST_HEADER: usize = 256 * 1024;
/// Most results of one field that are read.
const MOST: usize = 50;

/// The words of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    spf: String,
    dkim: String,
    dmarc: String,
    arc: String,
    /// The domain that DMARC was found for.
    domain: String,
    /// What that domain asks for.
    asks: String,
}

impl Said {
    /// What the topmost field of that host says; nothing where it has none.
    #[must_use]
    pub fn by(raw: &[u8], host: &str) -> Option<Self> {
        let host = host.trim();
        if host.is_empty() {
            return None;
        }
        let field = fields(raw).into_iter().find(|value| {
            let named = without_comments(value);
            let named = named.split(';').next().unwrap_or_default();
            // A version may follow the name.
            named.split_whitespace().next().is_some_and(|named| named.eq_ignore_ascii_case(host))
        })?;
        Some(Self::read(&field))
    }

    /// The words of a field, whoever wrote it.
    #[must_use]
    pub fn read(field: &str) -> Self {
        let mut said = Self { asks: asks(field), ..Self::default() };
        let plain = without_comments(field);
        for result in plain.split(';').take(MOST) {
            let mut words = result.split_whitespace();
            let Some((method, word)) = words.next().and_then(|first| first.split_once('=')) else { continue };
            let word = word.to_ascii_lowercase();
            let place = match method.to_ascii_lowercase().as_str() {
                "spf" => &mut said.spf,
                "dkim" => &mut said.dkim,
                "dmarc" => &mut said.dmarc,
                "arc" => &mut said.arc,
                _ => continue,
            };
            // Of several signatures one that holds is enough; what DMARC came to is said once, and nothing below it takes it back.
            let several = method.eq_ignore_ascii_case("dkim") || method.eq_ignore_ascii_case("spf");
            let first = place.is_empty() || (several && word == "pass");
            if first {
                place.clone_from(&word);
            }
            if first && method.eq_ignore_ascii_case("dmarc") {
                let from = words.find_map(|property| property.strip_prefix("header.from="));
                said.domain = from
                    .map(|from| from.rsplit('@').next().unwrap_or(from).to_lowercase())
                    .unwrap_or_default();
            }
        }
        said
    }

    /// Whether it says that a domain is proved.
    #[must_use]
    pub fn proves(&self, domain: &str) -> bool {
        self.dmarc == "pass"
            && !domain.is_empty()
            && self.domain.trim_end_matches('.').eq_ignore_ascii_case(domain)
    }

    /// What it says of a mail from that address.
    #[must_use]
    pub fn of(self, from: &str) -> Authentication {
        let domain = from
            .rsplit_once('@')
            .map(|(_, domain)| domain.trim_end_matches('.').to_lowercase())
            .unwrap_or_default();
        let aligned = self.proves(&domain);
        let word = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        Authentication {
            spf: word(self.spf),
            dkim: word(self.dkim),
            dmarc: word(self.dmarc),
            arc: word(self.arc),
            aligned,
            domain,
            asks: self.asks,
            foreign: false,
        }
    }
}

/// The values of the fields, unfolded, the topmost first.
fn fields(raw: &[u8]) -> Vec<String> {
    const NAME: &[u8] = b"authentication-results:";
    let head = &raw[..raw.len().min(LONGEST_HEADER)];
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in head.split(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        if text.is_empty() {
            break;
        }
        if text.starts_with(b" ") || text.starts_with(b"\t") {
            if inside && let Some(last) = found.last_mut() {
                last.push_str(&String::from_utf8_lossy(text));
            }
            continue;
        }
        inside = text.get(..NAME.len()).is_some_and(|start| start.eq_ignore_ascii_case(NAME));
        if inside {
            found.push(String::from_utf8_lossy(&text[NAME.len()..]).into_owned());
        }
    }
    found
}

/// The text without what stands in brackets or quotes: nothing in them is a result.
fn without_comments(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            c if depth == 0 && !quoted => out.push(c),
            _ => {}
        }
    }
    out
}

/// The results of a field, with their comments and quotes: a semicolon in one of those divides nothing.
fn results(field: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, c) in field.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' if depth == 0 && !quoted => {
                found.push(&field[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&field[start..]);
    found
}

/// What the domain asks for stands in a comment (`(p=REJECT sp=NONE)`) or a property (`policy.dmarc=reject`) of DMARC's own result: another's
/// holds what the sender wrote.
fn asks(field: &str) -> String {
    let lower = field.to_ascii_lowercase();
    let own = results(&lower)
        .into_iter()
        .find(|result| without_comments(result).trim_start().starts_with("dmarc="));
    let words =
        own.unwrap_or_default().split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'));
    let mut asked =
        words.filter_map(|word| word.strip_prefix("p=").or_else(|| word.strip_prefix("policy.dmarc=")));
    asked.find(|word| matches!(*word, "none" | "quarantine" | "reject")).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GMAIL: &str = "Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@acme.example header.s=k1 header.b=abc;\r\n       spf=pass (google.com: domain of ann@acme.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=ann@acme.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=acme.example\r\nFrom: Ann <ann@acme.example>\r\n\r\nHello";

    #[test]
    fn a_server_that_is_believed_says_what_it_found() {
        let found = Said::by(GMAIL.as_bytes(), "mx.google.com").unwrap().of("ann@acme.example");
        assert!(found.aligned);
        assert_eq!(
            (found.spf.as_str(), found.dkim.as_str(), found.asks.as_str()),
            ("pass", "pass", "reject")
        );
        assert!(
            !Said::by(GMAIL.as_bytes(), "mx.google.com").unwrap().of("ben@other.example").aligned,
            "of another domain"
        );
    }

    #[test]
    fn nobody_else_is_believed() {
        for host in ["mx.acme.example", "", "google.com", "mx.google.com.evil.example"] {
            assert_eq!(Said::by(GMAIL.as_bytes(), host), None, "{host}");
        }
        let below = format!(
            "Authentication-Results: mx.google.com; dmarc=fail (p=NONE) header.from=acme.example\r\n{GMAIL}"
        );
        let found = Said::by(below.as_bytes(), "mx.google.com").unwrap().of("ann@acme.example");
        assert_eq!((found.dmarc.as_str(), found.aligned), ("fail", false), "the topmost counts");
    }

    #[test]
    fn what_a_sender_wrote_into_a_comment_is_no_result() {
        let field = "mx.acme.example; spf=fail (dmarc=pass header.from=acme.example; x) smtp.mailfrom=\"x; dmarc=pass header.from=acme.example\"@evil.example; dmarc=fail header.from=acme.example";
        let said = Said::read(field);
        assert!(!said.proves("acme.example"), "{said:?}");
        assert_eq!(said.dmarc, "fail");
    }

    #[test]
    fn what_a_domain_asks_for_is_not_said_by_the_sender() {
        let field = "mx.acme.example; spf=pass (sender dmarc=x p=none) smtp.mailfrom=\"dmarc=x p=none\"@evil.example; dmarc=fail (p=REJECT) header.from=acme.example";
        assert_eq!(Said::read(field).asks, "reject");
        let twice = "mx.acme.example; dmarc=fail (p=REJECT) header.from=acme.example; dmarc=pass header.from=acme.example";
        assert!(!Said::read(twice).proves("acme.example"));
    }
}
