//! Text within HTML.

/// Text as it stands between tags.
#[must_use]
pub fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text as it stands anywhere, in a quoted attribute too.
#[must_use]
pub fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup_and_ends_no_attribute() {
        assert_eq!(text("<b>&\"'</b>"), "&lt;b&gt;&amp;\"'&lt;/b&gt;");
        assert_eq!(attribute("\"><b a='&'>"), "&quot;&gt;&lt;b a=&#39;&amp;&#39;&gt;");
    }
}
