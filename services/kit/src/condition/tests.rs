//! Conditions: what parses, what is refused, what they mean.
use jiff::tz::TimeZone;
use tandem_proto::types::{Condition, comparison::Operator};

use super::{
    Catalogue, Column, Kind, Problem, Scope, Search, Value, compile, eval, normal, parse, print,
    tree::{all, any, compare, not, text},
};

fn catalogue() -> Catalogue {
    let states = [("NEW", "new"), ("OPEN", "open"), ("FINISHED", "finished")];
    Catalogue::default()
        .field("title", Kind::Text, Column::required("title"))
        .field("status.state", Kind::choices("STATE_", states), Column::required("state"))
        .field("assignee", Kind::TextId, Column::nullable("assignee"))
        .field("team", Kind::TextId, Column::nullable("team"))
        .field("priority", Kind::Number, Column::nullable("priority"))
        .field("billable", Kind::Bool, Column::nullable("billable"))
        .field("effort", Kind::Duration, Column::nullable("effort"))
        .field("create_time", Kind::Time, Column::required("create_time"))
        .field("due_on", Kind::Date, Column::nullable("due_on"))
        .field("tags", Kind::Keyword, Column::array("tags"))
        .field("fields.severity", Kind::Keyword, Column::json("fields", "severity"))
        .search(Search::Fields(vec!["title"]))
}

fn scope() -> Scope {
    Scope {
        me: Some("user_1".into()),
        my_teams: vec!["team_1".into(), "team_2".into()],
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
    }
}

fn field(name: &str, value: &str) -> Condition {
    compare(name, Operator::Equal, value, false)
}

#[test]
fn or_binds_closer_than_and_and_what_stands_side_by_side_must_all_hold() {
    let (a, b, c, d) = (|| text("a"), || text("b"), || text("c"), || text("d"));
    let cases = [
        ("", all(vec![])),
        ("  ", all(vec![])),
        ("a", a()),
        ("a AND b OR c", all(vec![a(), any(vec![b(), c()])])),
        ("a OR b AND c", all(vec![any(vec![a(), b()]), c()])),
        ("a b OR c", all(vec![a(), any(vec![b(), c()])])),
        ("a b AND c d", all(vec![a(), b(), c(), d()])),
        ("(a AND b) OR c", any(vec![all(vec![a(), b()]), c()])),
        ("a AND (b AND c)", all(vec![a(), all(vec![b(), c()])])),
        ("((a))", a()),
        ("-a OR b", any(vec![not(a()), b()])),
        ("NOT a b", all(vec![not(a()), b()])),
        ("NOT (a OR b)", not(any(vec![a(), b()]))),
        ("NOT(a)AND(b)", all(vec![not(a()), b()])),
        ("-(-a)", not(not(a()))),
        ("a and b", all(vec![a(), text("and"), b()])),
        ("don't", text("don't")),
        ("a-b", text("a-b")),
        (r#""a \"b\" \\ AND" 'it is'"#, all(vec![text(r#"a "b" \ AND"#), text("it is")])),
        ("*", all(vec![])),
        ("-*", any(vec![])),
    ];
    for (written, meant) in cases {
        assert_eq!(parse(written), Ok(meant), "{written}");
    }
}

#[test]
fn comparisons_take_every_operator_and_several_values() {
    let eq = |value| field("x", value);
    let has = |value| compare("x", Operator::Has, value, false);
    let cases = [
        ("x = 1", eq("1")),
        ("x=1", eq("1")),
        ("x!=1", compare("x", Operator::NotEqual, "1", false)),
        ("x <-7d", compare("x", Operator::Less, "-7d", false)),
        ("x<= +2h", compare("x", Operator::LessOrEqual, "+2h", false)),
        ("x.y-z.a > 3.5", compare("x.y-z.a", Operator::Greater, "3.5", false)),
        (
            "x >= 2026-11-21T10:00:00+01:00",
            compare("x", Operator::GreaterOrEqual, "2026-11-21T10:00:00+01:00", false),
        ),
        ("x:*", has("*")),
        ("-x:*", not(has("*"))),
        ("x:\"a b\"", compare("x", Operator::Has, "a b", true)),
        ("x = \"\"", compare("x", Operator::Equal, "", true)),
        ("x:(a OR b)", any(vec![has("a"), has("b")])),
        ("x:(a b -c)", all(vec![has("a"), has("b"), not(has("c"))])),
        ("x = (a OR \"b c\")", any(vec![eq("a"), compare("x", Operator::Equal, "b c", true)])),
        ("x != (a OR b)", not(any(vec![eq("a"), eq("b")]))),
    ];
    for (written, meant) in cases {
        assert_eq!(parse(written), Ok(meant), "{written}");
    }
}

#[test]
fn a_refusal_says_where_and_what() {
    let cases = [
        ("a AND", 6, "a condition is missing at the end"),
        ("AND a", 1, "`AND` where a condition or value is expected"),
        ("a OR OR b", 6, "`OR` where"),
        ("a = ", 5, "a value is missing after `=`"),
        ("x = AND", 5, "`AND` where"),
        ("(a", 1, "`(` is never closed"),
        ("a)", 2, "`)` closes nothing"),
        ("()", 2, "unexpected `)`"),
        ("a \"b", 3, "the quote is never closed"),
        ("x = \"b\\w\"", 7, "unknown escape"),
        ("- a", 1, "`-` must stand directly before"),
        ("NOT -a", 5, "a negation of a negation"),
        ("lower(x) = 1", 1, "functions are not supported: `lower(`"),
        ("ä = now()", 5, "functions are not supported: `now(`"),
        ("\"x\" = 1", 1, "a field is written without quotes"),
        (".x = 1", 1, "`.x` is no name of a field"),
        ("x < (1 OR 2)", 5, "`<` takes one value"),
        ("x = (y = 1)", 8, "`=` within the value"),
        ("x = a,b", 6, "unexpected `,`"),
        ("a = b = c", 7, "unexpected `=`"),
        ("priorty = 1", 1, "unknown field `priorty`; did you mean `priority`?"),
        ("title:x severity:a", 9, "did you mean `fields.severity`?"),
        ("zzz = 1", 1, "unknown field `zzz`"),
        ("priority = high", 12, "`high` is no number, which `priority` needs"),
        ("priority = 1e3", 12, "`1e3` is no number"),
        ("status.state = FINISHD", 16, "did you mean `FINISHED`?"),
        ("status.state = x", 16, "it is one of NEW, OPEN, FINISHED"),
        ("status.state > NEW", 16, "has no order"),
        ("tags > a", 8, "is a list and has no order"),
        ("create_time > 7d", 15, "`7d` is no time such as"),
        ("create_time > \"today\"", 15, "`today` is no time"),
        ("create_time > 2026-02-30", 15, "is no time"),
        ("priority = *", 12, "is asked by `priority:*`"),
        ("title:prin*", 7, "there are no wildcards; a part is found by `title:prin`"),
        ("title:(a OR prio*)", 13, "there are no wildcards"),
        ("billable = yes", 12, "`yes` is no `true` or `false`"),
    ];
    for (written, position, message) in cases {
        let problem = compile(written, &catalogue()).expect_err(written);
        assert_eq!(problem.position, Some(position), "{written}: {problem}");
        assert!(problem.message.contains(message), "{written}: {problem}");
    }
}

#[test]
fn fields_are_found_by_what_people_call_them_too() {
    let catalogue = catalogue();
    for (written, meant) in
        [("created > -7d", "create_time > -7d"), ("state != FINISHED", "status.state != FINISHED")]
    {
        let [written, meant] =
            [written, meant].map(|text| format!("{:?}", compile(text, &catalogue).unwrap()));
        assert_eq!(written, meant);
    }
    let problem = compile("due:*", &catalogue).unwrap_err();
    assert!(problem.message.starts_with("unknown field `due`"), "there is no due_time here: {problem}");
    assert_eq!(catalogue.get("tags").unwrap().name, "tags", "a field of that name goes before");
}

#[test]
fn depth_length_and_size_are_bounded() {
    let too_deep = format!("{}a{}", "(".repeat(33), ")".repeat(33));
    let too_long = "a ".repeat(4097);
    let too_many = "a ".repeat(513);
    let deep = format!("{}a{}", "-(".repeat(31), ")".repeat(31));
    for refused in [&too_deep, &too_long, &too_many] {
        assert!(matches!(parse(refused), Err(Problem { .. })));
    }
    assert!(parse(&deep).is_ok());
    let mut tree = text("a");
    for _ in 0..40 {
        tree = not(tree);
    }
    assert!(super::check(&tree, &catalogue()).is_err());
    let long = super::check(&text("a".repeat(9000)), &catalogue());
    assert!(long.is_err());
}

#[test]
fn a_tree_reads_back_from_its_text() {
    let cases = [
        (all(vec![]), ""),
        (any(vec![]), "-*"),
        (all(vec![text("a"), all(vec![])]), "a AND *"),
        (not(all(vec![text("a"), text("NOT")])), "NOT (a AND \"NOT\")"),
        (all(vec![any(vec![text("a"), not(field("x", "1"))])]), "a OR NOT x = 1"),
        (
            all(vec![any(vec![text("a"), text("b")]), field("x", "two words")]),
            "(a OR b) AND x = \"two words\"",
        ),
        (compare("x", Operator::Has, "*", true), "x:\"*\""),
        (text("*"), "\"*\""),
        (text("-a"), "\"-a\""),
        (not(not(text("a"))), "NOT (NOT a)"),
    ];
    for (tree, written) in cases {
        assert_eq!(print(&tree), written);
        assert_eq!(parse(written), Ok(normal(&tree)), "{written}");
    }
}

/// What holds for the record of the next test.
const HOLDING: &[&str] = &[
    "",
    "printer",
    "\"über w\"",
    "title:wasser",
    "title = \"Printer ÜBER Wasser\"",
    "-title = printer",
    "status.state = open",
    "status.state = STATE_OPEN",
    "status.state:(NEW OR Open)",
    "status.state != FINISHED",
    "status.state != (NEW OR FINISHED)",
    "assignee = me",
    "assignee:*",
    "team = my_teams",
    "assignee != my_teams",
    "priority != 3",
    "NOT priority < 3",
    "-priority:*",
    "NOT (priority > 3 OR priority <= 3)",
    "-billable = true",
    "effort = 1.5h",
    "effort > 89m",
    "create_time > -7d",
    "create_time = today",
    "create_time >= today",
    "create_time <= 2026-11-21",
    "create_time > yesterday",
    "create_time < -12h",
    "create_time < now",
    "create_time > 2026-11-21T00:00",
    "due_on = today",
    "due_on < tomorrow",
    "due_on > -1d",
    "tags:vip",
    "tags = me",
    "tags != other",
    "tags:(vip me)",
    "-tags:(vip other)",
    "fields.severity = high",
];

#[test]
fn a_condition_holds_for_a_record_as_a_reader_would_say() {
    let record = |field: &str| match field {
        "title" => "Printer ÜBER Wasser".into(),
        "status.state" => "STATE_OPEN".into(),
        "assignee" => "user_1".into(),
        "team" => "team_2".into(),
        "effort" => Value::from(5400),
        "create_time" => "2026-11-20T23:30:00Z".into(),
        "due_on" => "2026-11-21".into(),
        "tags" => Value::from(vec!["vip", "me"]),
        "fields.severity" => "high".into(),
        _ => Value::Unset,
    };
    for &written in HOLDING {
        let checked = compile(written, &catalogue()).expect(written);
        assert!(eval(&checked, &scope(), &record), "{written}");
        let complement =
            compile(&format!("NOT ({})", if written.is_empty() { "*" } else { written }), &catalogue());
        assert!(!eval(&complement.expect(written), &scope(), &record), "NOT ({written})");
    }
    let nobody = Scope { me: None, ..scope() };
    let mine = compile("assignee = me", &catalogue()).unwrap();
    assert!(!eval(&mine, &nobody, &record), "the system is nobody");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 4000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(8),
        ..proptest::test_runner::Config::default()
    })]

    #[test]
    fn any_text_is_refused_or_reads_back(parts in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..14)) {
        let written = parts.concat();
        if let Ok(tree) = parse(&written) {
            proptest::prop_assert_eq!(parse(&print(&tree)), Ok(tree.clone()), "{}", written);
            proptest::prop_assert_eq!(normal(&tree), tree);
        } else if let Err(Problem { position: Some(position), .. }) = compile(&written, &catalogue()) {
            proptest::prop_assert!(position <= written.chars().count() + 1);
        }
    }
}

const PARTS: [&str; 30] = [
    "a", "title", "tags", ".", "ä", "🦀", " ", " ", " ", "(", ")", "-", "NOT", "AND", "OR", " OR ", " AND ",
    ":", "=", "!=", "!", "<", ">=", "\"", "'", "\\", "*", ",", "\0", "\n",
];

#[test]
fn json_becomes_values() {
    let json = serde_json::json!({"a": [1, "x", null, 2.5e-3], "b": true, "c": {}});
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let list = vec![number("1"), "x".into(), Value::Unset, number("0.0025")];
    assert_eq!(Value::from(&json["a"]), Value::List(list));
    assert_eq!(Value::from(&json["b"]), Value::Bool(true));
    assert_eq!(Value::from(&json["c"]), Value::Unset);
}

#[test]
fn ids_are_read_in_their_outer_form_only() {
    use crate::id::{TeamId, UserId, UserKind};
    let catalogue =
        Catalogue::default().field("assignee", Kind::id::<UserKind>(), Column::nullable("assignee"));
    let me = UserId::new();
    assert!(compile(&format!("assignee = {me}"), &catalogue).is_ok());
    let problem = compile(&format!("assignee = {}", TeamId::new()), &catalogue).unwrap_err();
    assert!(problem.on("filter").to_string().starts_with("filter: at character 12: `team_"), "{problem}");
    let mine = compile("assignee = me", &catalogue).unwrap();
    let scope = Scope::new(&me, vec![], chrono::DateTime::UNIX_EPOCH, TimeZone::UTC);
    assert!(eval(&mine, &scope, &|_: &str| Value::Id(me.uuid())));
    assert!(!eval(&mine, &Scope::system(chrono::DateTime::UNIX_EPOCH, TimeZone::UTC), &|_: &str| Value::Id(
        me.uuid()
    )));
}

#[test]
fn sql_binds_every_value_and_stays_plain_where_an_index_can_answer() {
    let written = "status.state != FINISHED AND assignee = \"x'; drop\" AND create_time > -7d AND tags:vip AND NOT priority > 2";
    let mut query = sqlx::QueryBuilder::new("");
    super::sql::push(&compile(written, &catalogue()).unwrap(), &scope(), &mut query);
    let expected = "(not (state = $1) and assignee = $2 and create_time > $3 and tags @> array[$4] \
        and (priority is null or not (priority > $5)))";
    assert_eq!(query.sql().as_str(), expected);
}
