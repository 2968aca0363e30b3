//! Business calendars.
use tandem_proto::directory::{self as pb, business_calendar::Span};
use tonic::Code;

use crate::desk::{Desk, acting, field, mask, reason};

const fn span(weekday: i32, start_minute: i32, end_minute: i32) -> Span {
    Span { weekday, start_minute, end_minute }
}

async fn first(desk: &Desk) -> pb::BusinessCalendar {
    let request = pb::ListBusinessCalendarsRequest {};
    let listed = acting(&desk.owner(), desk.calendars().list_business_calendars(request)).await.unwrap();
    listed.business_calendars.into_iter().next().unwrap()
}

async fn update(
    desk: &Desk,
    given: pb::BusinessCalendar,
    path: &str,
) -> Result<pb::BusinessCalendar, tonic::Status> {
    let request = pb::UpdateBusinessCalendarRequest {
        business_calendar: Some(given),
        update_mask: Some(mask(&[path])),
    };
    acting(&desk.admin(), desk.calendars().update_business_calendar(request)).await
}

#[tokio::test]
async fn an_account_works_monday_to_friday_until_it_says_otherwise() {
    let desk = Desk::open().await;
    let calendar = first(&desk).await;
    assert_eq!(calendar.spans, (1..=5).map(|day| span(day, 540, 1020)).collect::<Vec<_>>());
    assert!(calendar.default);
    let changed = pb::BusinessCalendar {
        spans: vec![span(6, 600, 720), span(1, 780, 1020), span(1, 540, 720)],
        ..calendar.clone()
    };
    let changed = update(&desk, changed, "spans").await.unwrap();
    assert_eq!(changed.spans, [span(1, 540, 720), span(1, 780, 1020), span(6, 600, 720)]);
    let holidays = vec!["2026-12-25".into(), "2026-01-01".into(), "2026-12-25".into()];
    let changed = update(&desk, pb::BusinessCalendar { holidays, ..changed }, "holidays").await.unwrap();
    assert_eq!(changed.holidays, ["2026-01-01", "2026-12-25"]);
    assert_eq!(first(&desk).await, changed);
    let stale =
        update(&desk, pb::BusinessCalendar { name: "Support".into(), ..calendar }, "name").await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "STALE"));
    desk.bench.end().await;
}

#[tokio::test]
async fn hours_that_cannot_be_are_refused_by_their_field() {
    let desk = Desk::open().await;
    let calendar = first(&desk).await;
    let with = |spans: Vec<Span>| pb::BusinessCalendar { spans, ..calendar.clone() };
    for wrong in [
        vec![span(0, 1, 2)],
        vec![span(8, 1, 2)],
        vec![span(1, 600, 600)],
        vec![span(1, -1, 600)],
        vec![span(1, 600, 1441)],
        vec![span(1, 540, 720), span(1, 719, 800)],
        (0..71).map(|n| span(1, n, n + 1)).collect(),
    ] {
        assert_eq!(
            field(&update(&desk, with(wrong.clone()), "spans").await.unwrap_err()),
            "business_calendar.spans",
            "{wrong:?}"
        );
    }
    for wrong in ["2026-02-30", "25.12.2026", "2026-1-1", ""] {
        let given = pb::BusinessCalendar { holidays: vec![wrong.into()], ..calendar.clone() };
        assert_eq!(
            field(&update(&desk, given, "holidays").await.unwrap_err()),
            "business_calendar.holidays",
            "{wrong:?}"
        );
    }
    let given = pb::BusinessCalendar { time_zone: "Middle/Earth".into(), ..calendar.clone() };
    assert_eq!(field(&update(&desk, given, "time_zone").await.unwrap_err()), "business_calendar.time_zone");
    assert_eq!(first(&desk).await, calendar);
    desk.bench.end().await;
}

const CHRISTMAS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTART;VALUE=DATE:20101225\r\n\
     RRULE:FREQ=YEARLY\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn the_days_of_a_calendar_file_become_holidays_once() {
    let desk = Desk::open().await;
    let calendar = first(&desk).await;
    let import = async |ical: &str, dry_run| {
        let request = pb::ImportHolidaysRequest { id: calendar.id.clone(), ical: ical.into(), dry_run };
        acting(&desk.admin(), desk.calendars().import_holidays(request)).await
    };
    let would = import(CHRISTMAS, true).await.unwrap();
    assert_eq!(would.added.len(), 4, "{:?}", would.added);
    assert_eq!(first(&desk).await, calendar, "a dry run changes nothing");
    let done = import(CHRISTMAS, false).await.unwrap();
    assert_eq!(done.added, would.added);
    let now = first(&desk).await;
    assert_eq!(Some(&now), done.business_calendar.as_ref());
    assert_eq!(now.holidays, done.added);
    assert_eq!(now.holiday_names[&done.added[0]], "Christmas");
    assert_eq!(import(CHRISTMAS, false).await.unwrap().added, [""; 0]);
    assert_eq!(first(&desk).await, now);
    assert_eq!(field(&import("no calendar", false).await.unwrap_err()), "ical");
    let without = pb::BusinessCalendar { holidays: Vec::new(), ..now };
    assert!(update(&desk, without, "holidays").await.unwrap().holiday_names.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn an_account_has_several_calendars_and_always_one_default() {
    let desk = Desk::open().await;
    let office = first(&desk).await;
    let request = pb::CreateBusinessCalendarRequest {
        name: "Weekend".into(),
        spans: vec![span(6, 600, 720)],
        request_id: "5f0c9c66-7a7f-4a2e-8f4c-000000000001".into(),
        ..Default::default()
    };
    let weekend =
        acting(&desk.admin(), desk.calendars().create_business_calendar(request.clone())).await.unwrap();
    assert_eq!((weekend.default, weekend.time_zone.as_str()), (false, office.time_zone.as_str()));
    let again = acting(&desk.admin(), desk.calendars().create_business_calendar(request)).await.unwrap();
    assert_eq!(again, weekend);
    let becomes = pb::BusinessCalendar { default: true, ..weekend.clone() };
    assert!(update(&desk, becomes, "default").await.unwrap().default);
    assert_eq!(first(&desk).await.id, weekend.id);
    let never = pb::BusinessCalendar { default: false, revision: 0, ..weekend.clone() };
    assert_eq!(field(&update(&desk, never, "default").await.unwrap_err()), "business_calendar.default");
    let delete = async |id: &str| {
        let request = pb::DeleteBusinessCalendarRequest { id: id.into() };
        acting(&desk.admin(), desk.calendars().delete_business_calendar(request)).await
    };
    assert_eq!(reason(&delete(&weekend.id).await.unwrap_err()), "CALENDAR_IS_DEFAULT");
    delete(&office.id).await.unwrap();
    assert_eq!(delete(&office.id).await.unwrap_err().code(), Code::NotFound);
    desk.bench.end().await;
}
