//! File names out of strangers' mails made safe to show, store and download.

/// Longest file name kept, in bytes; the extension survives.
const MAX_NAME: usize = 200;

/// A name without path, control, invisible and direction-changing characters; empty names become `fallback`.
#[must_use]
pub fn safe(name: &str, fallback: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty()).unwrap_or("");
    let clean: String = last
        .chars()
        .filter_map(|c| match c {
            '\t' | '\r' | '\n' => Some(' '),
            c if c.is_control() || is_invisible(c) => None,
            c => Some(c),
        })
        .collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    let clean = words.join(" ");
    let clean = clean.trim_matches('"').trim();
    if clean.is_empty() || clean.chars().all(|c| c == '.') { fallback.to_owned() } else { shorten(clean) }
}

/// Zero-width, direction overrides, tags and other characters that make a name look like another.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let (stem, extension) =
        name.rsplit_once('.').filter(|(_, extension)| extension.len() <= 16).unwrap_or((name, ""));
    let room = MAX_NAME - extension.len() - 1;
    let cut = (0..=room.min(stem.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    if extension.is_empty() { stem[..cut].to_owned() } else { format!("{}.{extension}", &stem[..cut]) }
}

/// A name for a part that brings none, by its type.
#[must_use]
pub fn by_type(content_type: &str) -> String {
    let extension = match content_type {
        "message/rfc822" | "message/global" => Some("eml"),
        "text/plain" => Some("txt"),
        "text/calendar" => Some("ics"),
        "application/octet-stream" | "" => None,
        other => mime_guess::get_mime_extensions_str(other).and_then(|all| preferred(other, all)),
    };
    let stem = stem(content_type);
    extension.map_or_else(|| stem.to_owned(), |extension| format!("{stem}.{extension}"))
}

fn stem(content_type: &str) -> &str {
    match content_type.split('/').next().unwrap_or("") {
        kind @ ("image" | "audio" | "video" | "message") => kind,
        "text" => "document",
        _ => "file",
    }
}

/// A name [`by_type`] gave, not a person.
#[must_use]
pub fn is_made_up(name: &str) -> bool {
    matches!(
        name.split('.').next().unwrap_or(""),
        "image" | "audio" | "video" | "message" | "document" | "file"
    ) && name.matches('.').count() <= 1
}

fn preferred<'x>(content_type: &str, all: &'x [&'x str]) -> Option<&'x str> {
    let subtype = content_type.rsplit('/').next().unwrap_or("");
    let wanted = match subtype {
        "jpeg" => "jpg",
        "quicktime" => "mov",
        other => other,
    };
    all.iter().find(|extension| **extension == wanted).or_else(|| all.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_deceive() {
        let cases = [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\report.pdf", "report.pdf"),
            ("in\u{202E}fdp.exe", "infdp.exe"),
            ("a\u{200B}b\0c\r\nd.txt", "abc d.txt"),
            ("..", "file"),
            ("", "file"),
        ];
        for (raw, want) in cases {
            assert_eq!(safe(raw, "file"), want);
        }
        let long = safe(&format!("{}.pdf", "ü".repeat(500)), "file");
        assert!(long.len() <= MAX_NAME && long.rsplit('.').next() == Some("pdf"));
    }
}
