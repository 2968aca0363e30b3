use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn whole(events: &str) -> Found {
    let file = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n");
    holidays(&file, "Europe/Berlin", (date("2025-08-24"), date("2029-08-24"))).unwrap()
}

fn read(events: &str) -> Vec<(String, String)> {
    let found = whole(events);
    assert_eq!(found.problems, [""; 0]);
    found.days.into_iter().map(|(day, name)| (day.to_string(), name)).collect()
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{}@x\r\n{}\r\nEND:VEVENT\r\n", lines.len(), lines.replace('\n', "\r\n"))
}

fn days(events: &str) -> Vec<String> {
    read(events).into_iter().map(|(day, _)| day).collect()
}

#[test]
fn a_day_that_repeats_every_year_is_a_holiday_of_each_year_that_is_looked_at() {
    let christmas = event(
        "DTSTART;VALUE=DATE:20141225\nDTEND;VALUE=DATE:20141226\nRRULE:FREQ=YEARLY\nSUMMARY:Christmas\\, first day",
    );
    let expected = ["2025", "2026", "2027", "2028"]
        .map(|year| (format!("{year}-12-25"), "Christmas, first day".to_owned()));
    assert_eq!(read(&christmas), expected);
}

#[test]
fn an_event_of_several_days_is_so_many_holidays_and_one_without_an_end_is_one() {
    assert_eq!(
        days(&event("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:x")),
        ["2026-12-24", "2026-12-25", "2026-12-26"]
    );
    assert_eq!(days(&event("DTSTART;VALUE=DATE:20261224\nSUMMARY:x")), ["2026-12-24"]);
    assert_eq!(
        days(&event("DTSTART;VALUE=DATE:20261224\nDURATION:P2D\nSUMMARY:x")),
        ["2026-12-24", "2026-12-25"]
    );
}

#[test]
fn a_time_counts_on_the_day_that_it_is_in_its_own_zone() {
    let midnight =
        "DTSTART;TZID=Europe/Berlin:20261003T000000\nDTEND;TZID=Europe/Berlin:20261004T000000\nSUMMARY:x";
    assert_eq!(days(&event(midnight)), ["2026-10-03"]);
    assert_eq!(days(&event("DTSTART:20261003T000000\nDTEND:20261004T000000\nSUMMARY:x")), ["2026-10-03"]);
}

#[test]
fn exceptions_are_left_out_further_dates_are_added_and_what_is_cancelled_is_none() {
    let weekly = "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20260112\nRDATE;VALUE=DATE:20260301\nSUMMARY:x";
    assert_eq!(days(&event(weekly)), ["2026-01-05", "2026-01-19", "2026-01-26", "2026-03-01"]);
    assert_eq!(days(&event("DTSTART;VALUE=DATE:20260105\nSTATUS:CANCELLED\nSUMMARY:x")), [""; 0]);
}

#[test]
fn a_rule_by_the_day_of_the_week_is_understood() {
    let thanksgiving =
        "DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving";
    assert_eq!(days(&event(thanksgiving)), ["2025-11-27", "2026-11-26", "2027-11-25", "2028-11-23"]);
}

#[test]
fn easter_is_a_list_of_dates_and_good_friday_of_periods() {
    let easter = "DTSTART;VALUE=DATE:20250420\nRDATE;VALUE=DATE:20260405,20270328\nRDATE;VALUE=DATE:20280416\nSUMMARY:Easter";
    assert_eq!(days(&event(easter)), ["2026-04-05", "2027-03-28", "2028-04-16"]);
    let friday =
        "DTSTART:20260403T000000\nRDATE;VALUE=PERIOD:20270326T000000/P2D\nDTEND:20260404T000000\nSUMMARY:x";
    assert_eq!(days(&event(friday)), ["2026-04-03", "2027-03-26", "2027-03-27"]);
}

#[test]
fn lower_case_quotes_folds_and_line_ends_make_no_difference() {
    let text = "begin:vcalendar\nversion:2.0\nbegin:vevent\nuid:1\ndtstart;x-why=\"a;b:c\";value=date:20261225\nsumma\n ry;language=\"de\":Erster Weih\n\tnachtstag\nend:vevent\nend:vcalendar\n";
    for end in ["\n", "\r\n", "\r"] {
        let found =
            holidays(&text.replace('\n', end), "UTC", (date("2026-01-01"), date("2026-12-31"))).unwrap();
        assert_eq!(found.days, BTreeMap::from([(date("2026-12-25"), "Erster Weihnachtstag".to_owned())]));
    }
}

#[test]
fn a_time_in_utc_counts_on_the_day_that_it_is_here_but_whole_days_are_as_written() {
    let here = "DTSTART:20261224T230000Z\nDTEND:20261225T230000Z\nSUMMARY:x";
    assert_eq!(days(&event(here)), ["2026-12-25"]);
    let whole = "DTSTART:20261225T000000Z\nDTEND:20261226T000000Z\nSUMMARY:x";
    assert_eq!(days(&event(whole)), ["2026-12-25"]);
    let across = "DTSTART;TZID=America/New_York:20261224T180000\nDTEND:20261225T010000Z\nSUMMARY:x";
    assert_eq!(days(&event(across)), ["2026-12-24"], "it ends at eight in the evening there");
}

#[test]
fn exceptions_are_known_by_day_or_by_moment_in_whatever_zone() {
    let daily = "DTSTART;TZID=Europe/Berlin:20260105T090000\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:x\n";
    let without = |line: &str| days(&event(&format!("{daily}{line}")));
    assert_eq!(without("EXDATE;VALUE=DATE:20260106").len(), 4);
    assert_eq!(without("EXDATE:20260106T080000Z,20260107T080000Z").len(), 3);
    assert_eq!(without("EXDATE;TZID=America/New_York:20260106T030000").len(), 4);
    assert_eq!(without("EXDATE;TZID=Europe/Berlin:20260106T100000").len(), 5, "another time of that day");
    assert_eq!(without("EXRULE:FREQ=WEEKLY;BYDAY=TU").len(), 4);
}

#[test]
fn an_occurrence_that_was_moved_counts_where_it_was_moved_to() {
    let rule = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:x\r\nEND:VEVENT\r\n";
    let other = |lines: &str| format!("{rule}BEGIN:VEVENT\r\nUID:a\r\n{lines}\r\nEND:VEVENT\r\n");
    let moved = other("RECURRENCE-ID;VALUE=DATE:20260112\r\nDTSTART;VALUE=DATE:20260114\r\nSUMMARY:moved");
    assert_eq!(days(&moved), ["2026-01-05", "2026-01-14", "2026-01-19", "2026-01-26"]);
    let gone = other("RECURRENCE-ID;VALUE=DATE:20260112\r\nDTSTART;VALUE=DATE:20260112\r\nSTATUS:Cancelled");
    assert_eq!(days(&gone), ["2026-01-05", "2026-01-19", "2026-01-26"]);
    let all = other(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260112\r\nDTSTART;VALUE=DATE:20260113\r\nSUMMARY:y",
    );
    assert_eq!(days(&all), ["2026-01-05", "2026-01-13", "2026-01-20", "2026-01-27"]);
}

#[test]
fn a_zone_that_only_the_file_knows_is_as_the_file_says() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Our office\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\n\
        TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";
    let daily = |except: &str| {
        let lines = format!(
            "DTSTART;TZID=\"Our office\":20260706T000000\nDTEND;TZID=\"Our office\":20260707T000000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:{except}\nSUMMARY:x"
        );
        days(&format!("{zone}{}", event(&lines)))
    };
    assert_eq!(daily("20260706T220000Z"), ["2026-07-06", "2026-07-08"], "summer time there");
    assert_eq!(daily("20260706T230000Z").len(), 3);
}

#[test]
fn an_end_of_a_rule_in_utc_is_a_day_for_whole_days() {
    for until in ["20271225", "20271225T000000Z", "20271224T230000Z", "20271225T225959Z"] {
        let yearly = format!("DTSTART;VALUE=DATE:20251225\nRRULE:FREQ=YEARLY;UNTIL={until}\nSUMMARY:x");
        assert_eq!(days(&event(&yearly)), ["2025-12-25", "2026-12-25", "2027-12-25"], "{until}");
    }
}

#[test]
fn the_start_is_the_first_that_counts() {
    let weekly = "DTSTART;VALUE=DATE:20260106\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3\nSUMMARY:x";
    assert_eq!(days(&event(weekly)), ["2026-01-06", "2026-01-12", "2026-01-19"]);
    let old = "DTSTART;VALUE=DATE:19900101\nRRULE:FREQ=YEARLY;COUNT=37\nSUMMARY:x";
    assert_eq!(days(&event(old)), ["2026-01-01"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let file = [
        event("DTSTART;VALUE=DATE:2026\nSUMMARY:A"),
        event("SUMMARY:No day"),
        event("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SOMETIMES\nSUMMARY:C"),
    ];
    let found = whole(&file.concat());
    assert_eq!(found.days.len(), 1);
    assert_eq!(found.problems.len(), 3, "{:?}", found.problems);
    assert!(found.problems[0].contains("DTSTART \"2026\" is no date"), "{:?}", found.problems);
}

#[test]
fn what_is_no_day_off_by_its_kind_is_none() {
    let task = "BEGIN:VTODO\r\nUID:t\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:x\r\nEND:VTODO\r\n";
    assert_eq!(days(task), [""; 0]);
    let free = "DTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT\nSUMMARY:x";
    assert_eq!(days(&event(free)), ["2026-12-25"], "holidays of whole countries are written as free time");
    assert_eq!(days(&format!("METHOD:CANCEL\r\n{}", event(free))), [""; 0]);
}

#[test]
fn what_is_no_calendar_is_refused_and_a_rule_without_end_ends() {
    let window = (date("2025-08-24"), date("2029-08-24"));
    for wrong in ["", "Christmas", "BEGIN:VCARD\r\nEND:VCARD\r\n", "<html>BEGIN:VCALENDAR</html>"] {
        assert!(holidays(wrong, "UTC", window).is_err(), "{wrong:?}");
    }
    assert!(holidays(&"x".repeat(LONGEST + 1), "UTC", window).is_err());
    let busy = whole(&event("DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:x"));
    assert!(busy.problems[0].contains("repeats too often"), "{:?}", busy.problems);
    assert_eq!(read(""), []);
}
