//! A whole account as one file: everything of it, nothing of another, nothing secret.
use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Account, Client, Form, Platform, Sentences};

const EXPORT: &str = "/v1/account:export";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_takes_the_account_along() {
    let platform = Platform::start(Form::Embedded).await;
    let (ours, theirs) = (platform.account("ours").await, platform.account("theirs").await);
    let eve = ours.agent(&platform, "Eve").await;
    let ann = ours.customer(&platform, "Ann", "ann@acme.test").await;
    theirs.ticket("A xylophone", "bob@other.test").await;
    for n in 0..120 {
        ours.api.post("/v1/items", json!({"title": format!("Oboe {n}")})).await;
    }
    ours.ticket("A bassoon", "ann@acme.test").await;
    platform.settle().await;
    let mut sentences = Sentences::default();
    sentences.tell("it holds every row once, and says how many", whole(&ours)).await;
    sentences.tell("what is written meanwhile does not break it", meanwhile(&ours)).await;
    sentences
        .tell("agents, customers and strangers get none", async {
            assert_eq!(eve.client.status(EXPORT).await, 403);
            assert_eq!(ann.client.status(EXPORT).await, 403);
            assert_eq!(Client::nobody(&platform).status(EXPORT).await, 401);
        })
        .await;
    sentences.end();
}

/// A file of the export: its name and its lines.
type File = (String, Vec<Value>);

/// The manifest, the files, and all of it as text.
async fn export(account: &Account) -> (Value, Vec<File>, String) {
    let bytes = account.api.bytes(EXPORT).await;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let (mut files, mut whole, mut manifest) = (Vec::new(), String::new(), Value::Null);
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let (name, mut text) = (file.name().to_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        if name == "manifest.json" {
            manifest = serde_json::from_str(&text).unwrap();
        } else {
            files.push((name, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()));
        }
        whole += &text;
    }
    (manifest, files, whole)
}

fn counts_agree(manifest: &Value, files: &[File]) {
    let tables = manifest["tables"].as_array().unwrap();
    assert_eq!(tables.len(), files.len());
    for (table, (name, lines)) in tables.iter().zip(files) {
        assert_eq!(
            (table["file"].as_str(), table["rows"].as_u64()),
            (Some(name.as_str()), Some(lines.len() as u64))
        );
    }
}

fn of<'a>(files: &'a [File], name: &str) -> &'a [Value] {
    &files.iter().find(|(file, _)| file == name).unwrap().1
}

async fn whole(account: &Account) {
    let (manifest, files, text) = export(account).await;
    counts_agree(&manifest, &files);
    let items = of(&files, "items/item.jsonl");
    assert_eq!(items.len(), 121);
    let mut ids: Vec<_> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 121, "each once");
    assert!(of(&files, "directory/user.jsonl").iter().any(|user| user["name"] == "Eve"));
    assert!(of(&files, "conversations/message.jsonl").iter().any(|one| one.to_string().contains("bassoon")));
    assert!(!of(&files, "automation/rule.jsonl").is_empty());
    assert!(!text.contains("xylophone") && !text.contains("other.test"), "nothing of another account");
    for secret in ["argon2", "password_hash", "secret_hash", "imap_secret", "\"secret\""] {
        assert!(!text.contains(secret), "{secret} is in the export");
    }
}

async fn meanwhile(account: &Account) {
    let writes = async {
        for n in 0..40 {
            account.api.post("/v1/items", json!({"title": format!("Meanwhile {n}")})).await;
        }
    };
    let ((manifest, files, _), ()) = tokio::join!(export(account), writes);
    counts_agree(&manifest, &files);
    let old = of(&files, "items/item.jsonl");
    let old = old.iter().filter(|item| !item["title"].as_str().unwrap().starts_with("Meanwhile"));
    assert_eq!(old.count(), 121, "what was there before is all in it");
}
