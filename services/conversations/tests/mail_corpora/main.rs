//! The mail engine against the corpora: what is stored, read, cut, told from people and made safe, with floors that only rise.
//!
//! The corpora are no part of the repository: `TANDEM_CORPORA` names their folder, or `shared/corpora` is found above this crate;
//! where there are none, the tests say so and pass.

#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "shows its figures; the corpora are named by the environment"
)]

mod automatic;
mod fields;
mod html;
mod reply;
mod stored;

use std::path::{Path, PathBuf};

/// One measured figure and what it may not fall below.
#[derive(Debug)]
pub struct Score {
    name: &'static str,
    good: usize,
    all: usize,
    floor_permille: usize,
}

impl Score {
    fn new(name: &'static str, good: usize, all: usize, floor_permille: usize) -> Self {
        Self { name, good, all, floor_permille }
    }

    fn permille(&self) -> usize {
        (self.good * 1_000).checked_div(self.all).unwrap_or(1_000)
    }
}

fn folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("TANDEM_CORPORA") {
        return Some(PathBuf::from(named)).filter(|path| path.is_dir());
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared/corpora"))
        .find(|path| path.is_dir())
}

/// The files below a folder with one of these endings, in their order; none where the corpus is absent.
fn files(root: &Path, below: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.join(below)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if endings
                .iter()
                .any(|ending| path.extension().is_some_and(|extension| extension == *ending))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn json(path: &Path) -> serde_json::Value {
    std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Says what went wrong when asked to: `TANDEM_CORPORA_SHOW=reply cargo test …`.
fn show(what: &str, name: &str, detail: impl FnOnce() -> String) {
    if std::env::var("TANDEM_CORPORA_SHOW").is_ok_and(|asked| asked == what || asked == "all") {
        eprintln!("--- {what} {name}: {}", detail());
    }
}

#[test]
fn every_corpus_is_read_as_well_as_before() {
    let Some(root) = folder() else {
        eprintln!("no mail corpora found: skipped");
        return;
    };
    let mut scores = stored::run(&root);
    scores.extend(fields::run(&root));
    scores.extend(reply::run(&root));
    scores.extend(automatic::run(&root));
    scores.extend(html::run(&root));
    for score in &scores {
        eprintln!(
            "{:<58} {:>5} of {:>5}  {:>5.1} %  (floor {:.1} %)",
            score.name,
            score.good,
            score.all,
            as_percent(score.permille()),
            as_percent(score.floor_permille)
        );
    }
    let low: Vec<&Score> = scores.iter().filter(|score| score.permille() < score.floor_permille).collect();
    assert!(low.is_empty(), "below the floor: {low:#?}");
}

fn as_percent(permille: usize) -> f64 {
    f64::from(u32::try_from(permille).unwrap_or(0)) / 10.0
}

#[test]
fn no_damaged_mail_makes_the_engine_panic() {
    if let Some(root) = folder() {
        eprintln!("{} damaged mails read", stored::damage(&root));
    }
}
