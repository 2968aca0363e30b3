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
