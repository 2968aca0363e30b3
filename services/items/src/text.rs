//! Text that people give: made plain, made safe, or refused.
use tandem_kit::{Error, Result, html};

/// The longest description, in bytes.
pub const LONGEST_HTML: usize = 1 << 20;
const LONGEST_TITLE: usize = 250;
const LONGEST_KEY: usize = 128;
const LONGEST_LABEL: usize = 100;
const MOST_TAGS: usize = 50;
const LONGEST_TAG: usize = 50;

/// A title: one line without white space at its ends, 1 to 250 characters.
///
/// # Errors
/// `Invalid` with the field.
pub fn title(field: &str, text: &str) -> Result<String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.chars().count() {
        0 => Err(Error::invalid(field, "must not be empty")),
        n if n > LONGEST_TITLE => {
            Err(Error::invalid(field, format!("has {n} characters; at most {LONGEST_TITLE}")))
        }
        _ => Ok(line.to_owned()),
    }
}

/// A name of something else than an item: the same rule.
///
/// # Errors
/// `Invalid` with the field.
pub fn name(field: &str, text: &str) -> Result<String> {
    title(field, text)
}

/// What a type, a status, a field or a choice is called: one line of 1 to 100 characters.
///
/// # Errors
/// `Invalid` with the field.
pub fn label(field: &str, text: &str) -> Result<String> {
    let label = title(field, text)?;
    match label.chars().count() {
        n if n > LONGEST_LABEL => {
            Err(Error::invalid(field, format!("has {n} characters; at most {LONGEST_LABEL}")))
        }
        _ => Ok(label),
    }
}

/// A colour: `#2f6fdb`.
///
/// # Errors
/// `Invalid` with the value.
pub fn color(field: &str, text: &str) -> Result<String> {
    let color = text.to_ascii_lowercase();
    let digits = color.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(color);
    }
    Err(Error::invalid(field, format!("{text:?} is not a colour like #2f6fdb")))
}

/// The same, grey where none is given.
///
/// # Errors
/// `Invalid` with the value.
pub fn color_or_grey(field: &str, text: &str) -> Result<String> {
    color(field, if text.is_empty() { "#64748b" } else { text })
}

/// The name of an icon: `check-square`.
///
/// # Errors
/// `Invalid` with the value.
pub fn icon(field: &str, text: &str) -> Result<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=40).contains(&text.len()) && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(field, format!("{text:?} is not the name of an icon like check-square")))
}

/// Rich text, without anything that could act.
///
/// # Errors
/// `Invalid` where it is longer than 1 MB.
pub fn sanitised(field: &str, html: &str) -> Result<String> {
    fits(field, html)?;
    let clean = ammonia::clean(html).replace('\0', "");
    fits(field, &clean)?;
    Ok(clean)
}

/// Plain text as rich text: a paragraph for each block, a break for each line.
///
/// # Errors
/// `Invalid` where it is longer than 1 MB.
pub fn paragraphs(field: &str, text: &str) -> Result<String> {
    fits(field, text)?;
    let text = text.replace("\r\n", "\n").replace('\0', "");
    let mut html = String::new();
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        html.extend(["<p>", &html::text(block).replace('\n', "<br>"), "</p>"]);
    }
    fits(field, &html)?;
    Ok(html)
}

fn fits(field: &str, text: &str) -> Result<()> {
    if text.len() > LONGEST_HTML {
        return Err(Error::invalid(field, format!("has {} bytes; at most {LONGEST_HTML}", text.len())));
    }
    Ok(())
}

/// Tags: lower case, trimmed, each once, in the order given.
///
/// # Errors
/// `Invalid` where there are more than 50, or one is longer than 50 characters.
pub fn tags(field: &str, given: &[String]) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in given {
        let tag: String = tag.trim().to_lowercase().chars().filter(|c| !c.is_control()).collect();
        if tag.chars().count() > LONGEST_TAG {
            return Err(Error::invalid(field, format!("{tag:?} has more than {LONGEST_TAG} characters")));
        }
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Error::invalid(field, format!("has {} tags; at most {MOST_TAGS}", tags.len())));
    }
    Ok(tags)
}

/// A key that a client made, such as a request id; none where it is empty.
///
/// # Errors
/// `Invalid` where it is longer than 128 characters or has control characters.
pub fn key(field: &str, text: &str) -> Result<Option<String>> {
    if text.chars().count() > LONGEST_KEY || text.chars().any(char::is_control) {
        return Err(Error::invalid(
            field,
            format!("must have at most {LONGEST_KEY} characters, none of them a control character"),
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Stars.
///
/// # Errors
/// `Invalid` where they are not 0 to 5.
pub fn priority(field: &str, stars: i32) -> Result<i16> {
    i16::try_from(stars)
        .ok()
        .filter(|s| (0..=5).contains(s))
        .ok_or_else(|| Error::invalid(field, format!("{stars} is not between 0 and 5")))
}

/// How much is done, of a hundred.
///
/// # Errors
/// `Invalid` where it is not 0 to 100.
pub fn percent(field: &str, percent: i32) -> Result<i16> {
    i16::try_from(percent)
        .ok()
        .filter(|p| (0..=100).contains(p))
        .ok_or_else(|| Error::invalid(field, format!("{percent} is not between 0 and 100")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_of_1_to_250_characters() {
        assert_eq!(title("title", "  Printer\non fire ").unwrap(), "Printer on fire");
        assert_eq!(title("title", &"ä".repeat(250)).unwrap().chars().count(), 250);
        for bad in ["", " \n ", &"x".repeat(251)] {
            assert!(matches!(title("title", bad), Err(Error::Invalid { .. })), "{bad:?}");
        }
    }

    #[test]
    fn a_description_cannot_act() {
        let html = r#"<p onclick="x()">Hi <b>there</b><script>alert(1)</script><img src=x onerror=y></p>"#;
        assert_eq!(sanitised("d", html).unwrap(), r#"<p>Hi <b>there</b><img src="x"></p>"#);
        assert!(sanitised("d", &"x".repeat(LONGEST_HTML + 1)).is_err());
    }

    #[test]
    fn plain_text_keeps_its_paragraphs_and_its_angle_brackets() {
        assert_eq!(
            paragraphs("d", "Dear all,\r\n1 < 2\n\n\nBye & thanks\n").unwrap(),
            "<p>Dear all,<br>1 &lt; 2</p><p>Bye &amp; thanks</p>"
        );
        assert_eq!(paragraphs("d", " \n").unwrap(), "");
    }

    #[test]
    fn tags_are_lower_case_and_each_once() {
        let given = [" VPN", "vpn", "", "Über"].map(String::from);
        assert_eq!(tags("tags", &given).unwrap(), ["vpn", "über"]);
        assert!(tags("tags", &["x".repeat(51)]).is_err());
        assert!(tags("tags", &(0..51).map(|n| n.to_string()).collect::<Vec<_>>()).is_err());
    }
}
