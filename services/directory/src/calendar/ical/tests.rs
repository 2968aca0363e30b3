use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(events: &str) -> Vec<(String, String)> {
    let file = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n");
    let found = holidays(&file, "Europe/Berlin", (date("2025-08-24"), date("2029-08-24"))).unwrap();
    found.into_iter().map(|(day, name)| (day.to_string(), name)).collect()
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
fn what_is_no_calendar_is_refused_and_a_rule_without_end_ends() {
    let window = (date("2025-08-24"), date("2029-08-24"));
    for wrong in ["", "Christmas", "BEGIN:VCARD\r\nEND:VCARD\r\n", "<html>BEGIN:VCALENDAR</html>"] {
        assert!(holidays(wrong, "UTC", window).is_err(), "{wrong:?}");
    }
    assert!(holidays(&"x".repeat(LONGEST + 1), "UTC", window).is_err());
    assert_eq!(days(&event("DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:x")), [""; 0]);
    assert_eq!(read(""), []);
}
