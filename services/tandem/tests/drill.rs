//! The kill drill: processes are ended by `kill -9` at any moment of the main job, and nothing is lost or doubled.
mod history;

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;

use crate::support::{Account, Form, Letter, Platform, smtp};

const SENDER: &str = "drill.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_kills_lose_and_double_nothing() {
    drill(Form::Embedded, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: make test-full"]
async fn fifty_kills_of_one_process_lose_and_double_nothing() {
    drill(Form::Embedded, 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: make test-full"]
async fn fifty_kills_among_ten_processes_lose_and_double_nothing() {
    drill(Form::Distributed, 50).await;
}

/// Chance that is the same each time for one seed, which is told.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % most
    }
}

/// What the world outside was told, and so must hold.
#[derive(Default)]
struct Told {
    /// Mails answered 250, by number.
    accepted: BTreeSet<usize>,
    /// Answers posted with 200, by number.
    posted: BTreeSet<usize>,
    /// Tickets resolved with 200, by number.
    resolved: BTreeSet<usize>,
    /// Time entries made with 200, by number, and how many were tried.
    logged: BTreeSet<usize>,
    tries_to_log: usize,
    /// Timers stopped with 200, by the time entry that each became.
    timed: BTreeSet<String>,
    sent: usize,
}

async fn drill(form: Form, kills: usize) {
    let seed = std::env::var("DRILL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()) | 1 << 40);
    eprintln!("DRILL_SEED={seed}");
    let (mut chance, mut told) = (Chance(seed), Told::default());
    let platform = Platform::start(form).await;
    let account = platform.account("drill").await;
    history::watch(&platform).await;
    let names = platform.names().await;
    // One process comes to its work later than ten, of which nine were not killed.
    let longest = if form == Form::Embedded { 1_500 } else { 700 };
    for kill in 0..kills {
        let victim = names[chance.below(names.len())].clone();
        let moment = Duration::from_millis(u64::try_from(chance.below(longest)).unwrap());
        let work = work(&platform, &account, &mut told, kill);
        let killing = async {
            tokio::time::sleep(moment).await;
            platform.kill(&victim).await;
        };
        tokio::join!(work, killing);
        eprintln!(
            "  kill {kill}: {victim} after {moment:?}; {} mails accepted of {}",
            told.accepted.len(),
            told.sent
        );
        platform.restart(&victim).await;
    }
    // What a killed process held by lease comes back when the lease is over.
    for _ in 0..4 {
        platform.advance(Duration::from_secs(180)).await;
        platform.settle().await;
    }
    check(&platform, &account, &told).await;
    let (answers, surveys) = (told.posted.len(), told.resolved.len());
    let (entries, timers) = (told.logged.len(), told.timed.len());
    let changes = history::agrees(&platform, &account).await;
    let seconds = history::time_adds_up(&platform).await;
    eprintln!(
        "{kills} kills, {} mails, {answers} answers, {surveys} surveys, {entries} time entries and {timers} timers of {seconds} s, \
         {changes} revisions: 0 lost, 0 doubled",
        told.accepted.len()
    );
    let whole = [answers, surveys, entries, timers].iter().all(|done| *done > 0);
    assert!(kills < 10 || whole, "the whole main job was drilled");
}

/// Three mails, an answer, time and an end of tickets that are there, beginning with another of them each time, while the kill comes.
async fn work(platform: &Platform, account: &Account, told: &mut Told, round: usize) {
    for step in 0..5 {
        // What is refused is tried no more: it was not accepted.
        let _ = match (round + step) % 5 {
            0 => mails(platform, account, told).await,
            1 => answer(account, told).await,
            2 => log_time(account, told).await,
            3 => time(account, told).await,
            _ => resolve(account, told).await,
        };
    }
}

async fn mails(platform: &Platform, account: &Account, told: &mut Told) -> Option<()> {
    for _ in 0..3 {
        told.sent += 1;
        let number = told.sent;
        let from = format!("c{number}@{SENDER}");
        let letter = Letter::new(&from, &account.address(), &format!("Drill {number:04}"), "Help!");
        let to = [account.address()];
        let mut answers = smtp::send(&platform.smtp, &from, &to, &letter.raw()).await;
        // As a mail server does that got no answer: the same again.
        for _ in 0..2 {
            if !answers.last().is_some_and(|answer| answer.starts_with("250")) {
                tokio::time::sleep(Duration::from_millis(50)).await;
                answers = smtp::send(&platform.smtp, &from, &to, &letter.raw()).await;
            }
        }
        if answers.last().is_some_and(|answer| answer.starts_with("250")) {
            told.accepted.insert(number);
        }
    }
    Some(())
}

/// Some ticket with a status, and the number in its title.
async fn some(account: &Account, status: &str) -> Option<(String, usize)> {
    let found = account.api.try_get(&format!("/v1/items?page_size=1&filter=status%20%3D%20{status}")).await?;
    let item = &found["items"][0];
    let number = item["title"].as_str()?.rsplit(' ').next()?.parse().ok()?;
    Some((item["id"].as_str()?.to_owned(), number))
}

async fn status_id(account: &Account, key: &str) -> Option<String> {
    let statuses = account.api.try_get("/v1/statuses").await?;
    let found = statuses["statuses"].as_array()?.iter().find(|status| status["key"] == key)?;
    found["id"].as_str().map(str::to_owned)
}

/// Resolves a ticket, rather one that was answered, if the system lets us.
async fn resolve(account: &Account, told: &mut Told) -> Option<()> {
    let (item, number) = match some(account, "pending_customer").await {
        Some(answered) => answered,
        None => some(account, "open").await?,
    };
    let change = json!({"status_id": status_id(account, "resolved").await?});
    account.api.try_patch(&format!("/v1/items/{item}"), change).await?;
    told.resolved.insert(number);
    Some(())
}

/// Logs time on some ticket. What got no answer is asked for again, as the same.
async fn log_time(account: &Account, told: &mut Told) -> Option<()> {
    let (item, _) = some(account, "open").await?;
    told.tries_to_log += 1;
    let number = told.tries_to_log;
    let entry = json!({
        "item_id": item, "duration": format!("{}s", 60 + number), "billable": true, "notes": format!("Entry {number:04}"),
        "request_id": format!("00000000-0000-4000-8001-{number:012}"),
    });
    for _ in 0..2 {
        if account.api.try_post("/v1/time_entries", entry.clone()).await.is_some() {
            told.logged.insert(number);
            break;
        }
    }
    Some(())
}

/// Stops the timer that runs, and starts one on some ticket: a start stops one that runs elsewhere, too.
async fn time(account: &Account, told: &mut Told) -> Option<()> {
    let running = account.api.try_get("/v1/timers").await?;
    if let Some(timer) = running["timers"][0]["id"].as_str() {
        let stopped = account.api.try_post(&format!("/v1/timers/{timer}:stop"), json!({})).await?;
        told.timed.insert(stopped["id"].as_str()?.to_owned());
    }
    let (item, _) = some(account, "open").await?;
    account.api.try_post("/v1/timers", json!({"item_id": item})).await?;
    Some(())
}

/// Answers the customer of some ticket, if the system lets us.
async fn answer(account: &Account, told: &mut Told) -> Option<()> {
    let (item, number) = some(account, "open").await?;
    let conversations = account.api.try_get(&format!("/v1/items/{item}/conversations")).await?;
    let conversation = conversations["conversations"][0]["id"].as_str()?.to_owned();
    let body = json!({"body_text": format!("Answer {number:04}"), "request_id": format!("00000000-0000-4000-8000-{number:012}")});
    let path = format!("/v1/conversations/{conversation}/messages");
    account.api.try_post(&path, body).await?;
    told.posted.insert(number);
    Some(())
}

/// I1, I3, I4: every accepted mail is one ticket and one message; every mail is sent, under one Message-ID; every rule acted once; every
/// event was told.
async fn check(platform: &Platform, account: &Account, told: &Told) {
    let database = &platform.database;
    let titles = database.texts("select title from items.item order by title").await;
    let distinct: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(titles.len(), distinct.len(), "doubled tickets");
    for number in &told.accepted {
        assert!(distinct.contains(&format!("Drill {number:04}")), "mail {number} was accepted and is lost");
    }
    let doubled = "select count(*) from (select item from conversations.message where opening group by item having count(*) > 1) d";
    assert_eq!(database.count(doubled).await, 0, "doubled opening messages");
    let openings = database.count("select count(*) from conversations.message where opening").await;
    assert_eq!(openings, i64::try_from(titles.len()).unwrap(), "a message for each ticket");
    let resolved = account.status("resolved").await;
    for title in &titles {
        let number: usize = title.rsplit(' ').next().unwrap().parse().unwrap();
        let customer = format!("c{number}@{SENDER}");
        let mails = platform.sink.to(&customer);
        let of = |words: &str| -> (usize, BTreeSet<String>) {
            let those: Vec<_> =
                mails.iter().filter(|mail| mail.text().starts_with(words) || mail.says(words)).collect();
            (those.len(), those.iter().map(|mail| mail.message_id()).collect())
        };
        let (auto, auto_ids) = of("thank you for your request");
        assert!(auto >= 1, "no auto-reply to {customer}");
        assert_eq!(auto_ids.len(), 1, "one auto-reply to {customer}, whatever was sent again: {auto_ids:?}");
        if told.resolved.contains(&number) {
            // A rule that an answer started may open a ticket again that was resolved meanwhile: then it is finished twice.
            let finished = format!(
                "select count(*) from items.activity a join items.item i on i.account = a.account and i.id = a.item
                  where i.title = '{title}' and a.field = 'status_id' and a.after = '{resolved}'"
            );
            let finished = usize::try_from(database.count(&finished).await).unwrap();
            let (surveys, ids) = of("/survey/");
            assert!(surveys >= 1, "no survey to {customer}");
            assert_eq!(ids.len(), finished, "a survey for each end, to {customer}: {ids:?}");
        }
        if told.posted.contains(&number) {
            let (answers, ids) = of(&format!("Answer {number:04}"));
            assert!(answers >= 1 && ids.len() == 1, "the answer to {customer}: {answers} mails, {ids:?}");
        }
    }
    for number in 1..=told.tries_to_log {
        let entries = format!("select count(*) from timesheets.time_entry where notes = 'Entry {number:04}'");
        let entries = database.count(&entries).await;
        let least = i64::from(told.logged.contains(&number));
        assert!((least..=1).contains(&entries), "time entry {number} is there {entries} times");
    }
    for entry in &told.timed {
        account.api.get(&format!("/v1/time_entries/{entry}")).await;
    }
    outboxes_are_empty(platform).await;
    let twice = "select count(*) from (select item from items.activity where field in ('assignee_ids', 'sla_policy_id', 'project_id')
                 group by item, field having count(*) > 1) doubled";
    assert_eq!(database.count(twice).await, 0, "a rule acted twice");
    let unassigned = account.api.get("/v1/items?page_size=100&filter=NOT%20assignee:*").await;
    assert_eq!(
        unassigned["items"].as_array().map_or(0, Vec::len),
        0,
        "every ticket has its agent: {unassigned}"
    );
}

async fn outboxes_are_empty(platform: &Platform) {
    let schemas = "select table_schema::text from information_schema.tables where table_name = 'outbox'";
    for schema in platform.database.texts(schemas).await {
        let left = platform.database.count(&format!("select count(*) from {schema}.outbox")).await;
        assert_eq!(left, 0, "events of {schema} were not told");
        let parked = platform.database.count(&format!("select count(*) from {schema}.parked")).await;
        assert_eq!(parked, 0, "events of {schema} were given up");
    }
}
