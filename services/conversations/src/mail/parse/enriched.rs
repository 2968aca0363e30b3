//! text/enriched (RFC 1896) and its elder text/richtext as plain words.

/// The words without their formatting: commands and their parameters go, `<<` is `<`, one line end is a blank and of several one goes.
#[must_use]
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut parameter) = (text, false);
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("<<") {
            push(&mut out, "<", parameter);
            rest = &rest[2..];
        } else if let Some((name, after)) = command(rest) {
            parameter = match name.to_ascii_lowercase().as_str() {
                "param" => true,
                "/param" => false,
                _ => parameter,
            };
            rest = after;
        } else if c == '\n' || c == '\r' {
            let ends = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
            let lines = rest[..ends].matches('\n').count();
            push(&mut out, &if lines > 1 { "\n".repeat(lines - 1) } else { " ".to_owned() }, parameter);
            rest = &rest[ends..];
        } else {
            // A sign that begins no command is a sign.
            let first = c.len_utf8();
            let end = rest[first..].find(['<', '\n', '\r']).map_or(rest.len(), |end| first + end);
            push(&mut out, &rest[..end], parameter);
            rest = &rest[end..];
        }
    }
    out.trim().to_owned()
}

fn push(out: &mut String, words: &str, parameter: bool) {
    if !parameter {
        out.push_str(words);
    }
}

/// `<bold>` or `</bold>`, and what follows it.
fn command(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 61;
    let (name, after) = text.strip_prefix('<')?.split_once('>')?;
    let letters = name.strip_prefix('/').unwrap_or(name);
    let sound = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (sound && name.len() <= LONGEST).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn formatted_words_are_read_without_their_format() {
        let text = "<bold>Now</bold> is the <color><param>red</param>time</color>\nfor <<all>.\r\n\r\n<nofill>Me</nofill> < you <3";
        assert_eq!(words(text), "Now is the time for <all>.\nMe < you <3");
        assert_eq!(words("<"), "<");
        assert_eq!(words(""), "");
    }
}
