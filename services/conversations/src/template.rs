//! Texts with variables, such as `{{ item.number }}`: variables only, no logic, and never more than a little work.
use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Value};
use tandem_kit::{Error, Result};

/// How much work a text may be; a long one takes a few hundred.
const FUEL: u64 = 20_000;
/// The name of a text that is HTML, where values are escaped.
const HTML: &str = "html";
/// Longest text, in bytes.
const LONGEST: usize = 64 * 1024;
/// Longest text once it is filled, in bytes.
const LONGEST_FILLED: usize = 1024 * 1024;

/// What a text is filled with: `item.number` and its like, each with its value.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// With one more; nothing said is nothing there.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
    /// Whether there is something under a name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_empty())
    }
    /// All of `known`, so that none is undefined.
    fn value(&self, known: &[&str]) -> Value {
        let said = |name: &&str| self.0.get(*name).map(String::as_str).unwrap_or_default();
        tree(known.iter().map(|name| (*name, said(name))))
    }
}

/// `a.b.c` is `c` within `b` within `a`.
fn tree<'a>(named: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let mut within: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let mut here = Vec::new();
    for (name, value) in named {
        match name.split_once('.') {
            Some((group, rest)) => within.entry(group).or_default().push((rest, value)),
            None => here.push((name, Value::from(value))),
        }
    }
    let groups = within.into_iter().map(|(group, named)| (group, tree(named.into_iter())));
    Value::from_pairs(here.into_iter().chain(groups))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment
        .set_auto_escape_callback(|name| if name == HTML { AutoEscape::Html } else { AutoEscape::None });
    environment
}

/// Fills an HTML text; values are escaped.
///
/// # Errors
/// `Refused` where the text cannot be filled.
pub fn html(text: &str, known: &[&str], values: &Values) -> Result<String> {
    render(HTML, text, known, values)
}

/// Fills one line of plain text.
///
/// # Errors
/// `Refused` where the text cannot be filled.
pub fn line(text: &str, known: &[&str], values: &Values) -> Result<String> {
    Ok(render("line", text, known, values)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn render(name: &str, text: &str, known: &[&str], values: &Values) -> Result<String> {
    let filled = environment()
        .render_named_str(name, text, values.value(known))
        .map_err(|e| Error::refused("TEMPLATE", format!("the text cannot be filled: {e}")))?;
    if filled.len() > LONGEST_FILLED {
        return Err(Error::refused(
            "TEMPLATE",
            format!("the text has {} bytes once it is filled", filled.len()),
        ));
    }
    Ok(filled)
}

/// Whether a text can be filled, before anybody relies on it; answers with the variables that it names.
///
/// # Errors
/// `Invalid` with the line and what is wrong there.
pub fn check(field: &str, text: &str, known: &[&str]) -> Result<Vec<String>> {
    if text.len() > LONGEST {
        return Err(Error::invalid(field, format!("has {} bytes; at most {LONGEST} are taken", text.len())));
    }
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    if let Some((at, sign)) =
        ["{%", "{#"].iter().filter_map(|sign| text.find(sign).map(|at| (at, sign))).min()
    {
        let line = line_of(at);
        return Err(Error::invalid(
            field,
            format!(
                "line {line}: {sign:?} has no meaning here; variables are written as {{{{ item.number }}}}"
            ),
        ));
    }
    let environment = environment();
    let template = environment.template_from_named_str(HTML, text).map_err(|e| {
        let problem = e.detail().unwrap_or("cannot be read");
        Error::invalid(field, format!("line {}: {problem}", e.line().unwrap_or(1)))
    })?;
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        let line = text.find(name.as_str()).map_or(1, line_of);
        let fixed = known.iter().filter(|name| !name.contains(".fields."));
        let known = fixed.copied().collect::<Vec<_>>().join(", ");
        return Err(Error::invalid(field, format!("line {line}: there is no {name:?}; there are {known}")));
    }
    html(text, known, &Values::new()).map_err(|e| Error::invalid(field, e.to_string()))?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["item.number", "item.title"];

    #[test]
    fn a_text_is_filled_and_what_others_wrote_is_escaped_and_never_a_text() {
        let values = Values::new().with("item.number", "7").with("item.title", "<b>{{ item.number }}");
        assert_eq!(
            html("#{{ item.number }} {{ item.title }}", &KNOWN, &values).unwrap(),
            "#7 &lt;b&gt;{{ item.number }}"
        );
        let values = values.with("item.title", "a\r\nBcc: b");
        assert_eq!(line("Re: {{ item.title }}", &KNOWN, &values).unwrap(), "Re: a Bcc: b");
        assert_eq!(html("[{{ item.title }}]", &KNOWN, &Values::new()).unwrap(), "[]");
    }

    #[test]
    fn what_cannot_be_filled_is_refused_with_its_line() {
        let cases = [
            ("a\n{% for x in y %}{% endfor %}", "line 2"),
            ("{# hidden #}", "line 1"),
            ("a\nb {{ item.secret }}", "line 2: there is no \"item.secret\""),
            ("{{ item.number ", "line 1"),
            ("{{ item.title|upper }}", "upper"),
            ("{{ nobody }}", "there is no \"nobody\""),
            ("{{ range(10) }}", "range"),
        ];
        for (text, says) in cases {
            let Err(Error::Invalid { problem, .. }) = check("html", text, &KNOWN) else {
                panic!("{text} is taken")
            };
            assert!(problem.contains(says), "{text}: {problem}");
        }
        assert_eq!(check("html", "{{ item.title }}", &KNOWN).unwrap(), ["item.title"]);
        assert!(check("html", &"x".repeat(LONGEST + 1), &KNOWN).is_err());
    }
}
