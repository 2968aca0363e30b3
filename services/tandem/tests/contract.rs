//! What holds for every rpc of the contract, today's and tomorrow's: who may call it, by which path, and that no account reaches another.
mod changed;
mod noted;
mod private;
mod roles;
mod rpc;
mod things;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use tonic::{Code, transport::Channel};

use self::rpc::{Access, Rpc};
use crate::support::{Client, Form, Platform, Sentences};

#[test]
fn every_rpc_says_who_may_call_it_and_by_which_path() {
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for rpc in rpc::all() {
        assert_ne!(rpc.access, Access::Nobody, "{} does not say who may call it", rpc.name);
        let rules = rpc.http();
        assert_eq!(rules.is_empty(), rpc.access == Access::Peer, "{}: a path for all but peers", rpc.name);
        for (method, path) in rules {
            // A page's own path is the contract's where mail programs post to it.
            let page = path == "/unsubscribe/{token}" && rpc.access == Access::Public;
            assert!(path.starts_with("/v1/") || page, "{}: {path}", rpc.name);
            let shape = format!("{method} {}", rpc::with_variables(&path, "*"));
            if let Some(other) = paths.insert(shape.clone(), rpc.name.clone()) {
                panic!("{shape} is both {other} and {}", rpc.name);
            }
        }
    }
}

#[test]
fn no_service_depends_on_another() {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders: Vec<_> = fs::read_dir(services).unwrap().map(|entry| entry.unwrap().path()).collect();
    let names: Vec<String> = folders
        .iter()
        .filter_map(|folder| folder.file_name()?.to_str().map(|name| format!("tandem-{name}")))
        .filter(|name| name != "tandem-kit")
        .collect();
    for folder in folders.iter().filter(|folder| !folder.ends_with("tandem")) {
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        // Tests may start another service beside their own.
        let manifest = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        let own = format!("tandem-{}", folder.file_name().unwrap().to_string_lossy());
        for name in names.iter().filter(|name| **name != own) {
            let depends = manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name));
            assert!(!depends, "{own} depends on {name}: services meet in the contract only");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_rpc_keeps_its_door() {
    let platform = Platform::start(Form::Embedded).await;
    let (ours, theirs) = (platform.account("ours").await, platform.account("theirs").await);
    let agent = ours.agent(&platform, "Eve").await;
    let customer = ours.customer(&platform, "Ann", "ann@acme.test").await;
    let channel = Channel::from_shared(platform.base.clone()).unwrap().connect().await.unwrap();
    let mut sentences = Sentences::default();
    sentences.tell("nobody is let in who does not say who they are", strangers(&platform, &channel)).await;
    let no_agents = |access| matches!(access, Access::Admin | Access::Owner);
    sentences.tell("an agent is no administrator", refused(&channel, &agent.client, no_agents)).await;
    let no_customers = |access| matches!(access, Access::User | Access::Admin | Access::Owner);
    sentences.tell("a customer is no user", refused(&channel, &customer.client, no_customers)).await;
    sentences
        .tell("no account reaches what is another's", foreign(&platform, &channel, &ours, &theirs))
        .await;
    let walked = platform.account("walked").await;
    let own = things::make(&platform, &walked, "bassoon").await;
    sentences.tell("whoever changes something leaves an entry", noted::walk(&platform, &walked, &own)).await;
    let within = "who does not see a private project learns nothing of it";
    sentences.tell(within, private::learns_nothing(&platform, &channel)).await;
    sentences
        .tell(
            "what somebody is in a private project says what they change",
            roles::say_what_is_changed(&platform),
        )
        .await;
    sentences.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_told_with_what_was_and_what_is() {
    let platform = Platform::start(Form::Embedded).await;
    let account = platform.account("changed").await;
    let own = things::make(&platform, &account, "cornet").await;
    changed::are_told(&platform, &account, &own).await;
}

/// Every rpc without credentials: by gRPC and by its path.
async fn strangers(platform: &Platform, channel: &Channel) {
    let nobody = Client::nobody(platform);
    let mut wrong = Vec::new();
    for rpc in rpc::all() {
        let told = rpc.call(channel, &nobody, &rpc.empty()).await.err().map(|status| status.code());
        let right = match rpc.access {
            // Visitors show a token of their own, which the service asks for.
            Access::Public if rpc.name.contains("VisitorChatsService/") => {
                told != Some(Code::PermissionDenied)
            }
            // To sign in without a name or a link is to be refused as well.
            Access::Public => {
                told != Some(Code::Unauthenticated)
                    || ["CreateSession", "RedeemMagicLink"].contains(&rpc.method.name())
            }
            Access::Peer => told == Some(Code::Unimplemented),
            _ => told == Some(Code::Unauthenticated),
        };
        if !right {
            wrong.push(format!("{} → {told:?}", rpc.name));
        }
        for (method, path) in rpc.http().into_iter().filter(|_| rpc.access != Access::Public) {
            let path = rpc::with_variables(&path, "x");
            let status = nobody.ask(method.clone(), &path, None).await.status;
            if status != 401 {
                wrong.push(format!("{method} {path} → {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every rpc of those doors is closed to a caller.
async fn refused(channel: &Channel, caller: &Client, closed: impl Fn(Access) -> bool) {
    let mut wrong = Vec::new();
    for rpc in rpc::all().into_iter().filter(|rpc| closed(rpc.access)) {
        let told = rpc.call(channel, caller, &rpc.empty()).await.err().map(|status| status.code());
        if told != Some(Code::PermissionDenied) {
            wrong.push(format!("{} → {told:?}", rpc.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Rpcs that answer OK to a foreign id, and why that tells nothing.
const TAKES_ANY_ID: [(&str, &str); 2] = [
    ("Unfollow", "what is not followed is not followed afterwards either"),
    ("CreateItemTemplate", "what is made gets an id of its own, and one that is given is not looked at"),
];

/// Every id of one account in every place of every request of another's owner, one at a time.
async fn foreign(
    platform: &Platform,
    channel: &Channel,
    ours: &crate::support::Account,
    theirs: &crate::support::Account,
) {
    let own = things::make(platform, ours, "oboe").await;
    let others = things::make(platform, theirs, "xylophone").await;
    let before = others.shown(theirs).await;
    let (mut wrong, mut calls) = (Vec::new(), 0);
    let within = |access| matches!(access, Access::Customer | Access::User | Access::Admin | Access::Owner);
    for rpc in rpc::all().into_iter().filter(|rpc| within(rpc.access)) {
        for place in rpc.places() {
            let Some(request) = rpc.request(&place, &own, &others) else { continue };
            let answer = rpc.call(channel, &ours.api, &request).await;
            calls += 1;
            if let Some(problem) = judge(&rpc, &place, answer, &others) {
                wrong.push(format!("{}.{}: {problem}", rpc.name, place.path()));
            }
        }
    }
    assert!(calls > 40, "only {calls} calls");
    assert!(wrong.is_empty(), "{} of {calls} calls: {wrong:#?}", wrong.len());
    assert_eq!(others.shown(theirs).await, before, "nothing of it was changed");
}

fn judge(
    rpc: &Rpc,
    place: &rpc::Place,
    answer: Result<Value, tonic::Status>,
    others: &things::Things,
) -> Option<String> {
    match answer {
        Err(status) if status.code() == Code::NotFound => None,
        // A thing that is referred to may also be called a bad field.
        Err(status) if !place.names_the_thing() || rpc.method.name().starts_with("Create") => {
            match status.code() {
                Code::InvalidArgument | Code::FailedPrecondition | Code::PermissionDenied => None,
                code => Some(format!("{code:?} {}", status.message())),
            }
        }
        Err(status) => Some(format!("{:?} {}, not NotFound", status.code(), status.message())),
        Ok(_) if TAKES_ANY_ID.iter().any(|(name, _)| rpc.name.ends_with(&format!("/{name}"))) => None,
        // A list of what is asked for may be empty.
        Ok(answer) => {
            let text = answer.to_string();
            let lists = ["List", "BatchGet", "See", "Count", "Export"]
                .iter()
                .any(|verb| rpc.method.name().starts_with(verb));
            let shows = others.ids().any(|id| text.contains(id)) || text.contains("xylophone");
            (shows || !lists).then(|| format!("OK {text}"))
        }
    }
}
