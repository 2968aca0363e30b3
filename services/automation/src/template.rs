//! Texts with variables, such as `{{ item.number }}`: variables only, no logic, and never more than a little work.
use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Value};
use tandem_kit::{Error, Result};

use crate::rule::check::Fields;

/// What texts may name.
const VARIABLES: [&str; 10] = [
    "item.number",
    "item.title",
    "item.name",
    "item.status",
    "requester.name",
    "requester.first_name",
    "requester.greeting",
    "account.name",
    "user.name",
    "user.first_name",
];
/// How much work a text may be; a long one takes a few hundred.
const FUEL: u64 = 20_000;
/// The name of a text that is HTML, where values are escaped.
const HTML: &str = "html";
const MOST_BYTES: usize = 100_000;

/// What a text is filled with.
pub struct Values {
    pub item: ItemValues,
    /// The name of who asked, where it may be said.
    pub requester: Option<String>,
    /// The account's name.
    pub account: String,
    /// Whoever runs a macro; none of a rule, which speaks in the account's name.
    pub user: Option<String>,
    /// The custom fields of who asked that may be said, by key, as people read them.
    pub requester_fields: BTreeMap<String, String>,
}

/// Of the item.
pub struct ItemValues {
    pub number: i64,
    /// Where it may be said.
    pub title: Option<String>,
    /// The name of its status.
    pub status: String,
    /// Its custom fields that may be said, by key, as people read them.
    pub fields: BTreeMap<String, String>,
}

impl Values {
    fn value(&self) -> Value {
        let ItemValues { number, title, status, fields } = &self.item;
        // Each reads well where there is nothing to say, too.
        let name =
            title.as_ref().map_or(format!("#{number}"), |title| format!("#{number} \u{201c}{title}\u{201d}"));
        let item = [
            ("number", Value::from(*number)),
            ("title", title.clone().unwrap_or_else(|| format!("Request {number}")).into()),
            ("name", name.into()),
            ("status", status.as_str().into()),
            ("fields", Value::from_pairs(fields.clone())),
        ];
        let greeting = self.requester.as_ref().map_or("Hello".to_owned(), |name| format!("Hello {name}"));
        let requester = self.requester.as_deref().unwrap_or("there");
        let requester = [
            ("name", Value::from(requester)),
            ("first_name", first(requester).into()),
            ("greeting", greeting.into()),
            ("fields", Value::from_pairs(self.requester_fields.clone())),
        ];
        let user = self.user.as_deref().unwrap_or(&self.account);
        let first_name = self.user.as_deref().map_or(user, first);
        Value::from_pairs([
            ("item", Value::from_pairs(item)),
            ("requester", Value::from_pairs(requester)),
            ("account", Value::from_pairs([("name", self.account.as_str())])),
            ("user", Value::from_pairs([("name", user), ("first_name", first_name)])),
        ])
    }
}

/// The first word of a name.
fn first(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(
        |name| {
            if name == HTML { AutoEscape::Html } else { AutoEscape::None }
        },
    );
    environment
}

/// Fills an HTML text; values are escaped.
///
/// # Errors
/// `Refused` where the text cannot be filled.
pub fn html(text: &str, values: &Values) -> Result<String> {
    render(HTML, text, values)
}

/// Fills one line of plain text.
///
/// # Errors
/// `Refused` where the text cannot be filled.
pub fn line(text: &str, values: &Values) -> Result<String> {
    Ok(render("line", text, values)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn render(name: &str, text: &str, values: &Values) -> Result<String> {
    let filled = environment().render_named_str(name, text, values.value());
    filled.map_err(|e| Error::refused("TEMPLATE", format!("the text cannot be filled: {e}")))
}

/// Whether a text can be filled, before anybody relies on it.
///
/// # Errors
/// `Invalid` with the line and what is wrong there.
pub fn check(field: &str, text: &str, fields: &Fields) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if text.len() > MOST_BYTES {
        return Err(Error::invalid(field, format!("has {} bytes, more than {MOST_BYTES}", text.len())));
    }
    if let Some(sign) = ["{%", "{#"].iter().find(|sign| text.contains(**sign)) {
        return Err(Error::invalid(
            field,
            format!("{sign:?} has no meaning here; variables are written as {{{{ item.number }}}}"),
        ));
    }
    let environment = environment();
    let template = environment.template_from_named_str(HTML, text).map_err(|e| {
        Error::invalid(
            field,
            format!("line {}: {}", e.line().unwrap_or(1), e.detail().unwrap_or("cannot be read")),
        )
    })?;
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort();
    if let Some(name) =
        names.iter().find(|name| !VARIABLES.contains(&name.as_str()) && !is_custom(name, fields))
    {
        return Err(Error::invalid(
            field,
            format!(
                "there is no {name:?}; there are {}, item.fields.<key> and requester.fields.<key>",
                VARIABLES.join(", ")
            ),
        ));
    }
    let sample = Values {
        item: ItemValues {
            number: 1,
            title: Some("T".into()),
            status: "Open".into(),
            fields: BTreeMap::new(),
        },
        requester: Some("Ann".into()),
        account: "Acme".into(),
        user: None,
        requester_fields: BTreeMap::new(),
    };
    html(text, &sample).map(|_| ()).map_err(|e| Error::invalid(field, e.to_string()))
}

/// Whether a variable is a custom field of items or of customers.
fn is_custom(name: &str, fields: &Fields) -> bool {
    let (key, fields) = if let Some(key) = name.strip_prefix("item.fields.") {
        (key, &fields.items)
    } else if let Some(key) = name.strip_prefix("requester.fields.") {
        (key, &fields.customers)
    } else {
        return false;
    };
    fields.iter().any(|field| field.key == key)
}

/// The plain text of a piece of HTML, for the readers of mails who want no other.
#[must_use]
pub fn plain(html: &str) -> String {
    let broken = ["</p>", "<br>", "<br/>", "<br />", "</div>", "</li>"]
        .iter()
        .fold(html.to_owned(), |h, tag| h.replace(tag, "\n"));
    let mut text = String::with_capacity(broken.len());
    let mut in_tag = false;
    for c in broken.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(text, |t, (entity, c)| t.replace(entity, c)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(title: &str) -> Values {
        Values {
            item: ItemValues {
                number: 7,
                title: Some(title.into()),
                status: "Open".into(),
                fields: BTreeMap::from([("severity".into(), "Very <high>".into())]),
            },
            requester: Some("Ann".into()),
            account: "Acme".into(),
            user: None,
            requester_fields: BTreeMap::from([("vip".into(), "true".into())]),
        }
    }

    #[test]
    fn a_text_reads_well_where_there_is_no_name_and_no_title() {
        let text = "{{ requester.greeting }}, thank you for your request {{ item.name }}.";
        let ann = values("Printer");
        assert_eq!(
            line(text, &ann).unwrap(),
            "Hello Ann, thank you for your request #7 \u{201c}Printer\u{201d}."
        );
        let item = ItemValues { title: None, ..ann.item };
        let nobody = Values { item, requester: None, ..ann };
        assert_eq!(line(text, &nobody).unwrap(), "Hello, thank you for your request #7.");
    }

    #[test]
    fn a_text_is_signed_by_whoever_runs_the_macro_and_a_rules_by_the_account() {
        let bob = Values { user: Some("Bob Smith".into()), ..values("Printer") };
        assert_eq!(line("{{ user.name }}, {{ user.first_name }}", &bob).unwrap(), "Bob Smith, Bob");
        assert_eq!(line("{{ user.first_name }}", &values("Printer")).unwrap(), "Acme");
    }

    #[test]
    fn a_text_is_filled_and_what_customers_wrote_is_escaped() {
        let text = "<p>#{{ item.number }} {{ item.title }} for {{ requester.name }}</p>";
        assert_eq!(html(text, &values("<b>&")).unwrap(), "<p>#7 &lt;b&gt;&amp; for Ann</p>");
        assert_eq!(line("Re: {{ item.title }}", &values("a\r\nBcc: b")).unwrap(), "Re: a Bcc: b");
    }

    #[test]
    fn a_title_is_a_value_and_never_a_text() {
        assert_eq!(html("{{ item.title }}", &values("{{ account.name }}")).unwrap(), "{{ account.name }}");
    }

    #[test]
    fn logic_and_unknown_variables_are_refused_by_name() {
        let cases = [
            "",
            "{% for x in y %}{% endfor %}",
            "{{ item.secret }}",
            "{{ item.number ",
            "{{ item.title|upper }}",
            "{{ nobody }}",
        ];
        for text in cases {
            assert!(matches!(check("f", text, &Fields::default()), Err(Error::Invalid { .. })), "{text}");
        }
        check("f", "<p>{{ item.number }} {{ account.name }}</p>", &Fields::default()).unwrap();
    }

    #[test]
    fn plain_text_has_lines_and_no_tags() {
        assert_eq!(plain("<p>Hello &amp; welcome</p><p>a<br>b</p>"), "Hello & welcome\na\nb");
    }

    #[test]
    fn a_text_names_custom_fields_that_there_are() {
        let text = "{{ item.fields.severity }}, {{ requester.fields.vip }}{{ item.fields.nothing }}";
        assert_eq!(html(text, &values("x")).unwrap(), "Very &lt;high&gt;, true");
        let field = |key: &str| tandem_proto::items::CustomField { key: key.into(), ..Default::default() };
        let (items, customers) = (vec![field("severity")], vec![field("vip")]);
        let fields = Fields { items, customers, ..Fields::default() };
        check("f", "{{ item.fields.severity }}, {{ requester.fields.vip }}", &fields).unwrap();
        for text in
            ["{{ item.fields.vip }}", "{{ requester.fields.severity }}", "{{ item.fields.severity.x }}"]
        {
            assert!(check("f", text, &fields).is_err(), "{text}");
        }
    }
}
