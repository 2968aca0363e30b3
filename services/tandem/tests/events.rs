//! `docs/EVENTS.md`: every event, what it says, and who listens for it; written from the contract and from the consumers.
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    path::Path,
};

use prost_reflect::{DescriptorPool, FileDescriptor, MessageDescriptor};
use regex::Regex;
use tandem_kit::testing::{Bench, free_port};

const HEAD: &str = "# Events

What happens is told by events. Each leaves with the transaction that caused it (outbox), and is handled once by each queue (inbox). Its
envelope is `tandem.event.v1.Event`; its type is the full name of its message. Generated from the contract and the consumers:
`UPDATE=1 cargo nextest run -p tandem events`.
";

#[tokio::test]
async fn every_event_is_described_with_who_listens() {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let written = page(&pool, &listeners().await);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/EVENTS.md");
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &written).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == written, "docs/EVENTS.md is behind: UPDATE=1 cargo nextest run -p tandem events");
}

#[test]
fn every_event_that_is_told_is_in_the_contract() {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let known: Vec<String> = events(&pool).iter().map(|event| event.name().to_owned()).collect();
    let told = Regex::new(r"Emit::new\(\s*&(?:\w+::)*([A-Z]\w+)").unwrap();
    let mut unknown = Vec::new();
    for (service, text) in sources() {
        let names = told.captures_iter(&text).map(|found| found[1].to_owned());
        unknown.extend(names.filter(|name| !known.contains(name)).map(|name| format!("{service}: {name}")));
    }
    assert!(unknown.is_empty(), "told, and in no events.proto: {unknown:?}");
}

#[test]
fn every_event_of_the_contract_is_told_by_its_service() {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let (sources, mut untold) = (sources(), Vec::new());
    for event in events(&pool) {
        let service = event.package_name().split('.').nth(1).unwrap_or_default().replace('_', "-");
        let made = Regex::new(&format!(r"\b{} ?\{{", event.name())).unwrap();
        if !sources.get(&service).is_some_and(|text| made.is_match(text)) {
            untold.push(event.full_name().to_owned());
        }
    }
    assert!(untold.is_empty(), "in the contract, and told by nobody: {untold:?}");
}

/// The messages of every `events.proto`.
fn events(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    pool.files()
        .filter(|file| file.name().ends_with("/events.proto"))
        .flat_map(|file| file.messages().collect::<Vec<_>>())
        .collect()
}

fn page(pool: &DescriptorPool, listeners: &BTreeMap<String, Vec<&str>>) -> String {
    let mut out = HEAD.to_owned();
    for file in pool.files().filter(|file| file.name().ends_with("/events.proto")) {
        let _ = write!(out, "\n## {}\n\n| event | when | heard by |\n|---|---|---|\n", file.package_name());
        for event in file.messages() {
            let heard = listeners
                .get(event.full_name())
                .map_or("no queue; live streams see it".to_owned(), |queues| queues.join(", "));
            let _ = writeln!(out, "| `{}` | {} | {heard} |", event.name(), comment(&file, &event));
        }
    }
    out
}

/// What the contract says above the message, in one line.
fn comment(file: &FileDescriptor, event: &MessageDescriptor) -> String {
    let locations =
        file.file_descriptor_proto().source_code_info.as_ref().map(|info| info.location.as_slice());
    let found = locations.unwrap_or_default().iter().find(|location| location.path == event.path());
    let text = found.and_then(|location| location.leading_comments.clone()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of each service's sources.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    for service in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap() {
        let service = service.unwrap();
        let name = service.file_name().to_string_lossy().into_owned();
        if ["kit", "tandem", "web"].contains(&name.as_str()) {
            continue;
        }
        let mut text = String::new();
        gather(&service.path().join("src"), &mut text);
        sources.insert(name, text);
    }
    sources
}

fn gather(folder: &Path, text: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The queues that listen for each type of event, asked of the services themselves.
async fn listeners() -> BTreeMap<String, Vec<&'static str>> {
    let bench = Bench::start_with(tandem::SERVICES, |config| {
        let address = || format!("127.0.0.1:{}", free_port());
        config.set("gateway", "listen", address());
        config.set("conversations", "smtp", HashMap::from([("listen".to_owned(), address())]));
    })
    .await;
    let mut heard: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (queue, types) in bench.queues() {
        for event in types {
            heard.entry(event).or_default().push(queue);
        }
    }
    bench.end().await;
    heard
}
