//! Holiday feeds, from a server of the test's own.
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tandem_proto::directory as pb;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};

use crate::desk::{Desk, acting, field, mask};

/// What a server answers with, and what it was asked.
#[derive(Default)]
struct Served {
    status: &'static str,
    body: String,
    asked: Vec<String>,
}

struct Server {
    url: String,
    served: Arc<Mutex<Served>>,
    _running: JoinSet<()>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}/holidays.ics", listener.local_addr().unwrap().port());
        let served = Arc::new(Mutex::new(Served { status: "200 OK", ..Served::default() }));
        let (mut running, shared) = (JoinSet::new(), served.clone());
        running.spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let length = socket.read(&mut request).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
                let answer = {
                    let mut served = shared.lock().unwrap();
                    let etag = format!("\"{}\"", served.body.len());
                    let same = request.contains(&format!("if-none-match: {etag}"));
                    let (status, body) = match (same, served.status) {
                        (true, "200 OK") => ("304 Not Modified", ""),
                        (_, status) => (status, served.body.as_str()),
                    };
                    let length = body.len();
                    let answer = format!(
                        "HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Type: text/calendar\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                    );
                    served.asked.push(request);
                    answer
                };
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        Self { url, served, _running: running }
    }

    fn serves(&self, status: &'static str, days: &[&str]) {
        let events: Vec<String> = days
            .iter()
            .map(|day| {
                format!(
                    "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{}\r\nSUMMARY:Day {day}\r\nEND:VEVENT\r\n",
                    day.replace('-', "")
                )
            })
            .collect();
        let mut served = self.served.lock().unwrap();
        served.status = status;
        served.body = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", events.concat());
    }

    fn asked(&self) -> usize {
        self.served.lock().unwrap().asked.len()
    }
}

async fn calendar(desk: &Desk) -> pb::BusinessCalendar {
    let request = pb::ListBusinessCalendarsRequest {};
    let listed = acting(&desk.owner(), desk.calendars().list_business_calendars(request)).await.unwrap();
    listed.business_calendars.into_iter().next().unwrap()
}

async fn feed(desk: &Desk) -> pb::HolidayFeed {
    let request = pb::ListHolidayFeedsRequest { business_calendar_id: calendar(desk).await.id };
    let listed = acting(&desk.admin(), desk.feeds().list_holiday_feeds(request)).await.unwrap();
    listed.holiday_feeds.into_iter().next().unwrap()
}

async fn subscribe(desk: &Desk, url: &str) -> Result<pb::HolidayFeed, tonic::Status> {
    let request = pb::CreateHolidayFeedRequest {
        business_calendar_id: calendar(desk).await.id,
        url: url.into(),
        ..Default::default()
    };
    acting(&desk.admin(), desk.feeds().create_holiday_feed(request)).await
}

/// Next year's, which is within what is looked at whenever this runs.
fn days(desk: &Desk, days: &[&str]) -> Vec<String> {
    let year = desk.context().clock.now().format("%Y").to_string().parse::<i32>().unwrap() + 1;
    days.iter().map(|day| format!("{year}-{day}")).collect()
}

async fn open() -> Desk {
    Desk::open_with(|config| config.outside.allow = Some("127.0.0.1".into())).await
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60 + 60);

#[tokio::test]
async fn the_days_of_a_feed_come_and_go_with_it_and_what_was_taken_out_stays_out() {
    let (desk, server) = (open().await, Server::start().await);
    let all = days(&desk, &["03-02", "05-01", "12-25"]);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    server.serves("200 OK", &all[..2]);
    let made = subscribe(&desk, &server.url).await.unwrap();
    assert_eq!(subscribe(&desk, &server.url).await.unwrap().id, made.id, "once is enough");
    desk.bench.settle().await;
    let now = calendar(&desk).await;
    assert_eq!(now.holidays, all[..2]);
    assert_eq!(now.holiday_names[all[0]], format!("Day {}", all[0]));
    let fetched = feed(&desk).await;
    assert_eq!((fetched.day_count, fetched.problem.as_str(), fetched.failures), (2, "", 0));
    assert!(fetched.fetch_time.is_some());

    let kept = pb::BusinessCalendar { holidays: vec![all[1].into()], ..now };
    let request = pb::UpdateBusinessCalendarRequest {
        business_calendar: Some(kept),
        update_mask: Some(mask(&["holidays"])),
    };
    acting(&desk.admin(), desk.calendars().update_business_calendar(request)).await.unwrap();
    server.serves("200 OK", &all);
    desk.bench.advance(DAY);
    desk.bench.settle().await;
    assert_eq!(calendar(&desk).await.holidays, all[1..], "what was taken out is not put back");

    server.serves("200 OK", &all[2..]);
    desk.bench.advance(DAY);
    desk.bench.settle().await;
    assert_eq!(calendar(&desk).await.holidays, all[2..], "what the feed has no more is gone");

    let request = pb::DeleteHolidayFeedRequest { id: made.id };
    acting(&desk.admin(), desk.feeds().delete_holiday_feed(request)).await.unwrap();
    assert!(calendar(&desk).await.holidays.is_empty());
    desk.bench.advance(DAY);
    let asked = server.asked();
    desk.bench.settle().await;
    assert_eq!(server.asked(), asked, "nobody fetches it any more");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_feed_that_cannot_be_fetched_keeps_its_days_says_why_and_is_tried_again() {
    let (desk, server) = (open().await, Server::start().await);
    let all = days(&desk, &["05-01", "12-25"]);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    server.serves("200 OK", &all);
    subscribe(&desk, &server.url).await.unwrap();
    desk.bench.settle().await;
    for (status, days, why) in [
        ("503 Service Unavailable", &all[..], "its server answers 503"),
        ("200 OK", &[][..], "it has no day between"),
    ] {
        server.serves(status, days);
        desk.bench.advance(DAY);
        desk.bench.settle().await;
        let failed = feed(&desk).await;
        assert!(failed.problem.contains(why), "{}", failed.problem);
        assert!(failed.failures > 0 && failed.day_count == 2, "{failed:?}");
        assert_eq!(calendar(&desk).await.holidays, all);
    }
    server.serves("200 OK", &all[..1]);
    let request = pb::FetchHolidayFeedRequest { id: feed(&desk).await.id };
    acting(&desk.admin(), desk.feeds().fetch_holiday_feed(request)).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(calendar(&desk).await.holidays, all[..1], "it was asked to be fetched at once");
    let now = feed(&desk).await;
    assert_eq!((now.problem.as_str(), now.failures), ("", 0));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_feed_that_is_the_same_is_not_sent_again() {
    let (desk, server) = (open().await, Server::start().await);
    let all = days(&desk, &["05-01"]);
    server.serves("200 OK", &[all[0].as_str()]);
    subscribe(&desk, &server.url).await.unwrap();
    desk.bench.settle().await;
    let before = calendar(&desk).await;
    let first = feed(&desk).await;
    desk.bench.advance(DAY);
    desk.bench.settle().await;
    let then = feed(&desk).await;
    assert!(then.fetch_time != first.fetch_time && then.problem.is_empty(), "{then:?}");
    assert_eq!(calendar(&desk).await, before);
    let asked = server.served.lock().unwrap().asked.clone();
    assert!(asked[asked.len() - 1].contains("if-none-match: "), "{asked:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn an_address_that_is_none_or_within_our_own_network_is_not_fetched() {
    let desk = Desk::open().await;
    for wrong in ["", "holidays", "ftp://a.test/x.ics", "https://me:secret@a.test/x.ics"] {
        assert_eq!(field(&subscribe(&desk, wrong).await.unwrap_err()), "url", "{wrong:?}");
    }
    let server = Server::start().await;
    subscribe(&desk, &server.url.replace("http://", "webcal://")).await.unwrap();
    desk.bench.settle().await;
    let refused = feed(&desk).await;
    assert!(refused.url.starts_with("https://127.0.0.1"), "{}", refused.url);
    assert!(refused.problem.contains("private address"), "{}", refused.problem);
    assert_eq!(server.asked(), 0);
    for n in 1..5 {
        subscribe(&desk, &format!("https://10.0.0.{n}/x.ics")).await.unwrap();
    }
    let sixth = subscribe(&desk, "https://10.0.0.9/x.ics").await.unwrap_err();
    assert_eq!(crate::desk::reason(&sixth), "TOO_MANY_FEEDS");
    desk.bench.end().await;
}
