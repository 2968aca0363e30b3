//! Whether people answer now: by the account's business calendar.
use chrono::{DateTime, Utc};
use tandem_kit::{Cause, Result, business_time as time};

use super::{Chats, widget::Widget};

/// Whether a widget is open, and when it is next where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub open: bool,
    pub next: Option<DateTime<Utc>>,
}

/// The hours of a widget now. A directory that is away closes nothing: the visitor is heard.
///
/// # Errors
/// Where the calendar cannot be read.
pub async fn now(chats: &Chats, cause: &Cause, widget: &Widget) -> Result<Hours> {
    let always = Hours { open: true, next: None };
    if !widget.has_hours() {
        return Ok(always);
    }
    let calendar = match chats.staff.calendar(cause).await {
        Ok(Some(calendar)) => calendar,
        Ok(None) => return Ok(always),
        Err(error) if error.passing() => return Ok(always),
        Err(error) => return Err(error),
    };
    let spans = calendar.spans.iter().map(|span| (span.weekday, span.start_minute, span.end_minute));
    let holidays = calendar.holidays.iter().map(String::as_str);
    Ok(at(&time::Calendar::read(&calendar.time_zone, spans, holidays)?, chats.now()))
}

fn at(calendar: &time::Calendar, now: DateTime<Utc>) -> Hours {
    let next = time::next_open(time::from_chrono(now), calendar).map(time::to_chrono);
    let open = next.is_some_and(|next| next <= now);
    Hours { open, next: next.filter(|_| !open) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_open_within_the_hours_and_says_when_it_is_next() {
        let calendar = time::Calendar::read("UTC", (1..=5).map(|day| (day, 9 * 60, 17 * 60)), []).unwrap();
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // 2026-11-27 is a Friday.
        assert_eq!(at(&calendar, instant("2026-11-27T09:00:00Z")), Hours { open: true, next: None });
        let monday = Some(instant("2026-11-30T09:00:00Z"));
        assert_eq!(at(&calendar, instant("2026-11-27T17:00:00Z")), Hours { open: false, next: monday });
        let never = time::Calendar::read("UTC", [], []).unwrap();
        assert_eq!(at(&never, instant("2026-11-27T09:00:00Z")), Hours { open: false, next: None });
    }
}
